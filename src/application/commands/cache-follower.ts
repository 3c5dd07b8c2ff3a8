import type { EventBus, FeedMessage } from '../ports/event-bus';
import type { StreamCache } from './stream-cache';

/**
 * Keeps the cache from serving states that other processes have changed: what the bus tells of is forgotten
 * unless it is already known, and after a gap in a shard everything is.
 */
export class CacheFollower {
  private readonly last = new Map<number, number>();

  constructor(
    private readonly bus: EventBus,
    private readonly cache: StreamCache,
  ) {}

  /** Returns the way to stop. */
  start(): () => void {
    return this.bus.subscribe((messages) => {
      for (const message of messages) this.take(message);
    });
  }

  private take({ shard, prev, event }: FeedMessage): void {
    const last = this.last.get(shard);
    if (last !== undefined && event.position <= last) return;
    if (last !== undefined && prev !== last) this.cache.clear();
    this.last.set(shard, event.position);
    const known = this.cache.get(event.stream);
    if (known !== undefined && known.head.revision < event.revision) this.cache.forget(event.stream);
  }
}
