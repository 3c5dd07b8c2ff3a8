import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import type { Binaries } from './binaries';
import { serverEnvironment, SUPERUSER } from './cluster';
import { isErrno } from './errno';
import { ownerSetting } from './running-server';
import type { ServerUser } from './server-user';

export interface Launch {
  readonly dataFolder: string;
  readonly cluster: string;
  readonly user: ServerUser | null;
  readonly binaries: Binaries;
  readonly password: string;
  readonly durable: boolean;
}

export interface Server {
  readonly port: number;
  /** Resolves when the server has ended, asked to or not. */
  readonly ended: Promise<void>;
  urlOf(database: string): string;
  /** Ends all connections and shuts down in good order; may be called more than once. */
  readonly stop: () => Promise<void>;
}

const LOG_FILE_LIMIT = 10_000_000;

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'timezone=UTC',
  'log_timezone=UTC',
  'shared_buffers=64MB',
  'max_connections=100',
  'max_wal_size=512MB',
  // There is no replica to feed.
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_logical_replication_workers=0',
  // A process less for each of these.
  'io_method=sync',
  'autovacuum_max_workers=2',
  // Compiling a statement costs more than it saves in statements this short.
  'jit=off',
  // Failed statements are reported to the client; in a file they would leave personal data behind.
  'log_min_messages=log',
  'log_checkpoints=off',
];

/**
 * Shuts the server down when the pipe from this process closes, which the kernel does even if this process is
 * killed; and ends when the server ends by itself.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r _ <&3; kill -INT $server) & watch=$!
exec 3<&-
wait $server; code=$?
kill $watch 2>/dev/null
exit $code`;

/**
 * Starts a server at a free port and waits until it answers a query.
 * @param lockHolder a live process that the folder's lock names although it is no server of this folder
 * @returns null if the server ended before that: its log says why
 */
export async function launchServer(
  launch: Launch,
  lockHolder: number | null,
  deadlineMs: number,
): Promise<Server | null> {
  const port = await findFreePort();
  const child = spawnServer(launch, port, lockHolder);
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      child.stdin?.destroy();
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  const server: Server = {
    port,
    ended,
    urlOf: (database) => urlOf(launch, port, database),
    stop: () => {
      child.ref();
      if (process.platform === 'win32') {
        spawnSync(launch.binaries.pgCtl, ['stop', '--mode=fast', '--pgdata', launch.cluster]);
      }
      child.stdin?.end();
      return ended;
    },
  };
  const giveUpAt = Date.now() + deadlineMs;
  try {
    while (child.exitCode === null && child.signalCode === null && Date.now() < giveUpAt) {
      if (await answers(server.urlOf('postgres'))) return server;
      await sleep(10);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  await server.stop();
  return null;
}

/** The longest path that a socket may have on the systems that have such sockets, in bytes. */
const LONGEST_SOCKET_PATH = 100;

/** Where the server listens beside its port: among its own files, which nobody else may enter. Null: nowhere. */
function socketFolderOf(cluster: string, port: number): string | null {
  const isTooLong = Buffer.byteLength(join(cluster, `.s.PGSQL.${port}`)) > LONGEST_SOCKET_PATH;
  return process.platform === 'win32' || isTooLong ? null : cluster;
}

/** Over a socket a bare round trip takes about two thirds of the CPU that it takes over TCP. */
function urlOf({ cluster, password }: Launch, port: number, database: string): string {
  const folder = socketFolderOf(cluster, port);
  const url = `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  return folder === null ? url : `${url}?host=${encodeURIComponent(folder)}`;
}

function spawnServer(launch: Launch, port: number, lockHolder: number | null): ChildProcess {
  const { binaries, cluster, user, durable } = launch;
  const settings = [
    ...SETTINGS,
    `unix_socket_directories=${socketFolderOf(cluster, port) ?? ''}`,
    ownerSetting(process.pid),
    ...(durable ? [] : ['fsync=off']),
  ];
  const options = ['-D', cluster, '-p', String(port)];
  for (const setting of settings) options.push('-c', setting);
  const env = serverEnvironment();
  // The server takes a lock that names this process for a stale one.
  if (lockHolder !== null) env.PG_GRANDPARENT_PID = String(lockHolder);
  const log = openLog(launch);
  try {
    const [program, args] =
      process.platform === 'win32'
        ? [binaries.postgres, options]
        : ['/bin/sh', ['-c', WATCHDOG, 'postgres', binaries.postgres, ...options]];
    // In a session of its own, so that Ctrl-C reaches this process only, which stops the server when it is done.
    const child = spawn(program, args, {
      ...user,
      env,
      cwd: '/',
      detached: true,
      stdio: ['pipe', log, log],
    });
    child.stdin?.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** False while the server is not up or still recovering. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (error) {
    const isWrongPassword = error instanceof DatabaseError && error.code === '28P01';
    if (isWrongPassword)
      throw new Error('postgres-password is not the password of this database', { cause: error });
    return false;
  } finally {
    await client.end();
  }
}

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

const logFile = (launch: Launch): string => join(launch.dataFolder, 'postgres.log');

function openLog(launch: Launch): number {
  const file = logFile(launch);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_FILE_LIMIT) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

export function lastLogLines(launch: Launch): string {
  try {
    return readFileSync(logFile(launch), 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '(nothing was logged)';
    throw error;
  }
}
