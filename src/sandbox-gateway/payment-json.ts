import { z } from 'zod';
import type { BookLine, Payment } from './book-records';

/** A payment as the API shows it. */
export const paymentJson = (payment: Payment, baseUrl: string) => {
  const { opening, refunds, chargebacks } = payment;
  return {
    reference: opening.reference,
    id: payment.paymentId,
    order_id: opening.orderId,
    status: payment.status,
    amount_minor: payment.amountMinor,
    currency: opening.currency,
    method: opening.method,
    capture: opening.capture,
    expires_at: opening.expiresAt,
    url: payment.status === 'OPEN' ? `${baseUrl}/pay/${payment.token}` : null,
    failure: payment.status === 'FAILED' ? payment.failure : null,
    refunds: refunds.map(({ reference, refundId, amountMinor, status }) => ({
      reference,
      id: refundId,
      amount_minor: amountMinor,
      status,
    })),
    chargebacks: chargebacks.map(({ chargebackId, amountMinor, status, reason }) => ({
      id: chargebackId,
      amount_minor: amountMinor,
      status,
      reason,
    })),
  };
};

export const lineJson = (line: BookLine) => ({
  kind: line.kind,
  reference: line.reference,
  refund_reference: line.refundReference,
  payment_id: line.paymentId,
  amount_minor: line.amountMinor,
  currency: line.currency,
  at: line.at,
});

/** A request that is not understood. */
export class BadInput extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** @throws BadInput */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BadInput('bad-input', z.prettifyError(result.error));
}
