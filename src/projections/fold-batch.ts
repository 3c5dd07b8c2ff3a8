import { decodeRecorded } from '../../eventstore/registry/catalogue';
import type { RecordedEvent } from '../../eventstore/registry/event-record';
import { metadataOf } from '../../eventstore/registry/metadata';
import type { AnyProjection, FeedEvent } from './projection';

/** An event that a projection reads: what it says and which rows it touches, or why it cannot be read. */
export interface ReadEvent {
  readonly recorded: RecordedEvent;
  readonly partitionKey: string;
  readonly reading:
    | { readonly ok: true; readonly fact: FeedEvent; readonly keys: readonly string[] }
    | { readonly ok: false; readonly cause: string };
}

/** An event put aside. The cause is null when it only waits behind an earlier one of its key. */
export interface Parking {
  readonly recorded: RecordedEvent;
  readonly partitionKey: string;
  readonly cause: string | null;
}

/** What a batch comes to. */
export interface BatchEffect {
  /** Rows to insert or replace. */
  readonly rows: readonly object[];
  /** Keys of rows to delete. */
  readonly gone: readonly string[];
  readonly parked: readonly Parking[];
}

/** The events among these that the projection reads, decoded. */
export const readEvents = (
  projection: AnyProjection,
  events: readonly RecordedEvent[],
): readonly ReadEvent[] => {
  const reads = new Set<string>(projection.reads);
  return events.filter(({ type }) => reads.has(type)).map((recorded) => readEvent(projection, recorded));
};

function readEvent(projection: AnyProjection, recorded: RecordedEvent): ReadEvent {
  try {
    const fact: FeedEvent = { ...decodeRecorded(recorded), recorded };
    const { partitionKey } = fact.metadata;
    return { recorded, partitionKey, reading: { ok: true, fact, keys: projection.keysOf(fact) } };
  } catch (error) {
    return { recorded, partitionKey: partitionKeyOf(recorded), reading: { ok: false, cause: textOf(error) } };
  }
}

/** Of an event that may be broken in any way: then its stream stands for the key. */
function partitionKeyOf(recorded: RecordedEvent): string {
  try {
    return metadataOf(recorded).partitionKey;
  } catch {
    return recorded.stream;
  }
}

/** Keys of all rows that the events touch. */
export const touchedKeys = (events: readonly ReadEvent[]): readonly string[] => [
  ...new Set(events.flatMap(({ reading }) => (reading.ok ? reading.keys : []))),
];

/**
 * Folds events over rows in memory. An event that cannot be read or applied is parked, and with it every later
 * one of its partition key: what comes after a missing event must not be applied to the wrong row.
 *
 * @param before the rows that exist of the touched keys
 * @param parkedKeys partition keys that wait already
 */
export function foldBatch(
  projection: AnyProjection,
  events: readonly ReadEvent[],
  before: ReadonlyMap<string, object>,
  parkedKeys: ReadonlySet<string>,
): BatchEffect {
  const after = new Map<string, object | null>();
  const added: object[] = [];
  const parked: Parking[] = [];
  const waiting = new Set(parkedKeys);

  for (const { recorded, partitionKey, reading } of events) {
    const park = (cause: string | null): void => {
      parked.push({ recorded, partitionKey, cause });
      waiting.add(partitionKey);
    };
    if (waiting.has(partitionKey)) {
      park(null);
    } else if (!reading.ok) {
      park(reading.cause);
    } else {
      try {
        const changed = reading.keys.map((key) => {
          const row = after.has(key) ? after.get(key) : before.get(key);
          return [key, projection.evolve(row ?? null, reading.fact, key)] as const;
        });
        for (const [key, row] of changed) {
          if (projection.insertOnly !== true) after.set(key, row);
          else if (row !== null) added.push(row);
        }
      } catch (error) {
        park(textOf(error));
      }
    }
  }

  const rows = [...after.values()].filter((row) => row !== null);
  const gone = [...after].filter(([key, row]) => row === null && before.has(key)).map(([key]) => key);
  return { rows: [...added, ...rows], gone, parked };
}

/** What an operator reads as the cause: the error's name and message, cut to a length that fits a line or two. */
export const textOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
