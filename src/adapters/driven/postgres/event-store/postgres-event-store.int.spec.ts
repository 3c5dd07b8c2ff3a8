import { Client } from 'pg';
import { createTestDatabase } from '../../../../../test/support/database';
import { eventStoreContract } from '../../../contracts/event-store.contract';
import { sampleEvents } from '../../../contracts/sample-events';
import { APPEND_STATEMENT } from './append-statement';
import { PostgresEventStore } from './postgres-event-store';
import {
  HEAD_POSITION,
  LIST_STREAMS,
  READ_ALL,
  READ_HEAD,
  READ_SHARDS,
  READ_STREAMS,
  SHARD_HEADS,
} from './read-statements';
import { sessionOf } from './session';

eventStoreContract('postgres', async () => {
  const database = await createTestDatabase();
  const store = new PostgresEventStore(database.url);
  return {
    store,
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
});

/** A plan that collects before it looks, or reads a whole index without a condition or a limit in its order. */
const READS_EVERYTHING = /Seq Scan on|Bitmap|Index Scan using \w+ on [^\n]*\n(?!\s*Index Cond)(?!.*Backward)/;

describe('the Postgres event store', () => {
  it.each([
    ['new', 'SELECT 1'],
    ['known to be empty', 'VACUUM ANALYZE es_stream, es_event'],
  ])(
    'looks everything up by index, even with a plan made when the tables were %s',
    async (_when, prepare) => {
      const database = await createTestDatabase();
      const session = new Client(sessionOf(database.url, 'tiffin-test'));
      await session.connect();
      await session.query(prepare);
      const reads = [
        READ_STREAMS,
        READ_HEAD,
        READ_ALL,
        READ_SHARDS,
        SHARD_HEADS,
        HEAD_POSITION,
        LIST_STREAMS,
      ];
      for (const text of [APPEND_STATEMENT, ...reads.map((read) => read.text)]) {
        const { rows } = await session.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).not.toMatch(READS_EVERYTHING);
      }
      await session.end();
      await database.drop();
    },
  );

  it('does not read back what it has appended itself to tell a follower of it', async () => {
    const database = await createTestDatabase();
    const store = new PostgresEventStore(database.url);
    const stop = new AbortController();
    const follower = store.follow(0, stop.signal)[Symbol.asyncIterator]();
    const reads = jest.spyOn(store, 'readAll');
    for (let n = 0; n < 100; n += 1) {
      const seen = follower.next();
      await store.append({ stream: `own-${n}`, expectedRevision: -1, events: sampleEvents(`own-${n}`) });
      expect((await seen).value).toMatchObject([{ stream: `own-${n}` }]);
    }
    // It looks for the events of other processes now and then.
    expect(reads.mock.calls.length).toBeLessThan(50);
    stop.abort();
    await store.close();
    await database.drop();
  });

  it('lets a reader know that the database cannot be reached', async () => {
    const database = await createTestDatabase();
    const store = new PostgresEventStore(database.url);
    await store.headPosition();
    await store.close();
    await database.drop();
    const orphan = new PostgresEventStore(database.url);
    await expect(orphan.readAll(0, { limit: 1 })).rejects.toThrow('does not exist');
    const follower = orphan.follow(0, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(follower.next()).rejects.toThrow('does not exist');
    await orphan.close();
  });
});
