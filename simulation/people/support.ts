import { RequestRefund, type Refunded } from '../../src/application/payments/request-refund';
import { paymentIdFor } from '../../src/application/deterministic-ids';
import { FAULT_PARTIES } from '../../src/domain/order/cancellation-fee';
import type { City } from '../world/city';
import { retryFailed } from '../world/staff';
import type { Cast } from './cast';
import { Person, SUPPORT } from './person';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The staff, as far as an order's money goes. */
export class Support extends Person {
  constructor(
    city: City,
    private readonly cast: Cast,
  ) {
    super(city, SUPPORT, `support for ${cast.orderId}`);
  }

  async holds(): Promise<void> {
    const { draws } = this;
    const { orderId } = this.cast;
    await this.wait(draws.around(MINUTE), 'finds it odd');
    if ((await this.changeOrder(orderId, { type: 'HoldForReview', reason: 'new-device' })) !== 'done') return;
    await this.wait(draws.around(10 * MINUTE), 'looks into it');
    if (draws.chance(800)) await this.changeOrder(orderId, { type: 'ClearHold' });
  }

  /** Somebody calls the order off, staff may take that back, and again. */
  async cancels(byCustomer: () => Promise<string>): Promise<void> {
    const { draws, city } = this;
    const { orderId } = this.cast;
    await this.wait(draws.around(30 * MINUTE), 'hears of a change of mind');
    const status = this.statusOf(orderId);
    const fault = draws.pick(['customer', 'customer', 'customer', ...FAULT_PARTIES]);
    const said = fault === 'customer' ? await byCustomer() : await this.cancel(fault, 'changed-mind');
    if (said !== 'done') return;
    city.world.counts.add(`cancelled at ${status}`);
    if (!draws.chance(350)) return;
    // Within the window, at its very end, or too late.
    const ms = draws.pick([
      draws.below(50 * SECOND),
      draws.between(55 * SECOND, 60 * SECOND),
      draws.around(2 * MINUTE),
    ]);
    await this.wait(ms, 'changes their mind');
    await this.changeOrder(orderId, { type: 'RestoreOrder' });
    if (!draws.chance(300)) return;
    await this.wait(draws.around(MINUTE), 'and back again');
    await this.cancel(draws.pick(FAULT_PARTIES), 'again');
  }

  async refunds(): Promise<void> {
    const { cast, draws, city } = this;
    const { world } = city;
    const isOften = draws.chance(500);
    await this.wait(
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
          const request = `RequestRefund ${cast.orderId} ${city.nextRequest()}`;
          const outcome = await world.ask(request, ({ handlers }) =>
            handlers.refund.execute(
              new RequestRefund(paymentId, refunded, reason, chargeTo, world.contextOf(SUPPORT, request)),
            ),
          );
          const result =
            outcome?.kind === 'rejected' ? outcome.rejection.code : (outcome?.kind ?? 'unanswered');
          world.counts.add(`staff: refund by ${refunded.of} ${result}`);
        }),
      );
      await this.wait(draws.around(20 * MINUTE), 'another complaint');
    }
    await this.wait(draws.around(2 * HOUR), 'looks at what failed');
    retryFailed(world, this.draws, (orderId) => orderId === cast.orderId);
  }

  private cancel(fault: (typeof FAULT_PARTIES)[number], reason: string): Promise<string> {
    return this.changeOrder(this.cast.orderId, { type: 'CancelOrder', by: 'support', fault, reason });
  }

  private drawRefund(): Refunded {
    const { draws } = this;
    const placed = this.city.world.audit.orders.get(this.cast.orderId);
    const total = placed?.bill.totalMinor ?? 0;
    const lineId = placed?.lineIds[0] ?? 'line-0';
    return draws.chance(500)
      ? { of: 'amount', minor: draws.between(1, draws.chance(300) ? total + 100 : Math.ceil(total / 3)) }
      : { of: 'lines', lines: [{ lineId, quantity: 1 }] };
  }
}
