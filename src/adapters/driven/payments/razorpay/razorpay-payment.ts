import { z } from 'zod';
import { asId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { money } from '../../../../domain/kernel/money';
import type {
  GatewayChargeback,
  GatewayPayment,
  GatewayRefund,
  GatewayStatus,
} from '../../../../domain/payment/gateway-payment';
import { unknown } from '../gateway-answers';
import { wireAmount, wireCurrency } from '../gateway-http';

/** Notes are an object, or an empty array when there are none. */
const notesSchema = z
  .union([
    z.object({ payment_id: z.string().optional(), refund_id: z.string().optional() }),
    z.array(z.never()),
  ])
  .nullish()
  .transform((notes) => (notes === null || notes === undefined || Array.isArray(notes) ? {} : notes));

/** The fields of Razorpay's entities that are used, and no others. */
export const linkSchema = z.object({
  id: z.string(),
  reference_id: z.string(),
  amount: wireAmount,
  currency: wireCurrency,
  status: z.enum(['created', 'partially_paid', 'expired', 'cancelled', 'paid']),
  short_url: z.string(),
  /** The order behind the link, which its payments belong to. */
  order_id: z.string().nullish(),
});
export type RazorpayLink = z.infer<typeof linkSchema>;

export const paymentSchema = z.object({
  id: z.string(),
  amount: wireAmount,
  currency: wireCurrency,
  status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
  captured: z.boolean().nullish(),
  created_at: z.int(),
});
export type RazorpayPayment = z.infer<typeof paymentSchema>;

export const refundSchema = z.object({
  id: z.string(),
  payment_id: z.string(),
  amount: wireAmount,
  currency: wireCurrency,
  status: z.string(),
  notes: notesSchema,
  created_at: z.int(),
});
export type RazorpayRefund = z.infer<typeof refundSchema>;

export const disputeSchema = z.object({
  id: z.string(),
  payment_id: z.string(),
  amount: wireAmount,
  currency: wireCurrency,
  status: z.string(),
  phase: z.string(),
  reason_code: z.string().nullish(),
  created_at: z.int(),
});
export type RazorpayDispute = z.infer<typeof disputeSchema>;

/** Whether its money was collected. What was only held and ran out is `refunded` too, yet was never captured. */
export const wasCaptured = ({ status, captured }: RazorpayPayment): boolean =>
  status === 'captured' || (status === 'refunded' && captured === true);

/** Suspicions of fraud and questions of the bank move no money, so they are no chargebacks (yet). */
export const isChargeback = ({ phase }: RazorpayDispute): boolean =>
  phase !== 'fraud' && phase !== 'retrieval';

function refundOf({ id, amount, currency, status, notes }: RazorpayRefund): GatewayRefund {
  return {
    reference: notes.refund_id === undefined ? null : asId<RefundId>(notes.refund_id),
    gatewayRefundId: id,
    amount: money(amount, currency),
    status: status === 'processed' ? 'SETTLED' : status === 'failed' ? 'FAILED' : 'PENDING',
  };
}

/** `closed` is a dispute that came to nothing. */
const chargebackOf = ({ id, amount, currency, status, reason_code }: RazorpayDispute): GatewayChargeback => ({
  chargebackId: id,
  amount: money(amount, currency),
  status: status === 'lost' ? 'LOST' : status === 'won' || status === 'closed' ? 'WON' : 'OPEN',
  reason: reason_code ?? 'unknown',
});

/** The try that counts: one that brought money, else one that holds it, else none. */
export const decisivePayment = (tries: readonly RazorpayPayment[]): RazorpayPayment | null =>
  tries.find(wasCaptured) ?? tries.find(({ status }) => status === 'authorized') ?? null;

/**
 * A try that failed leaves the link open for another, and may yet turn out authorised, days later. Money that is
 * held on a cancelled link counts as let go of: nobody captures it, and Razorpay gives it back by itself when the
 * account's time for capturing is over.
 */
function statusOf({ status }: RazorpayLink, decisive: RazorpayPayment | null): GatewayStatus {
  if (decisive !== null && wasCaptured(decisive)) return 'CAPTURED';
  if (status === 'cancelled') return 'CANCELLED';
  if (decisive !== null) return 'AUTHORIZED';
  if (status === 'expired') return 'CANCELLED';
  // The payments of a paid link are listed a moment later than its status says, or the hold on one ran out.
  if (status === 'paid') throw unknown('razorpay: paid, yet no payment is there');
  return 'OPEN';
}

/** A link and the tries to pay it as a payment. */
export function paymentOf(
  link: RazorpayLink,
  tries: readonly RazorpayPayment[],
  refunds: readonly RazorpayRefund[],
  disputes: readonly RazorpayDispute[],
): GatewayPayment {
  const decisive = decisivePayment(tries);
  const status = statusOf(link, decisive);
  const paid = decisive !== null && (status === 'CAPTURED' || status === 'AUTHORIZED') ? decisive : link;
  return {
    reference: asId<PaymentId>(link.reference_id),
    gatewayPaymentId: link.id,
    status,
    amount: money(paid.amount, paid.currency),
    url: status === 'OPEN' ? link.short_url : null,
    failure: null,
    refunds: refunds.map(refundOf),
    chargebacks: disputes.filter(isChargeback).map(chargebackOf),
  };
}
