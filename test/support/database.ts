import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Drops the database, and with it every connection that is still open. */
  drop(): Promise<void>;
}

/**
 * A database of one's own with the latest schema and no rows. Its files are copied: through the log, as is usual, it
 * takes more than twice as long.
 */
export const createTestDatabase = (): Promise<TestDatabase> => createCopy('tiffin');

/** A database of one's own with the demo city in it, as a first start leaves it. */
export const createCityDatabase = (): Promise<TestDatabase> => createCopy('city');

async function createCopy(template: 'tiffin' | 'city'): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  return { url: urlOf(name), drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** A database of one's own with nothing in it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE template0`);
  return { url: urlOf(name), drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = process.env.TIFFIN_TEST_DATABASE_URL;
  if (url === undefined) throw new Error('No database: only .int.spec and .e2e.spec files may ask for one');
  return Object.assign(new URL(url), { pathname: `/${database}` }).toString();
}
