import { orderAggregate } from '../../src/application/aggregates';
import { InitiatePayment } from '../../src/application/payments/initiate-payment';
import { RecordCash } from '../../src/application/payments/record-cash';
import { RequestRefund, type Refunded } from '../../src/application/payments/request-refund';
import { paymentIdFor } from '../../src/application/deterministic-ids';
import type { Actor } from '../../src/domain/kernel/actor';
import type { PaymentId } from '../../src/domain/kernel/ids';
import { FAULT_PARTIES } from '../../src/domain/order/cancellation-fee';
import type { OrderCommand, PlaceOrder } from '../../src/domain/order/order-messages';
import type { OrderStatus } from '../../src/domain/order/order-transitions';
import type { OnlineMethod } from '../../src/domain/payment/payment-messages';
import { drawOrder, type Cast } from './orders';
import { retryFailed } from './staff';
import type { Program } from './program';
import type { World } from './world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const SUPPORT: Actor = { id: 'support-1', role: 'support' };
const METHODS: readonly [OnlineMethod, OnlineMethod, OnlineMethod] = ['UPI', 'CARD', 'WALLET'];

const WAYS_TO_PAY = [
  ...(['pay', 'pay', 'pay', 'pay', 'decline', 'pay-late', 'abandon'] as const),
  ...(['twice', 'twice', 'in doubt', 'in doubt'] as const),
] as const;

export type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

/** How likely people do what they need not do, of a thousand. */
export interface Habits {
  /** Within which time everybody orders (ms). */
  readonly orderWithinMs: number;
  readonly cancels: number;
  readonly holds: number;
  readonly refunds: number;
  readonly chargebacks: number;
}

const HABITS: Habits = {
  orderWithinMs: 20 * MINUTE,
  cancels: 450,
  holds: 100,
  refunds: 350,
  chargebacks: 180,
};

/** Everybody who has to do with one order, each with a mind of their own. */
export class People<P extends Program = Program> {
  protected placed: PlaceOrder | null = null;
  private requests = 0;

  constructor(
    protected readonly world: World<P>,
    protected readonly cast: Cast,
    private readonly habits = HABITS,
  ) {}

  /** Resolves when none of them does anything any more. */
  async live(): Promise<void> {
    const { world, habits } = this;
    const { draws } = world;
    await world.wait(draws.below(habits.orderWithinMs), 'a customer makes up their mind');
    await this.placeOrder();
    await Promise.all([
      this.cast.method === 'COD' ? Promise.resolve() : this.customerPays(),
      draws.chance(habits.cancels) ? this.somebodyCancels() : Promise.resolve(),
      draws.chance(habits.holds) ? this.staffHold() : Promise.resolve(),
      this.kitchenAndCourier(),
      draws.chance(habits.refunds) ? this.staffRefund() : Promise.resolve(),
      draws.chance(habits.chargebacks) ? this.bankTakesBack() : Promise.resolve(),
    ]);
  }

  protected customer(): Actor {
    return { id: this.cast.customerId, role: 'customer' };
  }

  private async placeOrder(): Promise<void> {
    const { world, cast } = this;
    const command = drawOrder(cast, world.now, world.draws);
    this.placed = command;
    const request = this.request('PlaceOrder');
    const outcome = await world.ask(
      request,
      (program) =>
        program.executor.execute(
          orderAggregate,
          cast.orderId,
          world.contextOf(this.customer(), request),
          () => ({ ok: true, command }),
          { expectNew: true },
        ),
      50,
    );
    if (outcome?.kind !== 'done')
      throw new Error(`the order was not placed: ${outcome?.kind ?? 'no answer'}`);
  }

  protected request(name: string): string {
    this.requests += 1;
    return `${name} ${this.cast.orderId} ${this.requests}`;
  }

  protected async act(actor: Actor, command: Undated<OrderCommand>): Promise<boolean> {
    const { world, cast } = this;
    const request = this.request(command.type);
    const outcome = await world.ask(request, (program) => {
      const context = world.contextOf(actor, request);
      const dated = { ...command, at: context.at } as OrderCommand;
      return program.executor.execute(orderAggregate, cast.orderId, context, () => ({
        ok: true,
        command: dated,
      }));
    });
    world.counts.add(`people: ${command.type} ${outcome?.kind ?? 'unanswered'}`);
    return outcome?.kind === 'done';
  }

  protected async status(): Promise<OrderStatus> {
    const order = await this.world.order(this.cast.orderId);
    if (order.is === 'absent') throw new Error(`${this.cast.orderId} is gone`);
    return order.status;
  }

  /** Looks every now and then until the order is there, or can no longer come there. */
  protected async reaches(wanted: OrderStatus, ms: number): Promise<boolean> {
    for (let left = ms; left > 0;) {
      const status = await this.status();
      if (status === wanted) return true;
      const pause = this.world.draws.between(5 * SECOND, 60 * SECOND);
      await this.world.wait(pause, `${this.cast.orderId} is looked at`);
      left -= pause;
    }
    return (await this.status()) === wanted;
  }

  private async customerPays(): Promise<void> {
    const { world } = this;
    const { draws } = world;
    await world.wait(draws.around(30 * SECOND), 'the customer looks for the pay page');
    const attempts = draws.pick([0, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    for (let n = 0; n < attempts; n += 1) {
      const method = n === 0 || draws.chance(250) ? null : draws.pick(METHODS);
      const page = await this.openPage(method);
      if (page === null) return;
      const isLast = n === attempts - 1;
      const wants = draws.pick(WAYS_TO_PAY);
      world.counts.add(`customer: ${wants}`);
      await world.wait(draws.around(2 * MINUTE), 'the customer types');
      if (wants === 'twice' || wants === 'in doubt') {
        // The first page stays open, or its bank has not answered, while another attempt is begun and paid.
        if (wants === 'in doubt') this.pay(page, 'pay-late');
        const other = this.openPage(draws.pick(METHODS));
        await world.wait(draws.below(5 * SECOND), 'the customer is impatient');
        if (wants === 'twice') this.pay(page, 'pay');
        const second = await other;
        if (second !== null) this.pay(second, 'pay');
      } else {
        this.pay(page, wants);
      }
      if (wants === 'pay' && !draws.chance(400)) return;
      if (!isLast) await world.wait(draws.around(3 * MINUTE), 'the customer tries again');
    }
  }

  private pay(page: PaymentId, how: 'pay' | 'decline' | 'pay-late' | 'abandon'): void {
    const isTaken = this.world.gateway.pay(page, how);
    this.world.counts.add(`page: ${how} ${isTaken ? 'taken' : 'too late'}`);
  }

  /** The reference of the payment whose page the customer is sent to; null when there is none. */
  private async openPage(method: OnlineMethod | null): Promise<PaymentId | null> {
    const { world, cast } = this;
    const asserted = {
      minor: world.draws.chance(500) ? (this.placed?.bill.totalMinor ?? null) : null,
      decimal: null,
    };
    for (let tries = 0; tries < 6; tries += 1) {
      const request = this.request('InitiatePayment');
      const outcome = await world.ask(request, (program) =>
        program.initiate.execute(
          new InitiatePayment(cast.orderId, method, asserted, world.contextOf(this.customer(), request)),
        ),
      );
      if (outcome === null || outcome.kind !== 'done') {
        world.counts.add(`customer: ${outcome?.kind === 'rejected' ? outcome.rejection.code : 'no page'}`);
        return null;
      }
      const { url } = outcome.payment;
      if (url !== null) return url.slice(url.indexOf('page-') + 'page-'.length) as PaymentId;
      await world.wait(world.draws.between(5 * SECOND, 40 * SECOND), 'the pay page loads');
    }
    return null;
  }

  private async somebodyCancels(): Promise<void> {
    const { world } = this;
    const { draws } = world;
    await world.wait(draws.around(30 * MINUTE), 'somebody changes their mind');
    const status = await this.status();
    const fault = draws.pick(['customer', 'customer', 'customer', ...FAULT_PARTIES]);
    const isDone = await this.act(fault === 'customer' ? this.customer() : SUPPORT, {
      type: 'CancelOrder',
      by: fault === 'customer' ? 'customer' : 'support',
      ...{ fault, reason: 'changed-mind' },
    });
    if (isDone) world.counts.add(`cancelled at ${status}`);
    if (!isDone || !draws.chance(350)) return;
    // Within the window, at its very end, or too late.
    const ms = draws.pick([
      draws.below(50 * SECOND),
      draws.between(55 * SECOND, 60 * SECOND),
      draws.around(2 * MINUTE),
    ]);
    await world.wait(ms, 'staff change their mind');
    await this.act(SUPPORT, { type: 'RestoreOrder' });
    if (draws.chance(300)) {
      await world.wait(draws.around(MINUTE), 'and back again');
      await this.act(SUPPORT, {
        type: 'CancelOrder',
        by: 'support',
        fault: draws.pick(FAULT_PARTIES),
        reason: 'again',
      });
    }
  }

  private async staffHold(): Promise<void> {
    const { draws } = this.world;
    await this.world.wait(draws.around(MINUTE), 'an order looks odd');
    if (!(await this.act(SUPPORT, { type: 'HoldForReview', reason: 'new-device' }))) return;
    await this.world.wait(draws.around(10 * MINUTE), 'somebody looks into it');
    if (draws.chance(800)) await this.act(SUPPORT, { type: 'ClearHold' });
  }

  /** Whoever cooks and brings it. */
  protected async kitchenAndCourier(): Promise<void> {
    const { world, cast } = this;
    const { draws } = world;
    const kitchen: Actor = { id: `owner of ${cast.restaurantId}`, role: 'restaurant' };
    if (!(await this.reaches('CONFIRMED', 25 * MINUTE))) return;
    await world.wait(draws.around(3 * MINUTE), 'the kitchen hears the bell');
    const answer = draws.pick(['accept', 'accept', 'accept', 'accept', 'accept', 'reject', 'nothing']);
    if (answer === 'nothing') return;
    if (answer === 'reject') {
      await this.act(kitchen, { type: 'RejectOrder', reason: 'item-sold-out', itemIds: [] });
      return;
    }
    const startNow = draws.chance(700);
    await this.act(kitchen, { type: 'AcceptOrder', prepMinutes: draws.between(5, 40), startNow });
    await world.wait(draws.around(2 * MINUTE), 'the pans get hot');
    if (!startNow) await this.act(kitchen, { type: 'StartPreparation' });
    if (draws.chance(150)) await this.act(kitchen, { type: 'DelayOrder', minutes: 60, reason: 'rush' });
    await world.wait(draws.around(15 * MINUTE), 'the kitchen cooks');
    const { courierId } = cast;
    await this.act(SUPPORT, { type: 'AttachPartner', courierId });
    await this.act(kitchen, { type: 'MarkReady' });
    await world.wait(draws.around(8 * MINUTE), 'a courier comes');
    await this.act({ id: courierId, role: 'courier' }, { type: 'ConfirmPickup', courierId });
    if (await this.reaches('PICKED_UP', MINUTE)) await this.deliver();
  }

  private async deliver(): Promise<void> {
    const { world, cast } = this;
    const { draws } = world;
    const { courierId } = cast;
    const courier: Actor = { id: courierId, role: 'courier' };
    if (draws.chance(700)) await this.act(courier, { type: 'MarkOutForDelivery', courierId });
    await world.wait(draws.around(15 * MINUTE), 'the courier rides');
    const end = draws.pick(['door', 'door', 'door', 'door', 'fails', 'nothing']);
    if (end === 'nothing') return;
    if (end === 'fails') {
      const reason = draws.pick([
        'customer-unreachable',
        'customer-refused',
        'wrong-address',
        'courier-accident',
        'food-spilt',
      ]);
      await this.act(courier, { type: 'FailDelivery', reason });
      if (draws.chance(500)) await this.act(courier, { type: 'ConfirmReturn' });
      return;
    }
    if (cast.method === 'COD') await this.takeCash(courier);
    await this.act(courier, {
      type: 'ConfirmDelivery',
      courierId,
      proof: { kind: 'code', codeHash: 'code' },
    });
    if (draws.chance(300)) {
      await world.wait(draws.around(HOUR), 'the customer has eaten');
      await this.act(SUPPORT, { type: 'CompleteOrder' });
    }
  }

  /** The courier counts what they got; or says nothing, or twice, or more than it can be. */
  protected async takeCash(courier: Actor): Promise<void> {
    const { world, cast } = this;
    const { draws } = world;
    const total = this.placed?.bill.totalMinor ?? 0;
    const says = draws.pick(['nothing', 'nothing', 'all', 'short', 'twice', 'too much']);
    if (says === 'nothing') return;
    const minor = says === 'short' ? draws.below(total) : says === 'too much' ? total + 1 : total;
    for (let n = says === 'twice' ? 2 : 1; n > 0; n -= 1) {
      const request = this.request('RecordCash');
      const outcome = await world.ask(request, (program) =>
        program.cash.execute(new RecordCash(cast.orderId, minor, world.contextOf(courier, request))),
      );
      world.counts.add(`courier: cash ${says} ${outcome?.kind ?? 'unanswered'}`);
    }
  }

  private async staffRefund(): Promise<void> {
    const { world, cast } = this;
    const { draws } = world;
    if (cast.method === 'COD') return;
    const isOften = draws.chance(500);
    await world.wait(
      isOften ? 25 * MINUTE + draws.around(30 * MINUTE) : draws.around(90 * MINUTE),
      'a complaint',
    );
    const refunds = draws.between(1, 4);
    for (let n = 0; n < refunds; n += 1) {
      const paymentId = paymentIdFor(cast.orderId, draws.pick([1, 1, 1, 2]));
      const reason = draws.pick(['item-missing', 'cold-food']);
      const refunded = this.drawRefund();
      const chargeTo = draws.pick(FAULT_PARTIES);
      // Two people at once, or one who pressed twice.
      const askers = draws.chance(300) ? 2 : 1;
      await Promise.all(
        Array.from({ length: askers }, async () => {
          const request = this.request('RequestRefund');
          const outcome = await world.ask(request, (program) =>
            program.refund.execute(
              new RequestRefund(paymentId, refunded, reason, chargeTo, world.contextOf(SUPPORT, request)),
            ),
          );
          const result =
            outcome?.kind === 'rejected' ? outcome.rejection.code : (outcome?.kind ?? 'unanswered');
          world.counts.add(`staff: refund by ${refunded.of} ${result}`);
        }),
      );
      await world.wait(draws.around(20 * MINUTE), 'another complaint');
    }
    await world.wait(draws.around(2 * HOUR), 'somebody looks at what failed');
    retryFailed(world, (orderId) => orderId === cast.orderId);
  }

  private drawRefund(): Refunded {
    const { draws } = this.world;
    const total = this.placed?.bill.totalMinor ?? 0;
    return draws.chance(500)
      ? { of: 'amount', minor: draws.between(1, draws.chance(300) ? total + 100 : Math.ceil(total / 3)) }
      : { of: 'lines', lines: [{ lineId: 'line-0', quantity: 1 }] };
  }

  private async bankTakesBack(): Promise<void> {
    const { world, cast } = this;
    const { draws } = world;
    await world.wait(draws.around(draws.pick([HOUR, DAY])), 'a payer calls their bank');
    const paymentId = paymentIdFor(cast.orderId, draws.between(1, 2));
    const captured = world.gateway.truth.find(paymentId);
    const amountMinor = draws.chance(500) ? null : Math.max(1, Math.floor((captured?.amountMinor ?? 1) / 3));
    if (!world.gateway.chargeback(paymentId, { status: 'OPEN', amountMinor, reason: 'fraud' })) return;
    world.counts.add('bank: chargeback opened');
    await world.wait(draws.around(DAY), 'the bank decides');
    const status = draws.pick(['WON', 'LOST', 'OPEN']);
    if (status === 'OPEN') return;
    world.gateway.chargeback(paymentId, { status });
    world.counts.add(`bank: chargeback ${status}`);
  }
}
