import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, linkSync, lstatSync } from 'node:fs';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isErrno } from './errno';
import { canEnter, type ServerUser } from './server-user';

export const SUPERUSER = 'tiffin';

/** Where a cluster goes when the server's user cannot reach the data folder, as below a root-only /root. */
const SHARED_PARENT = '/var/lib/tiffin';

/**
 * The folder of the database files: `postgres` in the data folder. If the server's user cannot reach that, it
 * is a link to a new folder under /var/lib/tiffin.
 */
export function locateCluster(
  dataFolder: string,
  user: ServerUser | null,
  sharedParent = SHARED_PARENT,
): string {
  const cluster = join(realpathSync(dataFolder), 'postgres');
  const existing = lstatSync(cluster, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink() === true) return readlinkSync(cluster);
  if (canEnter(dirname(cluster), user)) return cluster;
  if (existing !== undefined) throw new Error(`The owner of ${cluster} may not enter the folders above it`);
  mkdirSync(sharedParent, { recursive: true, mode: 0o755 });
  const home = mkdtempSync(join(sharedParent, 'data-'));
  chmodSync(home, 0o755);
  try {
    symlinkSync(join(home, 'postgres'), cluster);
  } catch (error) {
    rmSync(home, { recursive: true });
    if (!isErrno(error, 'EEXIST')) throw error;
  }
  return readlinkSync(cluster);
}

/** The superuser's password, made up when the folder is first used. Only the folder's owner can read it. */
export function readOrCreatePassword(dataFolder: string): string {
  const file = join(dataFolder, 'postgres-password');
  if (!existsSync(file)) {
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}

export const isInitialised = (cluster: string): boolean => existsSync(join(cluster, 'PG_VERSION'));

/**
 * Creates the database files beside their place and moves them there when they are whole and on disk, so that a
 * crash in the middle is as if nothing had happened. Of several processes doing this at once, one succeeds.
 */
export async function initialise(
  cluster: string,
  options: { readonly initdb: string; readonly user: ServerUser | null; readonly password: string },
): Promise<void> {
  const { initdb, user, password } = options;
  const staging = mkdtempSync(`${cluster}.initdb-`);
  const passwordFile = join(staging, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== null) for (const path of [staging, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await run(initdb, user, [
      `--pgdata=${join(staging, 'data')}`,
      `--username=${SUPERUSER}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      ...LOCALE,
    ]);
    renameSync(join(staging, 'data'), cluster);
    syncFolder(dirname(cluster));
  } catch (error) {
    if (!isInitialised(cluster)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Removes what processes that died in the middle of `initialise` left behind. */
export function removeLeftovers(cluster: string): void {
  const folder = dirname(cluster);
  const leftovers = readdirSync(folder).filter((name) => name.startsWith('postgres.initdb-'));
  for (const name of leftovers) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Text compares byte by byte, so that indexes mean the same on every machine, while letters of all scripts count
 * as letters: under a plain C character type, trigram search finds nothing in Devanagari.
 */
const LOCALE: readonly string[] = [
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  ...(process.platform === 'linux' ? ['--lc-ctype=C.UTF-8'] : []),
  ...(process.platform === 'darwin' ? ['--lc-ctype=en_US.UTF-8'] : []),
];

/** What a server process may see of this process's environment, which holds secrets. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  LC_MESSAGES: 'C',
  TZ: 'UTC',
});

function run(program: string, user: ServerUser | null, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user,
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} failed with code ${code ?? 'none'}:\n${output.join('').trim()}`));
    });
  });
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
