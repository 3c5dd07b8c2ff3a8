import { MemoryEventStore } from '../adapters/driven/memory/memory-event-store';
import { orderAggregate } from '../application/aggregates';
import type { RecordedEvent } from '../application/ports/event-store';
import { asId } from '../domain/kernel/ids';
import { historyTo } from '../domain/order/order.fixtures';
import { foldBatch, readEvents, touchedKeys, type BatchEffect } from './fold-batch';
import { someHistory } from './histories.fixtures';
import { orderView, type OrderViewRow } from './order-view/order-view';
import { appendEvents } from './projection.fixtures';

describe('a batch of events', () => {
  let store: MemoryEventStore;

  beforeEach(() => {
    store = new MemoryEventStore({ now: () => 0 });
  });

  const log = (): Promise<readonly RecordedEvent[]> => store.readAll(0, { limit: 10_000 });

  const foldOf = (
    events: readonly RecordedEvent[],
    before: ReadonlyMap<string, object> = new Map(),
    parked: readonly string[] = [],
    model = orderView,
  ): BatchEffect => foldBatch(model, readEvents(model, events), before, new Set(parked));

  const byKey = (rows: readonly object[]): ReadonlyMap<string, object> =>
    new Map((rows as readonly OrderViewRow[]).map((row) => [row.order_id, row]));

  it('comes to the same rows wherever it is cut', async () => {
    await someHistory(store, 200, 5);
    const events = await log();
    const whole = byKey(foldOf(events).rows);
    expect(whole.size).toBeGreaterThan(5);
    for (let cut = 0; cut <= events.length; cut += 1) {
      const first = byKey(foldOf(events.slice(0, cut)).rows);
      const second = byKey(foldOf(events.slice(cut), first).rows);
      expect(new Map([...first, ...second])).toEqual(whole);
    }
  });

  it('touches the keys of the events that are read, each once', async () => {
    await someHistory(store, 100, 6);
    const events = await log();
    const keys = touchedKeys(readEvents(orderView, events));
    const orders = events.filter(({ stream }) => stream.startsWith('order-'));
    expect(new Set(keys)).toEqual(new Set(orders.map(({ stream }) => stream.slice('order-'.length))));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('parks everything of a key that waits already', async () => {
    await appendEvents(store, orderAggregate, 'a', historyTo('CONFIRMED', { orderId: asId('a') }));
    await appendEvents(store, orderAggregate, 'b', historyTo('CONFIRMED', { orderId: asId('b') }));
    const { rows, parked } = foldOf(await log(), new Map(), ['a']);
    expect([...byKey(rows).keys()]).toEqual(['b']);
    expect(parked.map(({ partitionKey, cause }) => [partitionKey, cause])).toEqual([
      ['a', null],
      ['a', null],
    ]);
  });

  it('keeps what came before the event that fails', async () => {
    await appendEvents(store, orderAggregate, 'a', historyTo('PREPARING', { orderId: asId('a') }));
    const model = {
      ...orderView,
      evolve: (...args: Parameters<typeof orderView.evolve>) => {
        if (args[1].event.type === 'OrderAcceptedByRestaurant') throw new RangeError('out of range');
        return orderView.evolve(...args);
      },
    };
    const { rows, parked } = foldOf(await log(), new Map(), [], model);
    expect(rows).toEqual([expect.objectContaining({ status: 'CONFIRMED' })]);
    expect(parked.map(({ cause }) => cause)).toEqual(['RangeError: out of range', null]);
  });

  it('deletes the row of a key only if there was one', async () => {
    await appendEvents(store, orderAggregate, 'a', historyTo('PENDING', { orderId: asId('a') }));
    const model = { ...orderView, evolve: () => null };
    expect(foldOf(await log(), new Map(), [], model).gone).toEqual([]);
    expect(foldOf(await log(), new Map([['a', {}]]), [], model).gone).toEqual(['a']);
  });
});
