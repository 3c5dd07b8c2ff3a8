import { courierAsha, NOON } from '../../domain/order/order.fixtures';
import type { OrderId } from '../../domain/kernel/ids';
import { CourierWorld } from '../../../test/support/courier-world';
import { FreeCancellation } from './free-cancellation';

describe('calling an order off for nothing', () => {
  let world: CourierWorld;
  let orderId: OrderId;

  beforeEach(async () => {
    world = new CourierWorld();
    await world.online(courierAsha);
    orderId = await world.cooking('order-1');
  });

  const holds = (id = orderId): Promise<boolean> => new FreeCancellation(world.program().loader).holds(id);

  it('is possible once the customer has the choice, also when they wait on', async () => {
    expect(await holds()).toBe(false);
    await world.deliver(orderId, { type: 'OfferCustomerChoice', until: NOON, at: NOON });
    expect(await holds()).toBe(true);
    await world.deliver(orderId, { type: 'ChooseToWait', at: NOON });
    expect(await holds()).toBe(true);
  });

  it('is not any more once somebody brings it', async () => {
    await world.deliver(orderId, { type: 'OfferCustomerChoice', until: NOON, at: NOON });
    await world.offer(orderId, courierAsha);
    expect(await holds()).toBe(true);
    await world.deliver(orderId, { type: 'AcceptAssignment', courierId: courierAsha, at: NOON });
    expect(await holds()).toBe(false);
    await world.deliver(orderId, {
      type: 'Reassign',
      courierId: courierAsha,
      reason: 'flat-tyre',
      at: NOON,
    });
    expect(await holds()).toBe(false);
  });

  it('is nothing to an order that nobody looks for couriers for', async () =>
    expect(await holds('order-2' as OrderId)).toBe(false));
});
