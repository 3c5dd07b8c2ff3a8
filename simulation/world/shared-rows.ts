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

/** A statement on rows in memory. */
class RowStatement implements Statement {
  readonly text = '';

  constructor(
    /** Does what it does to the rows. */
    readonly write: () => void,
    /** @throws what the statement fails with, as the rows stand before its transaction */
    readonly check: () => void = () => undefined,
  ) {}
}

/** A key that stands there already: PostgreSQL's `unique_violation`. */
class KeyTaken extends Error {
  readonly code = '23505';
}

/** Somebody else has taken a shard over: see `isShardsLost`. */
class NotHeld extends Error {
  readonly code = 'TF001';
}

/** The one database of a world: rows of read models and their parked events, in memory. */
export class RowsInMemory extends Database {
  readonly parked: unknown[] = [];

  constructor() {
    super('postgres://nowhere.invalid');
  }

  override query<Row extends object>(statement: Statement | string): Promise<Rows<Row>> {
    const name = typeof statement === 'string' ? statement : statement.name;
    if (name !== 'parked-keys') throw new Error(`no statement ${name ?? ''} here`);
    return Promise.resolve({ rows: [], rowCount: 0 });
  }

  /** Nothing else goes on meanwhile. */
  override together(statements: readonly Statement[]): Promise<void> {
    const writes = statements.map((statement) => {
      if (statement instanceof RowStatement) return statement;
      if (statement.name !== 'park') throw new Error(`no statement ${statement.name ?? ''} here`);
      return new RowStatement(() => this.parked.push(statement.values));
    });
    try {
      for (const { check } of writes) check();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    for (const { write } of writes) write();
    return Promise.resolve();
  }
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

  override advanceOrFail(consumer: string, advances: readonly ShardAdvance[]): Statement {
    const rows = this.rowsOf(consumer);
    return new RowStatement(
      () => {
        for (const { shard, to } of advances) Object.assign(rows[shard] ?? {}, { position: to });
      },
      () => {
        const mayMove = advances.every(
          ({ shard, from, epoch }) => rows[shard]?.position === from && rows[shard].epoch === epoch,
        );
        if (!mayMove) throw new NotHeld(consumer);
      },
    );
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
  override upsertStatements(
    rows: readonly object[],
    before: ReadonlyMap<string, object> = new Map(),
  ): readonly Statement[] {
    const write = (): void => {
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
    };
    return [new RowStatement(write)];
  }

  override insertStatements(rows: readonly object[]): readonly Statement[] {
    const keys = rows.map((row) => this.primaryKeyOf(row));
    const write = (): void => {
      for (const [n, row] of rows.entries()) this.rows.set(keys[n] ?? '', stored(row) as Fields);
    };
    const check = (): void => {
      if (keys.some((key, n) => this.rows.has(key) || keys.indexOf(key) !== n)) {
        throw new KeyTaken(keys.join());
      }
    };
    return [new RowStatement(write, check)];
  }

  override deleteStatements(keys: readonly string[]): readonly Statement[] {
    const write = (): void => {
      for (const key of keys) this.rows.delete(key);
    };
    return [new RowStatement(write)];
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
