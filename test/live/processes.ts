import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The processes of this machine as the kernel tells them: `/proc`, so on Linux only. */

/** Whether the process is there and has not ended. */
export function isAlive(pid: number): boolean {
  return stateOf(pid) !== null;
}

/** The process and everything that it has started, the oldest first. */
export function familyOf(pid: number): readonly number[] {
  const parents = new Map(allPids().map((one) => [one, stateOf(one)?.parent ?? 0]));
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents)
      if (parent === member && !family.includes(child)) family.push(child);
  }
  return family;
}

/** Kills all of them at once, the hard way, and waits until they are gone. */
export async function killHard(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
  while (pids.some(isAlive)) await sleep(5);
}

/**
 * Memory of a process in bytes, where what it shares counts for it in part; null when it has ended, or belongs to
 * somebody else.
 */
export function memoryOf(pid: number): number | null {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}

function allPids(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

/** Null when there is no such process, or it has ended and nobody has noticed. */
function stateOf(pid: number): { readonly parent: number } | null {
  try {
    // `pid (name) state parent …`, where the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' || state === undefined ? null : { parent: Number(parent) };
  } catch {
    return null;
  }
}
