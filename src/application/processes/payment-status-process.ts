import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema } from '../../../eventstore/registry/schemas';
import type { OrderId, PaymentId, RefundId } from '../../domain/kernel/ids';
import {
  paymentStatus,
  STAGES,
  type PaymentStatus,
  type PaymentStatusEvent,
  type SyncPayment,
} from '../../domain/payment-status/payment-status';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const paymentId = branded<PaymentId>();
const watch = { orderId, paymentId, since: instantSchema, asked: z.int() };

const stateSchema: z.ZodType<PaymentStatus> = z.object({
  payments: z.record(
    z.string(),
    z.object({ ...watch, expiresAt: instantSchema, stage: z.enum(STAGES), isInstructed: z.boolean() }),
  ),
  refunds: z.record(z.string(), z.object({ ...watch, refundId: branded<RefundId>() })),
});

const commandSchema: z.ZodType<SyncPayment> = z.object({
  to: z.literal('gateway'),
  type: z.literal('SyncPayment'),
  orderId,
  paymentId,
});

/** The payment status as the application runs it. */
export const paymentStatusProcess: RegisteredProcess<PaymentStatus, PaymentStatusEvent, SyncPayment> = {
  manager: paymentStatus,
  stateSchema,
  commandSchema,
  decode: storyReader(paymentStatus),
};
