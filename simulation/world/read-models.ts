import { ConsumerShards } from '../../src/adapters/driven/postgres/consumer-shards';
import type { SystemClock } from '../../src/application/ports/clock';
import type { AnyProjection } from '../../src/projections/projection';
import { ProjectionProgress } from '../../src/projections/projection-progress';
import { ProjectionRunner } from '../../src/projections/projection-runner';
import type { SimulatedFeed } from '../engine/feed';
import { through, type Crossing } from '../engine/ports';
import type { Mortal } from '../engine/scheduler';
import { GenerationsInMemory, RowsInMemory, ShardsInMemory } from './shared-rows';

/** What is asked for is answered in memory: it is never connected to. */
const NO_DATABASE = new RowsInMemory();

/** How long others wait for a runner that does not answer (ms). */
const LEASE_MS = 30_000;

/** What the runners of read models share over all programs. */
export class ReadModelStore {
  readonly database = new RowsInMemory();
  readonly shards = new ShardsInMemory(this.database);
  readonly generations: GenerationsInMemory;

  constructor(clock: SystemClock) {
    this.generations = new GenerationsInMemory(this.database, this.shards, clock);
  }
}

export interface ReadModelWork {
  readonly store: ReadModelStore;
  readonly projection: AnyProjection;
  readonly feed: SimulatedFeed;
  readonly clock: SystemClock;
  readonly owner: Mortal;
  readonly crossing: Crossing;
  /** Resolves when it may be worth while to ask for shards again; at the latest after so long (ms). */
  readonly nextChance: (ms: number) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** Asks for shards as runners do; but whoever holds none waits in line, instead of asking five times a second. */
class InLine extends ConsumerShards {
  private holds = false;
  /** An answer that was lost may have given shards, of which nobody knows until their leases run out. */
  private mayHoldUnknown = false;

  constructor(
    private readonly shards: ShardsInMemory,
    private readonly nextChance: (ms: number) => Promise<void>,
  ) {
    super(NO_DATABASE);
  }

  fails(): void {
    this.holds = false;
    this.mayHoldUnknown = true;
  }

  override async acquire(...args: Parameters<ConsumerShards['acquire']>) {
    const taken = await this.shards.acquire(...args);
    if (taken.length > 0) this.holds = true;
    if (this.holds) return taken;
    await this.nextChance(this.mayHoldUnknown ? LEASE_MS + 1 : Infinity);
    this.mayHoldUnknown = false;
    return taken;
  }

  override renew(...args: Parameters<ConsumerShards['renew']>) {
    return this.shards.renew(...args);
  }

  override release(...args: Parameters<ConsumerShards['release']>) {
    this.holds = false;
    return this.shards.release(...args);
  }

  override advanceOrFail(...args: Parameters<ConsumerShards['advanceOrFail']>) {
    return this.shards.advanceOrFail(...args);
  }
}

/** The runner of production over rows in memory. */
export function readModelRunner(work: ReadModelWork): ProjectionRunner {
  const { store, projection, feed, clock, owner, crossing, onFailure } = work;
  const { name } = projection;
  const line = new InLine(store.shards, work.nextChance);
  const draws = crossing.luck.drawsOf(`${name} of ${owner.name}`);
  const least = draws.pick([0, 10, 1_000]);
  const generations = store.generations;
  return new ProjectionRunner(
    projection,
    {
      database: through(
        store.database,
        { name: `rows of ${name}`, reads: ['query'], writes: ['together'], canFail: true },
        owner,
        crossing,
      ),
      shards: through(
        line,
        { name: `shards of ${name}`, reads: ['renew'], writes: ['acquire', 'release'], canFail: true },
        owner,
        crossing,
      ),
      ...{ generations, clock, source: feed, progress: new ProjectionProgress(store.database, clock) },
      observer: {
        batch: () => undefined,
        parked: (model, { recorded, cause }) =>
          onFailure(new Error(`${model}: ${recorded.type} is parked: ${cause ?? 'others wait'}`)),
        failed: (_, error) => {
          line.fails();
          onFailure(error);
        },
      },
    },
    {
      owner: owner.name,
      leaseMs: LEASE_MS,
      batchSize: draws.between(1, 60),
      restMs: { least, most: least + draws.pick([0, 1_000, 8_000]) },
    },
  );
}
