import type { ShardBatch, ShardSource } from '../../src/application/feed/shard-batch';
import type { EventStore, RecordedEvent } from '../../src/application/ports/event-store';
import { SHARD_COUNT } from '../../src/domain/kernel/shard';
import type { Draws } from './draws';
import type { Mortal, Scheduler } from './scheduler';

export interface FeedOptions {
  readonly name: string;
  /** Types of events. */
  readonly reads: ReadonlySet<string>;
  readonly events: Pick<EventStore, 'readAll'>;
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly owner: Mortal;
  /** When the consumer has something to do that no event tells of (wall, ms); null: never. */
  readonly nextDue: (shards: readonly number[]) => Promise<number | null>;
}

/** Events that are read at a time to find those that were not delivered yet. */
const SCANNED = 200;

/** The longest wait that is kept to (ms): for longer ones there is nothing to do but to look after leases. */
const SHORT_WAIT_MS = 500;

/**
 * What a runner pulls its events from. It waits for an event, for whatever is due next, for what the runner has to do
 * soon, or to be {@link nudge}d; not for leases, which would cost days of idle turns.
 */
export class SimulatedFeed implements ShardSource {
  private checkpoints = new Map<number, number>();
  /** Everything of these shards up to here was delivered. */
  private readTo = 0;
  /** The last event that was told of; Infinity: there may be others. */
  private toldTo = Infinity;
  /** Whether the last read found nothing more behind what it gave. */
  private isDrained = false;
  private isNudged = false;
  private wake = (): void => undefined;

  constructor(private readonly options: FeedOptions) {}

  reset(checkpoints: ReadonlyMap<number, number>): void {
    this.checkpoints = new Map(checkpoints);
    this.readTo = Math.min(...checkpoints.values());
    this.toldTo = Infinity;
    this.isDrained = false;
  }

  async next(limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    const { scheduler, name, owner } = this.options;
    this.isNudged = false;
    const batches = await this.read(limit);
    if (batches.length > 0 || signal.aborted || this.wasNudged()) return batches;
    const due = this.checkpoints.size === 0 ? null : await this.options.nextDue([...this.checkpoints.keys()]);
    const soonMs = waitMs <= SHORT_WAIT_MS ? waitMs : Infinity;
    const ms = Math.max(1, Math.min(soonMs, due === null ? Infinity : due - scheduler.now));
    const { over, cut } = scheduler.nap(ms, `${name} wakes`, owner);
    this.wake = cut;
    signal.addEventListener('abort', cut);
    await over;
    signal.removeEventListener('abort', cut);
    return [];
  }

  caughtUp(): readonly number[] {
    return this.isDrained ? [...this.checkpoints.keys()] : [];
  }

  private wasNudged(): boolean {
    return this.isNudged;
  }

  /** There may be something to do. */
  nudge(): void {
    this.isNudged = true;
    this.wake();
  }

  /** An event was appended. Of one that its consumer does not read it hears with the next that it does. */
  tell({ shard, type, position }: RecordedEvent): void {
    if (!this.options.reads.has(type) || !this.checkpoints.has(shard)) return;
    if (this.toldTo !== Infinity) this.toldTo = position;
    this.nudge();
  }

  private async read(limit: number): Promise<readonly ShardBatch[]> {
    this.isDrained = true;
    if (this.checkpoints.size === 0 || this.readTo >= this.toldTo) return [];
    this.isDrained = false;
    const shards = [...this.checkpoints.keys()];
    const most = this.options.draws.between(1, limit);
    const only = shards.length === SHARD_COUNT ? {} : { shards };
    for (;;) {
      const read = await this.options.events.readAll(this.readTo, { limit: SCANNED, ...only });
      const last = read.at(-1);
      if (last === undefined) {
        this.toldTo = this.readTo;
        this.isDrained = true;
        return [];
      }
      const fresh = read
        .filter((event) => event.position > (this.checkpoints.get(event.shard) ?? Infinity))
        .slice(0, most);
      this.isDrained = read.length < SCANNED && fresh.length < most;
      this.readTo = (fresh.length === most ? fresh.at(-1) : last)?.position ?? last.position;
      if (fresh.length > 0) return this.deliver(fresh);
    }
  }

  private deliver(fresh: readonly RecordedEvent[]): readonly ShardBatch[] {
    const byShard = new Map<number, RecordedEvent[]>();
    for (const event of fresh) {
      const others = byShard.get(event.shard);
      if (others === undefined) byShard.set(event.shard, [event]);
      else others.push(event);
    }
    return [...byShard].map(([shard, events]) => {
      const from = this.checkpoints.get(shard) ?? 0;
      this.checkpoints.set(shard, events.at(-1)?.position ?? from);
      return { shard, from, events };
    });
  }
}
