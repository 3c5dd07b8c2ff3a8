import type { CourierId, OrderId } from '../../domain/kernel/ids';
import { courierAsha, courierBilal, NOON, orderCommands } from '../../domain/order/order.fixtures';
import { partnerAggregate } from '../aggregates';
import { OrderAccess } from '../ordering/order-access';
import { AnswerOffer, type OfferAnswered } from './answer-offer';
import { ChangeDelivery, ChangeDeliveryHandler } from './change-delivery';
import { byCourier, commandBy, CourierWorld } from '../../../test/support/courier-world';
import { ReleaseOrder } from './release-order';
import { DeliveryAccess } from './delivery-access';

let world: CourierWorld;
let orderId: OrderId;

beforeEach(async () => {
  world = new CourierWorld();
  await world.online(courierAsha);
  await world.online(courierBilal);
  orderId = await world.cooking('order-1');
});

function program() {
  const { executor, loader } = world.program();
  const access = new DeliveryAccess(loader, new OrderAccess(loader));
  return {
    answers: new AnswerOffer(executor, loader, access),
    releases: new ReleaseOrder(executor, loader, access),
    changes: new ChangeDeliveryHandler(executor, access),
    access,
  };
}

const accept = (courierId: CourierId, seconds = 0, key?: string): Promise<OfferAnswered> =>
  program().answers.accept(orderId, byCourier(courierId, key, seconds));

const decline = (courierId: CourierId): Promise<OfferAnswered> =>
  program().answers.decline(orderId, 'too-far', byCourier(courierId));

const refusal = (code: string) =>
  expect.objectContaining({
    kind: 'rejected',
    rejection: expect.objectContaining({ code }) as unknown,
  }) as unknown;

describe('an offer', () => {
  it('is accepted by who is asked, within its lease', async () => {
    await world.offer(orderId, courierAsha);
    expect(await accept(courierAsha, 24)).toMatchObject({ events: [{ type: 'AssignmentAccepted' }] });
    expect((await world.deliveryOf(orderId)).assigned?.courierId).toBe(courierAsha);
  });

  it('gives the order to the courier with the answer, and not again when the answer is repeated', async () => {
    await world.offer(orderId, courierAsha);
    await accept(courierAsha, 1, 'key');
    expect((await world.orderOf(orderId)).courierId).toBe(courierAsha);
    await world.order(orderId, { ...orderCommands.DetachPartner, reason: 'unassigned-by-staff' });
    await accept(courierAsha, 2, 'key');
    expect((await world.orderOf(orderId)).courierId).toBeNull();
  });

  it('is gone once its lease is over, whether or not that was noticed', async () => {
    await world.offer(orderId, courierAsha);
    expect(await accept(courierAsha, 25)).toEqual(refusal('offer-lapsed'));
    await world.deliver(orderId, { type: 'ExpireOffer', attempt: 1, at: '2026-03-14T12:00:25.000Z' });
    expect(await accept(courierAsha, 26)).toEqual(refusal('no-live-offer'));
  });

  it('is accepted once, though the courier taps twice on two devices', async () => {
    await world.offer(orderId, courierAsha);
    const replies = await Promise.all([accept(courierAsha), accept(courierAsha), accept(courierAsha)]);
    expect(replies.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(replies.flatMap((reply) => (reply.kind === 'done' ? reply.events : []))).toHaveLength(1);
  });

  it('does not exist for others', async () => {
    await world.offer(orderId, courierAsha);
    expect(await accept(courierBilal)).toEqual(refusal('delivery-not-found'));
    expect(await decline(courierBilal)).toEqual(refusal('delivery-not-found'));
    expect((await world.deliveryOf(orderId)).offer?.courierId).toBe(courierAsha);
  });

  it('that was declined stays declined, and is open to who is asked next', async () => {
    await world.offer(orderId, courierAsha);
    expect(await decline(courierAsha)).toMatchObject({ events: [{ type: 'AssignmentDeclined' }] });
    await world.offer(orderId, courierBilal, 2);
    expect(await accept(courierAsha)).toEqual(refusal('not-the-offered-courier'));
    expect(await accept(courierBilal)).toMatchObject({ kind: 'done' });
  });

  it('is not for a courier who is suspended meanwhile', async () => {
    await world.offer(orderId, courierAsha);
    await world.send(partnerAggregate, courierAsha, { type: 'SuspendPartner', reason: 'papers', at: NOON });
    expect(await accept(courierAsha)).toEqual(refusal('partner-suspended'));
  });

  it('gives the first reply to the same request again', async () => {
    await world.offer(orderId, courierAsha);
    const first = await accept(courierAsha, 1, 'key');
    expect(await accept(courierAsha, 40, 'key')).toEqual({ ...first, repeated: true });
  });
});

describe('a delivery', () => {
  const release = (courierId: CourierId) =>
    program().releases.execute(orderId, 'flat-tyre', byCourier(courierId));

  it('is given back by who brings it, and by nobody else', async () => {
    await world.offer(orderId, courierAsha);
    await accept(courierAsha);
    expect(await release(courierBilal)).toEqual(refusal('delivery-not-found'));
    expect(await release(courierAsha)).toMatchObject({ events: [{ type: 'PartnerReassigned' }] });
  });

  it('is not given back any more once the courier has the food, though the delivery has not heard of it', async () => {
    await world.offer(orderId, courierAsha);
    await accept(courierAsha);
    const { MarkReady, ConfirmPickup } = orderCommands;
    for (const command of [MarkReady, ConfirmPickup]) await world.order(orderId, command);
    expect(await release(courierAsha)).toEqual(refusal('food-is-with-you'));
    expect((await world.deliveryOf(orderId)).stage).toBe('assigned');
  });

  it('concerns its customer, staff, and whoever was asked to bring it', async () => {
    const concerns = (id: string, role: 'customer' | 'courier' | 'support') =>
      program().access.concerns({ id, role }, orderId);
    expect(await concerns('customer-1', 'customer')).toBe(true);
    expect(await concerns('customer-2', 'customer')).toBe(false);
    expect(await concerns('support-1', 'support')).toBe(true);
    expect(await concerns(courierAsha, 'courier')).toBe(false);
    await world.offer(orderId, courierAsha);
    expect(await concerns(courierAsha, 'courier')).toBe(true);
  });

  it('is left alone by a customer of another order', async () => {
    await world.deliver(orderId, { type: 'OfferCustomerChoice', until: NOON, at: NOON });
    const wait = (customer: string) =>
      program().changes.execute(
        new ChangeDelivery(
          orderId,
          { type: 'ChooseToWait', at: NOON },
          commandBy({ id: customer, role: 'customer' }),
        ),
      );
    expect(await wait('customer-2')).toEqual(refusal('delivery-not-found'));
    expect(await wait('customer-1')).toMatchObject({ events: [{ type: 'CustomerChoseToWait' }] });
  });
});
