import type { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { Database, Queryable } from '../adapters/driven/postgres/database';
import type { SystemClock } from '../application/ports/clock';
import { instantOf } from '../domain/kernel/instant';
import { viewName, type AnyProjection } from './projection';
import { ProjectionTable } from './projection-table';

export type GenerationState = 'building' | 'live' | 'previous';

/** One build of a read model: a table of its own, and checkpoints of its own. */
export interface Generation {
  readonly generation: number;
  readonly state: GenerationState;
  /** Name in `consumer_shard`. */
  readonly consumer: string;
  readonly table: ProjectionTable;
}

interface GenerationRow {
  readonly generation: number;
  readonly state: GenerationState;
}

/** Which of a consumer's generations is which. The view of a read model always shows the live one. */
export class Generations {
  constructor(
    private readonly database: Database,
    private readonly shards: ConsumerShards,
    private readonly clock: SystemClock,
  ) {}

  /** Makes the first generation of every read model that has none. Several processes may do it at once. */
  async ensure(projections: readonly AnyProjection[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lock(tx);
      for (const projection of projections) {
        const known = await this.list(projection, tx);
        if (known.some(({ state }) => state === 'live')) continue;
        const first = await this.create(projection, 'live', tx);
        await first.table.createIndexes(tx);
        await this.showIn(projection, first, tx);
      }
    });
  }

  /** @throws when the read model was never made known with `ensure` */
  async live(projection: AnyProjection, tx: Queryable = this.database): Promise<Generation> {
    const live = (await this.list(projection, tx)).find(({ state }) => state === 'live');
    if (live === undefined)
      throw new Error(`${projection.name} v${projection.version} has no live generation`);
    return live;
  }

  /** All generations, the oldest first. */
  async list(projection: AnyProjection, tx: Queryable = this.database): Promise<readonly Generation[]> {
    const { rows } = await tx.query<GenerationRow>({
      name: 'generation-list',
      text: `SELECT generation, state FROM projection_generation
             WHERE name = $1 AND version = $2 ORDER BY generation`,
      values: [projection.name, projection.version],
    });
    return rows.map(({ generation, state }) => generationOf(projection, generation, state));
  }

  /** A new generation beside the live one, without what an interrupted build has left. */
  async startBuilding(projection: AnyProjection): Promise<Generation> {
    return this.database.transaction(async (tx) => {
      await this.lock(tx);
      const known = await this.list(projection, tx);
      // Made before the others are dropped, so that no number comes twice: their builder may still be alive.
      const next = await this.create(projection, 'building', tx);
      for (const left of known) {
        if (left.state === 'building') await this.drop(projection, left, tx);
      }
      return next;
    });
  }

  async discard(projection: AnyProjection, generation: Generation): Promise<void> {
    await this.database.transaction((tx) => this.drop(projection, generation, tx));
  }

  /**
   * Makes a generation the live one, for readers and for the runner alike. The one before stays, to go back to;
   * older ones are dropped.
   */
  async makeLive(projection: AnyProjection, next: Generation, tx: Queryable): Promise<void> {
    await this.lock(tx);
    for (const other of await this.list(projection, tx)) {
      if (other.generation === next.generation) continue;
      if (other.state === 'live') await this.setState(projection, other, 'previous', tx);
      else await this.drop(projection, other, tx);
      await this.shards.fence(other.consumer, tx);
    }
    await this.setState(projection, next, 'live', tx);
    await this.shards.fence(next.consumer, tx);
    await this.showIn(projection, next, tx);
  }

  private async create(
    projection: AnyProjection,
    state: 'building' | 'live',
    tx: Queryable,
  ): Promise<Generation> {
    const { rows } = await tx.query<{ generation: number }>({
      name: 'generation-create',
      text: `INSERT INTO projection_generation (name, version, generation, state, created_at)
             SELECT $1, $2, coalesce(max(generation), 0) + 1, $3, $4
             FROM projection_generation WHERE name = $1 AND version = $2
             RETURNING generation`,
      values: [projection.name, projection.version, state, instantOf(this.clock.now())],
    });
    const generation = generationOf(projection, rows[0]?.generation ?? 1, state);
    await generation.table.create(tx);
    await this.shards.register(generation.consumer, tx);
    return generation;
  }

  private async drop(projection: AnyProjection, { generation, consumer, table }: Generation, tx: Queryable) {
    await tx.query(`DROP TABLE IF EXISTS ${table.name}`);
    await this.shards.remove(consumer, tx);
    await tx.query({
      name: 'generation-unpark',
      text: 'DELETE FROM parked_event WHERE consumer = $1',
      values: [consumer],
    });
    await tx.query({
      name: 'generation-drop',
      text: 'DELETE FROM projection_generation WHERE name = $1 AND version = $2 AND generation = $3',
      values: [projection.name, projection.version, generation],
    });
  }

  private async setState(
    projection: AnyProjection,
    { generation }: Generation,
    state: GenerationState,
    tx: Queryable,
  ): Promise<void> {
    await tx.query({
      name: 'generation-state',
      text: `UPDATE projection_generation SET state = $4
             WHERE name = $1 AND version = $2 AND generation = $3`,
      values: [projection.name, projection.version, generation, state],
    });
  }

  /** Readers of the view wait for the swap at most; none of them fails. */
  private async showIn(projection: AnyProjection, { table }: Generation, tx: Queryable): Promise<void> {
    await tx.query(`CREATE OR REPLACE VIEW ${viewName(projection)} AS SELECT * FROM ${table.name}`);
  }

  /** Changes to the registry are made one after the other. */
  private async lock(tx: Queryable): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('projection_generation'))`);
  }
}

function generationOf(projection: AnyProjection, generation: number, state: GenerationState): Generation {
  return {
    generation,
    state,
    consumer: `${projection.name}.v${projection.version}.g${generation}`,
    table: new ProjectionTable(`${viewName(projection)}_g${generation}`, projection.table),
  };
}
