import type { NewEvent, RecordedEvent, StreamHead } from '../../../eventstore/registry/event-record';

export { NO_STREAM } from '../../../eventstore/registry/event-record';
export type { NewEvent, RecordedEvent, StreamHead };

export interface Append {
  readonly stream: string;
  /** The stream's last revision as the caller knows it; -1 for a stream that must not exist. */
  readonly expectedRevision: number;
  /** At least one. */
  readonly events: readonly NewEvent[];
}

export interface Appended {
  /** Revision of the last event appended. */
  readonly revision: number;
  /** Positions of the events appended, in their order. */
  readonly positions: readonly number[];
  readonly recordedAt: string;
}

/** The stream is not at the expected revision. Nothing was appended. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expectedRevision: number,
  ) {
    super(`${stream} is not at revision ${expectedRevision}`);
  }
}

/** The store did not answer: the append may or may not have happened. Read the stream to find out. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/**
 * The truth: an append-only log of streams. Revisions count from 0 in each stream; positions order all events,
 * and position order is commit order: once an event can be read from `readAll`, no event with a smaller
 * position will ever appear.
 */
export abstract class EventStore {
  /**
   * Appends all events or none, and answers after they are durable.
   * @throws RevisionConflict, OutcomeUnknown
   */
  abstract append(append: Append): Promise<Appended>;

  /** The stream's events from a revision on, oldest first; empty for an unknown stream. */
  abstract readStream(stream: string, fromRevision?: number): Promise<readonly RecordedEvent[]>;

  /** Where the store itself says that the stream ends, so that a cut tail shows. Undefined: unknown stream. */
  abstract readHead(stream: string): Promise<StreamHead | undefined>;

  /** Up to `limit` events after a position in `$all` order; with `shards`, only those of these shards. */
  abstract readAll(
    after: number,
    options: { readonly limit: number; readonly shards?: readonly number[] },
  ): Promise<readonly RecordedEvent[]>;

  /** Per shard, the position of its last event at or before `upTo` (0: none): 16 numbers. */
  abstract shardHeads(upTo: number): Promise<readonly number[]>;

  /** Position of the last event; 0 when there is none. */
  abstract headPosition(): Promise<number>;

  /** Names of streams in ascending order after `after`, for walking them all. */
  abstract listStreams(after: string, limit: number): Promise<readonly string[]>;

  /**
   * A catch-up subscription to `$all`: batches after a position, and then new events as they commit. It never
   * skips and never repeats; it ends when the signal aborts. The next batch is read when it is asked for.
   */
  abstract follow(after: number, signal: AbortSignal): AsyncIterable<readonly RecordedEvent[]>;
}
