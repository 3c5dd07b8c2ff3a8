import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { prepareBinaries } from './binaries';
import { isInitialised, serverEnvironment } from './cluster';
import { type EmbeddedPostgres, FolderInUse, PostgresDidNotStart } from './embedded-postgres';
import { startEmbeddedPostgres } from './embedded-postgres';
import { occupantOf, ownerSetting } from './running-server';
import { chooseServerUser } from './server-user';

const SUPPORT = join(__dirname, '../../../../test/support');
const DEAD_PID = 4_194_303;

let home: string;
/** Has a database from the first test on. */
let folder: string;
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tiffin-launcher-'));
  chmodSync(home, 0o755);
  folder = join(home, 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

async function start(dataFolder = folder): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(dataFolder, { log: () => undefined });
  servers.push(server);
  return server;
}

async function query<Row extends object>(server: EmbeddedPostgres, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A process that starts the server on the folder and writes; `written` yields what it was told is committed. */
function startWriter(dataFolder: string) {
  const child = spawn(process.execPath, [
    '-r',
    join(SUPPORT, 'register-swc.js'),
    join(SUPPORT, 'write-until-killed.ts'),
    dataFolder,
  ]);
  children.push(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  return { written: createInterface(child.stdout), kill };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 4_000) throw new Error('It never came to be');
    await sleep(5);
  }
}

const cluster = () => join(folder, 'postgres');

describe('the embedded PostgreSQL', () => {
  it('starts on an empty folder, and again on the same data', async () => {
    const first = await start();
    await query(first, `CREATE TABLE dish AS SELECT 'Biryani' AS name`);
    await first.stop();
    const second = await start();
    expect(await query(second, 'SELECT name FROM dish')).toEqual([{ name: 'Biryani' }]);
  });

  it('orders text byte by byte and knows the letters of all scripts', async () => {
    const server = await start();
    await query(server, 'CREATE EXTENSION IF NOT EXISTS pg_trgm');
    const comparison = `SELECT 'B' < 'a' AS bytes, lower('ÉCOLE') AS lower, similarity('बिरयानी', 'बिरयनी') > 0.3 AS alike`;
    expect(await query(server, comparison)).toEqual([{ bytes: true, lower: 'école', alike: true }]);
  });

  it('lets nobody in without its password, which only the owner of the folder can read', async () => {
    const url = new URL((await start()).url);
    url.password = 'guess';
    await expect(new Client({ connectionString: url.toString() }).connect()).rejects.toThrow('password');
    expect(statSync(join(folder, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('may be stopped twice, and leaves no server behind', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await server.ended;
    expect(occupantOf(cluster())).toEqual({ kind: 'none' });
  });

  it('ends with its process, even if that is killed', async () => {
    const writer = startWriter(folder);
    await once(writer.written, 'line');
    expect(occupantOf(cluster()).kind).toBe('server');
    await writer.kill();
    await until(() => occupantOf(cluster()).kind === 'none');
  });

  it('starts again at once after its process was killed, with everything that was committed', async () => {
    const writer = startWriter(join(home, 'killed'));
    let committed = 0;
    for await (const line of writer.written) {
      committed = Number(line);
      if (committed === 200) void writer.kill();
    }
    const server = await start(join(home, 'killed'));
    const [row] = await query<{ last: number; count: number }>(
      server,
      'SELECT max(n) AS last, count(*)::int AS count FROM number',
    );
    expect(row?.count).toBe(row?.last);
    expect(row?.last).toBeGreaterThanOrEqual(committed);
    await server.stop();
  });

  it('says which process has the folder', async () => {
    await start();
    await expect(start()).rejects.toThrow(new FolderInUse(folder, process.pid));
  });

  it('has one winner when several start on a new folder at once', async () => {
    const starts = await Promise.allSettled([1, 2, 3].map(() => start(join(home, 'contested'))));
    const lost = starts.filter((result) => result.status === 'rejected');
    expect(lost.map(({ reason }) => reason as unknown)).toEqual([
      new FolderInUse(join(home, 'contested'), process.pid),
      new FolderInUse(join(home, 'contested'), process.pid),
    ]);
    await servers.at(-1)!.stop();
    expect(readdirSync(join(home, 'contested')).sort()).toEqual([
      'postgres',
      'postgres-password',
      'postgres.log',
    ]);
  });

  it('is created anew when its process was killed while creating it', async () => {
    const halfway = join(home, 'halfway');
    const writer = startWriter(halfway);
    const names = () => (existsSync(halfway) ? readdirSync(halfway) : []);
    await until(() => names().some((name) => name.startsWith('postgres.initdb-')));
    await writer.kill();
    expect(isInitialised(join(halfway, 'postgres'))).toBe(false);
    const server = await start(halfway);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(names().sort()).toEqual(['postgres', 'postgres-password', 'postgres.log']);
  });

  it('takes over from a server that outlived its process', async () => {
    const { port, stop } = await start();
    await stop();
    const user = chooseServerUser(cluster());
    const { postgres } = prepareBinaries(user, folder);
    const settings = ['unix_socket_directories=', ownerSetting(DEAD_PID)].flatMap((setting) => [
      '-c',
      setting,
    ]);
    const orphan = spawn(postgres, ['-D', cluster(), '-p', String(port), ...settings], {
      ...user,
      env: serverEnvironment(),
      cwd: '/',
      stdio: 'ignore',
    });
    children.push(orphan);
    const ended = once(orphan, 'exit');
    await until(() => occupantOf(cluster()).kind === 'server');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await ended).toEqual([0, null]);
  });

  it('is not stopped by a lock that names a process which is no server', async () => {
    writeFileSync(join(cluster(), 'postmaster.pid'), `${process.pid}\n${cluster()}\n`);
    expect(occupantOf(cluster())).toEqual({ kind: 'stranger', pid: process.pid });
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says what is wrong when the password was changed', async () => {
    const file = join(folder, 'postgres-password');
    const password = readFileSync(file);
    writeFileSync(file, 'another');
    await expect(start()).rejects.toThrow('postgres-password is not the password');
    writeFileSync(file, password);
    expect(occupantOf(cluster())).toEqual({ kind: 'none' });
  });

  it('shows what it logged when it cannot start', async () => {
    rmSync(join(cluster(), 'global', 'pg_control'));
    const failure: unknown = await start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PostgresDidNotStart);
    expect(String(failure)).toContain('pg_control');
  });
});
