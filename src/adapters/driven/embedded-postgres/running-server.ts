import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from './errno';

/** What the server's command line says about the process that started it. */
const OWNER = /cluster_name=tiffin-(\d+)/;

/** The setting that tells whose server this is; it also shows in the titles of the server's processes. */
export const ownerSetting = (ownerPid: number): string => `cluster_name=tiffin-${ownerPid}`;

export type Occupant =
  | { readonly kind: 'none' }
  /** The folder's lock names a process that is alive, but has nothing to do with the folder. */
  | { readonly kind: 'stranger'; readonly pid: number }
  /** A server of this folder. `owner` is the process that started it, if that still lives. */
  | { readonly kind: 'server'; readonly pid: number; readonly owner: number | null };

/** Who runs on a folder of database files, going by the server's own lock file there. */
export function occupantOf(cluster: string): Occupant {
  const pid = lockHolder(cluster);
  if (pid === null || !isAlive(pid)) return { kind: 'none' };
  const command = commandLine(pid);
  if (command?.includes(cluster) !== true) return { kind: 'stranger', pid };
  const owner = Number(OWNER.exec(command)?.[1] ?? Number.NaN);
  return { kind: 'server', pid, owner: Number.isInteger(owner) && isRunning(owner) ? owner : null };
}

function lockHolder(cluster: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
    return pid > 0 ? pid : null;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/** A process that was killed but not yet reaped by its parent still has an id, but no command line. */
const isRunning = (pid: number): boolean => isAlive(pid) && commandLine(pid) !== '';

/** Null when the process has just ended. Empty for a zombie. */
function commandLine(pid: number): string | null {
  try {
    switch (process.platform) {
      case 'linux':
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      case 'win32':
        return execFileSync('powershell', [
          '-NoProfile',
          '-Command',
          `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`,
        ]).toString();
      default:
        return execFileSync('ps', ['-p', String(pid), '-o', 'command=', '-ww']).toString();
    }
  } catch {
    return null;
  }
}
