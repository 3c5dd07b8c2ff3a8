import { asId, type PaymentId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import type { Effect, ProcessInput } from '../kernel/process';
import type { FaultParty } from '../order/cancellation-fee';
import { aPlaceOrder, minutesAfterNoon, NOON } from '../order/order.fixtures';
import type { PaymentMethod } from '../order/order-messages';
import type { PaymentEvent } from '../payment/payment-messages';
import {
  LISTEN_MS,
  refunds,
  RESTORE_WINDOW,
  type Refunds,
  type RefundsCommand,
  type RefundsEvent,
} from './refunds';

/** Inputs of the refunds process, and its rules as sentences, for specs. */
export type Input = ProcessInput<RefundsEvent>;
type Told<T extends PaymentEvent['type']> = Extract<RefundsEvent, { readonly type: T }>;

export const { orderId, customerId, expiresAt } = aPlaceOrder();
export const TOTAL = 28_500;
const at = NOON;
const cancelledAt = minutesAfterNoon(10);
export const windowEnds = plusMs(cancelledAt, 60_000);
export const settlesAt = plusMs(windowEnds, LISTEN_MS);

export const inr = (minor: number) => money(minor, 'INR');
const id = (attempt: number): PaymentId => asId(`payment-${attempt}`);
const of = (attempt: number) => ({ orderId, paymentId: id(attempt), at });

const happened = (event: RefundsEvent): Input => ({ kind: 'event', event });
export const fires = (dueAt: Instant): Input => ({ kind: 'timer', timer: RESTORE_WINDOW, dueAt, at: dueAt });

export const placed = (paymentMethod: PaymentMethod = 'CARD'): Input =>
  happened({ ...aPlaceOrder({ paymentMethod }), type: 'OrderPlaced' });

export const initiated = (attempt: number): Input =>
  happened({
    ...{ type: 'PaymentInitiated', ...of(attempt), customerId, attempt, amount: inr(TOTAL), expiresAt },
    ...{ method: 'CARD', gateway: 'sandbox', capture: 'manual' },
  });

const seen = (attempt: number, minor: number) => ({
  ...of(attempt),
  ...{ gatewayPaymentId: `gateway-${attempt}`, amount: inr(minor), late: false },
});
export const authorized = (attempt: number, minor = TOTAL): Input =>
  happened({ type: 'PaymentAuthorized', ...seen(attempt, minor) });
export const captured = (attempt: number, minor = TOTAL): Input =>
  happened({ type: 'PaymentCaptured', ...seen(attempt, minor) });
export const failed = (attempt: number): Input =>
  happened({ type: 'PaymentFailed', ...of(attempt), reason: 'declined' });
export const voided = (attempt: number): Input => happened({ type: 'PaymentVoided', ...of(attempt) });

export const refunded = (
  attempt: number,
  minor: number,
  more: Partial<Told<'RefundRequested'>> = {},
): Input =>
  happened({
    ...{ type: 'RefundRequested', ...of(attempt), refundId: asId('refund-1'), amount: inr(minor) },
    ...{ cause: 'order-cancelled', chargeTo: null, lines: [], by: 'system' },
    ...more,
  });
export const byStaff = {
  refundId: asId<Told<'RefundRequested'>['refundId']>('refund-2'),
  by: 'support',
  cause: 'staff',
} as const;
export const refundFailed = (attempt: number, refundId = 'refund-1'): Input =>
  happened({ type: 'RefundFailed', ...of(attempt), refundId: asId(refundId), reason: 'gateway-failed' });
export const disputed = (attempt: number, minor: number): Input =>
  happened({
    ...{ type: 'ChargebackOpened', ...of(attempt), chargebackId: 'c-1', amount: inr(minor), reason: 'fraud' },
  });
export const disputeWon = (attempt: number, minor: number): Input =>
  happened({ type: 'ChargebackWon', ...of(attempt), chargebackId: 'c-1', amount: inr(minor) });

export const cancelled = (fault: FaultParty = 'platform'): Input =>
  happened({
    ...{ type: 'OrderCancelled', orderId, by: 'customer', fault, reason: 'changed-mind', stage: 'PREPARING' },
    ...{ fee: inr(fault === 'customer' ? 5_700 : 0), policyVersion: 'cancellation-fee/1', at: cancelledAt },
  });
export const settled = (fault?: FaultParty): readonly Input[] => [
  cancelled(fault),
  fires(windowEnds),
  fires(settlesAt),
];
export const restored = happened({ type: 'OrderRestored', orderId, status: 'PREPARING', at: cancelledAt });
export const rejected = happened({
  type: 'OrderRejectedByRestaurant',
  orderId,
  reason: 'busy',
  itemIds: [],
  at,
});
export const expired = happened({ type: 'OrderExpired', orderId, at: expiresAt });
export const undeliverable = (reason: string): Input =>
  happened({ type: 'OrderUndeliverable', orderId, reason, at });

function said(effect: Effect<RefundsCommand>): string {
  if (effect.do === 'schedule') return `wait until ${effect.at}`;
  if (effect.do === 'unschedule') return 'wait no more';
  const { paymentId, command } = effect.command;
  switch (command.type) {
    case 'RequestRefund':
      return `refund ${command.amount.minor} of ${paymentId}: ${command.cause}`;
    case 'RequestVoid':
      return `void ${paymentId}: ${command.reason}`;
    case 'RequestCapture':
      return `capture ${paymentId}`;
  }
}

export const stateAfter = (history: readonly Input[]): Refunds =>
  history.reduce<Refunds>((state, input) => refunds.react(state, input).state, refunds.initial);

export const given = (...history: readonly Input[]) => ({
  when: (input: Input) => {
    const { effects } = refunds.react(stateAfter(history), input);
    return { then: (...expected: readonly string[]) => expect(effects.map(said)).toEqual(expected) };
  },
});
