import fc from 'fast-check';
import { fold } from '../kernel/decider';
import { plusMs, type Instant } from '../kernel/instant';
import type { ProcessInput } from '../kernel/process';
import { order } from '../order/order';
import { aPlaceOrder, historyTo, minutesAfterNoon } from '../order/order.fixtures';
import { aReview } from '../review/review.fixtures';
import type { StoryEvent } from '../story/order-story';
import { ProcessRun } from '../story/process-run.fixtures';
import {
  completion,
  COMPLETION_MS,
  COMPLETION_TIMER,
  type Completion,
  type CompletionCommand,
  type CompletionEvent,
} from './completion';

const { orderId } = aPlaceOrder();
const at = minutesAfterNoon(60);
const dueAt = plusMs(at, COMPLETION_MS);

const delivered: CompletionEvent = {
  type: 'OrderDelivered',
  proof: { kind: 'code', codeHash: 'code-hash' },
  at,
  orderId,
};
const reviewed: CompletionEvent = { ...aReview({ at: plusMs(at, 60_000) }), type: 'ReviewSubmitted' };
const completed: CompletionEvent = { type: 'OrderCompleted', at: dueAt, orderId };
const fires: ProcessInput<CompletionEvent> = { kind: 'timer', timer: COMPLETION_TIMER, dueAt, at: dueAt };

const complete: CompletionCommand = { to: 'order', orderId, command: { type: 'CompleteOrder' } };
const asked = [{ do: 'send', step: 'complete', command: complete }];

const happened = (event: CompletionEvent): ProcessInput<CompletionEvent> => ({ kind: 'event', event });

/** The state after events. */
const after = (...events: readonly CompletionEvent[]): Completion =>
  events.reduce((state, event) => completion.react(state, happened(event)).state, completion.initial);

describe('the completion of an order', () => {
  it('comes a day after it was delivered', () => {
    const { state, effects } = completion.react(completion.initial, happened(delivered));
    expect(effects).toEqual([{ do: 'schedule', timer: COMPLETION_TIMER, at: dueAt }]);
    expect(completion.react(state, fires).effects).toEqual(asked);
  });

  it('comes at once when its customer reviews it', () => {
    expect(completion.react(after(delivered), happened(reviewed)).effects).toEqual(asked);
  });

  it('is waited for no longer when it came', () => {
    const { state, effects } = completion.react(after(delivered), happened(completed));
    expect(effects).toEqual([{ do: 'unschedule', timer: COMPLETION_TIMER }]);
    for (const late of [fires, happened(reviewed), happened(completed), happened(delivered)]) {
      expect(completion.react(state, late)).toEqual({ state, effects: [] });
    }
  });

  it('is not moved by a delivery that is told again', () => {
    const state = after(delivered);
    expect(completion.react(state, happened({ ...delivered, at: plusMs(at, 1) }))).toEqual({
      state,
      effects: [],
    });
  });

  it('is asked for by nothing that comes before the delivery', () => {
    for (const early of [fires, happened(reviewed)]) {
      expect(completion.react(completion.initial, early).effects).toEqual([]);
    }
  });

  it('happens exactly once, whatever is told twice or comes late', () => {
    const step = fc.constantFrom('read', 'again', 'fire', 'fire again', 'arrive', 'keep', 'review', 'pass');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const story: StoryEvent[] = historyTo('DELIVERED', { at }).map((event) => ({ ...event, orderId }));
        let state = fold(order, historyTo('DELIVERED', { at }));
        let now: Instant = story.at(-1)!.at;
        const run = new ProcessRun(completion, story);
        const take = (command: CompletionCommand | undefined): void => {
          if (command === undefined) return;
          const decision = order.decide({ ...command.command, at: now }, state);
          if (!decision.ok) throw new Error(decision.rejection.code);
          state = fold({ ...order, initial: state }, decision.events);
          story.push(...decision.events.map((event) => ({ ...event, orderId })));
        };
        const moves: Readonly<Record<(typeof steps)[number], () => void>> = {
          read: () => void run.read(),
          again: () => run.readAgain(),
          fire: () => void run.fire(now),
          'fire again': () => run.fireAgain(now),
          arrive: () => take(run.arrive(0, false)),
          keep: () => take(run.arrive(0, true)),
          review: () => void story.push({ ...aReview({ at: now }), type: 'ReviewSubmitted' }),
          pass: () => void (now = plusMs(now, COMPLETION_MS / 3)),
        };
        for (const one of steps) moves[one]();
        now = plusMs(now, COMPLETION_MS);
        for (let busy = true; busy;) {
          busy = run.read() || run.fire(now) || run.pending.length > 0;
          take(run.arrive(0, false));
        }
        expect(story.filter(({ type }) => type === 'OrderCompleted')).toHaveLength(1);
        expect(state).toMatchObject({ status: 'COMPLETED' });
      }),
      { numRuns: 1_000 },
    );
  });
});
