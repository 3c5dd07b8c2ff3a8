import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { WEEKDAYS } from '../../../../domain/restaurant/opening-hours';
import { reasonCode } from '../orders/orders.dto';
import { moment } from '../support/wire-time';

const MAX_MINUTES = 30 * 24 * 60;

/** Until when something holds: a moment, or so many minutes from now; neither: until it is taken back. */
const until = {
  until: moment.optional().describe('Till then, and not longer'),
  minutes: z.number().int().min(1).max(MAX_MINUTES).optional().describe('Or for so long, from now'),
};

const givesOneEnd = (body: {
  readonly until?: string | undefined;
  readonly minutes?: number | undefined;
}): boolean => body.until === undefined || body.minutes === undefined;

const ONE_END = { message: 'give until or minutes, not both', path: ['minutes'] };

export class PauseDto extends createZodDto(
  z.object({ reason: reasonCode.default('kitchen-busy'), ...until }).refine(givesOneEnd, ONE_END),
) {}

/** Its name tells it from a courier's: two classes of one name share one schema in the document of the API. */
export class ItemAvailabilityDto extends createZodDto(
  z
    .object({ available: z.boolean(), ...until })
    .refine(givesOneEnd, ONE_END)
    .refine(
      ({ available, until: end, minutes }) => !available || (end === undefined && minutes === undefined),
      {
        message: 'only what is not available can be so until some time',
        path: ['available'],
      },
    ),
) {}

const intervals = z.array(z.object({ open: z.string().max(5), close: z.string().max(5) })).max(10);

export class HoursDto extends createZodDto(
  z.object({
    time_zone: z.string().min(1).max(64).describe('IANA name, such as Asia/Kolkata'),
    weekly: z
      .object(
        Object.fromEntries(WEEKDAYS.map((day) => [day, intervals])) as Record<
          (typeof WEEKDAYS)[number],
          typeof intervals
        >,
      )
      .describe(
        'HH:MM on the clock of the restaurant; a close that is not after its open is on the next day',
      ),
    exceptions: z
      .array(z.object({ date: z.iso.date(), intervals }))
      .max(400)
      .default([])
      .describe('What holds on one date instead; no intervals: closed'),
  }),
) {}

const id = z.string().trim().min(1).max(100);
const name = z.string().trim().min(1).max(120);
const price = z.number().int().min(0);
const amount = z.number().min(0).max(100_000);

const option = z.object({ id, label: name, price_minor: price });

const group = z.object({
  id,
  name,
  required: z.boolean(),
  max_selections: z.number().int().min(1).nullable().default(null),
  options: z.array(option).max(100),
});

const item = z.object({
  id,
  name,
  description: z.string().trim().max(1_000).default(''),
  price_minor: price,
  veg: z.boolean(),
  bestseller: z.boolean().default(false),
  image: z.string().max(500).nullable().default(null),
  nutritional_info: z
    .object({ calories: amount, protein: amount, carbs: amount, fat: amount })
    .nullable()
    .default(null),
  customizations: z.array(group).max(20).default([]),
});

/** A menu as GET /restaurants/{id}/menu shows it; what is derived there need not be sent. */
export class PublishMenuDto extends createZodDto(
  z.object({
    categories: z
      .array(z.object({ id, name, items: z.array(item).max(500) }))
      .min(1)
      .max(100),
  }),
) {}

export class PriceDto extends createZodDto(z.object({ price_minor: price })) {}

export class MenuItemParamDto extends createZodDto(z.object({ id: z.uuid(), item_id: id })) {}

export class RestaurantChangedDto extends createZodDto(
  z.object({
    restaurant_id: z.string(),
    events: z.array(z.string()).describe('What the command decided; empty if it was so already'),
    position: z.string(),
  }),
) {}

export class OwnRestaurantsDto extends createZodDto(
  z.object({
    restaurants: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        is_active: z.boolean().describe('Whether the platform offers it'),
        is_open: z.boolean().describe('Whether it takes orders now'),
        opens_at: z.string().nullable(),
        pause: z
          .object({ reason: z.string(), until: z.string().nullable() })
          .nullable()
          .describe('The pause that it is in; null when it is in none'),
      }),
    ),
  }),
) {}
