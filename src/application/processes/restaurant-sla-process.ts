import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema } from '../../../eventstore/registry/schemas';
import type { ItemId, OrderId, RestaurantId } from '../../domain/kernel/ids';
import { REMINDERS } from '../../domain/order/order-messages';
import {
  restaurantSla,
  type RestaurantSla,
  type RestaurantSlaCommand,
  type RestaurantSlaEvent,
} from '../../domain/restaurant-sla/restaurant-sla';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const restaurantId = branded<RestaurantId>();
const itemId = branded<ItemId>();

const stateSchema: z.ZodType<RestaurantSla> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle') }),
  z.object({
    is: z.enum(['placed', 'unanswered', 'cooking', 'over']),
    orderId,
    restaurantId,
    readyBy: instantSchema.nullable(),
    gaveUp: z.boolean(),
  }),
]);

const commandSchema: z.ZodType<RestaurantSlaCommand> = z.discriminatedUnion('to', [
  z.object({
    to: z.literal('order'),
    orderId,
    command: z.discriminatedUnion('type', [
      z.object({ type: z.literal('RemindRestaurant'), how: z.enum(REMINDERS) }),
      z.object({ type: z.literal('RejectOrder'), reason: z.string(), itemIds: z.array(itemId) }),
    ]),
  }),
  z.object({ to: z.literal('open-check'), orderId, restaurantId }),
  z.object({ to: z.literal('restaurant'), restaurantId, missed: orderId }),
  z.object({ to: z.literal('menu'), restaurantId, itemId, until: instantSchema }),
]);

/** The restaurant's obligations as the application runs them. */
export const restaurantSlaProcess: RegisteredProcess<
  RestaurantSla,
  RestaurantSlaEvent,
  RestaurantSlaCommand
> = {
  manager: restaurantSla,
  stateSchema,
  commandSchema,
  decode: storyReader(restaurantSla),
};
