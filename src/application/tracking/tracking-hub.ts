import type { RecordedEvent } from '../../../eventstore/registry/event-record';
import type { GeoPoint } from '../../domain/kernel/geo';
import type { Sealed } from '../../domain/kernel/sealed';
import { shardOf } from '../../domain/kernel/shard';
import type { TrackedOrder } from '../../domain/tracking/tracked-order';
import { openAddress } from '../customers/personal-data';
import type { ShardSource } from '../feed/shard-batch';
import type { SystemClock } from '../ports/clock';
import type { EventStore } from '../ports/event-store';
import type { LiveLocation, LiveLocations } from '../ports/live-locations';
import type { SubjectKeys } from '../ports/subject-keys';
import { mayBeShown } from './customer-location';
import { FollowedOrder, type TrackingFollower } from './followed-order';
import { LatestLocations } from './latest-locations';
import { trackedStreams, type ReadTracking } from './read-tracking';

const BATCH = 1_000;
const WAIT_MS = 1_000;
const RETRY_MS = 200;

/** An order that somebody is about to follow. To be closed when they do not, or no longer. */
export interface Following {
  /** As it is now. */
  readonly order: TrackedOrder;
  /**
   * Tells the follower what they missed, at once, and from then on what happens.
   * @param lastSeq number of the last message that they have; 0 for none
   */
  listen(lastSeq: number, follower: TrackingFollower): void;
  close(): void;
}

interface Entry {
  readonly order: FollowedOrder;
  /** Resolves when the order was read. */
  readonly ready: Promise<void>;
  /** Those who have it open. */
  count: number;
}

/**
 * Tells those who follow orders what happens to them. It follows all events and keeps only the orders that somebody
 * follows: such an order is read once, as of a place that the hub has reached, and what comes after that place is
 * applied by the fold of the read model. So every follower gets every message once, in order, whatever the bus loses.
 */
export class TrackingHub {
  private readonly followed = new Map<string, Entry>();
  private readonly byStream = new Map<string, FollowedOrder>();
  /** Per shard, the place up to which every event was taken; null before the beginning. */
  private places: number[] | null = null;
  private begun: () => void = () => undefined;
  private readonly beginning = new Promise<void>((resolve) => (this.begun = resolve));
  private readonly latest: LatestLocations;

  /** @param report is told of what fails in the background */
  constructor(
    private readonly store: EventStore,
    private readonly reads: ReadTracking,
    private readonly locations: LiveLocations,
    private readonly keys: SubjectKeys,
    private readonly clock: SystemClock,
    private readonly report: (error: unknown) => void,
  ) {
    this.latest = new LatestLocations(clock);
  }

  /**
   * Follows the events until the signal aborts. Never rejects.
   * @param source of its own; the hub begins with what happens from now on
   */
  async run(source: ShardSource, signal: AbortSignal): Promise<void> {
    const unsubscribe = this.locations.subscribe((locations) => {
      for (const location of locations) this.locate(location);
    });
    while (!signal.aborted) {
      try {
        const places = this.places ?? (await this.begin(source));
        for (const { events } of await source.next(BATCH, WAIT_MS, signal)) {
          for (const recorded of events) this.take(recorded, places);
        }
      } catch (error) {
        this.report(error);
        await this.clock.sleep(RETRY_MS, signal);
      }
    }
    unsubscribe();
  }

  /** Null when there is no such order. Who may follow it is decided by the caller. */
  async open(orderId: string): Promise<Following | null> {
    await this.beginning;
    let entry = this.followed.get(orderId);
    if (entry === undefined) {
      const order = new FollowedOrder(orderId, this.clock, this.latest);
      for (const stream of trackedStreams(orderId)) this.byStream.set(stream, order);
      entry = { order, ready: this.read(order), count: 0 };
      this.followed.set(orderId, entry);
    }
    entry.count += 1;
    const { order } = entry;
    try {
      await entry.ready;
    } catch (error) {
      this.leave(order);
      throw error;
    }
    if (order.order === null) {
      this.release(order);
      return null;
    }
    return this.followingOf(order, order.order);
  }

  /** Where the order's courier is, if the customer may see it and something was heard lately. */
  locationOf(order: TrackedOrder): LiveLocation | null {
    const location = this.latest.of(order.orderId);
    return location !== undefined && mayBeShown(order, location) ? location : null;
  }

  private async begin(source: ShardSource): Promise<number[]> {
    const heads = await this.store.shardHeads(await this.store.headPosition());
    source.reset(new Map(heads.map((position, shard) => [shard, position])));
    this.places = [...heads];
    this.begun();
    return this.places;
  }

  private take(recorded: RecordedEvent, places: number[]): void {
    places[recorded.shard] = recorded.position;
    const order = this.byStream.get(recorded.stream);
    if (order === undefined) return;
    try {
      order.take(recorded);
    } catch (error) {
      this.report(error);
      this.leave(order);
    }
  }

  /** What happens after this is called is taken by the order itself. */
  private async read(order: FollowedOrder): Promise<void> {
    const { orderId } = order;
    const shard = shardOf(orderId);
    const read = await this.reads.find(orderId, { shard, position: this.places?.[shard] ?? 0 });
    const door = read === null || read.order.delivered ? null : await this.doorOf(read.order.address);
    order.begin(read, door);
  }

  private async doorOf(sealed: Sealed): Promise<GeoPoint | null> {
    return (await openAddress(this.keys, sealed))?.location ?? null;
  }

  private followingOf(followed: FollowedOrder, first: TrackedOrder): Following {
    let listening: TrackingFollower | null = null;
    let isClosed = false;
    return {
      get order() {
        return followed.order ?? first;
      },
      listen: (lastSeq, follower) => {
        if (isClosed || listening !== null) return;
        listening = follower;
        followed.add(follower, lastSeq);
      },
      close: () => {
        if (isClosed) return;
        isClosed = true;
        if (listening !== null) followed.remove(listening);
        this.release(followed);
      },
    };
  }

  private release(order: FollowedOrder): void {
    const entry = this.followed.get(order.orderId);
    if (entry?.order !== order) return;
    entry.count -= 1;
    if (entry.count === 0) this.leave(order);
  }

  private leave(order: FollowedOrder): void {
    const { orderId } = order;
    if (this.followed.get(orderId)?.order === order) {
      this.followed.delete(orderId);
      for (const stream of trackedStreams(orderId)) this.byStream.delete(stream);
    }
    order.leave();
  }

  private locate(location: LiveLocation): void {
    if (this.latest.keep(location)) this.followed.get(location.orderId)?.order.locate(location);
  }
}
