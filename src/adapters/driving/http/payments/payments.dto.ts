import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { FAULT_PARTIES } from '../../../../domain/order/cancellation-fee';
import { PAYMENT_METHODS } from '../../../../domain/order/order-messages';
import { GATEWAYS } from '../../../../domain/payment/gateway-payment';
import { REFUND_FILTERS } from '../../../../projections/refunds/query';
import { reasonCode } from '../orders/orders.dto';

const minor = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export class InitiatePaymentDto extends createZodDto(
  z.object({
    order_id: z.uuid(),
    amount_minor: minor.optional().describe('What you believe to be due; refused if it is not'),
    amount: z.number().min(0).optional().describe('The same as a decimal number'),
    method: z
      .enum(PAYMENT_METHODS)
      .exclude(['COD'])
      .optional()
      .describe('As ordered, or as the last time, if left out'),
  }),
) {}

export class PaymentInitiatedDto extends createZodDto(
  z.object({
    payment_id: z.string(),
    order_id: z.string(),
    gateway_url: z.string().nullable().describe('Where to pay; null: ask again in a moment'),
    method: z.string(),
    amount: z.number(),
    amount_minor: z.number().int(),
    currency: z.string(),
    expires_at: z.string(),
  }),
) {}

export class GatewayParamDto extends createZodDto(z.object({ gateway: z.enum(GATEWAYS) })) {}

export class WebhookStoredDto extends createZodDto(z.object({ received: z.literal(true) })) {}

export class RefundDto extends createZodDto(
  z
    .object({
      amount_minor: z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      lines: z
        .array(z.object({ line_id: z.string().min(1).max(100), quantity: z.int().min(1).max(1_000) }))
        .min(1)
        .max(100)
        .refine((lines) => new Set(lines.map(({ line_id }) => line_id)).size === lines.length, {
          message: 'name each line once',
        })
        .optional(),
      reason: reasonCode,
      charge_to: z.enum(FAULT_PARTIES).default('platform').describe('On whose account it goes'),
    })
    .refine(({ amount_minor, lines }) => (amount_minor === undefined) !== (lines === undefined), {
      message: 'give either amount_minor or lines',
    }),
) {}

export class RefundParamDto extends createZodDto(z.object({ id: z.uuid(), refund_id: z.uuid() })) {}

export class RefundRequestedDto extends createZodDto(
  z.object({
    refund_id: z.string(),
    payment_id: z.string(),
    status: z.string(),
    amount: z.number(),
    amount_minor: z.number().int(),
    currency: z.string(),
    position: z.string(),
  }),
) {}

export class CashDto extends createZodDto(
  z.object({ amount_minor: minor.describe('What the customer paid at the door') }),
) {}

const amounts = {
  currency: z.string(),
  amount_due_minor: z.number().int(),
  amount_captured_minor: z.number().int(),
  amount_refunded_minor: z.number().int().describe('Given back for good'),
  amount_refund_pending_minor: z.number().int().describe('On its way back'),
};

const refund = z.object({
  refund_id: z.string(),
  status: z.string(),
  amount_minor: z.number().int(),
  reason: z.string(),
  requested_at: z.string(),
  settled_at: z.string().nullable(),
});

export class PaymentStatusDto extends createZodDto(
  z.object({
    payment_id: z.string(),
    order_id: z.string(),
    attempt: z.number().int(),
    method: z.string(),
    status: z.string(),
    ...amounts,
    gateway: z.string().nullable(),
    gateway_url: z.string().nullable().describe('For the customer: where it can be paid now'),
    failure_reason: z.string().nullable(),
    initiated_at: z.string(),
    expires_at: z.string().nullable(),
    captured_at: z.string().nullable(),
    refunds: z.array(refund),
  }),
) {}

const receiptLine = z.object({
  name: z.string(),
  quantity: z.number().int(),
  options: z.array(z.string()),
  total_minor: z.number().int(),
});

export class ReceiptDto extends createZodDto(
  z.object({
    order_id: z.string(),
    restaurant_name: z.string(),
    status: z.string(),
    placed_at: z.string(),
    delivered_at: z.string().nullable(),
    currency: z.string(),
    lines: z.array(receiptLine),
    subtotal_minor: z.number().int(),
    tax_minor: z.number().int(),
    delivery_fee_minor: z.number().int(),
    platform_fee_minor: z.number().int(),
    discount_minor: z.number().int(),
    total_minor: z.number().int(),
    cancellation_fee_minor: z.number().int(),
    payments: z.array(
      z.object({
        method: z.string(),
        status: z.string(),
        paid_minor: z.number().int(),
        paid_at: z.string().nullable(),
      }),
    ),
    refunds: z.array(refund),
    paid_minor: z.number().int(),
    refunded_minor: z.number().int(),
  }),
) {}

export class PaymentsToWatchQueryDto extends createZodDto(
  z.object({
    limit: z.coerce.number('give a number').int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  }),
) {}

export class RefundsToWatchQueryDto extends createZodDto(
  z.object({
    filter: z.enum(REFUND_FILTERS).default('failed'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  }),
) {}

export class RefundListDto extends createZodDto(
  z.object({
    refunds: z.array(
      refund.extend({
        payment_id: z.string(),
        order_id: z.string(),
        currency: z.string(),
        failure_reason: z.string().nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
) {}

export class PaymentListDto extends createZodDto(
  z.object({ payments: z.array(PaymentStatusDto.schema), next_cursor: z.string().nullable() }),
) {}
