import {
  ConsumerShards,
  type OwnedShard,
  type ShardAdvance,
} from '../../src/adapters/driven/postgres/consumer-shards';
import {
  Database,
  type Queryable,
  type Rows,
  type Statement,
} from '../../src/adapters/driven/postgres/database';
import { SHARD_COUNT } from '../../src/domain/kernel/shard';
import { Generations, type Generation } from '../../src/projections/generations';
import { viewName, type AnyProjection } from '../../src/projections/projection';
import { ProjectionTable } from '../../src/projections/projection-table';

type Fields = Record<string, unknown>;

/** As a database gives it back. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a transaction is going to do, all of it or nothing. */
class Staged implements Queryable {
  readonly writes: (() => void)[] = [];

  constructor(private readonly rows: RowsInMemory) {}

  query<Row extends object>(statement: Statement | string): Promise<Rows<Row>> {
    return this.rows.query<Row>(statement, this.writes);
  }
}

/** A key that stands there already: PostgreSQL's `unique_violation`. */
class KeyTaken extends Error {
  readonly code = '23505';
}

/** The one database of a world: rows of read models and their parked events, in memory. */
export class RowsInMemory extends Database {
  readonly parked: unknown[] = [];

  constructor() {
    super('postgres://nowhere.invalid');
  }

  override query<Row extends object>(
    statement: Statement | string,
    writes?: (() => void)[],
  ): Promise<Rows<Row>> {
    const { name, values } = typeof statement === 'string' ? { name: statement, values: [] } : statement;
    if (name === 'park') writes?.push(() => this.parked.push(values));
    else if (name !== 'parked-keys') throw new Error(`no statement ${name ?? ''} here`);
    return Promise.resolve({ rows: [], rowCount: 0 });
  }

  override async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const staged = new Staged(this);
    // Nothing else goes on meanwhile: whoever works here waits for nobody.
    const result = await work(staged);
    for (const write of staged.writes) write();
    return result;
  }
}

function stage(tx: Queryable, write: () => void): void {
  if (!(tx instanceof Staged)) throw new Error('this is written in transactions only');
  tx.writes.push(write);
}

interface ShardRow {
  position: number;
  epoch: number;
  owner: string | null;
  leaseUntil: number;
}

/** Who holds which shards. Whoever gets none waits in line until something may have changed. */
export class ShardsInMemory extends ConsumerShards {
  private readonly consumers = new Map<string, ShardRow[]>();

  override acquire(
    consumer: string,
    owner: string,
    now: number,
    leaseMs: number,
  ): Promise<readonly OwnedShard[]> {
    const taken: OwnedShard[] = [];
    for (const [shard, row] of this.rowsOf(consumer).entries()) {
      if (row.owner !== null && row.leaseUntil >= now) continue;
      Object.assign(row, { owner, epoch: row.epoch + 1, leaseUntil: now + leaseMs });
      taken.push({ shard, position: row.position, epoch: row.epoch });
    }
    return Promise.resolve(taken);
  }

  override renew(
    consumer: string,
    owner: string,
    now: number,
    leaseMs: number,
  ): Promise<readonly OwnedShard[]> {
    const held: OwnedShard[] = [];
    for (const [shard, row] of this.rowsOf(consumer).entries()) {
      if (row.owner !== owner) continue;
      row.leaseUntil = now + leaseMs;
      held.push({ shard, position: row.position, epoch: row.epoch });
    }
    return Promise.resolve(held);
  }

  override release(consumer: string, owner: string): Promise<void> {
    for (const row of this.rowsOf(consumer)) {
      if (row.owner === owner) Object.assign(row, { owner: null, leaseUntil: 0 });
    }
    return Promise.resolve();
  }

  override advance(tx: Queryable, consumer: string, advances: readonly ShardAdvance[]): Promise<boolean> {
    const rows = this.rowsOf(consumer);
    const mayMove = advances.every(
      ({ shard, from, epoch }) => rows[shard]?.position === from && rows[shard].epoch === epoch,
    );
    if (mayMove) {
      stage(tx, () => {
        for (const { shard, to } of advances) Object.assign(rows[shard] ?? {}, { position: to });
      });
    }
    return Promise.resolve(mayMove);
  }

  private rowsOf(consumer: string): ShardRow[] {
    const known = this.consumers.get(consumer);
    if (known !== undefined) return known;
    const none = { position: 0, epoch: 0, owner: null, leaseUntil: 0 };
    const made = Array.from({ length: SHARD_COUNT }, (): ShardRow => ({ ...none }));
    this.consumers.set(consumer, made);
    return made;
  }
}

/** The rows of a read model: written as the statements of the table write them. */
export class TableInMemory extends ProjectionTable {
  readonly rows = new Map<string, Fields>();

  constructor(private readonly projection: AnyProjection) {
    super(viewName(projection), projection.table);
  }

  override load(_: Queryable, keys: readonly string[]): Promise<Map<string, object>> {
    const found = new Map<string, object>();
    for (const key of keys) {
      const row = this.rows.get(key);
      if (row !== undefined) found.set(key, stored(row));
    }
    return Promise.resolve(found);
  }

  /** Of rows that are known only what differs is written, and where they stand no longer, nothing. */
  override upsert(
    tx: Queryable,
    rows: readonly object[],
    before: ReadonlyMap<string, object> = new Map(),
  ): Promise<void> {
    stage(tx, () => {
      for (const row of rows) {
        const key = this.keyOf(row);
        const old = before.get(key) as Fields | undefined;
        const written = Object.entries(stored(row)) as [string, unknown][];
        if (old === undefined) this.rows.set(key, Object.fromEntries(written));
        else {
          const changed = written.filter(([column]) => old[column] !== (row as Fields)[column]);
          Object.assign(this.rows.get(key) ?? {}, Object.fromEntries(changed));
        }
      }
    });
    return Promise.resolve();
  }

  override insert(tx: Queryable, rows: readonly object[]): Promise<void> {
    const keys = rows.map((row) => this.primaryKeyOf(row));
    if (keys.some((key, n) => this.rows.has(key) || keys.indexOf(key) !== n)) {
      return Promise.reject(new KeyTaken(keys.join()));
    }
    stage(tx, () => {
      for (const [n, row] of rows.entries()) this.rows.set(keys[n] ?? '', stored(row) as Fields);
    });
    return Promise.resolve();
  }

  override delete(tx: Queryable, keys: readonly string[]): Promise<void> {
    stage(tx, () => {
      for (const key of keys) this.rows.delete(key);
    });
    return Promise.resolve();
  }

  primaryKeyOf(row: object): string {
    return JSON.stringify(this.projection.table.key.map((column) => (row as Fields)[column]));
  }
}

/** One generation of each read model, and it stays that one. */
export class GenerationsInMemory extends Generations {
  private readonly made = new Map<string, Generation & { readonly table: TableInMemory }>();

  override live(projection: AnyProjection): Promise<Generation> {
    return Promise.resolve(this.of(projection));
  }

  of(projection: AnyProjection): { readonly table: TableInMemory } & Generation {
    const { name } = projection;
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const table = new TableInMemory(projection);
    const made = { generation: 1, state: 'live', consumer: name, table } as const;
    this.made.set(name, made);
    return made;
  }
}
