import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { prepareBinaries } from './binaries';
import { initialise, isInitialised, locateCluster, readOrCreatePassword, removeLeftovers } from './cluster';
import { occupantOf } from './running-server';
import { lastLogLines, type Launch, launchServer, type Server } from './server';
import { chooseServerUser } from './server-user';

/** Another process runs its server on this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(`The data folder ${folder} is in use by process ${pid}. Stop it, or choose another DATA_DIR.`);
  }
}

/** The server did not come up; the message ends with what it logged last. */
export class PostgresDidNotStart extends Error {
  override readonly name = 'PostgresDidNotStart';
}

export interface EmbeddedPostgresOptions {
  readonly log: (message: string) => void;
  /** False for data that nobody will miss: the server then never waits for the disk. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Connection string of the database `tiffin`, with the superuser's password. Never log it. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the server has ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Ends all connections and shuts the server down in good order. May be called more than once. */
  readonly stop: () => Promise<void>;
}

export const DATABASE = 'tiffin';
const START_DEADLINE_MS = 60_000;
/** How long a process that seems to own the folder has to go away: it may be dying already. */
const OWNER_GRACE_MS = 1_000;
const MAX_ATTEMPTS = 3;

/**
 * Starts the PostgreSQL server that comes from npm on a data folder, which is created if need be, and waits
 * until it answers. The server listens on 127.0.0.1 only, at a free port, and ends with this process however
 * that ends (on Windows: when `stop` is called, or at the next start on the folder).
 *
 * The folder gets `postgres` (the database files), `postgres-password` and `postgres.log`.
 * @throws NoPostgresBinaries, FolderInUse, PostgresDidNotStart
 */
export async function startEmbeddedPostgres(
  dataFolder: string,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  mkdirSync(dataFolder, { recursive: true });
  const user = chooseServerUser(join(dataFolder, 'postgres'));
  const cluster = locateCluster(dataFolder, user);
  const binaries = prepareBinaries(user, dirname(cluster));
  const password = readOrCreatePassword(dataFolder);
  if (!isInitialised(cluster)) {
    options.log(`Creating a database in ${cluster}`);
    await initialise(cluster, { initdb: binaries.initdb, user, password });
  }
  const launch: Launch = { dataFolder, cluster, user, binaries, password, durable: options.durable ?? true };
  const server = await launchWhenFree(launch);
  removeLeftovers(cluster);
  await createDatabase(server.urlOf('postgres'));
  options.log(`PostgreSQL runs at 127.0.0.1:${server.port} on ${cluster}`);
  const { port, ended, stop } = server;
  return { url: server.urlOf(DATABASE), port, ended, stop };
}

/**
 * The server's own lock on its folder decides which of several processes gets it. A server that outlived its
 * owner is asked to shut down.
 */
async function launchWhenFree(launch: Launch): Promise<Server> {
  const began = Date.now();
  const asked = new Set<number>();
  for (let attempt = 0; Date.now() - began < START_DEADLINE_MS;) {
    const occupant = occupantOf(launch.cluster);
    if (occupant.kind === 'server') {
      if (occupant.owner !== null && Date.now() - began > OWNER_GRACE_MS) {
        throw new FolderInUse(launch.dataFolder, occupant.owner);
      }
      if (occupant.owner === null && !asked.has(occupant.pid)) {
        asked.add(occupant.pid);
        process.kill(occupant.pid, 'SIGINT');
      }
      await sleep(20);
      continue;
    }
    const lockHolder = occupant.kind === 'stranger' ? occupant.pid : null;
    const server = await launchServer(launch, lockHolder, START_DEADLINE_MS);
    if (server !== null) return server;
    attempt += 1;
    if (attempt === MAX_ATTEMPTS) break;
    await sleep(100);
  }
  throw new PostgresDidNotStart(`PostgreSQL did not start on ${launch.cluster}:\n${lastLogLines(launch)}`);
}

async function createDatabase(maintenanceUrl: string): Promise<void> {
  const client = new Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
