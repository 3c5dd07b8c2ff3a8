import { never } from '../kernel/decider';
import { epochMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import type { Effect, ProcessInput, ProcessManager } from '../kernel/process';
import { aPlaceOrder, courierAsha, orderCommands } from '../order/order.fixtures';
import type { OrderCommand, PaymentMethod } from '../order/order-messages';
import type { OrderStatus } from '../order/order-transitions';
import type { GatewayStatus } from '../payment/gateway-payment';
import { ATTEMPTS, paymentIdOf, StoryWorld, type AttemptNumber } from '../story/story-world.fixtures';
import { EXPIRY, type Checkout, type CheckoutCommand, type CheckoutEvent } from './checkout';

/** The total of the orders of the tests. */
export const DUE = aPlaceOrder().bill.totalMinor;

/** What a wrong checkout might send as well. */
type AnyCommand = CheckoutCommand | { readonly to: 'system'; readonly command: OrderCommand };
export type AnyCheckout = ProcessManager<Checkout, CheckoutEvent, AnyCommand>;

interface Saved {
  readonly state: Checkout;
  /** How many of the story's events were taken in. */
  readonly taken: number;
  readonly expiry: Instant | null;
}

interface Pending {
  readonly id: string;
  readonly command: AnyCommand;
}

export const CASH = paymentIdOf('cash');

/**
 * An order with its payments, its checkout, and all that can go wrong between them: commands late, repeated and in
 * any order, timers late and doubled, and crashes after which the checkout knows less than it has already asked for.
 */
export class World {
  readonly story: StoryWorld;
  /** How long the story was when everything was known and done, and no money there. */
  unpaidAt = 0;
  private pending: Pending[] = [];
  private fired: Instant | null = null;
  private readonly decided = new Set<string>();
  private saves: Saved[];
  /** Of each save, what it sent. */
  private readonly effects: Pending[][] = [];

  constructor(
    private readonly process: AnyCheckout,
    readonly method: PaymentMethod,
  ) {
    this.story = new StoryWorld(method);
    this.saves = [{ state: process.initial, taken: 0, expiry: null }];
  }

  get status(): OrderStatus {
    const { order } = this.story;
    if (order.is === 'absent') throw new Error('the order was placed');
    return order.status;
  }

  get expiry(): Instant | null {
    return this.saved.expiry;
  }

  /** The kitchen, or the courier, takes the next step. */
  goOn(): void {
    for (const command of NEXT[this.status] ?? []) this.story.command(command);
  }

  /** The payer does something at the gateway, and Tiffin gets to know. */
  pay(attempt: AttemptNumber, status: GatewayStatus, minor: number): void {
    this.story.payer(attempt, status, minor);
    this.story.sync(attempt);
  }

  sayCash(minor: number): void {
    if (this.status !== 'PICKED_UP') return;
    this.story.pay(CASH, {
      type: 'RecordCodCollected',
      courierId: courierAsha,
      amount: money(minor, 'INR'),
    });
  }

  takeEvent(): boolean {
    const index = this.saved.taken;
    if (index >= this.story.story.length) return false;
    this.react(index, index + 1);
    return true;
  }

  takeLastEventAgain(): void {
    const { taken } = this.saved;
    if (taken > 0) this.react(taken - 1, taken);
  }

  fire(): boolean {
    const due = this.saved.expiry;
    if (due === null || due > this.story.now) return false;
    this.fired = due;
    this.fireAt(due);
    return true;
  }

  /** Even if the timer was unset or moved since. */
  fireAgain(): void {
    if (this.fired !== null) this.fireAt(this.fired);
  }

  dispatch(which: number, keep: boolean): boolean {
    const effect = this.pending[which % Math.max(1, this.pending.length)];
    if (effect === undefined) return false;
    const others = this.pending.filter((other) => other !== effect);
    const isDone = this.decided.has(effect.id) || this.carryOut(effect);
    if (isDone && !keep) this.pending = others;
    // What failed comes again, after the others.
    if (!isDone) this.pending = [...others, effect];
    return true;
  }

  /** The last saves are lost with the effects that were not yet carried out; those carried out stay so. */
  crash(lost: number): void {
    this.saves = this.saves.slice(0, Math.max(1, this.saves.length - lost));
    this.pending = [];
    this.unpaidAt = 0; // what was refused then may come again
    for (let i = 1; i < this.saves.length; i += 1) this.pending.push(...(this.effects[i] ?? []));
  }

  /** Until nothing is left to do at this time. */
  quiesce(): void {
    for (let i = 0; this.takeEvent() || this.fire() || this.dispatch(0, false); i += 1) {
      if (i > 1_000) throw new Error('it never comes to rest');
    }
    const { story } = this.story;
    const isPaid = securing(this, 'AUTHORIZED').length + securing(this, 'CAPTURED').length > 0;
    if (!isPaid) this.unpaidAt = story.length;
  }

  private get saved(): Saved {
    const last = this.saves.at(-1);
    if (last === undefined) throw new Error('the first save is never lost');
    return last;
  }

  /** @returns false when it failed and has to be sent again */
  private carryOut({ id, command }: Pending): boolean {
    const { story } = this;
    const before = story.story.length;
    const refused = story.refusals.length;
    switch (command.to) {
      case 'order':
        story.command({ ...command.command, at: story.now });
        break;
      case 'system':
        story.command(command.command);
        break;
      case 'first-payment': {
        const { orderId, customerId, amount, method } = command;
        const cash = { paymentId: CASH, orderId, customerId, attempt: 1, amount };
        if (method === null) story.pay(CASH, { type: 'ApproveCod', ...cash });
        else story.initiate(1, method === 'CARD' ? 'manual' : 'automatic');
        break;
      }
      case 'payment':
        story.pay(command.paymentId, command.command);
        break;
      case 'cash': {
        const { courierId, amount } = command;
        story.pay(CASH, { type: 'RecordCodCollected', courierId, amount });
        break;
      }
      case 'cart':
        break;
      default:
        never(command);
    }
    if (story.story.length > before) this.decided.add(id);
    return !story.refusals.slice(refused).includes('payment-not-found');
  }

  private fireAt(dueAt: Instant): void {
    const input: ProcessInput<CheckoutEvent> = { kind: 'timer', timer: EXPIRY, dueAt, at: this.story.now };
    const expiry = this.saved.expiry === dueAt ? null : this.saved.expiry;
    this.save(input, `timer ${epochMs(dueAt)}`, { ...this.saved, expiry });
  }

  private react(index: number, taken: number): void {
    const event = this.story.story[index] as CheckoutEvent;
    if (this.process.reads.includes(event.type)) {
      this.save({ kind: 'event', event }, `event ${index}`, { ...this.saved, taken });
    } else {
      this.effects[this.saves.length] = [];
      this.saves.push({ ...this.saved, taken });
    }
  }

  private save(input: ProcessInput<CheckoutEvent>, id: string, before: Saved): void {
    const { state, effects } = this.process.react(before.state, input);
    const expiry = effects.reduce(expiryAfter, before.expiry);
    const sent = effects.flatMap((effect) =>
      effect.do === 'send' ? [{ id: `${id}/${effect.step}`, command: effect.command }] : [],
    );
    this.effects[this.saves.length] = sent;
    this.saves.push({ ...before, state, expiry });
    this.pending.push(...sent);
  }
}

const expiryAfter = (expiry: Instant | null, effect: Effect<unknown>): Instant | null =>
  effect.do === 'schedule' ? effect.at : effect.do === 'unschedule' ? null : expiry;

const NEXT: Partial<Record<OrderStatus, readonly OrderCommand[]>> = {
  CONFIRMED: [orderCommands.AcceptOrder],
  PREPARING: [orderCommands.AttachPartner, orderCommands.MarkReady],
  READY: [orderCommands.ConfirmPickup],
  PICKED_UP: [orderCommands.ConfirmDelivery],
};

/** Attempts that hold the money, or have brought it; as the payments themselves see it. */
export const securing = ({ story }: World, status: 'AUTHORIZED' | 'CAPTURED') =>
  ATTEMPTS.map((attempt) => story.payments.get(paymentIdOf(attempt))).filter(
    (known) => known?.is === 'online' && known.status === status && amountOf(story, known.paymentId) >= DUE,
  );

const amountOf = ({ story }: StoryWorld, paymentId: string): number => {
  const amounts = story.flatMap((event) =>
    (event.type === 'PaymentAuthorized' || event.type === 'PaymentCaptured') && event.paymentId === paymentId
      ? [event.amount.minor]
      : [],
  );
  return amounts.at(-1) ?? 0;
};
