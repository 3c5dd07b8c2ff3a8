import { z } from 'zod';
import { isInstant, type Instant } from '../../src/domain/kernel/instant';
import { MINOR_UNIT_DIGITS, type Currency, type Money } from '../../src/domain/kernel/money';
import type { Sealed } from '../../src/domain/kernel/sealed';

/** A moment in the one form that stored events know. */
export const instantSchema: z.ZodType<Instant> = z
  .string()
  .refine(isInstant, 'not an instant of the form YYYY-MM-DDTHH:mm:ss.sssZ');

const currencies = Object.keys(MINOR_UNIT_DIGITS) as readonly Currency[];

export const currencySchema: z.ZodType<Currency> = z.enum(currencies);

/** An amount in whole minor units; a field of this kind ends in `Minor` and has its currency beside it. */
export const minorSchema = z.int();

export const moneySchema: z.ZodType<Money> = z.object({ minor: minorSchema, currency: currencySchema });

export const sealedSchema: z.ZodType<Sealed> = z.object({
  subject: z.string(),
  keyId: z.string(),
  box: z.string(),
});
