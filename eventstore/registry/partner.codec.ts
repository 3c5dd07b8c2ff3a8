import { z } from 'zod';
import type { CourierId } from '../../src/domain/kernel/ids';
import { VEHICLES, type PartnerEvent } from '../../src/domain/partner/partner-messages';
import { branded, Codec } from './codec';
import { instantSchema, sealedSchema } from './schemas';

const at = instantSchema;
const profile = sealedSchema;
const vehicle = z.enum(VEHICLES);

/** The events of couriers as they are stored. A form that was released is never edited: it gains a version. */
export const partnerCodec = new Codec<PartnerEvent>({
  PartnerRegistered: {
    version: 1,
    schema: z.object({ courierId: branded<CourierId>(), profile, vehicle, at }),
  },
  PartnerProfileChanged: { version: 1, schema: z.object({ profile, vehicle, at }) },
  PartnerSuspended: { version: 1, schema: z.object({ reason: z.string(), at }) },
  PartnerReinstated: { version: 1, schema: z.object({ at }) },
  ShiftOpened: { version: 1, schema: z.object({ shift: z.int(), at }) },
});
