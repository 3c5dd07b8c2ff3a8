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
import type { ConsumerShards } from '../consumer-shards';
import type { Database, Queryable, Statement } from '../database';
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
    const { process, advances, instances, journal, parked, unparked } = batch;
    await this.database.transaction(
      async (tx) => {
        await this.advance(tx, process, advances);
        if (instances.length + journal.length + parked.length + unparked.length === 0) return;
        await tx.query({
          ...sql.SAVE,
          values: [
            process,
            consumerOf(process),
            JSON.stringify(instances.map(instanceJson)),
            JSON.stringify(journal),
            JSON.stringify(undispatchedJson(journal)),
            JSON.stringify(parked),
            JSON.stringify(unparked),
          ],
        });
      },
      { asyncCommit: true },
    );
  }

  async settle(
    process: string,
    held: readonly ShardAdvance[],
    outcomes: readonly EffectStatus[],
  ): Promise<void> {
    await this.database.transaction(
      async (tx) => {
        await this.advance(tx, process, held);
        await tx.query({
          ...sql.SETTLE,
          values: [process, held.map(({ shard }) => shard), JSON.stringify(outcomes)],
        });
      },
      { asyncCommit: true },
    );
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

  private async advance(tx: Queryable, process: string, advances: readonly ShardAdvance[]): Promise<void> {
    const held = await this.shards.advance(tx, consumerOf(process), advances);
    if (!held) throw new ShardsLost(process);
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
