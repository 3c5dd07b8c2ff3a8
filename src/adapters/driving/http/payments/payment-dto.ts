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
  refunds: row.refunds.map(({ refundId, status, amountMinor, cause, requestedAt, settledAt }) => ({
    refund_id: refundId,
    status,
    amount_minor: amountMinor,
    reason: cause,
    requested_at: requestedAt,
    settled_at: settledAt,
  })),
});

/** A payment as everybody else does who may: they do not need the way to the gateway's page. */
export const watchedPaymentDto = (row: PaymentRow): PaymentStatusDto => ({
  ...paymentStatusDto(row),
  gateway_url: null,
});

/** What was bought, what was paid, and what came back. */
export function receiptDto(
  order: OrderViewRow,
  payments: readonly PaymentRow[],
  refunds: readonly RefundRow[],
): ReceiptDto {
  const settled = refunds.filter(({ status }) => status === 'SETTLED');
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
    payments: payments
      .filter((row) => row.captured_minor > 0)
      .map((row) => ({
        method: row.method,
        status: row.status,
        paid_minor: row.captured_minor,
        paid_at: row.captured_at,
      })),
    refunds: refunds.map(refundDto),
    paid_minor: payments.reduce((total, row) => total + row.captured_minor, 0),
    refunded_minor: settled.reduce((total, row) => total + row.amount_minor, 0),
  };
}
