import {
  EventStore,
  RevisionConflict,
  type Append,
  type Appended,
  type RecordedEvent,
  type StreamHead,
} from '../../../application/ports/event-store';
import type { SystemClock } from '../../../application/ports/clock';
import { instantOf } from '../../../domain/kernel/instant';
import { SHARD_COUNT } from '../../../domain/kernel/shard';

const FOLLOW_BATCH = 500;

/**
 * The log in memory, for tests and simulations. It uses no timers and no input or output: every answer comes in
 * the same turn of the event loop. Several parties of one process may share one store.
 */
export class MemoryEventStore extends EventStore {
  /** Events in `$all` order: position n is at index n - 1. */
  private readonly log: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly sleepers = new Set<() => void>();

  constructor(private readonly clock: Pick<SystemClock, 'now'>) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws has to reject
  async append({ stream, expectedRevision, events }: Append): Promise<Appended> {
    if (events.length === 0) throw new RangeError(`nothing to append to ${stream}`);
    const own = this.streams.get(stream) ?? [];
    if (own.length - 1 !== expectedRevision) throw new RevisionConflict(stream, expectedRevision);
    this.streams.set(stream, own);
    const recordedAt = instantOf(this.clock.now());
    const positions = events.map((event) => {
      const position = this.log.length + 1;
      const recorded: RecordedEvent = { ...event, stream, revision: own.length, position, recordedAt };
      own.push(recorded);
      this.log.push(recorded);
      return position;
    });
    for (const wake of [...this.sleepers]) wake();
    return { revision: own.length - 1, positions, recordedAt };
  }

  readStream(stream: string, fromRevision = 0): Promise<readonly RecordedEvent[]> {
    return Promise.resolve(this.streams.get(stream)?.slice(fromRevision) ?? []);
  }

  readHead(stream: string): Promise<StreamHead | undefined> {
    const last = this.streams.get(stream)?.at(-1);
    return Promise.resolve(last && { revision: last.revision, hash: last.hash });
  }

  readAll(
    after: number,
    { limit, shards }: { readonly limit: number; readonly shards?: readonly number[] },
  ): Promise<readonly RecordedEvent[]> {
    if (shards === undefined) return Promise.resolve(this.log.slice(after, after + limit));
    const batch: RecordedEvent[] = [];
    for (let i = after; i < this.log.length && batch.length < limit; i += 1) {
      const event = this.log[i];
      if (event !== undefined && shards.includes(event.shard)) batch.push(event);
    }
    return Promise.resolve(batch);
  }

  shardHeads(upTo: number): Promise<readonly number[]> {
    const heads = new Array<number>(SHARD_COUNT).fill(0);
    for (const { shard, position } of this.log.slice(0, upTo)) heads[shard] = position;
    return Promise.resolve(heads);
  }

  headPosition(): Promise<number> {
    return Promise.resolve(this.log.length);
  }

  listStreams(after: string, limit: number): Promise<readonly string[]> {
    const names = [...this.streams.keys()].sort(byBytes).filter((name) => byBytes(name, after) > 0);
    return Promise.resolve(names.slice(0, limit));
  }

  async *follow(after: number, signal: AbortSignal): AsyncGenerator<readonly RecordedEvent[]> {
    let position = after;
    while (!signal.aborted) {
      const batch = this.log.slice(position, position + FOLLOW_BATCH);
      if (batch.length > 0) {
        position += batch.length;
        yield batch;
      } else {
        await this.nextAppend(signal);
      }
    }
  }

  private nextAppend(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.sleepers.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.sleepers.add(wake);
    });
  }
}

/** The order of UTF-8 bytes, which is not that of UTF-16 code units. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
