import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema } from '../../../eventstore/registry/schemas';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../../domain/kernel/ids';
import { NOTICE_KINDS } from '../../domain/notices/notice';
import { notices, type Notices, type NoticesCommand, type NoticesEvent } from '../../domain/notices/notices';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const customerId = branded<CustomerId>();
const restaurantId = branded<RestaurantId>();
const courierId = branded<CourierId>();

const stateSchema: z.ZodType<Notices> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle') }),
  z.object({
    is: z.literal('following'),
    orderId,
    customerId,
    restaurantId,
    restaurantName: z.string(),
    isConfirmed: z.boolean(),
    courierId: courierId.nullable(),
    isHandedOver: z.boolean(),
  }),
]);

const commandSchema: z.ZodType<NoticesCommand> = z.object({
  to: z.discriminatedUnion('role', [
    z.object({ role: z.literal('customer'), customerId }),
    z.object({ role: z.literal('restaurant') }),
    z.object({ role: z.literal('courier'), courierId }),
    z.object({ role: z.literal('staff') }),
  ]),
  notice: z.object({
    kind: z.enum(NOTICE_KINDS),
    orderId,
    restaurantId,
    restaurantName: z.string(),
    moment: instantSchema.nullable(),
  }),
});

/** The notices as the application runs them. */
export const noticesProcess: RegisteredProcess<Notices, NoticesEvent, NoticesCommand> = {
  manager: notices,
  stateSchema,
  commandSchema,
  decode: storyReader(notices),
};
