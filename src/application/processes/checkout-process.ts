import { z } from 'zod';
import { decodeRecorded, type TiffinEvent } from '../../../eventstore/registry/catalogue';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema } from '../../../eventstore/registry/schemas';
import {
  checkout,
  type Checkout,
  type CheckoutCommand,
  type CheckoutEvent,
} from '../../domain/checkout/checkout';
import { asId, type CartId, type CustomerId, type OrderId } from '../../domain/kernel/ids';
import { PAYMENT_SECURITIES } from '../../domain/order/order-messages';
import type { RegisteredProcess } from './registered-process';

const orderId = branded<OrderId>();
const begun = { orderId, cashOnDelivery: z.boolean(), expiresAt: instantSchema };

const stateSchema: z.ZodType<Checkout> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle') }),
  z.object({ is: z.literal('waiting'), ...begun }),
  z.object({ is: z.literal('settled'), ...begun }),
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
    customerId: branded<CustomerId>(),
    cartId: branded<CartId>(),
  }),
]);

type Read = Extract<TiffinEvent, { readonly type: CheckoutEvent['type'] }>;

const isRead = (event: TiffinEvent): event is Read => checkout.reads.some((type) => type === event.type);

/** The checkout as the application runs it. An order's partition key is its id. */
export const checkoutProcess: RegisteredProcess<Checkout, CheckoutEvent, CheckoutCommand> = {
  manager: checkout,
  stateSchema,
  commandSchema,
  decode: (recorded, { partitionKey }) => {
    const { event } = decodeRecorded(recorded);
    if (!isRead(event)) throw new Error(`the checkout does not read ${recorded.type}`);
    return { ...event, orderId: asId<OrderId>(partitionKey) };
  },
};
