import type { RecordedEvent } from '../ports/event-store';

/** A consumer's next events of one shard, without a gap after its checkpoint. */
export interface ShardBatch {
  readonly shard: number;
  /** The checkpoint they follow. */
  readonly from: number;
  /** At least one, in order of position. */
  readonly events: readonly RecordedEvent[];
}

/** What a consumer pulls its events from. */
export interface ShardSource {
  /**
   * Which shards to deliver, and after which position of each. Forgets what was delivered before.
   */
  reset(checkpoints: ReadonlyMap<number, number>): void;
  /**
   * The next events of any of the shards, at most `limit` in all. Each event is delivered once, in the order of
   * its shard. Waits up to `waitMs` of wall time for one; then, or when the signal aborts, gives nothing.
   */
  next(limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]>;
  /**
   * The shards of which `next` has given everything that there was, as far as is known here. To be asked as soon as it
   * has given something: later there may always be more.
   */
  caughtUp(): readonly number[];
}
