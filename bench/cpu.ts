import { readdirSync, readFileSync } from 'node:fs';

const MICROSECONDS_PER_TICK = 10_000;

interface Stat {
  readonly ppid: number;
  readonly micros: number;
}

/** CPU time of a process from /proc: `utime` and `stime` are fields 14 and 15 (proc(5)). */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    // Children that have ended are counted in their parent.
    const ended = Number(fields[13]) + Number(fields[14]);
    return { ppid: Number(fields[1]), micros: (ticks + ended) * MICROSECONDS_PER_TICK };
  } catch {
    return null;
  }
}

/** Microseconds of CPU that a process and all below it have used; 0 where there is no /proc. */
export function cpuOfTree(root: number): number {
  let entries: readonly string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return 0;
  }
  const stats = new Map<number, Stat>();
  for (const entry of entries) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? statOf(pid) : null;
    if (stat !== null) stats.set(pid, stat);
  }
  let total = 0;
  for (const [pid, stat] of stats) {
    if (isBelow(pid, root, stats)) total += stat.micros;
  }
  return total;
}

function isBelow(pid: number, root: number, stats: ReadonlyMap<number, Stat>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = stats.get(at)?.ppid) {
    if (at === root) return true;
  }
  return false;
}

/** The process that started this one; 0 where there is no /proc. */
export const parentOf = (pid: number): number => statOf(pid)?.ppid ?? 0;

/** Proportional set size of a process and all below it, in megabytes; 0 where there is no /proc. */
export function memoryOfTree(root: number): number {
  const stats = new Map<number, Stat>();
  try {
    for (const entry of readdirSync('/proc')) {
      const stat = Number.isInteger(Number(entry)) ? statOf(Number(entry)) : null;
      if (stat !== null) stats.set(Number(entry), stat);
    }
  } catch {
    return 0;
  }
  let kilobytes = 0;
  for (const pid of stats.keys()) {
    if (!isBelow(pid, root, stats)) continue;
    try {
      kilobytes += Number(
        /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0,
      );
    } catch {
      // The process has ended meanwhile.
    }
  }
  return Math.round(kilobytes / 1024);
}
