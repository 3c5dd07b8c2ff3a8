import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';

/** For people: the result alone goes to standard output. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** @param limit how many of them are shown */
export function sayFirst(lines: readonly string[], limit: number): void {
  for (const line of lines.slice(0, limit)) say(line);
  if (lines.length > limit) say(`… and ${lines.length - limit} more`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Of an option. */
export function wholeNumber(value: string): number {
  const parsed = Number(value);
  if (!Number.isSafeInteger(parsed) || parsed < 0) throw new InvalidArgumentError('give a whole number');
  return parsed;
}

/** What was waited for did not come to pass in time. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';
}

/**
 * Asks again and again until there is an answer.
 * @param what is waited for, for the message when it never comes
 * @throws WaitedInVain
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, ms = 20_000): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new WaitedInVain(`waited in vain until ${what}`);
    await sleep(15);
  }
}

/** A draw that follows from its seed (mulberry32). */
export class Draw {
  private state: number;

  /** @param seed a text: whatever the draws are for, and the number that was given */
  constructor(seed: string) {
    let hash = 2_166_136_261;
    for (const letter of seed) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
    this.state = hash >>> 0;
  }

  /** From 0 on, below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** One of them. */
  of<T>(from: readonly T[]): T {
    const one = from[Math.floor(this.next() * from.length)];
    if (one === undefined) throw new Error('there is nothing to draw from');
    return one;
  }

  shuffled<T>(from: readonly T[]): readonly T[] {
    const all = [...from];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const j = Math.floor(this.next() * (i + 1));
      [all[i], all[j]] = [all[j] as T, all[i] as T];
    }
    return all;
  }
}
