import type { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { Database } from '../adapters/driven/postgres/database';
import type { ShardBatch, ShardSource } from '../application/feed/shard-batch';
import type { SystemClock } from '../application/ports/clock';
import { epochMs } from '../domain/kernel/instant';
import type { Parking } from './fold-batch';
import { GenerationWriter } from './generation-writer';
import type { Generation, Generations } from './generations';
import { HeldShards } from './held-shards';
import type { AnyProjection } from './projection';
import type { ProjectionProgress } from './projection-progress';

/** What a runner tells about its work; for metrics and logs. */
export interface ProjectionObserver {
  /** @param lagMs wall time from the store taking the last of the events until its effect was committed */
  batch(model: string, events: number, lagMs: number): void;
  parked(model: string, parked: Parking): void;
  /** Something failed and will be tried again. */
  failed(model: string, error: unknown): void;
}

export interface RunnerSettings {
  /** Unique to this run of this process. */
  readonly owner: string;
  readonly leaseMs: number;
  /** At most so many events in one transaction. */
  readonly batchSize: number;
  /**
   * Rest after a small batch (ms), in which more events gather for the next transaction: at least, and at most if
   * no reader waits.
   */
  readonly restMs: { readonly least: number; readonly most: number };
}

export const RUNNER_DEFAULTS = {
  leaseMs: 15_000,
  batchSize: 1_000,
  restMs: { least: 10, most: 100 },
} as const;

/** How long to wait for events before looking after the leases (ms). */
const WAIT_MS = 1_000;

/** How often a runner without shards tries to get some (ms). */
const STANDBY_MS = 200;

const RETRY_MS = { first: 100, last: 5_000 };

export interface RunnerParts {
  readonly database: Database;
  readonly shards: ConsumerShards;
  readonly generations: Generations;
  readonly source: ShardSource;
  readonly clock: SystemClock;
  readonly progress: ProjectionProgress;
  readonly observer: ProjectionObserver;
}

/**
 * Keeps the live generation of one read model up to date. Any number of processes may run one: each shard has
 * one owner, and a runner without shards stands by until a lease runs out.
 */
export class ProjectionRunner {
  constructor(
    private readonly projection: AnyProjection,
    private readonly parts: RunnerParts,
    private readonly settings: RunnerSettings,
  ) {}

  /** Runs until the signal aborts; then finishes its batch and gives its shards back. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, observer } = this.parts;
    let retryMs = RETRY_MS.first;
    while (!signal.aborted) {
      try {
        await this.session(signal);
        retryMs = RETRY_MS.first;
      } catch (error) {
        observer.failed(this.projection.name, error);
        await clock.sleep(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MS.last);
      }
    }
  }

  /** From taking shards until they are lost, or until there is nothing left to do here. */
  private async session(signal: AbortSignal): Promise<void> {
    const { shards, generations, source, clock, progress } = this.parts;
    const { owner, leaseMs } = this.settings;
    const generation = await generations.live(this.projection);
    const held = new HeldShards();
    held.take(await shards.acquire(generation.consumer, owner, clock.now(), leaseMs));
    if (held.size === 0) return clock.sleep(STANDBY_MS, signal);
    try {
      if (await this.isReplaced(generation)) return;
      const writer = this.writerOf(generation);
      await writer.begin();
      source.reset(held.positions());
      progress.holds(this.projection, held.positions().keys());
      progress.moved(this.projection, held.positions());
      await this.work(generation, writer, held, signal);
    } finally {
      progress.holds(this.projection, []);
      await shards.release(generation.consumer, owner);
    }
  }

  private async work(
    generation: Generation,
    writer: GenerationWriter,
    held: HeldShards,
    signal: AbortSignal,
  ): Promise<void> {
    const { source, clock, progress } = this.parts;
    const { leaseMs, batchSize, restMs } = this.settings;
    let renewAt = clock.now() + leaseMs / 3;
    while (!signal.aborted) {
      if (clock.now() >= renewAt) {
        renewAt = clock.now() + leaseMs / 3;
        if (!(await this.keep(generation, writer, held))) return;
      }
      const batches = await source.next(batchSize, Math.min(WAIT_MS, leaseMs / 3), signal);
      if (batches.length === 0) {
        if (!(await writer.flush(held))) return;
        continue;
      }
      if (!(await writer.apply(batches, held))) return;
      progress.moved(this.projection, held.positions());
      const events = this.observe(batches);
      if (events < batchSize / 4) {
        await clock.sleep(restMs.least, signal);
        await progress.rest(this.projection, restMs.most - restMs.least, signal);
      }
    }
    await writer.flush(held);
  }

  /** Extends the leases and takes what others have left behind. False when shards were taken away. */
  private async keep(generation: Generation, writer: GenerationWriter, held: HeldShards): Promise<boolean> {
    const { shards, source, clock, progress } = this.parts;
    const { owner, leaseMs } = this.settings;
    const { consumer } = generation;
    if (!held.agreesWith(await shards.renew(consumer, owner, clock.now(), leaseMs))) return false;
    const more = await shards.acquire(consumer, owner, clock.now(), leaseMs);
    if (more.length > 0) {
      if (await this.isReplaced(generation)) return false;
      held.take(more);
      await writer.begin();
      source.reset(held.positions());
      progress.holds(this.projection, held.positions().keys());
      progress.moved(this.projection, held.positions());
    }
    return true;
  }

  /** To be asked after shards were taken: a swap fences off those who hold some, and nobody who takes them after it. */
  private async isReplaced({ generation }: Generation): Promise<boolean> {
    return (await this.parts.generations.live(this.projection)).generation !== generation;
  }

  private writerOf(generation: Generation): GenerationWriter {
    const { database, shards, clock, observer } = this.parts;
    return new GenerationWriter(database, shards, clock, this.projection, generation, (parked) =>
      observer.parked(this.projection.name, parked),
    );
  }

  /** @returns how many events there were */
  private observe(batches: readonly ShardBatch[]): number {
    const { clock, observer } = this.parts;
    const events = batches.reduce((total, batch) => total + batch.events.length, 0);
    const oldest = Math.min(...batches.map((batch) => epochMs(batch.events.at(-1)?.recordedAt ?? '')));
    observer.batch(this.projection.name, events, Math.max(0, clock.now() - oldest));
    return events;
  }
}
