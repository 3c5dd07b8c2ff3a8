import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { FAULT_PARTIES } from '../../../../domain/order/cancellation-fee';
import { PAYMENT_METHODS } from '../../../../domain/order/order-messages';
import { ORDER_FILTERS } from '../../../../projections/order-view/query';
import { billSchema, lineSchema } from '../cart/cart.dto';

export class PlaceOrderDto extends createZodDto(
  z.object({
    cart_id: z.uuid(),
    address_id: z.uuid(),
    payment_method: z.enum(PAYMENT_METHODS),
    delivery_instructions: z.string().trim().min(1).max(500).nullish(),
    quote_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullish()
      .describe('From the cart: what is charged is then exactly what was shown'),
  }),
) {}

export class OrderPlacedDto extends createZodDto(
  z.object({
    order_id: z.string(),
    status: z.string(),
    estimated_delivery_time: z.string(),
    total_amount: z.number(),
    total_amount_minor: z.number().int(),
    currency: z.string(),
    payment_method: z.string(),
    next_action: z
      .discriminatedUnion('type', [
        z.object({ type: z.literal('none') }),
        z.object({ type: z.literal('redirect'), payment_id: z.string(), initiate_url: z.string() }),
      ])
      .describe(
        'What the customer has to do to pay: ask initiate_url for the page of the gateway, and go there',
      ),
    position: z.string(),
  }),
) {}

export class OrderChangedDto extends createZodDto(
  z.object({
    order_id: z.string(),
    events: z.array(z.string()).describe('What the command decided; empty if it was so already'),
    position: z.string(),
  }),
) {}

/** Why, as a short code: it stands in the event for ever, and free text would carry personal data there. */
export const reasonCode = z.string().regex(/^[a-z0-9-]{1,64}$/, 'use a short code such as out-of-stock');

export class CancelDto extends createZodDto(
  z.object({
    reason: reasonCode.default('changed-my-mind'),
    fault: z
      .enum(FAULT_PARTIES)
      .optional()
      .describe('Staff only: on whose account; a cancellation by the customer is on theirs'),
  }),
) {}

export class OrderCancelledDto extends createZodDto(
  z.object({
    order_id: z.string(),
    status: z.string(),
    cancellation_fee: z.number(),
    cancellation_fee_minor: z.number().int(),
    currency: z.string(),
    position: z.string(),
  }),
) {}

export class ListOrdersDto extends createZodDto(
  z.object({
    status: z.enum(ORDER_FILTERS).default('all'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(20),
    page: z.coerce.number('give a number').int().min(1).max(10_000).optional(),
    cursor: z.string().max(500).optional(),
  }),
) {}

/** Where an order goes. */
export const addressSchema = z.object({
  address_line1: z.string(),
  address_line2: z.string().nullable(),
  landmark: z.string().nullable(),
  city: z.string(),
  state: z.string().nullable(),
  pincode: z.string(),
  latitude: z.number(),
  longitude: z.number(),
});

const order = z.object({
  order_id: z.string(),
  status: z.string(),
  payment_status: z.string(),
  kitchen_status: z.string(),
  delivery_status: z.string(),
  risk_status: z.string(),
  reason: z.string().nullable(),
  customer_id: z.string(),
  restaurant_id: z.string(),
  restaurant_name: z.string(),
  delivery_partner_id: z.string().nullable(),
  pickup_code: z
    .string()
    .nullable()
    .describe('To be written on the bag, until it is picked up; for the restaurant and staff'),
  payment_method: z.string(),
  payment_id: z
    .string()
    .nullable()
    .describe('Of the attempt to pay that counts; null before the first, and for restaurants and couriers'),
  items: z.array(lineSchema),
  bill: billSchema,
  total_amount: z.number(),
  total_amount_minor: z.number().int(),
  captured_amount: z
    .number()
    .nullable()
    .describe('What was collected, through a gateway or in cash; null for restaurants and couriers'),
  captured_amount_minor: z.number().int().nullable(),
  refunded_amount: z.number().nullable().describe('What of it has gone back; null for the same'),
  refunded_amount_minor: z.number().int().nullable(),
  refund_pending_amount: z.number().nullable().describe('What of it is on its way back; null for the same'),
  refund_pending_amount_minor: z.number().int().nullable(),
  currency: z.string(),
  placed_at: z.string(),
  estimated_delivery_time: z.string().describe('As likely later as earlier, once the kitchen has accepted'),
  wait_or_cancel_until: z
    .string()
    .nullable()
    .describe(
      'Set while nobody is found to bring it: until then the customer waits on, or cancels for nothing',
    ),
  ready_by: z.string().nullable(),
  actual_delivery_time: z.string().nullable(),
  updated_at: z.string(),
  cancellation: z
    .object({
      how: z.string(),
      by: z.string().nullable(),
      fault: z.string().nullable(),
      stage: z.string().nullable(),
      fee: z.number(),
      fee_minor: z.number().int(),
    })
    .nullable(),
});

export class OrderDto extends createZodDto(
  order.extend({
    delivery_address: addressSchema
      .nullable()
      .describe('For the customer and staff, and for the courier until the order is over'),
    delivery_instructions: z.string().nullable(),
    delivery_code: z.string().nullable().describe('For the customer alone, to tell at the door'),
    pickup: z
      .object({
        name: z.string(),
        address: z.string(),
        phone: z.string(),
        latitude: z.number(),
        longitude: z.number(),
      })
      .nullable()
      .describe('Where the food is, for the courier alone'),
  }),
) {}

export class OrderListDto extends createZodDto(
  z.object({ orders: z.array(order), next_cursor: z.string().nullable() }),
) {}

export class TimelineDto extends createZodDto(
  z.object({
    order_id: z.string(),
    timeline: z.array(
      z.object({
        revision: z
          .number()
          .int()
          .describe(
            'Place in the order’s own history or, where the details name a paymentId, in that payment’s',
          ),
        type: z.string(),
        at: z.string(),
        by: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
) {}
