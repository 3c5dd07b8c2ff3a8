import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { PING_MARKS } from '../../../../domain/gps/plausibility';
import { moment } from '../support/wire-time';

const MAX_LOCATIONS = 100;

const location = z.object({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  accuracy: z.number().min(0).max(100_000).nullish().describe('Metres'),
  mock: z.boolean().default(false).describe('The device says that the place is made up by an app'),
  recorded_at: moment.optional().describe('When the device was there; now if left out'),
  order_id: z
    .string()
    .max(100)
    .nullish()
    .describe('Taken, and not relied on: the server knows what you bring'),
});

export class LocationsDto extends createZodDto(
  location
    .partial()
    .extend({ locations: z.array(location).min(1).max(MAX_LOCATIONS).optional() })
    .refine(
      ({ lat, lng, locations }) =>
        locations === undefined ? lat !== undefined && lng !== undefined : lat === undefined,
      { message: 'send lat and lng, or a list of locations', path: ['lat'] },
    ),
) {}

export class LocationsTakenDto extends createZodDto(
  z.object({
    received: z.number().int(),
    kept: z
      .number()
      .int()
      .describe('Without those that were out of order, within a second of each other, or ten minutes old'),
  }),
) {}

export class TrackDto extends createZodDto(
  z.object({
    order_id: z.string(),
    segments: z.array(
      z.object({
        segment: z.number().int(),
        courier_id: z.string(),
        from: z.string(),
        to: z.string(),
        pings: z
          .array(
            z.object({
              lat: z.number(),
              lng: z.number(),
              accuracy: z.number().nullable(),
              recorded_at: z.string(),
              marks: z.array(z.enum(PING_MARKS)),
            }),
          )
          .nullable()
          .describe('Null when the track was shredded'),
      }),
    ),
  }),
) {}
