import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema, minorSchema, moneySchema } from '../../../eventstore/registry/schemas';
import { ROLES } from '../../domain/kernel/actor';
import type { OrderId, PaymentId, RefundId } from '../../domain/kernel/ids';
import { FAULT_PARTIES } from '../../domain/order/cancellation-fee';
import type { Capture } from '../../domain/refunds/captures';
import {
  ENDINGS,
  refunds,
  type Outlook,
  type Refunds,
  type RefundsCommand,
  type RefundsEvent,
} from '../../domain/refunds/refunds';
import { billSchema } from '../../../eventstore/registry/order.codec';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const paymentId = branded<PaymentId>();

const outlookSchema: z.ZodType<Outlook> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('open') }),
  z.object({
    is: z.literal('cancelled'),
    keepMinor: minorSchema,
    until: instantSchema,
    windowOver: z.boolean(),
  }),
  z.object({ is: z.literal('closed'), keepMinor: minorSchema, ending: z.enum(ENDINGS) }),
]);

const captureSchema: z.ZodType<Capture> = z.object({
  paymentId,
  minor: minorSchema,
  late: z.boolean(),
  refunds: z.array(
    z.object({
      refundId: branded<RefundId>().nullable(),
      cause: z.string(),
      minor: minorSchema,
      automatic: z.boolean(),
      compensates: z.boolean(),
      failed: z.boolean(),
    }),
  ),
  disputes: z.record(z.string(), minorSchema),
});

const stateSchema: z.ZodType<Refunds> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle') }),
  z.object({
    is: z.literal('watching'),
    orderId,
    bill: billSchema,
    dueMinor: minorSchema,
    outlook: outlookSchema,
    attempts: z.array(
      z.object({
        paymentId,
        authorizedMinor: minorSchema.nullable(),
        told: z.enum(['capture', 'void']).nullable(),
      }),
    ),
    captures: z.array(captureSchema),
  }),
]);

const commandSchema: z.ZodType<RefundsCommand> = z.object({
  to: z.literal('payment'),
  orderId,
  paymentId,
  command: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('RequestRefund'),
      amount: moneySchema,
      cause: z.string(),
      chargeTo: z.enum(FAULT_PARTIES).nullable(),
      lines: z.array(z.object({ lineId: z.string(), amountMinor: minorSchema })),
      by: z.enum(ROLES),
    }),
    z.object({ type: z.literal('RequestVoid'), reason: z.string() }),
    z.object({ type: z.literal('RequestCapture') }),
  ]),
});

/** The refunds as the application runs them. */
export const refundsProcess: RegisteredProcess<Refunds, RefundsEvent, RefundsCommand> = {
  manager: refunds,
  stateSchema,
  commandSchema,
  decode: storyReader(refunds),
};
