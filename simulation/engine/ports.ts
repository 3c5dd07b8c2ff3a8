import { OutcomeUnknown } from '../../src/application/ports/event-store';
import type { Counts } from './counts';
import type { Draws } from './draws';
import type { Luck } from './luck';
import type { Mix } from './mix';
import type { Mortal, Scheduler } from './scheduler';

/** A call of a port was made to fail. */
export class PortFailed extends Error {
  override readonly name = 'PortFailed';
}

export interface Crossing {
  readonly scheduler: Scheduler;
  readonly luck: Luck;
  readonly counts: Counts;
  /** The faults of this moment. */
  readonly mix: () => Mix;
}

export interface PortSpec<T> {
  /** The methods that look something up elsewhere, and those that change something there. */
  readonly reads: readonly (keyof T & string)[];
  readonly writes: readonly (keyof T & string)[];
  readonly name: string;
  /** Whether calls can break; a port that promises not to throw has faults of its own. */
  readonly canFail: boolean;
  /** What a call is about, for the trace. */
  readonly about?: (method: string, args: readonly unknown[]) => string;
}

/** Puts distance between a program and a port: every call takes its time, may fail, and may be the program's last. */
export function through<T extends object>(
  port: T,
  { reads, writes, name, canFail, about }: PortSpec<T>,
  owner: Mortal,
  crossing: Crossing,
): T {
  const wayOf = (method: string, isRead: boolean) => {
    const { luck, mix } = crossing;
    return async (args: readonly unknown[], call: () => unknown): Promise<unknown> => {
      const label = `${name}.${method} ${about?.(method, args) ?? ''}`;
      const there = `> ${label}`;
      const draws = isCalm(mix()) ? null : luck.at(label);
      await travel(there, owner, crossing, draws);
      if (canFail) mayFail(method, there, crossing, draws);
      const result = await call();
      // What was only read is lost on the way back as it is on the way there.
      if (isRead) return result;
      const back = `< ${label}`;
      await travel(back, owner, crossing, draws);
      if (canFail) mayFail(method, back, crossing, draws);
      return result;
    };
  };
  const ways = new Map<string | symbol, ReturnType<typeof wayOf>>([
    ...reads.map((method) => [method, wayOf(method, true)] as const),
    ...writes.map((method) => [method, wayOf(method, false)] as const),
  ]);
  return new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      const call = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      const way = ways.get(key);
      return way === undefined ? call : (...args: readonly unknown[]) => way(args, () => call(...args));
    },
  });
}

const isCalm = ({ slow, verySlow, portFailures }: Mix): boolean => slow + verySlow + portFailures === 0;

function travel(label: string, owner: Mortal, crossing: Crossing, draws: Draws | null): Promise<void> {
  const { scheduler, luck, counts, mix } = crossing;
  if (draws === null) return scheduler.pause(label, owner);
  const { slow, verySlow } = mix();
  if (luck.strikes('very slow call', label, verySlow, draws)) {
    counts.add('fault: very slow call');
    return scheduler.sleep(draws.between(1_000, 60_000), label, owner);
  }
  if (luck.strikes('slow call', label, slow, draws)) {
    counts.add('fault: slow call');
    return scheduler.sleep(draws.between(1, 1_000), label, owner);
  }
  return scheduler.pause(label, owner);
}

function mayFail(method: string, label: string, crossing: Crossing, draws: Draws | null): void {
  const { luck, counts, mix } = crossing;
  // Of a call that is to fail, half of the failures come after its effect.
  if (draws === null || !luck.strikes('failing call', label, mix().portFailures / 2, draws)) return;
  counts.add(`fault: port fails ${label.startsWith('>') ? 'before' : 'after'} its effect`);
  if (method === 'append') throw new OutcomeUnknown('the store did not answer');
  throw new PortFailed(`${method} failed`);
}
