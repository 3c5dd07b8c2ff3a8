import type { PaymentId, RefundId } from '../kernel/ids';
import type { Money } from '../kernel/money';

/** The payment gateways that Tiffin can be connected to. */
export const GATEWAYS = ['sandbox', 'stripe', 'razorpay'] as const;
export type GatewayName = (typeof GATEWAYS)[number];

/** How far a payment is at its gateway. Only OPEN can still be paid; only CAPTURED money has moved. */
export const GATEWAY_STATUSES = ['OPEN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'] as const;
export type GatewayStatus = (typeof GATEWAY_STATUSES)[number];

/** A refund as its gateway has it. */
export interface GatewayRefund {
  /** Tiffin's id of the refund; null for one that somebody made at the gateway itself. */
  readonly reference: RefundId | null;
  readonly gatewayRefundId: string;
  readonly amount: Money;
  readonly status: 'PENDING' | 'SETTLED' | 'FAILED';
}

/** A payment that its payer has disputed with their bank. */
export interface GatewayChargeback {
  readonly chargebackId: string;
  readonly amount: Money;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly reason: string;
}

/**
 * A payment as its gateway has it at one moment: everything, every time it is asked. What Tiffin believes is
 * brought in line with it, forward only; so one that is old, or seen twice, changes nothing.
 */
export interface GatewayPayment {
  /** Tiffin's id of the payment, under which the gateway keeps it. */
  readonly reference: PaymentId;
  readonly gatewayPaymentId: string;
  readonly status: GatewayStatus;
  /** What is held or collected; while OPEN, what is asked for. */
  readonly amount: Money;
  /** Where the payer pays; null when the gateway shows no page (any more). */
  readonly url: string | null;
  /** Why it FAILED, as a short code; else null. */
  readonly failure: string | null;
  readonly refunds: readonly GatewayRefund[];
  readonly chargebacks: readonly GatewayChargeback[];
}
