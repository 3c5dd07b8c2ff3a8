import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { processStoreContract } from '../../../contracts/process-store.contract';
import { ConsumerShards } from '../consumer-shards';
import { Database } from '../database';
import { PostgresProcessStore } from './postgres-process-store';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createTestDatabase();
  database = new Database(home.url);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

processStoreContract('PostgreSQL', () =>
  Promise.resolve(new PostgresProcessStore(database, new ConsumerShards(database))),
);
