import { z } from 'zod';
import { asId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { money } from '../../../../domain/kernel/money';
import type {
  GatewayChargeback,
  GatewayPayment,
  GatewayRefund,
  GatewayStatus,
} from '../../../../domain/payment/gateway-payment';
import { wireAmount, wireCurrency } from '../gateway-http';

/** The fields of Stripe's objects that are used, and no others. */
export const intentSchema = z.object({
  id: z.string(),
  status: z.string(),
  currency: wireCurrency,
  amount_capturable: wireAmount,
  amount_received: wireAmount,
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish() }).nullish(),
});
export type StripeIntent = z.infer<typeof intentSchema>;

export const sessionSchema = z.object({
  id: z.string(),
  client_reference_id: z.string().nullable(),
  status: z.enum(['open', 'complete', 'expired']),
  amount_total: wireAmount,
  currency: wireCurrency,
  url: z.string().nullish(),
  /** Expanded. Null until the payer starts to pay. */
  payment_intent: intentSchema.nullable(),
});
export type StripeSession = z.infer<typeof sessionSchema>;

export const refundSchema = z.object({
  id: z.string(),
  amount: wireAmount,
  currency: wireCurrency,
  status: z.string().nullable(),
  metadata: z.object({ refund_id: z.string().optional() }).nullable(),
});
export type StripeRefund = z.infer<typeof refundSchema>;

export const disputeSchema = z.object({
  id: z.string(),
  amount: wireAmount,
  currency: wireCurrency,
  status: z.string(),
  reason: z.string(),
});
export type StripeDispute = z.infer<typeof disputeSchema>;

function refundOf({ id, amount, currency, status, metadata }: StripeRefund): GatewayRefund {
  const reference = metadata?.refund_id;
  const isOver = status === 'failed' || status === 'canceled';
  return {
    reference: reference === undefined ? null : asId<RefundId>(reference),
    gatewayRefundId: id,
    amount: money(amount, currency),
    status: status === 'succeeded' ? 'SETTLED' : isOver ? 'FAILED' : 'PENDING',
  };
}

/** An inquiry (`warning_…`) and what was prevented moved no money, so they are no chargebacks (yet). */
const movedMoney = ({ status }: StripeDispute): boolean =>
  status !== 'prevented' && !status.startsWith('warning_');

const chargebackOf = ({ id, amount, currency, status, reason }: StripeDispute): GatewayChargeback => ({
  chargebackId: id,
  amount: money(amount, currency),
  status: status === 'won' ? 'WON' : status === 'lost' ? 'LOST' : 'OPEN',
  reason,
});

/** The intent knows of money, so it comes before the session: a session can expire while its payment goes through. */
function statusOf({ status, payment_intent: intent }: StripeSession): GatewayStatus {
  if (intent?.status === 'succeeded') return 'CAPTURED';
  if (intent?.status === 'requires_capture') return 'AUTHORIZED';
  if (intent?.status === 'canceled' || status === 'expired') return 'CANCELLED';
  // The payer is done with the page, and the bank said no afterwards. While the page is open they may try again.
  return status === 'complete' && intent?.status === 'requires_payment_method' ? 'FAILED' : 'OPEN';
}

function minorOf({ amount_total, payment_intent: intent }: StripeSession, status: GatewayStatus): number {
  if (intent !== null && status === 'CAPTURED') return intent.amount_received;
  return intent !== null && status === 'AUTHORIZED' ? intent.amount_capturable : amount_total;
}

/** A session, its refunds and its disputes as a payment. */
export function paymentOf(
  session: StripeSession,
  refunds: readonly StripeRefund[],
  disputes: readonly StripeDispute[],
): GatewayPayment {
  const status = statusOf(session);
  const declined = session.payment_intent?.last_payment_error;
  return {
    reference: asId<PaymentId>(session.client_reference_id ?? ''),
    gatewayPaymentId: session.id,
    status,
    amount: money(minorOf(session, status), session.payment_intent?.currency ?? session.currency),
    url: status === 'OPEN' && session.status === 'open' ? (session.url ?? null) : null,
    failure: status === 'FAILED' ? (declined?.decline_code ?? declined?.code ?? 'declined') : null,
    refunds: refunds.map(refundOf),
    chargebacks: disputes.filter(movedMoney).map(chargebackOf),
  };
}
