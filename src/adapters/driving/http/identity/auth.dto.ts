import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { VEHICLES } from '../../../../domain/partner/partner-messages';

const REGISTRATION_ROLES = ['CUSTOMER', 'RESTAURANT', 'DELIVERY'] as const;

export class RegisterDto extends createZodDto(
  z.object({
    name: z.string().trim().min(1).max(255),
    phone: z.string().min(8).max(20).describe('Ten digits of an Indian mobile number, or +country…'),
    email: z.string().max(255).nullish(),
    password: z.string().min(1).max(256),
    role: z.enum(REGISTRATION_ROLES).default('CUSTOMER'),
    vehicle: z.enum(VEHICLES).optional().describe('What a courier rides; a scooter if left out'),
    vehicle_number: z.string().trim().min(1).max(20).nullish().describe('Its plate'),
  }),
) {}

export class LoginDto extends createZodDto(
  z
    .object({
      login: z.string().min(1).max(255).describe('Phone number or email address').optional(),
      phone: z.string().min(1).max(20).optional(),
      email: z.string().min(1).max(255).optional(),
      password: z.string().min(1).max(256),
      device: z.string().max(100).default(''),
    })
    .refine(({ login, phone, email }) => (login ?? phone ?? email) !== undefined, {
      message: 'give a login, a phone or an email',
      path: ['login'],
    }),
) {}

export class RefreshDto extends createZodDto(z.object({ refresh_token: z.string().min(1).max(200) })) {}

export class SignedInDto extends createZodDto(
  z.object({
    user_id: z.string(),
    role: z.string(),
    name: z.string(),
    token_type: z.literal('Bearer'),
    access_token: z.string(),
    expires_at: z.string(),
    refresh_token: z.string(),
    refresh_expires_at: z.string(),
  }),
) {}
