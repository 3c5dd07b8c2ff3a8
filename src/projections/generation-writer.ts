import { LRUCache } from 'lru-cache';
import { isShardsLost, type ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { Database, Statement } from '../adapters/driven/postgres/database';
import type { ShardBatch } from '../application/feed/shard-batch';
import type { SystemClock } from '../application/ports/clock';
import { instantOf } from '../domain/kernel/instant';
import { foldBatch, readEvents, textOf, touchedKeys, type BatchEffect, type Parking } from './fold-batch';
import type { Generation } from './generations';
import type { HeldShards } from './held-shards';
import type { AnyProjection } from './projection';

/**
 * Of events that change nothing the checkpoint is saved after so many events, or so many batches: whoever begins again
 * after every failure would never get past many small ones.
 */
const MAX_UNSAVED = { events: 5_000, batches: 32 } as const;

/** Rows kept in memory after they were written: the next event of an order mostly follows within seconds. */
const RECENT_ROWS = 2_000;

/**
 * Applies batches to one generation. The rows, the parked events and the checkpoints of a batch are committed in
 * one transaction, or not at all. It may be lost in a crash of the database, with its checkpoints: then it is
 * applied again.
 */
export class GenerationWriter {
  private parkedKeys = new Set<string>();
  private unsaved = { events: 0, batches: 0 };
  /** Rows as they were last committed here. Nobody else changes them as long as the shards are held. */
  private readonly recent = new LRUCache<string, object>({ max: RECENT_ROWS });

  constructor(
    private readonly database: Database,
    private readonly shards: ConsumerShards,
    private readonly clock: SystemClock,
    private readonly projection: AnyProjection,
    private readonly generation: Generation,
    private readonly onParked: (parked: Parking) => void,
  ) {}

  /** To be called whenever shards were taken: others may have changed rows, parked or released events since. */
  async begin(): Promise<void> {
    this.recent.clear();
    const { rows } = await this.database.query<{ partition_key: string }>({
      name: 'parked-keys',
      text: 'SELECT DISTINCT partition_key FROM parked_event WHERE consumer = $1',
      values: [this.generation.consumer],
    });
    this.parkedKeys = new Set(rows.map(({ partition_key }) => partition_key));
  }

  /**
   * @returns false when the shards are no longer held as `held` says; nothing was changed then
   */
  async apply(batches: readonly ShardBatch[], held: HeldShards): Promise<boolean> {
    try {
      return await this.applyTogether(batches, held);
    } catch (error) {
      if (!isAboutData(error)) throw error;
      return this.applyOneByOne(batches, held);
    }
  }

  /** Saves the checkpoints of events that changed nothing. */
  async flush(held: HeldShards): Promise<boolean> {
    return this.commit({ rows: [], gone: [], parked: [] }, held, []);
  }

  private async applyTogether(batches: readonly ShardBatch[], held: HeldShards): Promise<boolean> {
    const events = batches.flatMap((batch) => batch.events);
    const read = readEvents(this.projection, events);
    if (read.length === 0) {
      held.handled(batches);
      // Nothing to write: the checkpoints can wait for company.
      this.unsaved = { events: this.unsaved.events + events.length, batches: this.unsaved.batches + 1 };
      const mayWait = this.unsaved.events < MAX_UNSAVED.events && this.unsaved.batches < MAX_UNSAVED.batches;
      return mayWait || this.flush(held);
    }
    const keys = this.projection.insertOnly === true ? [] : touchedKeys(read);
    const before = await this.rowsBefore(keys);
    return this.commit(foldBatch(this.projection, read, before, this.parkedKeys), held, batches, before);
  }

  private async rowsBefore(keys: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const known = new Map<string, object>();
    for (const key of keys) {
      const row = this.recent.get(key);
      if (row !== undefined) known.set(key, row);
    }
    const unknown = keys.filter((key) => !known.has(key));
    return new Map([...known, ...(await this.generation.table.load(this.database, unknown))]);
  }

  /** One of the events makes rows that the database refuses: it is found and parked. */
  private async applyOneByOne(batches: readonly ShardBatch[], held: HeldShards): Promise<boolean> {
    for (const { shard, from, events } of batches) {
      for (const event of events) {
        const single = [{ shard, from, events: [event] }];
        try {
          if (!(await this.applyTogether(single, held))) return false;
        } catch (error) {
          if (!isAboutData(error)) throw error;
          const parked = readEvents(this.projection, [event]).map(({ recorded, partitionKey }) => ({
            recorded,
            partitionKey,
            cause: textOf(error),
          }));
          if (!(await this.commit({ rows: [], gone: [], parked }, held, single))) return false;
        }
      }
    }
    return true;
  }

  private async commit(
    effect: BatchEffect,
    held: HeldShards,
    batches: readonly ShardBatch[],
    before: ReadonlyMap<string, object> = new Map(),
  ): Promise<boolean> {
    const advances = held.advances(batches);
    if (advances.length === 0) return true;
    const { consumer, table } = this.generation;
    const { rows, gone, parked } = effect;
    const isInsertOnly = this.projection.insertOnly === true;
    const statements = [
      // Before any row: whoever releases parked events locks the shards first too, and may want the same rows.
      this.shards.advanceOrFail(consumer, advances),
      ...(isInsertOnly ? table.insertStatements(rows) : table.upsertStatements(rows, before)),
      ...table.deleteStatements(gone),
      ...this.parkStatements(parked),
    ];
    try {
      await this.database.together(statements, { asyncCommit: true });
    } catch (error) {
      // What was folded here counts for nothing.
      if (isShardsLost(error)) return false;
      throw error;
    }
    held.saved(advances);
    this.unsaved = { events: 0, batches: 0 };
    if (!isInsertOnly) this.remember(effect);
    for (const one of parked) {
      this.parkedKeys.add(one.partitionKey);
      this.onParked(one);
    }
    return true;
  }

  private remember({ rows, gone }: BatchEffect): void {
    for (const row of rows) this.recent.set(this.generation.table.keyOf(row), row);
    for (const key of gone) this.recent.delete(key);
  }

  private parkStatements(parked: readonly Parking[]): readonly Statement[] {
    if (parked.length === 0) return [];
    const statement = {
      name: 'park',
      text: `INSERT INTO parked_event (consumer, partition_key, position, shard, type, cause, parked_at)
             SELECT $1, e.partition_key, e.position, e.shard, e.type, e.cause, $2
             FROM unnest($3::text[], $4::bigint[], $5::smallint[], $6::text[], $7::text[])
               AS e (partition_key, position, shard, type, cause)`,
      values: [
        this.generation.consumer,
        instantOf(this.clock.now()),
        parked.map(({ partitionKey }) => partitionKey),
        parked.map(({ recorded }) => recorded.position),
        parked.map(({ recorded }) => recorded.shard),
        parked.map(({ recorded }) => recorded.type),
        parked.map(({ cause }) => cause),
      ],
    };
    return [statement];
  }
}

/** PostgreSQL's classes of errors for values it cannot take (22), broken constraints (23) and limits (54). */
function isAboutData(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}
