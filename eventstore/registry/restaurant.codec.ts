import { z } from 'zod';
import type { OrderId, RestaurantId } from '../../src/domain/kernel/ids';
import type { OpeningHours } from '../../src/domain/restaurant/opening-hours';
import type { RestaurantDetails, RestaurantEvent } from '../../src/domain/restaurant/restaurant';
import { branded, Codec } from './codec';
import { currencySchema, instantSchema, minorSchema } from './schemas';

const intervalsSchema = z.array(z.object({ open: z.string(), close: z.string() }));

const hoursSchema: z.ZodType<OpeningHours> = z.object({
  timeZone: z.string(),
  weekly: z.object({
    mon: intervalsSchema,
    tue: intervalsSchema,
    wed: intervalsSchema,
    thu: intervalsSchema,
    fri: intervalsSchema,
    sat: intervalsSchema,
    sun: intervalsSchema,
  }),
  exceptions: z.array(z.object({ date: z.string(), intervals: intervalsSchema })),
});

const detailsSchema: z.ZodType<RestaurantDetails> = z.object({
  restaurantId: branded<RestaurantId>(),
  ownerId: z.string(),
  name: z.string(),
  description: z.string(),
  cuisines: z.array(z.string()),
  location: z.object({ lat: z.number(), lng: z.number() }),
  address: z.object({ line: z.string(), city: z.string(), pincode: z.string() }),
  contact: z.object({ phone: z.string(), email: z.string() }),
  hours: hoursSchema,
  currency: currencySchema,
  costForTwoMinor: minorSchema,
  minOrderMinor: minorSchema,
  isVeg: z.boolean(),
  prepMinutes: z.int(),
  deliveryRadiusMetres: z.int(),
  tags: z.array(z.string()),
  images: z.object({ logo: z.string(), cover: z.string() }).nullable(),
});

const at = instantSchema;

/** A restaurant's events as they are stored. A form that was released is never edited: it gains a version. */
export const restaurantCodec = new Codec<RestaurantEvent>({
  RestaurantRegistered: { version: 1, schema: z.object({ details: detailsSchema, at }) },
  HoursChanged: { version: 1, schema: z.object({ hours: hoursSchema, at }) },
  RestaurantPaused: {
    version: 1,
    schema: z.object({ reason: z.string(), until: instantSchema.nullable(), at }),
  },
  RestaurantResumed: { version: 1, schema: z.object({ at }) },
  OrderMissed: { version: 1, schema: z.object({ orderId: branded<OrderId>(), at }) },
  RestaurantDelisted: { version: 1, schema: z.object({ at }) },
  RestaurantRelisted: { version: 1, schema: z.object({ at }) },
});
