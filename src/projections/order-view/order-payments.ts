import type { PaymentSecured } from '../../domain/order/order-messages';
import {
  evolveAttempt,
  pendingMinor,
  settledMinor,
  type AttemptEvent,
  type AttemptStatus,
  type PaymentAttempt,
} from '../payment-attempt';

/**
 * How an order is paid, over all attempts. A capture counts for more than whatever other attempts come to; once
 * money was collected, the status tells what of it went back.
 */
export type PaymentStatus =
  | 'PENDING'
  | 'ACTION_REQUIRED'
  | PaymentSecured
  | 'COD_COLLECTED'
  | 'FAILED'
  | 'VOIDED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED';

/** What the view of an order shows of its payments. */
export interface PaymentFacet {
  readonly payment_status: PaymentStatus;
  /** The attempt that counts: one whose money is kept, else one whose money is certain, else the newest. */
  readonly payment_id: string | null;
  /** What all attempts together have collected, through gateways or in cash. */
  readonly captured_minor: number;
  /** What of it has gone back. */
  readonly refunded_minor: number;
  /** What of it is on its way back. */
  readonly refund_pending_minor: number;
  /** The attempts, in the order in which they began. */
  readonly payments: readonly PaymentAttempt[];
}

export const UNPAID: PaymentFacet = {
  payment_status: 'PENDING',
  payment_id: null,
  captured_minor: 0,
  refunded_minor: 0,
  refund_pending_minor: 0,
  payments: [],
};

const isCollected = ({ status }: PaymentAttempt): boolean =>
  status === 'CAPTURED' || status === 'COD_COLLECTED';

const isCertain = ({ status }: PaymentAttempt): boolean =>
  status === 'AUTHORIZED' || status === 'COD_APPROVED';

/** Whether some of what was collected is not asked back. */
const isKept = (attempt: PaymentAttempt): boolean =>
  isCollected(attempt) && attempt.capturedMinor > settledMinor(attempt) + pendingMinor(attempt);

/** A second capture that is given back does not displace the first; a first that is given back does not hide a second. */
const counting = (attempts: readonly PaymentAttempt[]): PaymentAttempt | undefined =>
  attempts.find(isKept) ?? attempts.find(isCertain) ?? attempts.find(isCollected) ?? attempts.at(-1);

const total = (attempts: readonly PaymentAttempt[], minorOf: (attempt: PaymentAttempt) => number): number =>
  attempts.reduce((sum, attempt) => sum + minorOf(attempt), 0);

const plainStatus = (status: AttemptStatus): PaymentStatus => (status === 'INITIATED' ? 'PENDING' : status);

/** @param dueMinor what the order costs: what goes back of more than that is no refund of the order */
function facetOf(payments: readonly PaymentAttempt[], dueMinor: number): PaymentFacet {
  const attempt = counting(payments);
  if (attempt === undefined) return UNPAID;
  const captured = total(payments, ({ capturedMinor }) => capturedMinor);
  const refunded = total(payments, settledMinor);
  const left = captured - refunded;
  const isWhole = !isCollected(attempt) || refunded === 0 || left >= dueMinor;
  return {
    payment_status: isWhole ? plainStatus(attempt.status) : left === 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
    payment_id: attempt.paymentId,
    captured_minor: captured,
    refunded_minor: refunded,
    refund_pending_minor: total(payments, pendingMinor),
    payments,
  };
}

/** The payments of an order after an event of one of them. */
export function payOn(
  { payments, total_minor }: Pick<PaymentFacet, 'payments'> & { readonly total_minor: number },
  event: AttemptEvent,
  paymentId: string,
): PaymentFacet {
  const known = payments.find((attempt) => attempt.paymentId === paymentId) ?? null;
  const next = evolveAttempt(known, event, paymentId);
  const all = known === null ? [...payments, next] : payments.map((one) => (one === known ? next : one));
  return facetOf(all, total_minor);
}
