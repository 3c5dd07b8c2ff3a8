import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { deliveryAggregate, orderAggregate } from '../../application/aggregates';
import type { RecordedEvent } from '../../application/ports/event-store';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { asId } from '../../domain/kernel/ids';
import { courierAsha, historyTo, minutesAfterNoon } from '../../domain/order/order.fixtures';
import { dice, someOrder } from '../histories.fixtures';
import { foldBatch, readEvents, type BatchEffect } from '../fold-batch';
import { appendEvents } from '../projection.fixtures';
import { tracking, trackedOrderOf, type TrackingRow } from './tracking';

const at = minutesAfterNoon(12);

const DELIVERY_STEPS: readonly DeliveryEvent[] = [
  { type: 'PartnerSearchStarted', cause: 'accepted', at },
  { type: 'SearchExhausted', at },
  { type: 'CustomerChoiceOffered', until: minutesAfterNoon(30), at },
  { type: 'CustomerChoseToWait', at },
  { type: 'AssignmentAccepted', attempt: 1, courierId: courierAsha, shift: 1, at },
  { type: 'ArrivedAtRestaurant', courierId: courierAsha, at },
  { type: 'ArrivedAtCustomer', courierId: courierAsha, at },
  {
    type: 'EtaRevised',
    phase: 'cooking',
    pickupAt: minutesAfterNoon(25),
    p50: minutesAfterNoon(34),
    p90: minutesAfterNoon(41),
    reason: 'kitchen-accepted',
    inputs: { prepSeconds: 600, firstMileMetres: null, lastMileMetres: 2_400 },
    policy: 'eta-phase/1',
    at,
  },
];

/** Orders and their deliveries, whatever happens to them, interleaved. */
async function someLog(seed: number): Promise<readonly RecordedEvent[]> {
  const store = new MemoryEventStore({ now: () => 0 });
  const throwDie = dice(seed);
  const stories = ['a', 'b'].map((id) => ({ id, steps: [...someOrder(id, throwDie)] }));
  for (let left = stories.length; left > 0;) {
    const story = stories[throwDie(stories.length)];
    if (story === undefined) continue;
    const step = story.steps.shift();
    if (step === undefined) {
      stories.splice(stories.indexOf(story), 1);
      left -= 1;
      continue;
    }
    await appendEvents(store, orderAggregate, story.id, step);
    const told = DELIVERY_STEPS[throwDie(2 * DELIVERY_STEPS.length)];
    if (told !== undefined) await appendEvents(store, deliveryAggregate, story.id, [told]);
  }
  return store.readAll(0, { limit: 10_000 });
}

const foldOf = (
  events: readonly RecordedEvent[],
  before: ReadonlyMap<string, object> = new Map(),
): BatchEffect => foldBatch(tracking, readEvents(tracking, events), before, new Set());

const byKey = ({ rows }: BatchEffect): ReadonlyMap<string, TrackingRow> =>
  new Map((rows as readonly TrackingRow[]).map((row) => [row.order_id, row]));

describe('the read model of tracked orders', () => {
  it('has one row per order, of its own events and those of its delivery', async () => {
    const store = new MemoryEventStore({ now: () => 0 });
    await appendEvents(store, orderAggregate, 'a', historyTo('PREPARING', { orderId: asId('a') }));
    await appendEvents(store, deliveryAggregate, 'a', [DELIVERY_STEPS[0]!, DELIVERY_STEPS[7]!]);
    const rows = byKey(foldOf(await store.readAll(0, { limit: 100 })));
    expect([...rows.keys()]).toEqual(['a']);
    expect(rows.get('a')).toMatchObject({
      customer_id: 'customer-1',
      status: 'PREPARING',
      delivery_status: 'SEARCHING',
      search: 'searching',
      eta: { phase: 'cooking', reason: 'kitchen-accepted' },
      handed_over_at: null,
      is_over: false,
      position: await store.headPosition(),
    });
    expect(rows.get('a')?.messages.map(({ type }) => type)).toEqual([
      ...Array.from({ length: 4 }, () => 'status_update'),
      'search_update',
      'eta_update',
    ]);
  });

  it('comes to the same rows wherever its events are cut into batches', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const events = await someLog(seed);
      const whole = byKey(foldOf(events));
      for (let cut = 0; cut <= events.length; cut += 1) {
        const first = byKey(foldOf(events.slice(0, cut)));
        const second = byKey(foldOf(events.slice(cut), first));
        expect(new Map([...first, ...second])).toEqual(whole);
      }
    }
  });

  it('comes to the same rows when they were stored in between', async () => {
    const events = await someLog(7);
    let rows: ReadonlyMap<string, TrackingRow> = new Map();
    for (const event of events) {
      const stored = JSON.parse(JSON.stringify([...rows])) as [string, TrackingRow][];
      rows = new Map([...rows, ...byKey(foldOf([event], new Map(stored)))]);
    }
    expect(rows).toEqual(byKey(foldOf(events)));
  });

  it('never holds who the courier is, nor where the order goes in clear', async () => {
    for (let seed = 1; seed <= 15; seed += 1) {
      for (const row of byKey(foldOf(await someLog(seed))).values()) {
        const { address, ...shown } = trackedOrderOf(row);
        expect(address).toEqual(expect.objectContaining({ box: expect.any(String) as string }));
        expect(JSON.stringify(shown)).not.toMatch(/c2VhbGVkIGFkZHJlc3M|code-hash|box/);
      }
    }
  });
});
