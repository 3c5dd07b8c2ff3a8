import {
  ProcessStore,
  ShardsLost,
  type EffectStatus,
  type HeldShard,
  type JournalEntry,
  type ParkedInput,
  type ProcessBatch,
  type ProcessInstance,
  type ShardAdvance,
} from '../../../../application/ports/process-store';
import type { Instant } from '../../../../domain/kernel/instant';
import { isShardsLost, type ConsumerShards } from '../consumer-shards';
import type { Database, Statement } from '../database';
import {
  entryOf,
  instanceJson,
  instanceOf,
  statusOf,
  undispatchedJson,
  type EffectRow,
  type InstanceRow,
  type JournalRow,
  type ParkedRow,
} from './process-rows';
import * as sql from './process-statements';

/** As which consumer of the feed a process holds its shards and parks its inputs. */
export const consumerOf = (process: string): string => `process-${process}`;

type LoadedRow = (InstanceRow | { readonly key: null }) & {
  readonly wanted: string;
  readonly parked: boolean;
};

/**
 * Processes in PostgreSQL. A batch is one statement beside the checkpoints, in one transaction whose commit is
 * not waited for on disk: what a power cut takes from the end, checkpoints and journal alike, is worked out again.
 */
export class PostgresProcessStore extends ProcessStore {
  constructor(
    private readonly database: Database,
    private readonly shards: ConsumerShards,
  ) {
    super();
  }

  register(process: string): Promise<void> {
    return this.shards.register(consumerOf(process));
  }

  async claim(process: string, owner: string, now: number, leaseMs: number): Promise<readonly HeldShard[]> {
    const consumer = consumerOf(process);
    const kept = await this.shards.renew(consumer, owner, now, leaseMs);
    const taken = await this.shards.acquire(consumer, owner, now, leaseMs);
    // A lease of its own that had run out was renewed first, so that no shard is in both.
    return [...kept, ...taken];
  }

  release(process: string, owner: string): Promise<void> {
    return this.shards.release(consumerOf(process), owner);
  }

  async load(process: string, keys: readonly string[]): ReturnType<ProcessStore['load']> {
    const { rows } = await this.database.query<LoadedRow>({
      ...sql.LOAD,
      values: [process, consumerOf(process), keys],
    });
    return {
      instances: rows.flatMap((row) => (row.key === null ? [] : instanceOf(row))),
      parked: new Set(rows.filter(({ parked }) => parked).map(({ wanted }) => wanted)),
    };
  }

  async save(batch: ProcessBatch): Promise<void> {
    const { process, advances, instances, journal, settled, parked, unparked } = batch;
    const isEmpty = [instances, journal, settled, parked, unparked].every(({ length }) => length === 0);
    const saved = {
      ...sql.SAVE,
      values: [
        process,
        consumerOf(process),
        JSON.stringify(instances.map(instanceJson)),
        JSON.stringify(journal),
        JSON.stringify(undispatchedJson(settled, journal)),
        JSON.stringify(parked),
        JSON.stringify(unparked),
      ],
    };
    await this.asOwner(process, advances, isEmpty ? [] : [saved]);
  }

  async settle(
    process: string,
    held: readonly ShardAdvance[],
    outcomes: readonly EffectStatus[],
  ): Promise<void> {
    const shards = held.map(({ shard }) => shard);
    await this.asOwner(process, held, [
      { ...sql.SETTLE, values: [process, shards, JSON.stringify(outcomes)] },
    ]);
  }

  async undispatched(process: string, shards: readonly number[]): Promise<readonly JournalEntry[]> {
    const { rows } = await this.database.query<JournalRow>({
      ...sql.UNDISPATCHED,
      values: [process, shards],
    });
    return rows.map(entryOf);
  }

  async retrying(
    process: string,
    shards: readonly number[],
    limit: number,
  ): ReturnType<ProcessStore['retrying']> {
    const { rows } = await this.database.query<EffectRow & JournalRow>({
      ...sql.RETRYING,
      values: [process, shards, limit],
    });
    return rows.map((row) => ({ status: statusOf(row), entry: entryOf(row) }));
  }

  async due(
    process: string,
    shards: readonly number[],
    upTo: Instant,
    limit: number,
  ): Promise<readonly ProcessInstance[]> {
    const { rows } = await this.database.query<InstanceRow>({
      ...sql.DUE,
      values: [process, consumerOf(process), shards, upTo, limit],
    });
    return rows.map(instanceOf);
  }

  async nextDue(process: string, shards: readonly number[]): Promise<Instant | null> {
    const { rows } = await this.database.query<{ next_due: Instant }>({
      ...sql.NEXT_DUE,
      values: [process, consumerOf(process), shards],
    });
    return rows[0]?.next_due ?? null;
  }

  released(process: string, shards: readonly number[]): Promise<readonly ParkedInput[]> {
    return this.parked({ ...sql.RELEASED, values: [consumerOf(process), shards] });
  }

  async journal(process: string, key: string): Promise<readonly JournalEntry[]> {
    const { rows } = await this.database.query<JournalRow>({ ...sql.JOURNAL, values: [process, key] });
    return rows.map(entryOf);
  }

  parkedInputs(process: string, limit: number): Promise<readonly ParkedInput[]> {
    return this.parked({ ...sql.PARKED_INPUTS, values: [consumerOf(process), limit] });
  }

  effectsOf(process: string, key: string): Promise<readonly EffectStatus[]> {
    return this.statuses({ ...sql.EFFECTS_OF, values: [process, key] });
  }

  parkedEffects(process: string, limit: number): Promise<readonly EffectStatus[]> {
    return this.statuses({ ...sql.PARKED_EFFECTS, values: [process, limit] });
  }

  retry(process: string, key: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query({ ...sql.RETRY_INPUT, values: [consumerOf(process), key] });
      await tx.query({ ...sql.RETRY_EFFECTS, values: [process, key] });
    });
  }

  skip(process: string, key: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query({ ...sql.SKIP_INPUT, values: [process, consumerOf(process), key] });
      await tx.query({ ...sql.SKIP_EFFECTS, values: [process, key] });
    });
  }

  private async asOwner(
    process: string,
    advances: readonly ShardAdvance[],
    statements: readonly Statement[],
  ): Promise<void> {
    const advance = this.shards.advanceOrFail(consumerOf(process), advances);
    await this.database.together([advance, ...statements], { asyncCommit: true }).catch((error: unknown) => {
      throw isShardsLost(error) ? new ShardsLost(process) : error;
    });
  }

  private async parked(query: Statement): Promise<readonly ParkedInput[]> {
    const { rows } = await this.database.query<ParkedRow>(query);
    return rows;
  }

  private async statuses(query: Statement): Promise<readonly EffectStatus[]> {
    const { rows } = await this.database.query<EffectRow>(query);
    return rows.map(statusOf);
  }
}
