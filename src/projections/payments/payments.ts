import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { PaymentMethod } from '../../domain/order/order-messages';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import type { PaymentEvent } from '../../domain/payment/payment-messages';
import { PAYMENT_EVENT_TYPES } from '../event-types';
import {
  ATTEMPT_EVENT_TYPES,
  evolveAttempt,
  paymentIdOf,
  pendingMinor,
  settledMinor,
  type AttemptEvent,
  type AttemptRefund,
  type AttemptStatus,
} from '../payment-attempt';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** One attempt to pay for an order. */
export interface PaymentRow {
  readonly payment_id: string;
  readonly order_id: string;
  readonly customer_id: string;
  /** 1 for the order's first. */
  readonly attempt: number;
  readonly method: PaymentMethod;
  /** Null for cash. */
  readonly gateway: GatewayName | null;
  /** Null for cash, and until the gateway has it. */
  readonly gateway_payment_id: string | null;
  readonly status: AttemptStatus;
  /** Whether its gateway has to be watched: nothing is collected yet, and something still can be. */
  readonly is_open: boolean;
  readonly currency: Currency;
  readonly due_minor: number;
  /** What was collected, through the gateway or in cash. */
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly refund_pending_minor: number;
  /** What the gateway took back for chargebacks that were not won. */
  readonly disputed_minor: number;
  /** How much less cash was collected than was due. */
  readonly short_minor: number;
  /** Who collected the cash. */
  readonly courier_id: string | null;
  /** Where the payer can pay now; null when nowhere. */
  readonly url: string | null;
  /** Why it failed or is to be voided, as a short code. */
  readonly reason: string | null;
  /** Whether the money came after the attempt had expired. */
  readonly is_late: boolean;
  readonly refunds: readonly AttemptRefund[];
  readonly initiated_at: Instant;
  /** Null for cash. */
  readonly expires_at: Instant | null;
  readonly captured_at: Instant | null;
  /** When the last event happened. */
  readonly updated_at: Instant;
  readonly position: number;
}

type Begun = Extract<PaymentEvent, { readonly type: 'PaymentInitiated' | 'CodApproved' }>;
type Change = Partial<PaymentRow>;

const OPEN: ReadonlySet<AttemptStatus> = new Set(['INITIATED', 'ACTION_REQUIRED', 'AUTHORIZED']);

const changesAttempt: ReadonlySet<string> = new Set(ATTEMPT_EVENT_TYPES);

const isAttemptEvent = (event: PaymentEvent): event is AttemptEvent => changesAttempt.has(event.type);

function begun(event: Begun, position: number): PaymentRow {
  const online =
    event.type === 'PaymentInitiated'
      ? ({
          method: event.method,
          gateway: event.gateway,
          expires_at: event.expiresAt,
          status: 'INITIATED',
        } as const)
      : ({ method: 'COD', gateway: null, expires_at: null, status: 'COD_APPROVED' } as const);
  return {
    payment_id: event.paymentId,
    order_id: event.orderId,
    customer_id: event.customerId,
    attempt: event.attempt,
    ...online,
    gateway_payment_id: null,
    is_open: OPEN.has(online.status),
    currency: event.amount.currency,
    due_minor: event.amount.minor,
    captured_minor: 0,
    refunded_minor: 0,
    refund_pending_minor: 0,
    disputed_minor: 0,
    short_minor: 0,
    courier_id: null,
    url: null,
    reason: null,
    is_late: false,
    refunds: [],
    initiated_at: event.at,
    captured_at: null,
    updated_at: event.at,
    position,
  };
}

/** Status, amounts and refunds, as every read model counts them. */
function counted(row: PaymentRow, event: PaymentEvent): Change {
  if (!isAttemptEvent(event)) return {};
  const { payment_id: paymentId, method, status, captured_minor: capturedMinor, refunds } = row;
  const before = { paymentId, method, status, capturedMinor, capturedAt: row.captured_at, refunds };
  const attempt = evolveAttempt(before, event, paymentId);
  return {
    status: attempt.status,
    is_open: OPEN.has(attempt.status),
    captured_minor: attempt.capturedMinor,
    captured_at: attempt.capturedAt,
    refunded_minor: settledMinor(attempt),
    refund_pending_minor: pendingMinor(attempt),
    refunds: attempt.refunds,
  };
}

function told(row: PaymentRow, event: Exclude<PaymentEvent, Begun>): Change {
  switch (event.type) {
    case 'PaymentActionRequired':
      return { gateway_payment_id: event.gatewayPaymentId, url: event.url };
    case 'PaymentAuthorized':
    case 'PaymentCaptured': {
      const seen = {
        gateway_payment_id: event.gatewayPaymentId,
        is_late: event.late,
        url: null,
        reason: null,
      };
      return seen;
    }
    case 'PaymentFailed':
    case 'VoidRequested':
      return { reason: event.reason, url: null };
    case 'PaymentVoided':
      return { url: null };
    case 'CodCollected':
      return { courier_id: event.courierId, short_minor: event.shortBy.minor };
    case 'ChargebackOpened':
      return { disputed_minor: row.disputed_minor + event.amount.minor };
    case 'ChargebackWon':
      return { disputed_minor: row.disputed_minor - event.amount.minor };
    case 'PaymentOutcomeUnknown':
    case 'CaptureRequested':
    case 'RefundRequested':
    case 'RefundSubmitted':
    case 'RefundSettled':
    case 'RefundFailed':
    case 'ChargebackLost':
      return {};
    default:
      return never(event);
  }
}

function evolve(row: PaymentRow | null, { event, recorded }: FeedEvent<PaymentEvent>): PaymentRow {
  const { position } = recorded;
  if (event.type === 'PaymentInitiated' || event.type === 'CodApproved') return begun(event, position);
  if (row === null) throw new Error(`${event.type} of a payment that never began`);
  return { ...row, ...counted(row, event), ...told(row, event), updated_at: event.at, position };
}

/** Every attempt to pay for an order, with what came in and what went back. */
export const payments: Projection<PaymentRow, PaymentEvent> = {
  name: 'payments',
  version: 1,
  table: tableOf<PaymentRow>({
    columns: {
      payment_id: 'text',
      order_id: 'text',
      customer_id: 'text',
      attempt: 'smallint',
      method: 'text',
      gateway: 'text',
      gateway_payment_id: 'text',
      status: 'text',
      is_open: 'boolean',
      currency: 'text',
      due_minor: 'bigint',
      captured_minor: 'bigint',
      refunded_minor: 'bigint',
      refund_pending_minor: 'bigint',
      disputed_minor: 'bigint',
      short_minor: 'bigint',
      courier_id: 'text',
      url: 'text',
      reason: 'text',
      is_late: 'boolean',
      refunds: 'json',
      initiated_at: 'timestamptz',
      expires_at: 'timestamptz',
      captured_at: 'timestamptz',
      updated_at: 'timestamptz',
      position: 'bigint',
    },
    key: ['payment_id'],
    indexes: [
      '(order_id, attempt)',
      '(gateway, gateway_payment_id) WHERE gateway_payment_id IS NOT NULL',
      '(initiated_at, payment_id) WHERE is_open',
      '(gateway, captured_at) WHERE captured_at IS NOT NULL',
    ],
  }),
  reads: PAYMENT_EVENT_TYPES,
  keysOf: ({ recorded }) => [paymentIdOf(recorded)],
  evolve,
};
