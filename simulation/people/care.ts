import type { OrderId } from '../../src/domain/kernel/ids';
import type { City } from '../world/city';
import { isTerminal, type OrderFact } from '../rules/facts';
import { mustBeLeftAlone, mustBeLookedAfter, searchMustEnd } from '../rules/orders-at-rest';
import type { Cast } from './cast';
import { Person, SUPPORT } from './person';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Whoever looks at an order that has stood still for so long does something about it. */
const PATIENCE_MS = 45 * MINUTE;

/** The staff who look after one order. */
export class Care extends Person {
  constructor(
    city: City,
    private readonly cast: Cast,
  ) {
    super(city, SUPPORT, `care for ${cast.orderId}`);
  }

  private get orderId(): OrderId {
    return this.cast.orderId;
  }

  /** Sees to it that the order comes to an end, and that it would have been seen to without them. */
  async lookAfter(): Promise<void> {
    const { city, orderId, draws } = this;
    for (;;) {
      await this.wait(draws.between(10, 20) * MINUTE, `staff look at ${orderId}`);
      const order = city.facts.orders.get(orderId);
      if (order === undefined) continue;
      searchMustEnd(city, order);
      if (city.stillFor(orderId) < PATIENCE_MS) continue;
      if (!isTerminal(order)) await mustBeLookedAfter(city, order);
      if (isTerminal(order) || order.status === 'DELIVERED') {
        mustBeLeftAlone(city, order);
        return;
      }
      await this.resolve(order);
    }
  }

  private async resolve({ orderId, status, closing }: OrderFact): Promise<void> {
    if (closing !== null) await this.changeOrder(orderId, { type: 'ConfirmReturn' });
    else if (status === 'PICKED_UP' || status === 'OUT_FOR_DELIVERY') await this.endOnTheWay(orderId);
    else if (status !== 'PENDING') {
      const fault = this.draws.pick(['platform', 'restaurant']);
      await this.changeOrder(orderId, { type: 'CancelOrder', by: 'support', fault, reason: 'stuck' });
    }
  }

  private async endOnTheWay(orderId: string): Promise<void> {
    if (this.draws.chance(500)) {
      const proof = { kind: 'staff', reason: 'customer-says-so' } as const;
      await this.changeOrder(orderId, { type: 'ConfirmDelivery', courierId: null, proof });
      return;
    }
    await this.changeOrder(orderId, { type: 'FailDelivery', reason: 'courier-accident' });
    if (this.draws.chance(500)) await this.changeOrder(orderId, { type: 'ConfirmReturn' });
  }

  /** Now and then staff know better than the machine who is to bring it. */
  async meddle(): Promise<void> {
    const { draws, orderId } = this;
    const { isMeddled } = this.city.mood;
    const most = isMeddled ? 4 : draws.pick([0, 0, 0, 1, 2]);
    for (let times = most; times > 0; times -= 1) {
      if (!this.feelsLike('an idea of the staff', 1_000)) return;
      await this.wait(draws.around((isMeddled ? 12 : 25) * MINUTE), 'staff have an idea');
      const idea = draws.pick(['assign', 'assign', 'take off', 'detach', 'exchange', 'mistake', 'mistake']);
      if (idea === 'mistake') await this.cancelByMistake();
      if (idea === 'take off') {
        await this.changeDelivery(orderId, { type: 'Reassign', courierId: null, reason: 'staff' });
      }
      if (idea === 'detach' || idea === 'exchange') {
        await this.changeOrder(orderId, { type: 'DetachPartner', reason: 'staff' });
      }
      if (idea === 'assign' || idea === 'exchange') await this.assign();
    }
  }

  private async cancelByMistake(): Promise<void> {
    const { orderId } = this;
    const command = { type: 'CancelOrder', by: 'support', fault: 'platform', reason: 'mistake' } as const;
    if ((await this.changeOrder(orderId, command)) !== 'done') return;
    await this.wait(this.draws.below(50 * SECOND), 'staff see their mistake');
    await this.changeOrder(orderId, { type: 'RestoreOrder' });
  }

  private async assign(): Promise<void> {
    const [first, ...others] = this.cast.courierIds;
    if (first === undefined) return;
    const courierId = this.draws.pick([first, ...others]);
    // Now and then nobody asks again when there is no answer.
    const tries = this.draws.chance(this.city.mood.isMeddled ? 700 : 200) ? 1 : 10;
    await this.ask(
      'AssignCourier',
      ({ handlers }, context) => handlers.assign.execute(this.orderId, courierId, context),
      tries,
    );
  }
}
