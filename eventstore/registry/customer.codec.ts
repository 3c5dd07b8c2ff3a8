import { z } from 'zod';
import { ADDRESS_TYPES, type CustomerEvent } from '../../src/domain/customer/customer';
import type { AddressId, CustomerId } from '../../src/domain/kernel/ids';
import { branded, Codec } from './codec';
import { instantSchema, sealedSchema } from './schemas';

const at = instantSchema;
const addressId = branded<AddressId>();

const addressSchema = z.object({
  addressId,
  addressType: z.enum(ADDRESS_TYPES),
  sealed: sealedSchema,
  version: z.int(),
  at,
});

/** A customer's events as they are stored. A form that was released is never edited: it gains a version. */
export const customerCodec = new Codec<CustomerEvent>({
  CustomerRegistered: {
    version: 1,
    schema: z.object({ customerId: branded<CustomerId>(), profile: sealedSchema, at }),
  },
  ProfileUpdated: { version: 1, schema: z.object({ profile: sealedSchema, at }) },
  AddressAdded: { version: 1, schema: addressSchema },
  AddressChanged: { version: 1, schema: addressSchema },
  AddressRemoved: { version: 1, schema: z.object({ addressId, at }) },
  DefaultAddressChanged: { version: 1, schema: z.object({ addressId: addressId.nullable(), at }) },
});
