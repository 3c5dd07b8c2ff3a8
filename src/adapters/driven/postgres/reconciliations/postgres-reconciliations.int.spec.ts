import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { reconciliationsContract } from '../../../contracts/reconciliations.contract';
import { Database } from '../database';
import { PostgresReconciliations } from './postgres-reconciliations';

const opened: { readonly test: TestDatabase; readonly database: Database }[] = [];

reconciliationsContract('PostgreSQL', async () => {
  const test = await createTestDatabase();
  const database = new Database(test.url);
  opened.push({ test, database });
  return new PostgresReconciliations(database);
});

afterAll(async () => {
  for (const { test, database } of opened) {
    await database.close();
    await test.drop();
  }
});
