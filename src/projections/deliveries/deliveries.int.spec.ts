import { createTestDatabase } from '../../../test/support/database';
import { deliveryAggregate, orderAggregate } from '../../application/aggregates';
import { deliveryCommands, deliveryEventsOf } from '../../domain/delivery/delivery.fixtures';
import type { DeliveryCommand } from '../../domain/delivery/delivery-messages';
import { asId, type OrderId } from '../../domain/kernel/ids';
import { plusMinutes, plusMs } from '../../domain/kernel/instant';
import { courierAsha, courierBilal, historyTo, NOON } from '../../domain/order/order.fixtures';
import { appendEvents, ModelWorld } from '../projection.fixtures';
import { READ_MODELS } from '../read-models';
import { deliveries } from './deliveries';
import { DeliveryQuery, type DeliveryNeed } from './query';

describe('the queries of deliveries', () => {
  const { RequestDelivery, StartSearch, OfferToPartner, AcceptAssignment, ExhaustSearch } = deliveryCommands;
  let world: ModelWorld;
  let queries: DeliveryQuery;

  /** One that Asha is asked to bring, one that Bilal is, one that Asha brings, one nobody is found for, one that waits. */
  beforeAll(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(READ_MODELS);
    world.start(deliveries);
    queries = new DeliveryQuery(world.database);
    const begin = async (id: string, n: number, ...commands: readonly DeliveryCommand[]) => {
      const request = { ...RequestDelivery, orderId: asId<OrderId>(id), at: plusMinutes(NOON, n) };
      const [order, events] = [historyTo('PREPARING', { orderId: asId(id) }), [request, ...commands]];
      await appendEvents(world.store, orderAggregate, id, order);
      await appendEvents(world.store, deliveryAggregate, id, deliveryEventsOf(events));
    };
    await begin('offered-1', 1, StartSearch, OfferToPartner);
    await begin('offered-2', 2, StartSearch, { ...OfferToPartner, courierId: courierBilal });
    await begin('brought-1', 3, StartSearch, OfferToPartner, AcceptAssignment);
    await begin('stuck-1', 4, StartSearch, ExhaustSearch);
    await begin('waiting-1', 5);
    await world.caughtUp(deliveries);
  });

  afterAll(() => world.close());

  const idsOf = (rows: readonly { readonly order_id: string }[]) => rows.map(({ order_id: id }) => id);

  it('give a courier the offers that can still be accepted', async () => {
    const { leaseUntil } = OfferToPartner;
    expect(idsOf(await queries.offersTo(courierAsha, plusMs(leaseUntil, -1)))).toEqual(['offered-1']);
    expect(idsOf(await queries.offersTo(courierAsha, leaseUntil))).toEqual([]);
  });

  it('give a courier what they bring', async () =>
    expect(idsOf(await queries.activeOf(courierAsha))).toEqual(['brought-1']));

  it('give one by its order', async () => {
    expect(await queries.byOrder('stuck-1')).toMatchObject({ is_exhausted: true, needs_help: true });
    expect(await queries.byOrder('nothing')).toBeNull();
  });

  it('give staff those that need help, those without a courier, and all, page by page', async () => {
    const listed = async (needs: DeliveryNeed, limit = 2): Promise<readonly string[]> => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await queries.list({ needs, limit, cursor });
        found.push(...idsOf(page.items));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return found;
    };
    expect(await listed('help')).toEqual(['stuck-1']);
    expect(await listed('searching')).toEqual(['offered-1', 'offered-2', 'stuck-1', 'waiting-1']);
    expect(await listed('all')).toEqual(['waiting-1', 'stuck-1', 'brought-1', 'offered-2', 'offered-1']);
  });
});
