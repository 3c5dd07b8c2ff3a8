import { createTestDatabase } from '../../test/support/database';
import { sampleEvents } from '../adapters/contracts/sample-events';
import { orderAggregate } from '../application/aggregates';
import { asId } from '../domain/kernel/ids';
import { historyTo, minutesAfterNoon } from '../domain/order/order.fixtures';
import type { OrderEvent } from '../domain/order/order-messages';
import type { OrderStatus } from '../domain/order/order-transitions';
import { orderView, type OrderViewRow } from './order-view/order-view';
import type { FeedEvent } from './projection';
import { appendEvents, ModelWorld } from './projection.fixtures';

describe('an event that cannot be applied', () => {
  let world: ModelWorld;
  /** As the order view would be with a fault in its code; a new deployment mends it. */
  let faulty: (fact: FeedEvent<OrderEvent>) => boolean;
  const model = {
    ...orderView,
    evolve(row: OrderViewRow | null, fact: FeedEvent<OrderEvent>, key: string): OrderViewRow | null {
      if (faulty(fact)) throw new TypeError(`cannot apply ${fact.event.type}`);
      return orderView.evolve(row, fact, key);
    },
  };

  beforeEach(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure([model]);
    faulty = ({ event, metadata }) => event.type === 'OrderConfirmed' && metadata.partitionKey === 'bad';
  });

  afterEach(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  const append = (id: string, ...events: readonly OrderEvent[]): Promise<void> =>
    appendEvents(world.store, orderAggregate, id, events);

  const appendOrder = (id: string, status: OrderStatus = 'PREPARING', restaurantName = 'Udupi Corner') =>
    append(id, ...historyTo(status, { orderId: asId(id), restaurantName }));

  const statusOf = async (id: string): Promise<string | undefined> =>
    ((await world.rows(model)) as readonly OrderViewRow[]).find(({ order_id }) => order_id === id)?.status;

  it('is parked with its cause, later events of its key behind it, and every other key goes on', async () => {
    world.start(model);
    await appendOrder('bad');
    await appendOrder('good');
    await world.caughtUp(model);
    expect(await statusOf('bad')).toBe('PENDING');
    expect(await statusOf('good')).toBe('PREPARING');
    expect(world.witness.causes).toEqual(['TypeError: cannot apply OrderConfirmed', null, null]);
    expect(await world.parked.list(model)).toEqual([
      expect.objectContaining({
        model: 'order-view',
        partitionKey: 'bad',
        type: 'OrderConfirmed',
        cause: 'TypeError: cannot apply OrderConfirmed',
        position: 2,
        waiting: 3,
      }),
    ]);
  });

  it('keeps its key parked across restarts', async () => {
    const first = world.start(model);
    await appendOrder('bad', 'CONFIRMED');
    await world.caughtUp(model);
    await first.stop();
    faulty = () => false;
    world.start(model);
    await append('bad', { type: 'PreparationStarted', at: minutesAfterNoon(5) });
    await world.caughtUp(model);
    expect(await statusOf('bad')).toBe('PENDING');
    expect((await world.parked.list(model))[0]?.waiting).toBe(2);
  });

  it('is applied with all that wait behind it when it is retried after the fault was mended', async () => {
    world.start(model);
    await appendOrder('bad');
    await world.caughtUp(model);
    faulty = () => false;
    expect(await world.parked.retry(model, 'bad')).toEqual({ is: 'released', applied: 3 });
    await append('bad', { type: 'OrderReadyForPickup', at: minutesAfterNoon(24) });
    await world.caughtUp(model);
    expect(await world.parked.list(model)).toEqual([]);
    expect(await world.rows(model)).toEqual(await world.folded(model));
  });

  it('stays parked, with everything as it was, when it is retried and fails again', async () => {
    world.start(model);
    await appendOrder('bad');
    await world.caughtUp(model);
    const before = await world.parked.list(model);
    expect(await world.parked.retry(model, 'bad')).toMatchObject({ is: 'still-failing', position: 2 });
    expect(await world.parked.list(model)).toEqual(before);
    expect(await statusOf('bad')).toBe('PENDING');
  });

  it('is left out when it is skipped, and those behind it are applied', async () => {
    world.start(model);
    await appendOrder('bad');
    await world.caughtUp(model);
    expect(await world.parked.skip(model, 'bad')).toEqual({ is: 'released', applied: 2 });
    expect(await statusOf('bad')).toBe('PREPARING');
    expect(await world.parked.list(model)).toEqual([]);
  });

  it('is not there to be released when its key is not parked', async () => {
    expect(await world.parked.retry(model, 'good')).toEqual({ is: 'not-parked' });
  });

  it('is released exactly once while the owner of its shard goes on parking', async () => {
    world.start(model, { batchSize: 2 });
    await appendOrder('bad', 'CONFIRMED');
    await world.caughtUp(model);
    faulty = () => false;
    // One event after the other is appended and, as long as the key is parked, put behind the others.
    const more = (async () => {
      for (let n = 0; n < 60; n += 1) {
        await append('bad', { type: 'DeliveryCodeFailed', attempt: n, at: minutesAfterNoon(30) });
        await world.clock.sleep(1);
      }
    })();
    for (let n = 0; n < 10; n += 1) await world.parked.retry(model, 'bad');
    await more;
    await world.caughtUp(model);
    await world.parked.retry(model, 'bad');
    await world.caughtUp(model);
    expect(await world.parked.list(model)).toEqual([]);
    expect(await world.rows(model)).toEqual(await world.folded(model));
  });

  it('may be one that cannot even be read', async () => {
    faulty = () => false;
    const broken = sampleEvents('order-broken', {
      type: 'OrderConfirmed',
      data: ['{"paymentSecured":"IN_SHELLS"}'],
      partitionKey: 'broken',
    });
    await world.store.append({ stream: 'order-broken', expectedRevision: -1, events: broken });
    await appendOrder('good');
    world.start(model);
    await world.caughtUp(model);
    expect(await statusOf('good')).toBe('PREPARING');
    expect((await world.parked.list(model)).map(({ partitionKey }) => partitionKey)).toEqual(['broken']);
  });

  it('may be one whose row the database refuses, among many others in its batch', async () => {
    faulty = () => false;
    await appendOrder('good-1');
    // PostgreSQL stores no NUL character.
    await appendOrder('nul', 'PENDING', 'Udupi\u0000Corner');
    await append('nul', { type: 'OrderHeld', reason: 'new-device', at: minutesAfterNoon(1) });
    await appendOrder('good-2');
    world.start(model);
    await world.caughtUp(model);
    expect((await world.rows(model)).length).toBe(2);
    expect(await statusOf('good-1')).toBe('PREPARING');
    expect(await statusOf('good-2')).toBe('PREPARING');
    expect(await world.parked.list(model)).toEqual([
      expect.objectContaining({ partitionKey: 'nul', type: 'OrderPlaced', waiting: 2 }),
    ]);
  });
});
