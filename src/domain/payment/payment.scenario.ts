import { fold } from '../kernel/decider';
import { payment, type PaymentRejection } from './payment';
import type { PaymentCommand, PaymentEvent } from './payment-messages';

/** A rule as a sentence, for specs: given a history, when a command comes, then this is decided. */
export const given = (...history: readonly PaymentEvent[]) => ({
  when: (command: PaymentCommand) => {
    const decision = payment.decide(command, fold(payment, history));
    return {
      then: (...events: readonly PaymentEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenTypes: (...types: readonly PaymentEvent['type'][]) =>
        expect(decision.ok && decision.events.map(({ type }) => type)).toEqual(types),
      thenNothing: () => expect(decision).toEqual({ ok: true, events: [] }),
      thenRejected: (rejection: PaymentRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});
