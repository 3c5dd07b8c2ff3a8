import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema, moneySchema } from '../../../eventstore/registry/schemas';
import {
  checkout,
  type Checkout,
  type CheckoutCommand,
  type CheckoutEvent,
} from '../../domain/checkout/checkout';
import type { CartId, CourierId, CustomerId, OrderId, PaymentId } from '../../domain/kernel/ids';
import { PAYMENT_METHODS, PAYMENT_SECURITIES } from '../../domain/order/order-messages';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const paymentId = branded<PaymentId>();
const courierId = branded<CourierId>();
const customerId = branded<CustomerId>();

const begun = {
  orderId,
  method: z.enum(PAYMENT_METHODS),
  total: moneySchema,
  expiresAt: instantSchema,
  captured: paymentId.nullable(),
  held: z.array(paymentId),
  isAccepted: z.boolean(),
  courierId: courierId.nullable(),
  isCashIn: z.boolean(),
};

const stateSchema: z.ZodType<Checkout> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle') }),
  z.object({ is: z.enum(['waiting', 'confirmed', 'over']), ...begun }),
]);

const commandSchema: z.ZodType<CheckoutCommand> = z.discriminatedUnion('to', [
  z.object({
    to: z.literal('order'),
    orderId,
    command: z.discriminatedUnion('type', [
      z.object({ type: z.literal('ConfirmOrder'), paymentSecured: z.enum(PAYMENT_SECURITIES) }),
      z.object({ type: z.literal('ExpireOrder') }),
    ]),
  }),
  z.object({
    to: z.literal('cart'),
    type: z.literal('ClearCart'),
    customerId,
    cartId: branded<CartId>(),
    orderedAt: instantSchema,
  }),
  z.object({
    to: z.literal('first-payment'),
    orderId,
    customerId,
    amount: moneySchema,
    method: z.enum(PAYMENT_METHODS).exclude(['COD']).nullable(),
    expiresAt: instantSchema,
  }),
  z.object({ to: z.literal('payment'), paymentId, command: z.object({ type: z.literal('RequestCapture') }) }),
  z.object({ to: z.literal('cash'), orderId, courierId, amount: moneySchema }),
]);

/** The checkout as the application runs it. */
export const checkoutProcess: RegisteredProcess<Checkout, CheckoutEvent, CheckoutCommand> = {
  manager: checkout,
  stateSchema,
  commandSchema,
  decode: storyReader(checkout),
};
