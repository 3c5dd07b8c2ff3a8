import { chainEvents, EMPTY_HEAD } from '../../eventstore/registry/event-record';
import { deliveryCodec } from '../../eventstore/registry/delivery.codec';
import { orderCodec } from '../../eventstore/registry/order.codec';
import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { MemoryLiveLocations } from '../../src/adapters/driven/memory/memory-live-locations';
import type { DeliveryEvent } from '../../src/domain/delivery/delivery-messages';
import type { Sealed } from '../../src/domain/kernel/sealed';
import { minutesAfterNoon } from '../../src/domain/order/order.fixtures';
import { track, type TrackedEvent, type TrackedOrder } from '../../src/domain/tracking/tracked-order';
import type { TrackingMessage } from '../../src/domain/tracking/tracking-messages';
import { ShardFeed } from '../../src/application/feed/shard-feed';
import { EventBus, type FeedMessage } from '../../src/application/ports/event-bus';
import type { EventStore } from '../../src/application/ports/event-store';
import { SubjectKeys } from '../../src/application/ports/subject-keys';
import type { CustomerLocation } from '../../src/application/tracking/customer-location';
import type { TrackingFollower } from '../../src/application/tracking/followed-order';
import {
  ReadTracking,
  trackedEventOf,
  trackedStreams,
  TrackedOrders,
  type TrackedAt,
  type WantedPlace,
} from '../../src/application/tracking/read-tracking';
import { TrackingHub } from '../../src/application/tracking/tracking-hub';

/** Where the orders of these tests go: some two kilometres from the city's middle. */
export const DOOR = { lat: 12.9716, lng: 77.6146 };

/** A bus of which the test decides what it loses. */
export class LossyBus extends EventBus {
  private readonly listeners = new Set<(messages: readonly FeedMessage[]) => void>();

  publish(messages: readonly FeedMessage[]): Promise<void> {
    for (const listener of this.listeners) listener(messages);
    return Promise.resolve();
  }

  subscribe(listener: (messages: readonly FeedMessage[]) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

/** A read model that is where the test puts it. */
export class SlowRows extends TrackedOrders {
  /** What happens between being asked and looking; 'late': it gave up. */
  beforeLooking: (wanted: WantedPlace | null) => Promise<'late' | undefined> = () =>
    Promise.resolve(undefined);

  /** How far the read model is that has taken in at least what is wanted. */
  reached: (wanted: number, head: number) => number = (_wanted, head) => head;

  constructor(private readonly store: EventStore) {
    super();
  }

  override async upTo(orderId: string, wanted: WantedPlace | null): Promise<TrackedAt | null | 'late'> {
    if ((await this.beforeLooking(wanted)) === 'late') return 'late';
    const reached = this.reached(wanted?.position ?? 0, await this.store.headPosition());
    const own = (await this.store.readAll(0, { limit: 100_000 })).filter(
      ({ stream, position }) => trackedStreams(orderId).includes(stream) && position <= reached,
    );
    return own.reduce<TrackedAt | null>((seen, recorded) => {
      const event = trackedEventOf(recorded);
      if (event === undefined) return seen;
      return { order: track(seen?.order ?? null, event), position: recorded.position };
    }, null);
  }
}

/** Addresses of these tests are all {@link DOOR}. */
class OneAddress extends SubjectKeys {
  seal(): Promise<Sealed> {
    return Promise.reject(new Error('nothing is sealed here'));
  }

  open(): Promise<string> {
    const text = {
      line1: 'x',
      line2: null,
      landmark: null,
      city: 'x',
      state: null,
      pincode: 'x',
      location: DOOR,
    };
    return Promise.resolve(JSON.stringify(text));
  }

  erase(): Promise<void> {
    return Promise.resolve();
  }
}

/** A client who resumes where it was. */
export class Client implements TrackingFollower {
  readonly log: TrackingMessage[] = [];
  readonly locations: CustomerLocation[] = [];
  order: TrackedOrder | null = null;
  timesLost = 0;

  told(order: TrackedOrder, messages: readonly TrackingMessage[]): void {
    this.order = order;
    this.log.push(...messages);
  }

  located(location: CustomerLocation): void {
    this.locations.push(location);
  }

  lost(): void {
    this.timesLost += 1;
  }
}

/** A log, a bus, a read model, and a hub that follows. */
export class TrackingWorld {
  /** It is a minute after the handover of {@link historyTo}. */
  readonly time = new VirtualClock(minutesAfterNoon(27));
  readonly store = new MemoryEventStore(this.time.system);
  readonly bus = new LossyBus();
  readonly rows = new SlowRows(this.store);
  readonly locations = new MemoryLiveLocations(() => undefined);
  readonly reported: unknown[] = [];
  readonly hub: TrackingHub;
  readonly source: ShardFeed;
  private readonly prev = new Map<number, number>();

  constructor(storeOfHub: (store: MemoryEventStore, time: VirtualClock) => EventStore = (store) => store) {
    const store = storeOfHub(this.store, this.time);
    this.source = new ShardFeed(store, this.bus, this.time.system, { pollMs: 500, buffer: 8 });
    this.hub = new TrackingHub(
      store,
      new ReadTracking(this.rows, store),
      this.locations,
      new OneAddress(),
      this.time.system,
      (error) => this.reported.push(error),
    );
  }

  /** Appends events of an order or of its delivery, each to its stream. */
  async append(
    orderId: string,
    events: readonly TrackedEvent[],
    lost: () => boolean = () => false,
  ): Promise<void> {
    for (const event of events) {
      const isOfOrder = orderCodec.handles(event.type);
      const stream = `${isOfOrder ? 'order' : 'delivery'}-${orderId}`;
      const head = (await this.store.readHead(stream)) ?? EMPTY_HEAD;
      const encoded = orderCodec.handles(event.type)
        ? orderCodec.encode(event as Parameters<typeof orderCodec.encode>[0])
        : deliveryCodec.encode(event as DeliveryEvent);
      const chained = chainEvents(stream, head, [encoded], {
        commandId: `${stream}-${head.revision}`,
        fingerprint: 'f'.repeat(64),
        correlationId: 'request',
        causationId: 'request',
        actor: { id: 'somebody', role: 'system' },
        occurredAt: event.at,
        partitionKey: orderId,
        policies: {},
        traceparent: null,
      });
      const { positions } = await this.store.append({
        stream,
        expectedRevision: head.revision,
        events: chained,
      });
      const [recorded] = await this.store.readAll(positions[0]! - 1, { limit: 1 });
      const message = { shard: recorded!.shard, prev: this.prev.get(recorded!.shard) ?? 0, event: recorded! };
      this.prev.set(recorded!.shard, recorded!.position);
      if (!lost()) await this.bus.publish([message]);
    }
  }

  async messagesOf(orderId: string): Promise<readonly TrackingMessage[]> {
    this.rows.beforeLooking = () => Promise.resolve(undefined);
    this.rows.reached = (_wanted, head) => head;
    const seen = await this.rows.upTo(orderId, null);
    return seen === null || seen === 'late' ? [] : seen.order.messages;
  }
}

export const etaRevised = (minute: number): Extract<DeliveryEvent, { type: 'EtaRevised' }> => ({
  type: 'EtaRevised',
  phase: 'to-customer',
  pickupAt: null,
  p50: minutesAfterNoon(minute + 6),
  p90: minutesAfterNoon(minute + 9),
  reason: 'courier-moved',
  inputs: { prepSeconds: 0, firstMileMetres: null, lastMileMetres: 2_000 },
  policy: 'eta-phase/1',
  at: minutesAfterNoon(minute),
});
