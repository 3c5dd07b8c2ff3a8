import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { currencySchema } from '../../../../../eventstore/registry/schemas';

/** So many days are told at once. */
export const MAX_EARNING_DAYS = 92;

const DAY_MS = 24 * 60 * 60_000;

const day = z.iso
  .date()
  .refine((text) => text >= '1970-01-01' && text < '9999-12-31', 'give a day from 1970 on');

/** Days from one to the other. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

export class EarningsQueryDto extends createZodDto(
  z.object({
    currency: currencySchema.default('INR'),
    from: day.optional().describe('The first day, of the city; six days before the last one, if left out'),
    to: day.optional().describe('The last day; today, if left out'),
  }),
) {}

const amounts = {
  deliveries: z.number().int(),
  earnings: z.number(),
  earnings_minor: z.number().int(),
  tips: z.number(),
  tips_minor: z.number().int(),
  adjustments: z.number().describe('What was charged for what went wrong, below zero'),
  adjustments_minor: z.number().int(),
  cash_collected: z.number(),
  cash_collected_minor: z.number().int(),
  cash_to_deposit: z.number().describe('The cash held when the day, or the period, ends'),
  cash_to_deposit_minor: z.number().int(),
};

export class EarningsDto extends createZodDto(
  z.object({
    from: z.string(),
    to: z.string(),
    time_zone: z.string(),
    currency: z.string(),
    days: z.array(z.object({ day: z.string(), ...amounts })),
    total: z.object(amounts),
  }),
) {}
