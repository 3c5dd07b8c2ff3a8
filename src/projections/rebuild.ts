import type { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { Database, Queryable } from '../adapters/driven/postgres/database';
import type { SystemClock } from '../application/ports/clock';
import type { EventStore } from '../application/ports/event-store';
import { SHARD_COUNT } from '../domain/kernel/shard';
import { compareTables, type Comparison } from './compare-generations';
import { fill, GenerationBuilder } from './generation-builder';
import type { Generation, Generations } from './generations';
import type { AnyProjection } from './projection';

export type RebuildPhase = 'reading' | 'indexing' | 'comparing' | 'swapping';

export interface RebuildProgress {
  /** Names of the read models concerned. */
  readonly models: readonly string[];
  readonly phase: RebuildPhase;
  /** Position reached in the log, of the position that the log ended at when the rebuild began. */
  readonly position: number;
  readonly head: number;
}

export interface RebuildResult {
  readonly model: string;
  /** Number of the generation that was built. */
  readonly generation: number;
  /** How many events were gone through. */
  readonly events: number;
  readonly comparison: Comparison;
  /** Whether the generation is live now. If not, it was dropped. */
  readonly swapped: boolean;
}

export interface RebuildOptions {
  /** Swap even if the rows differ: what the new code makes of the events is what is wanted. */
  readonly accept?: boolean;
  /** Never swap: what was built is dropped once it is compared. */
  readonly checkOnly?: boolean;
  /** It may throw, which ends the rebuild and drops what was built. */
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface RebuildParts {
  readonly database: Database;
  readonly shards: ConsumerShards;
  readonly generations: Generations;
  readonly store: EventStore;
  readonly clock: SystemClock;
}

/** For how long the live runner waits at most, should the rebuild die while it holds its shards (ms). */
const PAUSE_MS = 30_000;

/** The two generations were not at the same place after all: someone else took the shards in between. */
class NotAligned extends Error {}

const MAX_TRIES = 5;

/**
 * Builds read models anew beside the live ones and swaps them in, without a reader noticing.
 *
 * 1. A new generation is filled from the log up to where the live one is. All models share one reading.
 * 2. The live runner is paused for a moment, the new generation is brought to exactly its checkpoints, and both
 *    tables are compared in one snapshot while the runner goes on.
 * 3. Rows that differ within one version are a fault: nothing is swapped unless that is accepted.
 * 4. In a second pause the new generation catches up again, and view and registry change in one transaction.
 *
 * It may be killed at any point: the live generation is untouched, its shards come free when the lease runs out,
 * and the next rebuild drops what was left.
 */
export class Rebuild {
  /** @param owner unique to this run of this process */
  constructor(
    private readonly parts: RebuildParts,
    private readonly owner: string,
  ) {}

  async run(
    projections: readonly AnyProjection[],
    options: RebuildOptions = {},
  ): Promise<readonly RebuildResult[]> {
    const { generations, shards, store } = this.parts;
    const head = await store.headPosition();
    const unfinished = new Map<AnyProjection, Generation>();
    const tell = (models: readonly AnyProjection[], phase: RebuildPhase, position: number): void =>
      options.onProgress?.({ models: models.map(({ name }) => name), phase, position, head });

    try {
      const builders: GenerationBuilder[] = [];
      for (const projection of projections) {
        const generation = await generations.startBuilding(projection);
        unfinished.set(projection, generation);
        const builder = await this.builderFor(projection, generation);
        const live = await generations.live(projection);
        builder.aimAt(await shards.positions(live.consumer));
        builders.push(builder);
      }
      tell(projections, 'reading', 0);
      await fill(store, builders, (position) => tell(projections, 'reading', position));

      const results: RebuildResult[] = [];
      for (const builder of builders) {
        const { projection } = builder;
        results.push(await this.finish(builder, options, (phase) => tell([projection], phase, head)));
        unfinished.delete(projection);
      }
      return results;
    } catch (error) {
      // What cannot be dropped now, because the database is away, the next rebuild drops.
      for (const [projection, { generation }] of unfinished) {
        await this.dropUnfinished(projection, generation).catch(() => undefined);
      }
      throw error;
    }
  }

  /** A swap whose commit was not heard of may have happened: what is live now stays. */
  private async dropUnfinished(projection: AnyProjection, generation: number): Promise<void> {
    const { generations } = this.parts;
    const known = (await generations.list(projection)).find((one) => one.generation === generation);
    if (known?.state === 'building') await generations.discard(projection, known);
  }

  /**
   * Puts the previous generation back, after it has caught up with the live one, which becomes the previous.
   * @returns the number of the generation that is live now, or null when there is none to go back to
   */
  async rollback(projection: AnyProjection): Promise<number | null> {
    const known = await this.parts.generations.list(projection);
    const previous = known.find(({ state }) => state === 'previous');
    if (previous === undefined) return null;
    const builder = await this.builderFor(projection, previous);
    await this.untilAligned(() => this.swap(builder));
    return previous.generation;
  }

  private async builderFor(projection: AnyProjection, generation: Generation): Promise<GenerationBuilder> {
    const { database, shards, clock } = this.parts;
    const builder = new GenerationBuilder(shards, database, clock, projection, generation);
    await builder.start(this.owner);
    return builder;
  }

  private async finish(
    builder: GenerationBuilder,
    { accept = false, checkOnly = false }: RebuildOptions,
    tell: (phase: RebuildPhase) => void,
  ): Promise<RebuildResult> {
    const { database, generations } = this.parts;
    const { projection, generation } = builder;
    tell('indexing');
    await generation.table.createIndexes(database);
    await generation.table.analyze(database);
    tell('comparing');
    const comparison = await this.untilAligned(() => this.compare(builder));
    const swapped = !checkOnly && (comparison.equal || accept);
    if (swapped) {
      tell('swapping');
      await this.untilAligned(() => this.swap(builder));
    } else {
      await generations.discard(projection, generation);
    }
    const { events } = builder;
    return { model: projection.name, generation: generation.generation, events, comparison, swapped };
  }

  private async compare(builder: GenerationBuilder): Promise<Comparison> {
    const { database, shards } = this.parts;
    const { projection, generation } = builder;
    return this.withLivePaused(builder, (live) =>
      database.transaction(async (tx) => {
        await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        await this.expectAligned(live, generation, tx);
        // The snapshot is taken: the live runner need not wait for the comparison.
        await shards.release(live.consumer, this.owner);
        return compareTables(tx, live.table, generation.table, projection.table.key);
      }),
    );
  }

  private async swap(builder: GenerationBuilder): Promise<void> {
    const { database, generations } = this.parts;
    const { projection, generation } = builder;
    await this.withLivePaused(builder, (live) =>
      database.transaction(async (tx) => {
        await generations.makeLive(projection, generation, tx);
        await this.expectAligned(live, generation, tx);
      }),
    );
  }

  /** Pauses the live runner and brings the new generation to exactly the live checkpoints. */
  private async withLivePaused<T>(
    builder: GenerationBuilder,
    act: (live: Generation) => Promise<T>,
  ): Promise<T> {
    const { shards, generations, clock, store } = this.parts;
    const live = await generations.live(builder.projection);
    // Most of the way while the runner still works, so that the pause is short.
    builder.aimAt(await shards.positions(live.consumer));
    await fill(store, [builder], () => undefined);
    try {
      const seized = await shards.seize(live.consumer, this.owner, clock.now(), PAUSE_MS);
      const target = new Array<number>(SHARD_COUNT).fill(0);
      for (const { shard, position } of seized) target[shard] = position;
      builder.aimAt(target);
      await fill(store, [builder], () => undefined);
      return await act(live);
    } finally {
      await shards.release(live.consumer, this.owner);
    }
  }

  /** Rows and checkpoints commit together: equal checkpoints mean that the rows are of the same events. */
  private async expectAligned(live: Generation, next: Generation, tx: Queryable): Promise<void> {
    const { shards } = this.parts;
    const [a, b] = [await shards.positions(live.consumer, tx), await shards.positions(next.consumer, tx)];
    if (a.some((position, shard) => position !== b[shard])) throw new NotAligned();
  }

  private async untilAligned<T>(act: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof NotAligned) || tries === MAX_TRIES) throw error;
      }
    }
  }
}
