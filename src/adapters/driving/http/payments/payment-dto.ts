import type { AttemptRefund } from '../../../../projections/payment-attempt';
import type { PaymentRow } from '../../../../projections/payments/payments';
import type { RefundRow } from '../../../../projections/refunds/refunds';
import type { OrderViewRow } from '../../../../projections/order-view/order-view';
import type { PaymentStatusDto, ReceiptDto } from './payments.dto';

/** A refund by itself. */
export const refundDto = (row: RefundRow): ReceiptDto['refunds'][number] => ({
  refund_id: row.refund_id,
  status: row.status,
  amount_minor: row.amount_minor,
  reason: row.cause,
  requested_at: row.requested_at,
  settled_at: row.settled_at,
});

/** A refund as its payment shows it. */
const attemptRefundDto = (refund: AttemptRefund): ReceiptDto['refunds'][number] => ({
  refund_id: refund.refundId,
  status: refund.status,
  amount_minor: refund.amountMinor,
  reason: refund.cause,
  requested_at: refund.requestedAt,
  settled_at: refund.settledAt,
});

/** A payment as its payer sees it. */
export const paymentStatusDto = (row: PaymentRow): PaymentStatusDto => ({
  payment_id: row.payment_id,
  order_id: row.order_id,
  attempt: row.attempt,
  method: row.method,
  status: row.status,
  currency: row.currency,
  amount_due_minor: row.due_minor,
  amount_captured_minor: row.captured_minor,
  amount_refunded_minor: row.refunded_minor,
  amount_refund_pending_minor: row.refund_pending_minor,
  gateway: row.gateway,
  gateway_url: row.url,
  failure_reason: row.reason,
  initiated_at: row.initiated_at,
  expires_at: row.expires_at,
  captured_at: row.captured_at,
  // Of the same row as the amounts, so that they always add up.
  refunds: row.refunds.map(attemptRefundDto),
});

/** A payment as everybody else does who may: they do not need the way to the gateway's page. */
export const watchedPaymentDto = (row: PaymentRow): PaymentStatusDto =>
  paymentStatusDto({ ...row, url: null });

/** What was bought, what was paid, and what came back: of one row, so that it is of one moment. */
export function receiptDto(order: OrderViewRow): ReceiptDto {
  return {
    order_id: order.order_id,
    restaurant_name: order.restaurant_name,
    status: order.status,
    placed_at: order.placed_at,
    delivered_at: order.delivered_at,
    currency: order.currency,
    lines: order.lines.map(({ name, quantity, options, totalMinor }) => ({
      name,
      quantity,
      options: options.map(({ group, label }) => `${group}: ${label}`),
      total_minor: totalMinor,
    })),
    subtotal_minor: order.bill.subtotalMinor,
    tax_minor: order.bill.taxMinor,
    delivery_fee_minor: order.bill.deliveryFeeMinor,
    platform_fee_minor: order.bill.platformFeeMinor,
    discount_minor: order.bill.discountMinor,
    total_minor: order.bill.totalMinor,
    cancellation_fee_minor: order.cancellation?.feeMinor ?? 0,
    payments: order.payments
      .filter(({ capturedMinor }) => capturedMinor > 0)
      .map(({ method, status, capturedMinor, capturedAt }) => ({
        method,
        status,
        paid_minor: capturedMinor,
        paid_at: capturedAt,
      })),
    refunds: order.payments.flatMap(({ refunds }) => refunds.map(attemptRefundDto)),
    paid_minor: order.captured_minor,
    refunded_minor: order.refunded_minor,
  };
}
