import { z } from 'zod';
import { currencySchema, minorSchema } from '../../../eventstore/registry/schemas';
import type { Bill } from '../../domain/order/order-lines';

/** A bill in the stored state of a process. */
export const billSchema: z.ZodType<Bill> = z.object({
  currency: currencySchema,
  subtotalMinor: minorSchema,
  taxMinor: minorSchema,
  deliveryFeeMinor: minorSchema,
  platformFeeMinor: minorSchema,
  discountMinor: minorSchema,
  totalMinor: minorSchema,
});
