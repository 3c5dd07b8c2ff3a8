import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { currencySchema } from '../../../../../eventstore/registry/schemas';
import { RESTAURANT_SORTS } from '../../../../projections/restaurant/nearby';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export class RestaurantListQueryDto extends createZodDto(
  z.object({
    lat: z.coerce.number('give a number').min(-90).max(90),
    lng: z.coerce.number('give a number').min(-180).max(180),
    cuisine: z.string().trim().min(1).max(50).optional(),
    veg_only: flag.default(false),
    open_now: flag.default(false).describe('Only restaurants that take orders now'),
    min_rating: z.coerce
      .number('give a number')
      .min(1)
      .max(5)
      .optional()
      .describe('Leaves out restaurants that nobody has rated'),
    max_cost: z.coerce.number('give a number').min(0).max(1_000_000).optional().describe('For two'),
    currency: currencySchema.default('INR').describe('Of max_cost'),
    max_delivery_minutes: z.coerce.number('give a number').int().min(1).max(1000).optional(),
    sort: z.enum(RESTAURANT_SORTS).default('distance'),
    page: z.coerce.number('give a number').int().min(1).max(1000).default(1).describe('Without a cursor'),
    cursor: z.string().max(500).optional().describe('The next_cursor of a page with the same sort'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(20),
  }),
) {}

const card = z.object({
  id: z.string(),
  name: z.string(),
  cuisines: z.array(z.string()),
  rating: z.number().nullable().describe('Average stars; null: nobody has rated it yet'),
  rating_count: z.number().int(),
  delivery_time: z.number().int().describe('Minutes, to the place asked for'),
  cost_for_two: z.number(),
  cost_for_two_minor: z.number().int(),
  currency: z.string(),
  distance_km: z.number(),
  is_veg: z.boolean(),
  is_open: z.boolean(),
  opens_at: z.string().nullable(),
  image: z.string().nullable(),
});

export class RestaurantListDto extends createZodDto(
  z.object({
    restaurants: z.array(card),
    page: z.number().int(),
    has_more: z.boolean(),
    next_cursor: z.string().nullable(),
  }),
) {}

const interval = z.object({ open: z.string(), close: z.string() });

export class RestaurantDto extends createZodDto(
  z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    cuisines: z.array(z.string()),
    location: z.object({ lat: z.number(), lng: z.number() }),
    address: z.object({ line: z.string(), city: z.string(), pincode: z.string() }),
    contact: z.object({ phone: z.string(), email: z.string() }),
    operating_hours: z.object({
      time_zone: z.string(),
      weekly: z.record(z.string(), z.array(interval)),
      exceptions: z.array(z.object({ date: z.string(), intervals: z.array(interval) })),
    }),
    rating: z.number().nullable(),
    rating_count: z.number().int(),
    food_rating: z.number().nullable(),
    food_rating_count: z.number().int(),
    cost_for_two: z.number(),
    cost_for_two_minor: z.number().int(),
    min_order_value: z.number(),
    min_order_value_minor: z.number().int(),
    currency: z.string(),
    preparation_minutes: z.number().int(),
    delivery_radius_km: z.number(),
    is_veg: z.boolean(),
    is_active: z.boolean().describe('Whether the platform offers it'),
    is_open: z.boolean().describe('Whether it takes orders now'),
    opens_at: z.string().nullable(),
    tags: z.array(z.string()),
    images: z.object({ logo: z.string(), cover: z.string() }).nullable(),
  }),
) {}

const option = z.object({
  id: z.string(),
  label: z.string(),
  price: z.number(),
  price_minor: z.number().int(),
});

const item = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  price: z.number(),
  price_minor: z.number().int(),
  veg: z.boolean(),
  bestseller: z.boolean(),
  available: z.boolean(),
  available_from: z.string().nullable().describe('When what is sold out is back, if that is known'),
  image: z.string().nullable(),
  nutritional_info: z
    .object({ calories: z.number(), protein: z.number(), carbs: z.number(), fat: z.number() })
    .nullable(),
  customizations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      required: z.boolean(),
      max_selections: z.number().int().nullable(),
      options: z.array(option),
    }),
  ),
});

export class MenuDto extends createZodDto(
  z.object({
    restaurant_id: z.string(),
    version: z.number().int(),
    hash: z.string(),
    currency: z.string(),
    categories: z.array(z.object({ id: z.string(), name: z.string(), items: z.array(item) })),
  }),
) {}
