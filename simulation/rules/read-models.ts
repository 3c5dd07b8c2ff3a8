import { decodeRecorded, type TiffinEvent } from '../../eventstore/registry/catalogue';
import type { RecordedEvent } from '../../eventstore/registry/event-record';
import type { AnyProjection, FeedEvent, Projection } from '../../src/projections/projection';
import { READ_MODELS } from '../../src/projections/read-models';
import { must, mustEqual } from '../engine/violation';
import type { World } from '../world/world';

/** Every event of the log, decoded once for all who fold it. */
export const factsOf = (log: readonly RecordedEvent[]): readonly FeedEvent[] =>
  log.map((recorded) => ({ ...decodeRecorded(recorded), recorded }));

/** The rows that all events make, folded from nothing. */
export function rowsOf<Row extends object, E extends TiffinEvent>(
  projection: Projection<Row, E>,
  log: readonly FeedEvent[],
): readonly Row[] {
  const rows = new Map<string, Row>();
  const reads = new Set<string>(projection.reads);
  for (const one of log) {
    if (!reads.has(one.event.type)) continue;
    // The one cast: the type is one that the projection reads.
    const fact = one as FeedEvent<E>;
    for (const key of projection.keysOf(fact)) {
      const id = projection.insertOnly === true ? `${one.recorded.position} ${key}` : key;
      const row = projection.evolve(rows.get(id) ?? null, fact, key);
      if (row === null) rows.delete(id);
      else rows.set(id, row);
    }
  }
  return [...rows.values()];
}

/** What runners kept up to date, in crashes and out of order of each other, is what a fold of the whole log gives. */
export function checkKeptUp(
  { readModels: { generations, database } }: World,
  projections: readonly AnyProjection[],
  log: readonly FeedEvent[],
): void {
  mustEqual('no event of a read model is parked', 'their number', database.parked.length, 0);
  for (const projection of projections) {
    const { table } = generations.of(projection);
    const textOf = (row: object): string => JSON.stringify(columnsOf(projection, row));
    const kept = new Map([...table.rows.values()].map((row) => [table.primaryKeyOf(row), textOf(row)]));
    const fresh = rowsOf(projection, log);
    mustEqual('a read model is the fold of the log', `rows of ${projection.name}`, kept.size, fresh.length);
    for (const row of fresh) {
      const key = table.primaryKeyOf(row);
      const text = textOf(row);
      must('a read model is the fold of the log', kept.get(key) === text, () => {
        return `${projection.name} ${key} is ${kept.get(key) ?? 'not there'}, and has to be ${text}`;
      });
    }
  }
}

/** Every read model can be folded from the log, and has one row per key. */
export function checkAllFold(log: readonly FeedEvent[]): void {
  for (const projection of READ_MODELS) {
    const rows = rowsOf(projection, log);
    const keys = new Set(rows.map((row) => JSON.stringify(columnsOf(projection, row, projection.table.key))));
    mustEqual('a read model has one row per key', projection.name, keys.size, rows.length);
  }
}

const columnsOf = (
  { table }: AnyProjection,
  row: object,
  columns: readonly string[] = Object.keys(table.columns),
): readonly unknown[] => columns.map((column) => (row as Readonly<Record<string, unknown>>)[column] ?? null);
