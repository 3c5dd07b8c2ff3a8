import { z } from 'zod';
import type { GatewayBookLine } from '../../../../application/ports/payment-gateway';
import { asId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { isInstant } from '../../../../domain/kernel/instant';
import { money } from '../../../../domain/kernel/money';
import { GATEWAY_STATUSES, type GatewayPayment } from '../../../../domain/payment/gateway-payment';
import { wireAmount, wireCurrency } from '../gateway-http';

const idSchema = z.string().min(1).max(200);
const textSchema = z.string().max(200);

const paymentSchema = z
  .object({
    reference: idSchema,
    id: idSchema,
    status: z.enum(GATEWAY_STATUSES),
    amount_minor: wireAmount,
    currency: wireCurrency,
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .nullable(),
    failure: textSchema.nullable(),
    refunds: z.array(
      z.object({
        reference: idSchema.nullable(),
        id: idSchema,
        amount_minor: z.int().positive(),
        status: z.enum(['PENDING', 'SETTLED', 'FAILED']),
      }),
    ),
    chargebacks: z.array(
      z.object({
        id: idSchema,
        amount_minor: z.int().positive(),
        status: z.enum(['OPEN', 'WON', 'LOST']),
        reason: textSchema,
      }),
    ),
  })
  .transform((payment): GatewayPayment => ({
    reference: asId<PaymentId>(payment.reference),
    gatewayPaymentId: payment.id,
    status: payment.status,
    amount: money(payment.amount_minor, payment.currency),
    url: payment.url,
    failure: payment.failure,
    refunds: payment.refunds.map(({ reference, id, amount_minor: minor, status }) => ({
      reference: reference === null ? null : asId<RefundId>(reference),
      gatewayRefundId: id,
      amount: money(minor, payment.currency),
      status,
    })),
    chargebacks: payment.chargebacks.map(({ id, amount_minor: minor, status, reason }) => ({
      chargebackId: id,
      amount: money(minor, payment.currency),
      status,
      reason,
    })),
  }));

const lineSchema = z
  .object({
    kind: z.enum(['capture', 'refund', 'chargeback']),
    reference: idSchema.nullable(),
    refund_reference: idSchema.nullable(),
    payment_id: idSchema,
    amount_minor: z.int(),
    currency: wireCurrency,
    at: z.string().refine(isInstant),
  })
  .transform((line): GatewayBookLine => ({
    kind: line.kind,
    paymentReference: line.reference === null ? null : asId<PaymentId>(line.reference),
    refundReference: line.refund_reference === null ? null : asId<RefundId>(line.refund_reference),
    gatewayPaymentId: line.payment_id,
    amount: money(line.amount_minor, line.currency),
    at: line.at,
  }));

/** An answer that says how a payment stands. */
export const paymentAnswer: z.ZodType<GatewayPayment> = paymentSchema;

/** A page of the book. */
export const bookAnswer = z.object({ lines: z.array(lineSchema), next: z.string().max(100).nullable() });

/** An answer that says no, and why. */
export const errorAnswer = z.object({ error: z.object({ code: z.string().min(1).max(100) }) });
