import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = `tiffin-test-${process.getuid?.() ?? 'user'}-`;
const SHARED_MEMORY = '/dev/shm';
/** A database takes 10 MB, a server's log of what it wrote at most 512 MB. */
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** The folder of temporary files as the tests found it, for what is kept between runs. */
const keptPlace = tmpdir();
let folder: string | null = null;

/**
 * Makes a folder for one run of the tests, and lets this process and those it starts put their temporary files there:
 * in memory if there is room. A database is hundreds of small files, and for some disks to make them takes longer than
 * all that a test does with it.
 */
export function openRunFolder(): string {
  for (const place of [SHARED_MEMORY, keptPlace]) removeFoldersOfDeadRuns(place);
  folder = createFolder(hasMemoryToShare() ? SHARED_MEMORY : keptPlace);
  process.env.TMPDIR = folder;
  return folder;
}

export function removeRunFolder(): void {
  if (folder === null) return;
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A process that a test killed has one of its own that may still write: what is left goes with the next run.
  }
  folder = null;
}

/** A folder that is kept between runs: whoever makes it fills a draft first. */
export const keptFolder = (name: string): string => join(keptPlace, `${PREFIX}${name}`);

/** A folder beside those that are kept. */
export const createDraft = (): string => createFolder(keptPlace);

/** Run as root, a database server has a user of its own, who has to enter the folder. */
function createFolder(place: string): string {
  const created = mkdtempSync(join(place, `${PREFIX}run-${process.pid}-`));
  chmodSync(created, 0o755);
  return created;
}

function hasMemoryToShare(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

function removeFoldersOfDeadRuns(place: string): void {
  for (const name of namesIn(place)) {
    const [, pid] = new RegExp(`^${PREFIX}run-(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(place, name), { recursive: true, force: true });
  }
}

function namesIn(place: string): readonly string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
