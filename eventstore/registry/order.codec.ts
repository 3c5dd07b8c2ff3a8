import { z } from 'zod';
import { ROLES } from '../../src/domain/kernel/actor';
import type {
  CartId,
  CourierId,
  CustomerId,
  ItemId,
  OrderId,
  RestaurantId,
} from '../../src/domain/kernel/ids';
import { CANCELLATION_STAGES, FAULT_PARTIES } from '../../src/domain/order/cancellation-fee';
import type { Bill, OrderLine } from '../../src/domain/order/order-lines';
import {
  PAYMENT_METHODS,
  PAYMENT_SECURITIES,
  REMINDERS,
  type DeliveryProof,
  type OrderEvent,
} from '../../src/domain/order/order-messages';
import { branded, Codec } from './codec';
import { currencySchema, instantSchema, minorSchema, moneySchema, sealedSchema } from './schemas';

const lineSchema: z.ZodType<OrderLine> = z.object({
  lineId: z.string(),
  itemId: branded<ItemId>(),
  name: z.string(),
  quantity: z.int(),
  unitMinor: minorSchema,
  options: z.array(z.object({ group: z.string(), label: z.string(), priceMinor: minorSchema })),
  totalMinor: minorSchema,
});

export const billSchema: z.ZodType<Bill> = z.object({
  currency: currencySchema,
  subtotalMinor: minorSchema,
  taxMinor: minorSchema,
  deliveryFeeMinor: minorSchema,
  platformFeeMinor: minorSchema,
  discountMinor: minorSchema,
  totalMinor: minorSchema,
});

const proofSchema: z.ZodType<DeliveryProof> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('code'), codeHash: z.string() }),
  z.object({
    kind: z.literal('photo'),
    sha256: z.string(),
    distanceMetres: z.int(),
    accuracyMetres: z.int(),
  }),
  z.object({ kind: z.literal('staff'), reason: z.string() }),
]);

const at = instantSchema;
const reason = z.string();
const courierId = branded<CourierId>();

/** The order's events as they are stored. A form that was released is never edited: it gains a version. */
export const orderCodec = new Codec<OrderEvent>({
  OrderPlaced: {
    version: 1,
    schema: z.object({
      orderId: branded<OrderId>(),
      customerId: branded<CustomerId>(),
      restaurantId: branded<RestaurantId>(),
      restaurantName: z.string(),
      cartId: branded<CartId>(),
      lines: z.array(lineSchema),
      bill: billSchema,
      menuVersion: z.int(),
      menuHash: z.string(),
      quoteHash: z.string(),
      pricingPolicyVersion: z.string(),
      paymentMethod: z.enum(PAYMENT_METHODS),
      address: sealedSchema,
      instructions: sealedSchema.nullable(),
      etaMinutes: z.int(),
      etaInputs: z.object({ prepMinutes: z.int(), distanceMetres: z.int(), policyVersion: z.string() }),
      promisedAt: instantSchema,
      expiresAt: instantSchema,
      deliveryCodeHash: z.string(),
      at,
    }),
  },
  OrderHeld: { version: 1, schema: z.object({ reason, at }) },
  OrderHoldCleared: { version: 1, schema: z.object({ at }) },
  OrderConfirmed: { version: 1, schema: z.object({ paymentSecured: z.enum(PAYMENT_SECURITIES), at }) },
  OrderExpired: { version: 1, schema: z.object({ at }) },
  OrderAcceptedByRestaurant: { version: 1, schema: z.object({ readyBy: instantSchema, at }) },
  OrderRejectedByRestaurant: {
    version: 1,
    schema: z.object({ reason, itemIds: z.array(branded<ItemId>()), at }),
  },
  RestaurantReminded: { version: 1, schema: z.object({ how: z.enum(REMINDERS), at }) },
  PreparationStarted: { version: 1, schema: z.object({ at }) },
  PreparationDelayed: { version: 1, schema: z.object({ readyBy: instantSchema, reason, at }) },
  OrderReadyForPickup: { version: 1, schema: z.object({ at }) },
  PartnerAttached: { version: 1, schema: z.object({ courierId, at }) },
  PartnerDetached: { version: 1, schema: z.object({ courierId, reason, at }) },
  OrderHandedOver: { version: 1, schema: z.object({ courierId, at }) },
  OrderOutForDelivery: { version: 1, schema: z.object({ at }) },
  DeliveryCodeFailed: { version: 1, schema: z.object({ attempt: z.int(), at }) },
  OrderDelivered: { version: 1, schema: z.object({ proof: proofSchema, at }) },
  OrderUndeliverable: { version: 1, schema: z.object({ reason, at }) },
  OrderReturned: { version: 1, schema: z.object({ at }) },
  OrderCancelled: {
    version: 1,
    schema: z.object({
      by: z.enum(ROLES),
      fault: z.enum(FAULT_PARTIES),
      stage: z.enum(CANCELLATION_STAGES),
      fee: moneySchema,
      policyVersion: z.string(),
      reason,
      at,
    }),
  },
  OrderRestored: { version: 1, schema: z.object({ status: z.enum(CANCELLATION_STAGES), at }) },
  OrderCompleted: { version: 1, schema: z.object({ at }) },
});
