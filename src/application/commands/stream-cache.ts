import { LRUCache } from 'lru-cache';
import type { StreamHead } from '../ports/event-store';

/** What a stream remembers of a command it has already decided. */
export interface SeenCommand {
  readonly fingerprint: string;
  /** Revision of the first and the last event that the command decided. */
  readonly from: number;
  readonly to: number;
}

/** A stream as it was last read or written: its folded state and every command it has decided. */
export interface LoadedStream<S> {
  readonly head: StreamHead;
  /** Of the last event in `$all`; 0 when there is none. */
  readonly position: number;
  readonly state: S;
  readonly seen: ReadonlyMap<string, SeenCommand>;
}

/**
 * The last known state of streams. It may be stale: an append on top of it is guarded by the expected revision,
 * and a result that appends nothing is decided again on a fresh read.
 */
export class StreamCache {
  private readonly entries: LRUCache<string, LoadedStream<unknown>>;

  /** @param capacity streams kept; an order takes about 2 kB */
  constructor(capacity = 10_000) {
    this.entries = new LRUCache({ max: capacity });
  }

  /** The caller names the state's type: a stream name belongs to one aggregate. */
  get<S>(stream: string): LoadedStream<S> | undefined {
    return this.entries.get(stream) as LoadedStream<S> | undefined;
  }

  /** Keeps the later of what it has and what it is given. */
  put(stream: string, loaded: LoadedStream<unknown>): void {
    const known = this.entries.get(stream);
    if (known === undefined || known.head.revision < loaded.head.revision) this.entries.set(stream, loaded);
  }

  forget(stream: string): void {
    this.entries.delete(stream);
  }

  clear(): void {
    this.entries.clear();
  }
}
