import type { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { Database, Queryable } from '../adapters/driven/postgres/database';
import type { EventStore, RecordedEvent } from '../application/ports/event-store';
import type { Instant } from '../domain/kernel/instant';
import { foldBatch, readEvents, touchedKeys } from './fold-batch';
import type { Generation, Generations } from './generations';
import type { AnyProjection } from './projection';

/** A key of a read model that waits for an operator. */
export interface ParkedKey {
  readonly model: string;
  readonly partitionKey: string;
  /** The event that could not be applied. */
  readonly position: number;
  readonly type: string;
  readonly cause: string;
  readonly parkedAt: Instant;
  /** How many events wait, this one included. */
  readonly waiting: number;
}

/** How an attempt to release a key ended. */
export type ReleaseOutcome =
  | { readonly is: 'released'; readonly applied: number }
  | { readonly is: 'not-parked' }
  /** Another event of the key fails, or the same one again; nothing was changed. */
  | { readonly is: 'still-failing'; readonly position: number; readonly cause: string };

/** Undoes the transaction of a release that failed. */
class StillFailing extends Error {
  constructor(
    readonly position: number,
    readonly causeText: string,
  ) {
    super(causeText);
  }
}

/**
 * What operators do with parked events of the live generation. The owner of the shard may go on working
 * meanwhile: it is fenced off in the same transaction, and takes up its shards again with the keys as they are then.
 */
export class ParkedEvents {
  constructor(
    private readonly database: Database,
    private readonly shards: ConsumerShards,
    private readonly generations: Generations,
    private readonly store: EventStore,
  ) {}

  /** Keys with parked events, the longest waiting first. */
  async list(projection: AnyProjection): Promise<readonly ParkedKey[]> {
    const { consumer } = await this.generations.live(projection);
    const { rows } = await this.database.query<{
      partition_key: string;
      position: number;
      type: string;
      cause: string;
      parked_at: Instant;
      waiting: number;
    }>({
      name: 'parked-list',
      text: `SELECT DISTINCT ON (partition_key) partition_key, position, type, cause, parked_at,
                    count(*) OVER (PARTITION BY partition_key) AS waiting
             FROM parked_event WHERE consumer = $1
             ORDER BY partition_key, position`,
      values: [consumer],
    });
    return rows
      .map((row) => ({
        model: projection.name,
        partitionKey: row.partition_key,
        position: row.position,
        type: row.type,
        cause: row.cause,
        parkedAt: row.parked_at,
        waiting: row.waiting,
      }))
      .sort((a, b) => a.position - b.position);
  }

  /** Applies the key's parked events in order: all of them, or none. */
  retry(projection: AnyProjection, partitionKey: string): Promise<ReleaseOutcome> {
    return this.release(projection, partitionKey, 0);
  }

  /** Leaves out the event that could not be applied, for ever, and applies those that wait behind it. */
  skip(projection: AnyProjection, partitionKey: string): Promise<ReleaseOutcome> {
    return this.release(projection, partitionKey, 1);
  }

  private async release(
    projection: AnyProjection,
    partitionKey: string,
    leaveOut: number,
  ): Promise<ReleaseOutcome> {
    try {
      return await this.database.transaction(async (tx) => {
        const generation = await this.generations.live(projection, tx);
        // First of all: from here on the owner can commit nothing, neither a row nor one more parked event.
        await this.shards.fence(generation.consumer, tx);
        const positions = await this.takeOut(generation, partitionKey, tx);
        if (positions.length === 0) return { is: 'not-parked' };
        const events = await Promise.all(positions.slice(leaveOut).map((position) => this.eventAt(position)));
        await this.applyAll(projection, generation, events, tx);
        return { is: 'released', applied: events.length };
      });
    } catch (error) {
      if (!(error instanceof StillFailing)) throw error;
      return { is: 'still-failing', position: error.position, cause: error.causeText };
    }
  }

  private async takeOut(
    generation: Generation,
    partitionKey: string,
    tx: Queryable,
  ): Promise<readonly number[]> {
    const { rows } = await tx.query<{ position: number }>({
      name: 'parked-take-out',
      text: 'DELETE FROM parked_event WHERE consumer = $1 AND partition_key = $2 RETURNING position',
      values: [generation.consumer, partitionKey],
    });
    return rows.map(({ position }) => position).sort((a, b) => a - b);
  }

  private async eventAt(position: number): Promise<RecordedEvent> {
    const [event] = await this.store.readAll(position - 1, { limit: 1 });
    if (event?.position !== position) throw new Error(`the log has no event at ${position}`);
    return event;
  }

  private async applyAll(
    projection: AnyProjection,
    { table }: Generation,
    events: readonly RecordedEvent[],
    tx: Queryable,
  ): Promise<void> {
    const read = readEvents(projection, events);
    const before = projection.insertOnly === true ? new Map() : await table.load(tx, touchedKeys(read));
    const { rows, gone, parked } = foldBatch(projection, read, before, new Set());
    const [failed] = parked;
    if (failed !== undefined) throw new StillFailing(failed.recorded.position, failed.cause ?? '');
    const writing =
      projection.insertOnly === true ? table.insertStatements(rows) : table.upsertStatements(rows);
    for (const statement of [...writing, ...table.deleteStatements(gone)]) await tx.query(statement);
  }
}
