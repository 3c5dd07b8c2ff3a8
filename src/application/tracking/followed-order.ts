import type { RecordedEvent } from '../../../eventstore/registry/event-record';
import type { GeoPoint } from '../../domain/kernel/geo';
import { track, type TrackedOrder } from '../../domain/tracking/tracked-order';
import type { TrackingMessage } from '../../domain/tracking/tracking-messages';
import type { SystemClock } from '../ports/clock';
import type { LiveLocation } from '../ports/live-locations';
import type { LatestLocations } from './latest-locations';
import { customerLocation, mayBeShown, type CustomerLocation } from './customer-location';
import { trackedEventOf, type TrackedAt } from './read-tracking';

/** Somebody who follows an order. No call may throw, nor wait: what takes time is the follower's own affair. */
export interface TrackingFollower {
  /**
   * @param order as it is after the messages
   * @param messages the next ones, each once and in the order of their numbers; at first those that were missed,
   *   and there may be none
   */
  told(order: TrackedOrder, messages: readonly TrackingMessage[]): void;
  /** At most one a second; some are left out. */
  located(location: CustomerLocation): void;
  /** Nothing more will come: something went wrong. Whoever comes back catches up. */
  lost(): void;
}

/** At most one position in so many milliseconds of wall time. */
const LOCATION_EVERY_MS = 1_000;

/** One order and those who follow it. */
export class FollowedOrder {
  /** What happened before the order was read; null once it has been. */
  private early: RecordedEvent[] | null = [];
  private at: TrackedAt | null = null;
  private door: GeoPoint | null = null;
  /** Who follows, and the number of the last message that they have: it may be one that is not known here yet. */
  private readonly followers = new Map<TrackingFollower, number>();
  private readonly leaving = new AbortController();
  private pending: LiveLocation | null = null;
  private isPausing = false;
  private locatedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly orderId: string,
    private readonly clock: SystemClock,
    private readonly latest: LatestLocations,
  ) {}

  /** Null until it was read, or when there is no such order. */
  get order(): TrackedOrder | null {
    return this.at?.order ?? null;
  }

  /**
   * The order was read; what is known already to have happened since is added.
   * @param read null when there is none
   * @throws when an event cannot be read or applied
   */
  begin(read: TrackedAt | null, door: GeoPoint | null): void {
    const early = this.early ?? [];
    this.early = null;
    this.at = read;
    this.door = door;
    for (const recorded of early) this.take(recorded);
  }

  /**
   * The next event of one of the order's streams.
   * @throws when it cannot be read or applied
   */
  take(recorded: RecordedEvent): void {
    if (this.early !== null) {
      this.early.push(recorded);
      return;
    }
    if (this.at !== null && recorded.position <= this.at.position) return;
    const event = trackedEventOf(recorded);
    if (event === undefined) return;
    const order = track(this.order, event);
    this.at = { order, position: recorded.position };
    for (const follower of [...this.followers.keys()]) this.tell(follower, order);
    this.showLatest(order);
  }

  /** A position of its courier. */
  locate(location: LiveLocation): void {
    this.pending = location;
    if (this.isPausing || this.followers.size === 0) return;
    const left = this.locatedAt + LOCATION_EVERY_MS - this.clock.now();
    if (left <= 0) {
      this.showPending();
      return;
    }
    this.isPausing = true;
    void this.clock.sleep(left, this.leaving.signal).then(() => {
      this.isPausing = false;
      if (!this.leaving.signal.aborted) this.showPending();
    });
  }

  add(follower: TrackingFollower, lastSeq: number): void {
    const { order } = this;
    if (order === null) throw new Error('an order that does not exist cannot be followed');
    if (this.leaving.signal.aborted) {
      follower.lost();
      return;
    }
    this.followers.set(follower, lastSeq);
    follower.told(order, this.missedBy(follower, order));
    const latest = this.latest.of(this.orderId);
    if (latest !== undefined && mayBeShown(order, latest)) {
      follower.located(customerLocation(latest, this.door));
    }
  }

  remove(follower: TrackingFollower): void {
    this.followers.delete(follower);
  }

  /** Nobody is told anything any more. */
  leave(): void {
    this.leaving.abort();
    const followers = [...this.followers.keys()];
    this.followers.clear();
    for (const follower of followers) follower.lost();
  }

  private tell(follower: TrackingFollower, order: TrackedOrder): void {
    const missed = this.missedBy(follower, order);
    if (missed.length > 0 || order.isOver) follower.told(order, missed);
  }

  /** Those messages count as told from now on. */
  private missedBy(follower: TrackingFollower, { messages }: TrackedOrder): readonly TrackingMessage[] {
    const lastSeq = this.followers.get(follower) ?? 0;
    if (messages.length <= lastSeq) return [];
    this.followers.set(follower, messages.length);
    return messages.slice(lastSeq);
  }

  /** Of a courier who was heard of before it was known here that they have the food. */
  private showLatest(order: TrackedOrder): void {
    const latest = this.locatedAt === Number.NEGATIVE_INFINITY ? this.latest.of(this.orderId) : undefined;
    if (latest !== undefined && mayBeShown(order, latest)) this.locate(latest);
  }

  private showPending(): void {
    const [location, order] = [this.pending, this.order];
    this.pending = null;
    if (location === null || order === null || !mayBeShown(order, location)) return;
    this.locatedAt = this.clock.now();
    const shown = customerLocation(location, this.door);
    for (const follower of [...this.followers.keys()]) follower.located(shown);
  }
}
