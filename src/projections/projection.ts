import type { TiffinEvent } from '../../eventstore/registry/catalogue';
import type { RecordedEvent } from '../../eventstore/registry/event-record';
import type { EventMetadata } from '../../eventstore/registry/metadata';

/** An event as projections see it. */
export interface FeedEvent<E = TiffinEvent> {
  readonly event: E;
  readonly metadata: EventMetadata;
  readonly recorded: RecordedEvent;
}

/**
 * `text` sorts by bytes. A `timestamptz` is an instant, a `bigint` a safe integer. `json` is stored as it is and costs
 * least; `jsonb` is for documents that queries look into.
 */
export type ColumnType =
  | 'text'
  | 'timestamptz'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'double precision'
  | 'boolean'
  | 'json'
  | 'jsonb';

/** A read model's table: its columns are the fields of its rows. */
export interface TableSpec {
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The primary key. Rows that are changed later have a key of one `text` column. */
  readonly key: readonly string[];
  /** What stands in parentheses after `CREATE INDEX … ON table`, and a predicate if there is one. */
  readonly indexes: readonly string[];
}

/** A table spec whose columns are checked against the type of the rows. */
export const tableOf = <Row extends object>(spec: {
  readonly columns: { readonly [Column in keyof Row & string]: ColumnType };
  readonly key: readonly (keyof Row & string)[];
  readonly indexes?: readonly string[];
}): TableSpec => ({ indexes: [], ...spec });

/**
 * A read model as a pure function from rows and events to rows: no clock, no serial numbers, no reading of other
 * tables. All events that touch one row carry the same partition key, so that one owner sees them in order. Only a
 * row whose events may come in any order, such as a sum, may take those of several keys; but of one shard, whose
 * number is part of the row's key.
 *
 * Another meaning of the rows is another `version`; a change of `evolve` that should give the same rows keeps it.
 */
export interface Projection<Row extends object, E extends TiffinEvent = TiffinEvent> {
  /** Lower-case words joined by hyphens; stored with every checkpoint. */
  readonly name: string;
  readonly version: number;
  readonly table: TableSpec;
  /** Every other type is skipped without being decoded. */
  readonly reads: readonly E['type'][];
  /** Rows are only added, never changed: `evolve` is given null and need not find its row. */
  readonly insertOnly?: true;
  /** Keys of the rows that the event touches. */
  keysOf(fact: FeedEvent<E>): readonly string[];
  /**
   * The row after the event; null for no row.
   * @param row the row before it; null if there is none
   */
  evolve(row: Row | null, fact: FeedEvent<E>, key: string): Row | null;
}

/** Any read model, as the machinery around it sees it. */
export type AnyProjection = Projection<object>;

/** The one row that events make, folded from nothing. */
export const foldRow = <Row extends object, E extends TiffinEvent>(
  projection: Projection<Row, E>,
  key: string,
  facts: readonly FeedEvent<E>[],
): Row | null =>
  facts.reduce<Row | null>((row, fact) => {
    const concerned = projection.reads.includes(fact.event.type) && projection.keysOf(fact).includes(key);
    return concerned ? projection.evolve(row, fact, key) : row;
  }, null);

/** A view that readers use; it keeps its name while generations change behind it. */
export const viewName = (projection: { readonly name: string; readonly version: number }): string =>
  `rm_${projection.name.replaceAll('-', '_')}_v${projection.version}`;
