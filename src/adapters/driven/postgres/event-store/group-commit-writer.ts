import { setTimeout as sleep } from 'node:timers/promises';
import {
  OutcomeUnknown,
  RevisionConflict,
  type Append,
  type Appended,
} from '../../../../application/ports/event-store';
import { never } from '../../../../domain/kernel/decider';
import type { WriterConnection } from './writer-connection';

const MAX_APPENDS = 256;
const MAX_CHARACTERS = 1024 * 1024;
/** How long an append waits for a database that cannot be reached, ms. */
const PATIENCE_MS = 5_000;
const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 1_000;

interface Waiting {
  readonly append: Append;
  readonly characters: number;
  readonly since: number;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/**
 * Appends that arrive while one is being written share the next transaction. A batch is sent whenever the
 * connection is free and never waits for company; what one turn of the event loop brings travels together. Two
 * appends to one stream never share a batch. Nobody is answered before the commit.
 */
export class GroupCommitWriter {
  private queue: Waiting[] = [];
  private running: Promise<void> | undefined;
  private closed = false;

  /** @param committed told of every commit, before anyone is answered: its appends in their order */
  constructor(
    private readonly connection: Pick<WriterConnection, 'open' | 'write' | 'close'>,
    private readonly committed: (appends: readonly (readonly [Append, Appended])[]) => void,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  append(append: Append): Promise<Appended> {
    if (append.events.length === 0)
      return Promise.reject(new RangeError(`nothing to append to ${append.stream}`));
    if (this.closed) return Promise.reject(new OutcomeUnknown('the event store is closed'));
    return new Promise((resolve, reject) => {
      const characters = append.events.reduce((total, e) => total + e.data.length + e.metadata.length, 0);
      this.queue.push({ append, characters, since: performance.now(), resolve, reject });
      this.running ??= new Promise((done) => setImmediate(() => void this.run().then(done)));
    });
  }

  /** Writes what is waiting and disconnects. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    await this.connection.close();
  }

  private async run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (this.queue.length > 0) {
      const unreachable = await this.connection.open();
      if (unreachable === undefined) {
        await this.write(this.takeBatch());
        retryMs = FIRST_RETRY_MS;
      } else {
        this.giveUpOnTheOldest(unreachable);
        await sleep(retryMs);
        retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
      }
    }
    this.running = undefined;
  }

  private takeBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const streams = new Set<string>();
    let characters = 0;
    for (const waiting of this.queue) {
      const full = batch.length === MAX_APPENDS || characters >= MAX_CHARACTERS;
      if (full || streams.has(waiting.append.stream)) {
        later.push(waiting);
      } else {
        batch.push(waiting);
        streams.add(waiting.append.stream);
        characters += waiting.characters;
      }
    }
    this.queue = later;
    return batch;
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    const outcome = await this.connection.write(batch.map(({ append }) => append));
    switch (outcome.is) {
      case 'committed':
        this.committed(
          batch.flatMap(({ append }, i) => {
            const appended = outcome.appended[i];
            return appended === undefined ? [] : [[append, appended] as const];
          }),
        );
        batch.forEach((waiting, i) => settle(waiting, outcome.appended[i]));
        return;
      case 'refused':
        // Something in the batch cannot be stored. One by one, only that fails.
        if (batch.length === 1) batch[0]?.reject(outcome.error);
        else for (const waiting of batch) await this.write([waiting]);
        return;
      case 'unknown': {
        const error = new OutcomeUnknown('the connection broke during an append', { cause: outcome.error });
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      default:
        never(outcome);
    }
  }

  private giveUpOnTheOldest(cause: Error): void {
    const latest = performance.now() - this.patienceMs;
    const old = this.queue.filter(({ since }) => since <= latest);
    this.queue = this.queue.filter(({ since }) => since > latest);
    for (const waiting of old)
      waiting.reject(new OutcomeUnknown('the event store cannot be reached', { cause }));
  }
}

function settle(waiting: Waiting, appended: Appended | undefined): void {
  const { stream, expectedRevision } = waiting.append;
  if (appended === undefined) waiting.reject(new RevisionConflict(stream, expectedRevision));
  else waiting.resolve(appended);
}
