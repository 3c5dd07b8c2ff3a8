import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { sessionsContract } from '../../../contracts/sessions.contract';
import { Database } from '../database';
import { PostgresSessions } from './postgres-sessions';

let test: TestDatabase;
let database: Database;

const anAccountId = async (): Promise<string> => {
  const accountId = randomUUID();
  await database.query({
    text: `INSERT INTO account (account_id, role, phone, name, password_hash, is_active, created_at)
           VALUES ($1, 'customer', '+9198' || (10000000 + (SELECT count(*) FROM account)), 'Asha', 'hash', true, now())`,
    values: [accountId],
  });
  return accountId;
};

sessionsContract('PostgreSQL', async () => {
  test = await createTestDatabase();
  database = new Database(test.url);
  return { sessions: new PostgresSessions(database), anAccountId };
});

afterAll(async () => {
  await database.close();
  await test.drop();
});
