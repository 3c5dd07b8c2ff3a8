import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Folders that this process holds: after a restart in a container another process may have had our pid. */
const ours = new Set<string>();

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The process that holds a lock; null when nobody does any more. */
async function holderOf(path: string, folder: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = /^\d+$/.test(text) ? Number(text) : null;
  if (pid === null || !isAlive(pid)) return null;
  return pid === process.pid && !ours.has(folder) ? null : pid;
}

/** Makes a file, whole from its first moment. @returns whether it was not there yet */
async function made(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Takes a folder for this process alone. A gateway that is just ending gets some seconds to let go of it; the lock
 * of one that was killed is taken over.
 * @returns the way to let go of it
 * @throws Error when another process keeps it
 */
export async function lockFolder(name: string, waitMs = 10_000): Promise<() => Promise<void>> {
  const folder = resolve(name);
  const path = join(folder, 'lock');
  const end = performance.now() + waitMs;
  while (!(await made(path, String(process.pid)))) {
    const holder = await holderOf(path, folder);
    if (holder === null) await rm(path, { force: true });
    else if (performance.now() >= end) {
      throw new Error(`${folder} is in use by the gateway with process id ${holder}`);
    } else await sleep(20);
  }
  ours.add(folder);
  return async () => {
    await rm(path, { force: true });
    ours.delete(folder);
  };
}
