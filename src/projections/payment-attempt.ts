import type { RecordedEvent } from '../../eventstore/registry/event-record';
import { paymentAggregate } from '../application/aggregates';
import { streamOf } from '../application/commands/aggregate';
import { never } from '../domain/kernel/decider';
import type { Instant } from '../domain/kernel/instant';
import type { PaymentMethod } from '../domain/order/order-messages';
import type { OnlineStatus } from '../domain/payment/payment-state';
import type { PaymentEvent } from '../domain/payment/payment-messages';

/** How far an attempt to pay is; what went back shows in its refunds. */
export type AttemptStatus = OnlineStatus | 'COD_APPROVED' | 'COD_COLLECTED';

/** Money asked back; `PENDING` until the gateway has settled it or failed. */
export interface AttemptRefund {
  readonly refundId: string;
  readonly amountMinor: number;
  readonly status: 'PENDING' | 'SETTLED' | 'FAILED';
  /** Why, as a short code. */
  readonly cause: string;
  readonly requestedAt: Instant;
  readonly settledAt: Instant | null;
}

/** What read models remember of one attempt to pay for an order. */
export interface PaymentAttempt {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly status: AttemptStatus;
  /** What was collected, through a gateway or in cash; 0 until then. */
  readonly capturedMinor: number;
  readonly capturedAt: Instant | null;
  readonly refunds: readonly AttemptRefund[];
}

/** The events that change an attempt. */
export const ATTEMPT_EVENT_TYPES = [
  'PaymentInitiated',
  'PaymentActionRequired',
  'PaymentAuthorized',
  'PaymentCaptured',
  'PaymentFailed',
  'PaymentVoided',
  'CodApproved',
  'CodCollected',
  'RefundRequested',
  'RefundSettled',
  'RefundFailed',
] as const satisfies readonly PaymentEvent['type'][];

export type AttemptEvent = Extract<PaymentEvent, { readonly type: (typeof ATTEMPT_EVENT_TYPES)[number] }>;

const PREFIX = streamOf(paymentAggregate, '');

/** The payment that an event of its stream belongs to. */
export const paymentIdOf = ({ stream }: Pick<RecordedEvent, 'stream'>): string => stream.slice(PREFIX.length);

const sumOf = (refunds: readonly AttemptRefund[]): number =>
  refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);

export const settledMinor = ({ refunds }: Pick<PaymentAttempt, 'refunds'>): number =>
  sumOf(refunds.filter(({ status }) => status === 'SETTLED'));

export const pendingMinor = ({ refunds }: Pick<PaymentAttempt, 'refunds'>): number =>
  sumOf(refunds.filter(({ status }) => status === 'PENDING'));

const withRefund = (
  attempt: PaymentAttempt,
  refundId: string,
  change: Partial<AttemptRefund>,
): PaymentAttempt => ({
  ...attempt,
  refunds: attempt.refunds.map((refund) =>
    refund.refundId === refundId ? { ...refund, ...change } : refund,
  ),
});

const collected = ({
  amount,
  at,
}: Extract<AttemptEvent, { readonly type: 'PaymentCaptured' | 'CodCollected' }>) => ({
  capturedMinor: amount.minor,
  capturedAt: at,
});

/**
 * @param attempt null before its first event
 * @throws when the first event does not begin an attempt
 */
export function evolveAttempt(
  attempt: PaymentAttempt | null,
  event: AttemptEvent,
  paymentId: string,
): PaymentAttempt {
  if (event.type === 'PaymentInitiated' || event.type === 'CodApproved') {
    const begun =
      event.type === 'CodApproved'
        ? ({ method: 'COD', status: 'COD_APPROVED' } as const)
        : ({ method: event.method, status: 'INITIATED' } as const);
    return { paymentId, ...begun, capturedMinor: 0, capturedAt: null, refunds: [] };
  }
  if (attempt === null) throw new Error(`${event.type} of a payment that never began`);
  switch (event.type) {
    case 'PaymentActionRequired':
      return { ...attempt, status: 'ACTION_REQUIRED' };
    case 'PaymentAuthorized':
      return { ...attempt, status: 'AUTHORIZED' };
    case 'PaymentCaptured':
      return { ...attempt, status: 'CAPTURED', ...collected(event) };
    case 'PaymentFailed':
      return { ...attempt, status: 'FAILED' };
    case 'PaymentVoided':
      return { ...attempt, status: 'VOIDED' };
    case 'CodCollected':
      return { ...attempt, status: 'COD_COLLECTED', ...collected(event) };
    case 'RefundRequested': {
      const { refundId, amount, cause, at: requestedAt } = event;
      const amountMinor = amount.minor;
      const status = 'PENDING';
      const refund: AttemptRefund = { refundId, amountMinor, status, cause, requestedAt, settledAt: null };
      return { ...attempt, refunds: [...attempt.refunds, refund] };
    }
    case 'RefundSettled':
      return withRefund(attempt, event.refundId, {
        amountMinor: event.amount.minor,
        status: 'SETTLED',
        settledAt: event.at,
      });
    case 'RefundFailed':
      return withRefund(attempt, event.refundId, { status: 'FAILED' });
    default:
      return never(event);
  }
}
