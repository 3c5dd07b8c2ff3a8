import fc from 'fast-check';
import { CrashPoint, mortal } from '../../../test/support/crash';
import {
  assertRepliesAgree,
  commandIds,
  decidedIn,
  executorOn,
  send,
  SENT,
} from '../../../test/support/order-executors';
import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { never } from '../../domain/kernel/decider';
import { aPlaceOrder, minutesAfterNoon } from '../../domain/order/order.fixtures';
import type { OrderCommand } from '../../domain/order/order-messages';
import { OutcomeUnknown, type EventStore } from '../ports/event-store';
import { CommandExecutor } from './command-executor';
import { StreamCache } from './stream-cache';
import { StreamLoader } from './stream-loader';

const run = (executor: CommandExecutor, id: string, command: OrderCommand): ReturnType<typeof send> =>
  send(executor, 'order-1', id, command);

type Fault = 'none' | 'unknown, appended' | 'unknown, appended later' | 'unknown, not appended';

/** A store that answers when the scheduler says so, and sometimes does not say what it did. */
function unreliable(store: MemoryEventStore, scheduler: fc.Scheduler, faults: readonly Fault[]): EventStore {
  let calls = 0;
  const travel = (what: string): Promise<void> => scheduler.schedule(Promise.resolve(), what);
  const append: EventStore['append'] = async (request) => {
    const fault = faults[calls] ?? 'none';
    calls += 1;
    await travel('append arrives');
    switch (fault) {
      case 'none': {
        const result = await store.append(request).catch((error: unknown) => error);
        await travel('append is answered');
        if (result instanceof Error) throw result;
        return result as Awaited<ReturnType<EventStore['append']>>;
      }
      case 'unknown, appended':
        await store.append(request).catch(() => undefined);
        break;
      case 'unknown, appended later':
        void travel('late append').then(() => store.append(request).catch(() => undefined));
        break;
      case 'unknown, not appended':
        break;
      default:
        return never(fault);
    }
    await travel('append is lost');
    throw new OutcomeUnknown();
  };
  const readStream: EventStore['readStream'] = async (stream) => {
    await travel('read arrives');
    const events = await store.readStream(stream);
    await travel('read is answered');
    return events;
  };
  return new Proxy<EventStore>(store, {
    get: (target, name) =>
      name === 'append'
        ? append
        : name === 'readStream'
          ? readStream
          : (Reflect.get(target, name, target) as unknown),
  });
}

const losses = fc.constantFrom<Fault>(
  'unknown, appended',
  'unknown, appended later',
  'unknown, not appended',
);
/** Of each append what goes wrong with it: in some runs nothing, in others nearly everything. */
const faults = fc.constantFrom(0, 1, 12).chain((weight) =>
  fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant<Fault>('none') }, { weight, arbitrary: losses }), {
    minLength: 16,
    maxLength: 16,
  }),
);

describe('two programs that change one order at the same time', () => {
  it('leave a stream in which every command decided at most once, whatever is lost or late', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.tuple(commandIds, fc.nat(1)), { minLength: 2, maxLength: 12, size: 'max' }),
        faults,
        async (scheduler, sent, lost) => {
          const memory = new MemoryEventStore({ now: () => 0 });
          const store = unreliable(memory, scheduler, lost);
          const programs = [executorOn(store), executorOn(store)];
          await run(executorOn(memory), 'PlaceOrder', aPlaceOrder());

          const running = sent.map(async ([id, program]) => {
            await scheduler.schedule(Promise.resolve(), 'request');
            const outcome = await run(programs[program]!, id, SENT.get(id)!);
            return { id, outcome };
          });
          await scheduler.waitIdle();
          const outcomes = await Promise.all(running);
          await scheduler.waitIdle();

          assertRepliesAgree(outcomes, await decidedIn(memory, 'order-1', SENT));
          for (const { outcome } of outcomes) {
            const kind = outcome.kind === 'done' && outcome.repeated ? 'repeated' : outcome.kind;
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
          }
        },
      ),
      { numRuns: 1_500 },
    );
    // A run that never met a case proves nothing about it.
    expect([...seen.keys()].sort()).toEqual(['contended', 'done', 'rejected', 'repeated', 'unknown']);
  }, 120_000);
});

describe('a program that dies', () => {
  const sent = new Map<string, OrderCommand>([
    ['place', aPlaceOrder()],
    ['hold', { type: 'HoldForReview', reason: 'risk', at: minutesAfterNoon(1) }],
    ['clear', { type: 'ClearHold', at: minutesAfterNoon(1) }],
    ['confirm', { type: 'ConfirmOrder', paymentSecured: 'AUTHORIZED', at: minutesAfterNoon(2) }],
  ]);

  /** Confirms on a state that is known, on one that is not, and on one that is stale: twice a conflict. */
  const scenarios = {
    'with the order in its cache': async () => {},
    'without the order in its cache': async () => {},
    'with an outdated order in its cache': async (rival: CommandExecutor) => {
      await run(rival, 'hold', sent.get('hold')!);
      await run(rival, 'clear', sent.get('clear')!);
    },
  };

  it.each(Object.entries(scenarios))(
    'before or after any call, %s, has confirmed once when the command was sent again',
    async (name, meanwhile) => {
      let runs = 0;
      for (const when of ['before', 'after'] as const) {
        for (let nth = 1; ; nth += 1) {
          const store = new MemoryEventStore({ now: () => 0 });
          const point = new CrashPoint(nth, when);
          const dying = mortal<EventStore>(store, ['append', 'readStream'], point);
          const cache = new StreamCache(10);
          const executor = new CommandExecutor(dying, cache, new StreamLoader(dying, cache));
          const before = new CommandExecutor(store, cache, new StreamLoader(store, cache));
          const known = name !== 'without the order in its cache';
          await run(known ? before : executorOn(store), 'place', sent.get('place')!);
          await meanwhile(executorOn(store));

          const first = await run(executor, 'confirm', sent.get('confirm')!).catch(() => undefined);
          expect(first === undefined).toBe(point.hit);
          const again = await run(executorOn(store), 'confirm', sent.get('confirm')!);
          expect(again).toMatchObject({ kind: 'done', events: [{ type: 'OrderConfirmed' }] });
          if (first !== undefined) expect({ ...first, repeated: true }).toEqual(again);
          const decided = await decidedIn(store, 'order-1', sent);
          expect(decided.get('confirm')).toHaveLength(1);
          if (!point.hit) break;
          runs += 1;
        }
      }
      expect(runs).toBeGreaterThanOrEqual(2);
    },
  );
});
