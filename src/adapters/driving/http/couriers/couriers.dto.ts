import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { FAILURE_REASONS } from '../../../../domain/delivery/delivery';
import { addressSchema, reasonCode } from '../orders/orders.dto';

export class AvailabilityDto extends createZodDto(
  z
    .object({
      available: z.boolean(),
      lat: z.number().min(-90).max(90).optional(),
      lng: z.number().min(-180).max(180).optional(),
    })
    .refine(({ available, lat, lng }) => !available || (lat !== undefined && lng !== undefined), {
      message: 'say where you are',
      path: ['lat'],
    }),
) {}

export class AvailabilityReplyDto extends createZodDto(
  z.object({
    available: z.boolean(),
    events: z.array(z.string()).describe('What the command decided; empty if it was so already'),
  }),
) {}

const pickupSchema = z.object({
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  latitude: z.number(),
  longitude: z.number(),
});

const offer = z.object({
  order_id: z.string(),
  attempt: z.number().int(),
  pickup: pickupSchema,
  pickup_distance_metres: z.number().int().describe('From you to the restaurant'),
  delivery_distance_metres: z.number().int().describe('From the restaurant to the door'),
  ready_by: z.string().nullable(),
  earning: z.number().describe('What you earn for bringing it'),
  earning_minor: z.number().int(),
  currency: z.string(),
  lease_until: z.string().describe('It can be accepted before then'),
  seconds_left: z.number(),
});

export class OffersDto extends createZodDto(z.object({ offers: z.array(offer) })) {}

const bringing = z.object({
  order_id: z.string(),
  status: z.string(),
  delivery_status: z.string(),
  pickup: pickupSchema,
  delivery_address: addressSchema.nullable(),
  delivery_instructions: z.string().nullable(),
  delivery_distance_metres: z.number().int(),
  payment_method: z.string(),
  cash_to_collect_minor: z.number().int().describe('0 unless it is paid in cash'),
  earning_minor: z.number().int(),
  currency: z.string(),
  ready_by: z.string().nullable(),
  estimated_delivery_time: z.string(),
});

/** What a courier has to do with now. */
export class CourierDeskDto extends createZodDto(
  z.object({ offers: z.array(offer), deliveries: z.array(bringing) }),
) {}

export class CourierMeDto extends createZodDto(
  z.object({
    courier_id: z.string(),
    is_online: z.boolean(),
    is_suspended: z.boolean(),
    vehicle: z.string(),
    shift: z.number().int(),
    online_since: z.string().nullable(),
    capacity: z.number().int().describe('How many orders fit at once'),
    load: z.number().int().describe('Deliveries and offers that take room now'),
    rating: z.number().nullable(),
    ratings: z.number().int().describe('How many gave stars'),
    deliveries: z.array(bringing),
  }),
) {}

export class DeclineDto extends createZodDto(z.object({ reason: reasonCode.default('not-now') })) {}

export class ArrivedDto extends createZodDto(z.object({ where: z.enum(['restaurant', 'customer']) })) {}

export class ReleaseDto extends createZodDto(z.object({ reason: reasonCode.default('cannot-continue') })) {}

export class FailDto extends createZodDto(z.object({ reason: z.enum(FAILURE_REASONS) })) {}
