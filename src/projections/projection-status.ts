import type { Database } from '../adapters/driven/postgres/database';
import type { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { EventStore } from '../application/ports/event-store';
import type { Generations } from './generations';
import type { AnyProjection } from './projection';

/** How far the live generation of a read model is. */
export interface ProjectionStatus {
  readonly model: string;
  readonly version: number;
  readonly generation: number;
  /** Position of the last event that has taken effect. */
  readonly position: number;
  /** Stored events that have not: also those that change nothing here. */
  readonly lag: number;
  /** Keys that wait for an operator. */
  readonly parkedKeys: number;
}

/** Looks at where the read models stand, from their checkpoints in the database. */
export class ProjectionStatusQuery {
  constructor(
    private readonly database: Database,
    private readonly generations: Generations,
    private readonly shards: ConsumerShards,
    private readonly store: EventStore,
  ) {}

  /** Position of the last event of the log, and how far each read model is. */
  async all(
    projections: readonly AnyProjection[],
  ): Promise<{ readonly head: number; readonly models: readonly ProjectionStatus[] }> {
    const head = await this.store.headPosition();
    const heads = await this.store.shardHeads(head);
    const models: ProjectionStatus[] = [];
    for (const projection of projections) models.push(await this.one(projection, heads));
    return { head, models };
  }

  private async one(projection: AnyProjection, heads: readonly number[]): Promise<ProjectionStatus> {
    const { consumer, generation } = await this.generations.live(projection);
    const positions = await this.shards.positions(consumer);
    const { rows } = await this.database.query<{ parked: number }>({
      name: 'projection-parked-keys',
      text: 'SELECT count(DISTINCT partition_key) AS parked FROM parked_event WHERE consumer = $1',
      values: [consumer],
    });
    return {
      model: projection.name,
      version: projection.version,
      generation,
      position: Math.max(...positions),
      lag: await this.lag(positions, heads),
      parkedKeys: rows[0]?.parked ?? 0,
    };
  }

  /** Counted from the lowest checkpoint that is behind: the log has an index by position only. */
  private async lag(positions: readonly number[], heads: readonly number[]): Promise<number> {
    const behind = positions.flatMap((at, shard) => (at < (heads[shard] ?? 0) ? [{ shard, at }] : []));
    if (behind.length === 0) return 0;
    const { rows } = await this.database.query<{ lag: number }>({
      name: 'projection-lag',
      text: `SELECT count(*) AS lag
             FROM es_event AS e
             JOIN unnest($1::smallint[], $2::bigint[]) AS b (shard, at) ON b.shard = e.shard AND e.position > b.at
             WHERE e.position > $3`,
      values: [
        behind.map(({ shard }) => shard),
        behind.map(({ at }) => at),
        Math.min(...behind.map(({ at }) => at)),
      ],
    });
    return rows[0]?.lag ?? 0;
  }
}
