import { z } from 'zod';
import { ROLES } from '../../src/domain/kernel/actor';
import type { CourierId, CustomerId, OrderId, PaymentId, RefundId } from '../../src/domain/kernel/ids';
import { FAULT_PARTIES } from '../../src/domain/order/cancellation-fee';
import { PAYMENT_METHODS } from '../../src/domain/order/order-messages';
import { GATEWAYS } from '../../src/domain/payment/gateway-payment';
import {
  CAPTURE_MODES,
  GATEWAY_OPERATIONS,
  type PaymentEvent,
} from '../../src/domain/payment/payment-messages';
import { branded, Codec } from './codec';
import { instantSchema, minorSchema, moneySchema } from './schemas';

const at = instantSchema;
const amount = moneySchema;
const reason = z.string();
const refundId = branded<RefundId>();
const gatewayPaymentId = z.string();
const chargebackId = z.string();

const attempt = {
  paymentId: branded<PaymentId>(),
  orderId: branded<OrderId>(),
  customerId: branded<CustomerId>(),
  attempt: z.int(),
  amount,
};

const moneySeen = z.object({ gatewayPaymentId, amount, late: z.boolean(), at });
const chargebackOver = z.object({ chargebackId, amount, at });

/** The events of payments as they are stored. A form that was released is never edited: it gains a version. */
export const paymentCodec = new Codec<PaymentEvent>({
  PaymentInitiated: {
    version: 1,
    schema: z.object({
      ...attempt,
      method: z.enum(PAYMENT_METHODS).exclude(['COD']),
      gateway: z.enum(GATEWAYS),
      capture: z.enum(CAPTURE_MODES),
      expiresAt: instantSchema,
      at,
    }),
  },
  PaymentActionRequired: {
    version: 1,
    schema: z.object({ gatewayPaymentId, url: z.string().nullable(), at }),
  },
  PaymentOutcomeUnknown: {
    version: 1,
    schema: z.object({ operation: z.enum(GATEWAY_OPERATIONS), cause: z.string(), at }),
  },
  PaymentAuthorized: { version: 1, schema: moneySeen },
  CaptureRequested: { version: 1, schema: z.object({ at }) },
  PaymentCaptured: { version: 1, schema: moneySeen },
  PaymentFailed: { version: 1, schema: z.object({ reason, at }) },
  VoidRequested: { version: 1, schema: z.object({ reason, at }) },
  PaymentVoided: { version: 1, schema: z.object({ at }) },
  CodApproved: { version: 1, schema: z.object({ ...attempt, at }) },
  CodCollected: {
    version: 1,
    schema: z.object({ courierId: branded<CourierId>(), amount, shortBy: moneySchema, at }),
  },
  RefundRequested: {
    version: 1,
    schema: z.object({
      refundId,
      amount,
      cause: z.string(),
      chargeTo: z.enum(FAULT_PARTIES).nullable(),
      lines: z.array(z.object({ lineId: z.string(), amountMinor: minorSchema })),
      by: z.enum(ROLES),
      at,
    }),
  },
  RefundSubmitted: { version: 1, schema: z.object({ refundId, gatewayRefundId: z.string(), at }) },
  RefundSettled: { version: 1, schema: z.object({ refundId, amount, at }) },
  RefundFailed: { version: 1, schema: z.object({ refundId, reason, at }) },
  ChargebackOpened: { version: 1, schema: z.object({ chargebackId, amount, reason, at }) },
  ChargebackWon: { version: 1, schema: chargebackOver },
  ChargebackLost: { version: 1, schema: chargebackOver },
});
