import { OutcomeUnknown } from '../../src/application/ports/event-store';
import type { Counts } from './counts';
import type { Draws } from './draws';
import type { Mix } from './mix';
import type { Mortal, Scheduler } from './scheduler';

/** A call of a port was made to fail. */
export class PortFailed extends Error {
  override readonly name = 'PortFailed';
}

export interface Crossing {
  readonly scheduler: Scheduler;
  readonly draws: Draws;
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
  const methods = [...reads, ...writes];
  const around = async (method: string, args: readonly unknown[], call: () => unknown): Promise<unknown> => {
    const label = `${name}.${method} ${about?.(method, args) ?? ''}`;
    await travel(`> ${label}`, owner, crossing);
    if (canFail) mayFail(method, 'before', crossing);
    const result = await call();
    // What was only read is lost on the way back as it is on the way there.
    if (reads.some((one) => one === method)) return result;
    await travel(`< ${label}`, owner, crossing);
    if (canFail) mayFail(method, 'after', crossing);
    return result;
  };
  return new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      const call = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      const method = methods.find((one) => one === key);
      return method === undefined
        ? call
        : (...args: readonly unknown[]) => around(method, args, () => call(...args));
    },
  });
}

function travel(label: string, owner: Mortal, { scheduler, draws, mix }: Crossing): Promise<void> {
  const { slow, verySlow } = mix();
  if (draws.chance(verySlow)) return scheduler.sleep(draws.between(1_000, 60_000), label, owner);
  if (draws.chance(slow)) return scheduler.sleep(draws.between(1, 1_000), label, owner);
  return scheduler.pause(label, owner);
}

function mayFail(method: string, when: 'before' | 'after', { draws, counts, mix }: Crossing): void {
  // Of a call that is to fail, half of the failures come after its effect.
  if (!draws.chance(mix().portFailures / 2)) return;
  counts.add(`fault: port fails ${when} its effect`);
  if (method === 'append') throw new OutcomeUnknown('the store did not answer');
  throw new PortFailed(`${method} failed`);
}
