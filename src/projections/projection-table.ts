import type { Queryable, Statement } from '../adapters/driven/postgres/database';
import type { ColumnType, TableSpec } from './projection';

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text COLLATE "C"',
  timestamptz: 'timestamptz',
  smallint: 'smallint',
  integer: 'integer',
  bigint: 'bigint',
  'double precision': 'double precision',
  boolean: 'boolean',
  json: 'json',
  jsonb: 'jsonb',
};

type Fields = Readonly<Record<string, unknown>>;

/** The rows of one generation of a read model. Every statement takes as many rows as a batch has. */
export class ProjectionTable {
  /** Of the key's first column; the only one where rows are changed. */
  readonly keyColumn: string;
  private readonly upsertClause: string;

  /** @param name of the table; a plain identifier */
  constructor(
    readonly name: string,
    private readonly spec: TableSpec,
  ) {
    const columns = Object.keys(spec.columns);
    this.keyColumn = spec.key[0] ?? '';
    const changing = columns.filter((column) => !spec.key.includes(column));
    this.upsertClause =
      `ON CONFLICT (${spec.key.join(', ')}) DO UPDATE SET ` +
      changing.map((column) => `${column} = EXCLUDED.${column}`).join(', ');
  }

  async create(tx: Queryable): Promise<void> {
    const columns = Object.entries(this.spec.columns).map(([column, type]) => `${column} ${SQL_TYPES[type]}`);
    // Room in the page keeps updates in place; rows of up to 8 KB are not worth compressing.
    await tx.query(
      `CREATE TABLE ${this.name} (${columns.join(', ')}, PRIMARY KEY (${this.spec.key.join(', ')}))
       WITH (fillfactor = 80, toast_tuple_target = 8160)`,
    );
  }

  /** Separate from `create`: a table is filled faster without them. Making them twice does no harm. */
  async createIndexes(tx: Queryable): Promise<void> {
    for (const [n, definition] of this.spec.indexes.entries()) {
      await tx.query(`CREATE INDEX IF NOT EXISTS ${this.name}_${n + 1} ON ${this.name} ${definition}`);
    }
  }

  /**
   * Tells the planner what is in the table. Not to be done while it is empty: statements prepared after that
   * would scan it, and go on to do so while it grows.
   */
  async analyze(tx: Queryable): Promise<void> {
    await tx.query(`ANALYZE ${this.name}`);
  }

  /** The rows that exist of these keys. */
  async load(db: Queryable, keys: readonly string[]): Promise<Map<string, object>> {
    if (keys.length === 0) return new Map();
    // Without a name, so that it is planned for as many rows as there are now: see `analyze`.
    const { rows } = await db.query<Record<string, unknown>>({
      // Key by key, by the index: as many look-ups as there are keys, however large the table is.
      text: `SELECT found.* FROM unnest($1::text[]) AS wanted (key)
             CROSS JOIN LATERAL (SELECT * FROM ${this.name} AS t WHERE t.${this.keyColumn} = wanted.key LIMIT 1) AS found`,
      values: [keys],
    });
    return new Map(rows.map((row) => [String(row[this.keyColumn]), row]));
  }

  /**
   * Statements that insert rows or put them in the place of those with their keys.
   * @param before what is known to stand there: of these rows only the columns that differ are sent
   */
  upsertStatements(
    rows: readonly object[],
    before: ReadonlyMap<string, object> = new Map(),
  ): readonly Statement[] {
    const unknown = rows.filter((row) => !before.has(this.keyOf(row)));
    const changes: (readonly [Fields, Fields])[] = [];
    for (const row of rows) {
      const old = before.get(this.keyOf(row));
      if (old !== undefined) changes.push([old as Fields, row as Fields]);
    }
    return [...this.putStatements('upsert', this.upsertClause, unknown), ...this.updateStatements(changes)];
  }

  /** Writes the columns in which any of the rows differs; whole documents need not travel for a new status. */
  private updateStatements(changes: readonly (readonly [Fields, Fields])[]): readonly Statement[] {
    const columns = Object.keys(this.spec.columns).filter((column) =>
      changes.some(([old, row]) => old[column] !== row[column]),
    );
    if (columns.length === 0) return [];
    const sent = [this.keyColumn, ...columns];
    const rows = changes.map(([, row]) => Object.fromEntries(sent.map((column) => [column, row[column]])));
    // The rows are found one by one by the index, and written where they were found.
    const text = `UPDATE ${this.name} AS t SET ${columns.map((column) => `${column} = c.${column}`).join(', ')}
             FROM (
               SELECT r.*, found.place FROM json_populate_recordset(NULL::${this.name}, $1::json) AS r
               CROSS JOIN LATERAL (
                 SELECT o.ctid AS place FROM ${this.name} AS o WHERE o.${this.keyColumn} = r.${this.keyColumn} LIMIT 1
               ) AS found
             ) AS c
             WHERE t.ctid = c.place`;
    return [{ text, values: [JSON.stringify(rows)] }];
  }

  /** The row's value in the key column. */
  keyOf(row: object): string {
    return String((row as Fields)[this.keyColumn]);
  }

  insertStatements(rows: readonly object[]): readonly Statement[] {
    return this.putStatements('insert', '', rows);
  }

  deleteStatements(keys: readonly string[]): readonly Statement[] {
    if (keys.length === 0) return [];
    const text = `DELETE FROM ${this.name} WHERE ${this.keyColumn} = ANY($1::text[])`;
    return [{ name: `${this.name}-delete`, text, values: [keys] }];
  }

  private putStatements(verb: string, clause: string, rows: readonly object[]): readonly Statement[] {
    if (rows.length === 0) return [];
    const text = `INSERT INTO ${this.name}
             SELECT * FROM json_populate_recordset(NULL::${this.name}, $1::json) ${clause}`;
    return [{ name: `${this.name}-${verb}`, text, values: [JSON.stringify(rows)] }];
  }
}
