import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/adapters/driven/embedded-postgres/embedded-postgres';
import { migrate } from '../../src/adapters/driven/postgres/migrate';

const log = () => undefined;
const PREFIX = `tiffin-test-${process.getuid?.() ?? 'user'}-`;

let running: { readonly server: EmbeddedPostgres; readonly folder: string } | null = null;

/** Starts a server for one run of the tests; its database `tiffin` has the latest schema. */
export async function startTestServer(): Promise<string> {
  removeFoldersOfDeadRuns();
  const folder = createFolder();
  copyFolder(await pristineFolder(), folder);
  const server = await startEmbeddedPostgres(folder, { log, durable: false });
  running = { server, folder };
  await migrate(server.url, { log });
  return server.url;
}

export async function stopTestServer(): Promise<void> {
  if (running === null) return;
  await running.server.stop();
  rmSync(running.folder, { recursive: true });
  running = null;
}

/** Run as root, the server has a user of its own, who has to enter the folder. */
function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}run-${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** A data folder whose database was created and never used, kept between runs: a copy of it is quick. */
async function pristineFolder(): Promise<string> {
  const launcher = join(__dirname, '../../src/adapters/driven/embedded-postgres/cluster.ts');
  const lockfile = join(__dirname, '../../package-lock.json');
  const version = createHash('sha256').update(readFileSync(launcher)).update(readFileSync(lockfile));
  const pristine = join(tmpdir(), `${PREFIX}pristine-${version.digest('hex').slice(0, 12)}`);
  if (existsSync(pristine)) return pristine;
  const draft = createFolder();
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

function removeFoldersOfDeadRuns(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}run-(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
