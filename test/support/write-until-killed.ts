import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/driven/embedded-postgres/embedded-postgres';

/** `write-until-killed.ts <data folder>` writes numbers to a database of its own and prints each that is committed. */
async function writeUntilKilled(dataFolder: string): Promise<void> {
  const server = await startEmbeddedPostgres(dataFolder, { log: () => undefined });
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS number (n integer)');
  for (let n = 1; ; n += 1) {
    await client.query('INSERT INTO number VALUES ($1)', [n]);
    process.stdout.write(`${n}\n`);
  }
}

void writeUntilKilled(process.argv[2]!);
