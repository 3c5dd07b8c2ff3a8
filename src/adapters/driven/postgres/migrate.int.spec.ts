import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEmptyDatabase, type TestDatabase } from '../../../../test/support/database';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';
import type { Migration } from './migrations/migration';

class Books0000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE book (title text NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE book');
  }
}

class FirstBook0000000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`INSERT INTO book (title) VALUES ('Eothen')`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM book');
  }
}

class Broken0000000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`INSERT INTO book (title) VALUES ('lost')`);
    await runner.query('INSERT INTO shelf VALUES (1)');
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

let home: TestDatabase;
const logged: string[] = [];

beforeEach(async () => {
  home = await createEmptyDatabase();
  logged.length = 0;
});

afterEach(() => home.drop());

const run = (...migrations: readonly Migration[]): Promise<void> =>
  migrate(home.url, { log: (message) => logged.push(message), migrations });

async function select(text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: home.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

const titles = () => select('SELECT title FROM book');
const applied = () => select('SELECT name FROM schema_migration ORDER BY id');

describe('migrate', () => {
  it('applies the steps in order, each once, and remembers them', async () => {
    await run(Books0000000000001);
    await run(Books0000000000001, FirstBook0000000000002);
    await run(Books0000000000001, FirstBook0000000000002);
    expect(await titles()).toEqual(['Eothen']);
    expect(await applied()).toEqual(['Books0000000000001', 'FirstBook0000000000002']);
    expect(logged).toEqual([
      'Migrating the database: Books0000000000001',
      'Migrating the database: FirstBook0000000000002',
    ]);
  });

  it('leaves nothing of a step that fails, and keeps those before it', async () => {
    await expect(run(Books0000000000001, FirstBook0000000000002, Broken0000000000003)).rejects.toThrow(
      'shelf',
    );
    expect(await titles()).toEqual(['Eothen']);
    expect(await applied()).toEqual(['Books0000000000001', 'FirstBook0000000000002']);
  });

  it('migrates once when several processes start together', async () => {
    const all = [Books0000000000001, FirstBook0000000000002];
    await Promise.all([run(...all), run(...all), run(...all), run(...all)]);
    expect(await titles()).toEqual(['Eothen']);
    expect(logged).toHaveLength(1);
  });

  it('leaves no lock and no connection behind', async () => {
    await run(Books0000000000001);
    expect(
      await select(`SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND database = (
      SELECT oid FROM pg_database WHERE datname = current_database())`),
    ).toEqual([0]);
  });

  it('knows every step of the product by a name of its own, in order', () => {
    const numbers = MIGRATIONS.map(({ name }) => Number(/\d{13}$/.exec(name)?.[0]));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.every((number) => number > 0)).toBe(true);
  });

  it('builds the schema of the product, and takes it down again', async () => {
    const tables = () =>
      select(
        `SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'`,
      );
    await migrate(home.url, { log: () => undefined });
    expect((await tables())[0]).toBeGreaterThan(0);
    const { DataSource } = await import('typeorm');
    const source = new DataSource({
      type: 'postgres',
      url: home.url,
      migrations: [...MIGRATIONS],
      migrationsTableName: 'schema_migration',
    });
    await source.initialize();
    for (let left = MIGRATIONS.length; left > 0; left -= 1) await source.undoLastMigration();
    await source.destroy();
    expect(await tables()).toEqual([0]);
  });
});
