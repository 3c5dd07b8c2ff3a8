import { fold } from '../kernel/decider';
import { delivery, type DeliveryRejection } from './delivery';
import type { DeliveryCommand, DeliveryEvent } from './delivery-messages';
import { deliveryEventsOf } from './delivery.fixtures';

/** A rule as a sentence, for specs: given a history, when a command comes, then this is decided. */
export const given = (...history: readonly DeliveryEvent[]) => ({
  when: (command: DeliveryCommand) => {
    const decision = delivery.decide(command, fold(delivery, history));
    return {
      then: (...events: readonly DeliveryEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenNothing: () => expect(decision).toEqual({ ok: true, events: [] }),
      thenRejected: (rejection: DeliveryRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

/** A history with more commands decided after it. */
export const then = (
  history: readonly DeliveryEvent[],
  ...more: readonly DeliveryCommand[]
): readonly DeliveryEvent[] => [...history, ...deliveryEventsOf(more, fold(delivery, history))];
