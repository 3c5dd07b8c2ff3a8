import { verifyStream } from '../../../../../eventstore/registry/verify-stream';
import { AppenderProcess } from '../../../../../test/support/appender-process';
import { createTestDatabase } from '../../../../../test/support/database';
import type { SampleData } from '../../../../../test/support/event-store-appender';
import { HELD, HeldAppends } from '../../../../../test/support/held-appends';
import {
  NO_STREAM,
  OutcomeUnknown,
  type Appended,
  type RecordedEvent,
} from '../../../../application/ports/event-store';
import { sampleEvents } from '../../../contracts/sample-events';
import { PostgresEventStore } from './postgres-event-store';
import { WriterConnection } from './writer-connection';

describe('the Postgres event store, when something breaks', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let store: PostgresEventStore;

  beforeEach(async () => {
    database = await createTestDatabase();
    store = new PostgresEventStore(database.url);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const create = (stream: string, type = 'NoteTaken'): Promise<Appended> =>
    store.append({ stream, expectedRevision: NO_STREAM, events: sampleEvents(stream, { type }) });

  it('has all that it acknowledged to processes killed in the middle of appending, and nothing half', async () => {
    for (const acknowledgements of [1, 20, 100, 250]) {
      const process = new AppenderProcess(database.url, `killed-after-${acknowledgements}`, Infinity);
      await process.killAfter(acknowledgements);
      expect(await process.ended).toBeNull();
      for (const { stream, revision, hashes } of process.acknowledged) {
        const stored = await store.readStream(stream, revision + 1 - hashes.length);
        expect(stored.slice(0, hashes.length).map(({ hash }) => hash)).toEqual(hashes);
      }
    }
    const log = await store.readAll(0, { limit: 1_000_000 });
    for (const stream of await store.listStreams('', 1000)) {
      const events = await store.readStream(stream);
      expect(verifyStream(stream, events, await store.readHead(stream))).toEqual({ ok: true });
      expect(events).toEqual(log.filter((event) => event.stream === stream));
    }
    for (const [{ append, of }, events] of byAppend(log)) {
      expect({ append, stored: events }).toEqual({ append, stored: of });
    }
  });

  it('cannot tell the outcome of an append whose connection broke, and writes those behind it', async () => {
    const appends = await HeldAppends.on(database.url);
    const underWay = create('under-way', HELD);
    await appends.held();
    const waiting = create('waiting');
    await appends.breakConnections();
    await expect(underWay).rejects.toThrow(OutcomeUnknown);
    expect(await waiting).toMatchObject({ revision: 0 });
    await appends.release();
    expect(await store.readStream('under-way')).toEqual([]);
    expect(await store.readStream('waiting')).toHaveLength(1);
  });

  it('connects again after its idle connections were cut', async () => {
    const appends = await HeldAppends.on(database.url);
    await create('before');
    await appends.breakConnections();
    await expect(create('after')).resolves.toMatchObject({ revision: 0 });
    expect(await store.readAll(0, { limit: 10 })).toHaveLength(2);
    await appends.release();
  });

  it('fails only the append that cannot be stored', async () => {
    const outcomes = await Promise.allSettled([create('a'), create('bad\0name'), create('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.listStreams('', 10)).toEqual(['a', 'b']);
  });

  it('says why it cannot connect', async () => {
    const connection = new WriterConnection('postgres://postgres@127.0.0.1:1/nowhere');
    expect(await connection.open()).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

/** Counts the events of each append. */
function byAppend(log: readonly RecordedEvent[]): ReadonlyMap<SampleData, number> {
  const counts = new Map<string, number>();
  for (const { data } of log) counts.set(data, (counts.get(data) ?? 0) + 1);
  return new Map([...counts].map(([data, count]) => [JSON.parse(data) as SampleData, count]));
}
