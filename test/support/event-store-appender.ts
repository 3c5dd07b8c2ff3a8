/**
 * A process that appends, for tests: `<database URL> <name> <appends>`. It prints a line of JSON for every append
 * as soon as the store has acknowledged it.
 *
 * Half of its appends go to streams of its own, half to streams that all appenders contend for.
 */
import { EMPTY_HEAD, type StreamHead } from '../../eventstore/registry/event-record';
import { headAfter, sampleEvents } from '../../src/adapters/contracts/sample-events';
import { PostgresEventStore } from '../../src/adapters/driven/postgres/event-store/postgres-event-store';
import { RevisionConflict, type EventStore } from '../../src/application/ports/event-store';

const CONCURRENT = 12;
const CONTENDED_STREAMS = 4;

/** An acknowledged append. Every event's data names the append and how many events it has. */
export interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly positions: readonly number[];
  readonly hashes: readonly string[];
}

export interface SampleData {
  readonly append: string;
  readonly of: number;
}

async function main(databaseUrl: string, name: string, appends: number): Promise<void> {
  const store = new PostgresEventStore(databaseUrl);
  let next = 0;
  const appender = async (lane: number): Promise<void> => {
    const own = `own-${name}-${lane}`;
    let head = EMPTY_HEAD;
    while (next < appends) {
      const n = next++;
      if (lane % 2 === 0) head = await appendOnce(store, own, `${name}/${n}`, n, head);
      else await contend(store, `contended-${n % CONTENDED_STREAMS}`, `${name}/${n}`, n);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, (_, lane) => appender(lane)));
  await store.close();
}

async function contend(store: EventStore, stream: string, append: string, n: number): Promise<void> {
  for (;;) {
    const head = (await store.readHead(stream)) ?? EMPTY_HEAD;
    try {
      await appendOnce(store, stream, append, n, head);
      return;
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
}

async function appendOnce(
  store: EventStore,
  stream: string,
  append: string,
  n: number,
  head: StreamHead,
): Promise<StreamHead> {
  const of = 1 + (n % 3);
  const data = Array.from({ length: of }, () => JSON.stringify({ append, of } satisfies SampleData));
  const events = sampleEvents(stream, { head, data });
  const { revision, positions } = await store.append({ stream, expectedRevision: head.revision, events });
  const acknowledged: Acknowledged = { stream, revision, positions, hashes: events.map(({ hash }) => hash) };
  process.stdout.write(`${JSON.stringify(acknowledged)}\n`);
  return headAfter(head, events);
}

const [databaseUrl, name, appends] = process.argv.slice(2);
if (databaseUrl === undefined || name === undefined)
  throw new Error('usage: <database URL> <name> <appends>');
void main(databaseUrl, name, Number(appends));
