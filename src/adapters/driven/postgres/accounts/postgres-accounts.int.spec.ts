import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { accountsContract } from '../../../contracts/accounts.contract';
import { Database } from '../database';
import { PostgresAccounts } from './postgres-accounts';

let test: TestDatabase;
let database: Database;

accountsContract('PostgreSQL', async () => {
  test = await createTestDatabase();
  database = new Database(test.url);
  return new PostgresAccounts(database);
});

it('leaves no word of an erased person in the row', async () => {
  const accounts = new PostgresAccounts(database);
  const accountId = '5f0c2a34-0000-4000-8000-000000000001';
  await accounts.create({
    accountId,
    role: 'customer',
    name: 'Meera Nair',
    phone: '+14155552671',
    email: 'meera@example.in',
    language: 'en',
    passwordHash: 'argon-of-meera',
    isActive: true,
    createdAt: '2026-03-01T19:00:00.000Z',
  });
  await accounts.erase(accountId);
  const { rows } = await database.query<{ text: string }>({
    text: 'SELECT account::text AS text FROM account WHERE account_id = $1',
    values: [accountId],
  });
  expect(rows[0]?.text).toContain(accountId);
  expect(rows[0]?.text).not.toMatch(/meera|\+1415/i);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});
