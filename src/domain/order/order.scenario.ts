import { fold } from '../kernel/decider';
import { order, type OrderRejection } from './order';
import { eventsOf } from './order.fixtures';
import type { OrderCommand, OrderEvent } from './order-messages';

/** A rule as a sentence, for specs: given a history, when a command comes, then this is decided. */
export const given = (...history: readonly OrderEvent[]) => ({
  when: (command: OrderCommand) => {
    const decision = order.decide(command, fold(order, history));
    return {
      then: (...events: readonly OrderEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenNothing: () => expect(decision).toEqual({ ok: true, events: [] }),
      thenRejected: (rejection: OrderRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

/** A history with more commands decided after it. */
export const then = (
  history: readonly OrderEvent[],
  ...more: readonly OrderCommand[]
): readonly OrderEvent[] => [...history, ...eventsOf(more, fold(order, history))];
