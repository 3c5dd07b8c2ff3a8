import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/adapters/driven/embedded-postgres/embedded-postgres';
import { Client } from 'pg';
import { migrate } from '../../src/adapters/driven/postgres/migrate';
import { createDraft, keptFolder } from './run-folder';
import { seedTestCity } from './test-city';

const log = () => undefined;

let running: EmbeddedPostgres | null = null;

/**
 * Starts a server for one run of the tests; its database `tiffin` has the latest schema, and `city` the demo city too.
 * @param runFolder is removed when the server has stopped
 */
export async function startTestServer(runFolder: string): Promise<string> {
  const folder = join(runFolder, 'server');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  copyFolder(await pristineFolder(), folder);
  const server = await startEmbeddedPostgres(folder, { log, durable: false });
  running = server;
  await migrate(server.url, { log });
  await seedTestCity(await createCityTemplate(server.url), runFolder);
  return server.url;
}

/** @returns its URL */
async function createCityTemplate(serverUrl: string): Promise<string> {
  const client = new Client({
    connectionString: Object.assign(new URL(serverUrl), { pathname: '/postgres' }).toString(),
  });
  await client.connect();
  await client.query('CREATE DATABASE city TEMPLATE tiffin');
  await client.end();
  return Object.assign(new URL(serverUrl), { pathname: '/city' }).toString();
}

export async function stopTestServer(): Promise<void> {
  await running?.stop();
  running = null;
}

/** A data folder whose database was created and never used, kept between runs: a copy of it is quick. */
async function pristineFolder(): Promise<string> {
  const launcher = join(__dirname, '../../src/adapters/driven/embedded-postgres/cluster.ts');
  const lockfile = join(__dirname, '../../package-lock.json');
  const version = createHash('sha256').update(readFileSync(launcher)).update(readFileSync(lockfile));
  const pristine = keptFolder(`pristine-${version.digest('hex').slice(0, 12)}`);
  if (existsSync(pristine)) return pristine;
  const draft = createDraft();
  const server = await startEmbeddedPostgres(draft, { log, durable: false });
  await server.stop();
  try {
    renameSync(draft, pristine);
  } catch (error) {
    if (!existsSync(pristine)) throw error;
    rmSync(draft, { recursive: true });
  }
  return pristine;
}

function copyFolder(from: string, to: string): void {
  if (process.platform === 'win32') cpSync(from, to, { recursive: true });
  // The server's files belong to another user when the tests run as root.
  else execFileSync('cp', ['-a', `${from}/.`, to]);
}
