import { retriedRefundIdFor } from '../../application/deterministic-ids';
import type { Role } from '../../domain/kernel/actor';
import { never } from '../../domain/kernel/decider';
import { asId, type PaymentId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { FaultParty } from '../../domain/order/cancellation-fee';
import type { PaymentEvent, RefundedLine } from '../../domain/payment/payment-messages';
import { paymentIdOf } from '../payment-attempt';
import { tableOf, type FeedEvent, type Projection } from '../projection';

export type RefundStatus = 'REQUESTED' | 'SUBMITTED' | 'SETTLED' | 'FAILED';

/** Money that is to go back to a payer, or has gone. */
export interface RefundRow {
  readonly refund_id: string;
  readonly payment_id: string;
  /** Id of the refund that takes its place, once it has failed and staff have it made again. */
  readonly retried_by: string;
  readonly order_id: string;
  readonly status: RefundStatus;
  /** What is asked back; once settled, what went. */
  readonly amount_minor: number;
  readonly currency: Currency;
  /** Why, as a short code. */
  readonly cause: string;
  /** On whose account it goes; null when the money was only held for the customer. */
  readonly charge_to: FaultParty | null;
  readonly lines: readonly RefundedLine[];
  /** Role of who asked for it. */
  readonly requested_by: Role;
  /** Null until the gateway has it. */
  readonly gateway_refund_id: string | null;
  /** Why it failed, as a short code. */
  readonly reason: string | null;
  readonly requested_at: Instant;
  readonly settled_at: Instant | null;
  /** When the last event happened. */
  readonly updated_at: Instant;
  readonly position: number;
}

type RefundEvent = Extract<
  PaymentEvent,
  { readonly type: 'RefundRequested' | 'RefundSubmitted' | 'RefundSettled' | 'RefundFailed' }
>;
type Requested = Extract<RefundEvent, { readonly type: 'RefundRequested' }>;

function requested({ event, metadata, recorded }: FeedEvent<RefundEvent>, terms: Requested): RefundRow {
  return {
    refund_id: terms.refundId,
    payment_id: paymentIdOf(recorded),
    retried_by: retriedRefundIdFor(asId<PaymentId>(paymentIdOf(recorded)), terms.refundId),
    order_id: metadata.partitionKey,
    status: 'REQUESTED',
    amount_minor: terms.amount.minor,
    currency: terms.amount.currency,
    cause: terms.cause,
    charge_to: terms.chargeTo,
    lines: terms.lines,
    requested_by: terms.by,
    gateway_refund_id: null,
    reason: null,
    requested_at: event.at,
    settled_at: null,
    updated_at: event.at,
    position: recorded.position,
  };
}

function change(event: Exclude<RefundEvent, Requested>): Partial<RefundRow> {
  switch (event.type) {
    case 'RefundSubmitted':
      return { status: 'SUBMITTED', gateway_refund_id: event.gatewayRefundId };
    case 'RefundSettled':
      return { status: 'SETTLED', amount_minor: event.amount.minor, settled_at: event.at };
    case 'RefundFailed':
      return { status: 'FAILED', reason: event.reason };
    default:
      return never(event);
  }
}

function evolve(row: RefundRow | null, fact: FeedEvent<RefundEvent>): RefundRow {
  const { event, recorded } = fact;
  if (event.type === 'RefundRequested') return requested(fact, event);
  if (row === null) throw new Error(`${event.type} of a refund that was never requested`);
  return { ...row, ...change(event), updated_at: event.at, position: recorded.position };
}

/** Every refund, from its request until it is settled or failed. */
export const refunds: Projection<RefundRow, RefundEvent> = {
  name: 'refunds',
  version: 1,
  table: tableOf<RefundRow>({
    columns: {
      refund_id: 'text',
      payment_id: 'text',
      retried_by: 'text',
      order_id: 'text',
      status: 'text',
      amount_minor: 'bigint',
      currency: 'text',
      cause: 'text',
      charge_to: 'text',
      lines: 'json',
      requested_by: 'text',
      gateway_refund_id: 'text',
      reason: 'text',
      requested_at: 'timestamptz',
      settled_at: 'timestamptz',
      updated_at: 'timestamptz',
      position: 'bigint',
    },
    key: ['refund_id'],
    indexes: [
      '(payment_id)',
      '(order_id)',
      "(requested_at, refund_id) WHERE status IN ('REQUESTED', 'SUBMITTED')",
      "(requested_at, refund_id) WHERE status = 'FAILED'",
      '(settled_at) WHERE settled_at IS NOT NULL',
    ],
  }),
  reads: ['RefundRequested', 'RefundSubmitted', 'RefundSettled', 'RefundFailed'],
  keysOf: ({ event }) => [event.refundId],
  evolve,
};
