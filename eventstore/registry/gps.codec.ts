import { z } from 'zod';
import type { GpsEvent } from '../../src/domain/gps/gps-messages';
import type { CourierId, OrderId } from '../../src/domain/kernel/ids';
import { branded, Codec } from './codec';
import { instantSchema, sealedSchema } from './schemas';

/** Where couriers were, as it is stored. A form that was released is never edited: it gains a version. */
export const gpsCodec = new Codec<GpsEvent>({
  GpsSegmentRecorded: {
    version: 1,
    schema: z.object({
      orderId: branded<OrderId>(),
      courierId: branded<CourierId>(),
      segment: z.int(),
      pings: sealedSchema,
      count: z.int(),
      from: instantSchema,
      to: instantSchema,
      jumps: z.int(),
      mocked: z.int(),
      at: instantSchema,
    }),
  },
});
