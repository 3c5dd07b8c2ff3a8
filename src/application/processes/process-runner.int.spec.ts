import { everyCrash } from '../../../test/support/checkout-crashes';
import { CheckoutWorld } from '../../../test/support/checkout-world';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ConsumerShards } from '../../adapters/driven/postgres/consumer-shards';
import { Database } from '../../adapters/driven/postgres/database';
import { PostgresEventStore } from '../../adapters/driven/postgres/event-store/postgres-event-store';
import { PostgresProcessStore } from '../../adapters/driven/postgres/process-store/postgres-process-store';

describe('a process runner on PostgreSQL that dies', () => {
  let home: TestDatabase;
  let database: Database;
  let events: PostgresEventStore;

  beforeAll(async () => {
    home = await createTestDatabase();
    database = new Database(home.url);
    events = new PostgresEventStore(home.url);
  });
  afterAll(async () => {
    await events.close();
    await database.close();
    await home.drop();
  });

  const emptyWorld = async (): Promise<CheckoutWorld> => {
    await database.query(`TRUNCATE es_stream, es_event, consumer_shard, parked_event,
                                   process_instance, process_journal, process_shard, process_effect`);
    return new CheckoutWorld({
      events,
      store: new PostgresProcessStore(database, new ConsumerShards(database)),
    });
  };

  // In memory every call is tried; here the calls are dear, and every thirteenth has to do.
  it.each(['before', 'after'] as const)(
    'just %s one of its calls, leaves nothing undone and does nothing twice',
    async (when) => expect(await everyCrash(when, emptyWorld, 13)).toBeGreaterThan(7),
    120_000,
  );
});
