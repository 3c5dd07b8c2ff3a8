import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { MIGRATIONS } from './migrations';
import type { Migration } from './migrations/migration';

const TABLE = 'schema_migration';
const UNDEFINED_TABLE = '42P01';

/**
 * Brings the schema of the database up to date, each step in a transaction of its own. Several processes may do
 * this at once: one works, the others wait for it. The connection must reach PostgreSQL itself, not a pooler
 * that shares connections between transactions.
 */
export async function migrate(
  url: string,
  {
    log,
    migrations = MIGRATIONS,
  }: { readonly log: (message: string) => void; readonly migrations?: readonly Migration[] },
): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'tiffin-migrate',
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks is met again by the next statement.
  client.on('error', () => undefined);
  await client.connect();
  try {
    if ((await pendingOf(client, migrations)).length === 0) return;
    await takeTurn(client);
    const pending = await pendingOf(client, migrations);
    if (pending.length === 0) return;
    log(`Migrating the database: ${pending.join(', ')}`);
    await runAll(url, migrations);
  } finally {
    // Closing the session gives the lock back.
    await client.end();
  }
}

/** The names of the steps that a database still lacks; it is left as it is. */
export async function pendingMigrations(url: string): Promise<readonly string[]> {
  const client = new Client({
    connectionString: url,
    application_name: 'tiffin-migrate',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await pendingOf(client, MIGRATIONS);
  } finally {
    await client.end();
  }
}

/** Asks again and again: a session that waits inside a statement would hold up steps such as building an index concurrently. */
async function takeTurn(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext('${TABLE}')) AS mine`,
    );
    if (rows[0]?.mine === true) return;
    await sleep(50);
  }
}

async function pendingOf(client: Client, migrations: readonly Migration[]): Promise<readonly string[]> {
  try {
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${TABLE}`);
    const applied = new Set(rows.map((row) => row.name));
    return migrations.map((migration) => migration.name).filter((name) => !applied.has(name));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_TABLE)
      return migrations.map(({ name }) => name);
    throw error;
  }
}

async function runAll(url: string, migrations: readonly Migration[]): Promise<void> {
  // Loaded only when there is something to do: it takes longer to load than all the rest of a start.
  const { DataSource } = await import('typeorm');
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    applicationName: 'tiffin-migrate',
    migrations: [...migrations],
    migrationsTableName: TABLE,
    migrationsTransactionMode: 'each',
    // By default it prints to the console what it also throws.
    logger: 'debug',
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
