import { fold } from '../domain/kernel/decider';
import { asId } from '../domain/kernel/ids';
import { payment } from '../domain/payment/payment';
import type { PaymentEvent } from '../domain/payment/payment-messages';
import { refundedOf } from '../domain/payment/payment-state';
import { dice } from './histories.fixtures';
import {
  ATTEMPT_EVENT_TYPES,
  evolveAttempt,
  paymentIdOf,
  pendingMinor,
  settledMinor,
  type AttemptEvent,
  type PaymentAttempt,
} from './payment-attempt';
import { someAttempt } from './payment-histories.fixtures';

const types: ReadonlySet<string> = new Set(ATTEMPT_EVENT_TYPES);

const isAttemptEvent = (event: PaymentEvent): event is AttemptEvent => types.has(event.type);

describe('an attempt to pay, as read models remember it', () => {
  it('is where the payment itself is, whatever happened', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const events = someAttempt(asId('order-1'), 1, dice(seed)).flat();
      const state = fold(payment, events);
      const attempt = events
        .filter(isAttemptEvent)
        .reduce<PaymentAttempt | null>((before, event) => evolveAttempt(before, event, 'p'), null);
      if (state.is === 'absent' || attempt === null) throw new Error('nothing happened');
      seen.add(attempt.status);
      if (state.is === 'cash') {
        expect(attempt).toMatchObject({
          status: state.collected === null ? 'COD_APPROVED' : 'COD_COLLECTED',
          capturedMinor: state.collected?.minor ?? 0,
          refunds: [],
        });
        continue;
      }
      const settled = [...state.refunds.values()].filter(({ status }) => status === 'SETTLED');
      expect(attempt).toMatchObject({ status: state.status, capturedMinor: state.captured.minor });
      expect(settledMinor(attempt)).toBe(settled.reduce((total, { amount }) => total + amount.minor, 0));
      expect(settledMinor(attempt) + pendingMinor(attempt)).toBe(refundedOf(state).minor);
    }
    expect(seen.size).toBe(8);
  });

  it('begins with its beginning', () => {
    expect(() => evolveAttempt(null, { type: 'PaymentVoided', at: '' }, 'p')).toThrow('never began');
  });

  it('is named by its stream', () => {
    expect(paymentIdOf({ stream: 'payment-11-22' })).toBe('11-22');
  });
});
