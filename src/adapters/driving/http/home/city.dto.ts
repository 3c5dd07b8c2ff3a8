import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const place = z.object({ lat: z.number(), lng: z.number() });

export class CityDto extends createZodDto(
  z.object({
    centre: place.describe('The middle of the map'),
    streets: z.string().nullable().describe('Where the streets are, as GeoJSON; null: there are none'),
    feed: z.string().describe('Where the city is shown live'),
    restaurants: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        cuisines: z.array(z.string()),
        location: place,
        is_veg: z.boolean(),
        is_open: z.boolean().describe('Whether it takes orders now'),
      }),
    ),
    payment_gateway: z.string().nullable().describe('The page of the sandbox gateway; null: there is none'),
    logins: z
      .array(z.object({ role: z.string(), login: z.string(), password: z.string(), name: z.string() }))
      .describe('Accounts to try it with, one per role'),
  }),
) {}
