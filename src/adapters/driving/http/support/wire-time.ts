import { z } from 'zod';
import { isInstant } from '../../../../domain/kernel/instant';

const FIRST = '1970-01-01T00:00:00.000Z';

/**
 * A moment in any time zone, as an Instant. An offset can carry the first and the last year over the edge of what
 * an Instant, and the database, can hold.
 */
export const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((instant) => isInstant(instant) && instant >= FIRST, 'give a moment between 1970 and 9999');
