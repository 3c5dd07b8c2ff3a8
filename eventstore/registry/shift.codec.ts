import { z } from 'zod';
import type { CourierId, OrderId } from '../../src/domain/kernel/ids';
import { VEHICLES } from '../../src/domain/partner/partner-messages';
import type { ShiftEvent } from '../../src/domain/shift/shift-messages';
import { branded, Codec } from './codec';
import { instantSchema } from './schemas';

const at = instantSchema;
const orderId = branded<OrderId>();
const attempt = z.int();
const reason = z.string();

/** The events of shifts as they are stored. A form that was released is never edited: it gains a version. */
export const shiftCodec = new Codec<ShiftEvent>({
  PartnerOnline: {
    version: 1,
    schema: z.object({
      courierId: branded<CourierId>(),
      shift: z.int(),
      vehicle: z.enum(VEHICLES),
      capacity: z.int(),
      at,
    }),
  },
  CapacityReserved: {
    version: 1,
    schema: z.object({ orderId, attempt, until: instantSchema.nullable(), at }),
  },
  CapacityReleased: { version: 1, schema: z.object({ orderId, attempt, reason, at }) },
  PartnerOffline: { version: 1, schema: z.object({ reason, at }) },
});
