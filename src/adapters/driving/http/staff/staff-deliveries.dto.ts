import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { DELIVERY_NEEDS } from '../../../../projections/deliveries/query';

export class ListDeliveriesDto extends createZodDto(
  z.object({
    needs: z.enum(DELIVERY_NEEDS).default('help').describe('help: nobody is found or heard of, or it failed'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(20),
    cursor: z.string().max(500).optional(),
  }),
) {}

const delivery = z.object({
  order_id: z.string(),
  restaurant_id: z.string(),
  customer_id: z.string(),
  status: z.string(),
  needs_help: z.boolean(),
  round: z.number().int(),
  radius_metres: z.number().int().nullable(),
  is_exhausted: z.boolean(),
  choice_until: z.string().nullable(),
  chose_to_wait: z.boolean(),
  offer: z
    .object({
      courier_id: z.string(),
      attempt: z.number().int(),
      lease_until: z.string(),
      pickup_distance_metres: z.number().int(),
    })
    .nullable(),
  courier_id: z.string().nullable(),
  attempt: z.number().int(),
  requested_at: z.string(),
  search_began_at: z.string().nullable(),
  assigned_at: z.string().nullable(),
  at_restaurant_at: z.string().nullable(),
  departed_at: z.string().nullable(),
  at_customer_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  estimated_delivery_time: z.string().nullable(),
  silent_checks: z.number().int().describe('Looks in a row that nothing was heard of the courier'),
  last_seen_at: z.string().nullable(),
  reason: z.string().nullable(),
});

export class DeliveriesDto extends createZodDto(
  z.object({ deliveries: z.array(delivery), next_cursor: z.string().nullable() }),
) {}

const candidate = z.object({
  courier_id: z.string(),
  shift: z.number().int(),
  distance_metres: z.number().int(),
  load: z.number().int(),
  capacity: z.number().int(),
  idle_seconds: z.number().int(),
  ping_age_seconds: z.number().int(),
  score: z.number().nullable().describe('The lowest is asked first'),
  place: z.number().int().nullable(),
});

export class AssignmentsDto extends createZodDto(
  z.object({
    order_id: z.string(),
    steps: z.array(
      z.object({
        at: z.string(),
        type: z.string(),
        round: z.number().int().nullable(),
        attempt: z.number().int().nullable(),
        courier_id: z.string().nullable(),
        reason: z.string().nullable(),
        pickup_distance_metres: z.number().int().nullable(),
        lease_until: z.string().nullable(),
        scoring: z
          .object({
            algorithm: z.string(),
            radius_metres: z.number().int(),
            inputs_hash: z.string(),
            candidates: z.array(candidate),
            is_reproduced: z
              .boolean()
              .describe('The recorded inputs have the recorded hash and give the recorded ranking again'),
          })
          .nullable(),
      }),
    ),
  }),
) {}
