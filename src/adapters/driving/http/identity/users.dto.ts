import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { LANGUAGES } from '../../../../application/ports/accounts';
import { ADDRESS_TYPES } from '../../../../domain/customer/customer';

export class ProfileDto extends createZodDto(
  z.object({
    user_id: z.string(),
    role: z.string(),
    name: z.string(),
    phone: z.string(),
    email: z.string().nullable(),
    language: z.enum(LANGUAGES),
    created_at: z.string(),
  }),
) {}

export class ChangeProfileDto extends createZodDto(
  z
    .object({
      name: z.string().trim().min(1).max(255),
      phone: z.string().min(8).max(20).describe('Needs the current_password'),
      email: z.string().max(255).nullable().describe('null takes it away'),
      language: z.enum(LANGUAGES).describe('What one is written to in'),
      current_password: z.string().min(1).max(256),
    })
    .partial(),
) {}

const text = (max: number) => z.string().trim().min(1).max(max);

export class AddressEntryDto extends createZodDto(
  z.object({
    address_type: z.enum(ADDRESS_TYPES).default('HOME'),
    address_line1: text(255),
    address_line2: text(255).nullish(),
    landmark: text(255).nullish(),
    city: text(100),
    state: text(100).nullish(),
    pincode: text(10),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    is_default: z.boolean().default(false),
  }),
) {}

const address = z.object({
  address_id: z.string(),
  address_type: z.string(),
  address_line1: z.string(),
  address_line2: z.string().nullable(),
  landmark: z.string().nullable(),
  city: z.string(),
  state: z.string().nullable(),
  pincode: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  is_default: z.boolean(),
});

export class AddressListDto extends createZodDto(z.object({ addresses: z.array(address) })) {}

export class AddressSavedDto extends createZodDto(
  z.object({ address_id: z.string(), position: z.string() }),
) {}

export class UuidParamDto extends createZodDto(z.object({ id: z.uuid() })) {}
