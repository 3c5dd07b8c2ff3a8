import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { KITCHEN_MINUTES } from '../../../../domain/order/kitchen';
import { ORDER_FILTERS } from '../../../../projections/order-view/query';
import { reasonCode } from './orders.dto';

const minutes = z.number().int().min(KITCHEN_MINUTES.min).max(KITCHEN_MINUTES.max);

export class AcceptDto extends createZodDto(
  z.object({
    prep_minutes: minutes.describe('From now until the food is ready'),
    start_now: z.boolean().default(true).describe('false: the kitchen starts later, with POST …/start'),
  }),
) {}

export class RejectDto extends createZodDto(
  z.object({
    reason: reasonCode.default('cannot-cook'),
    item_ids: z.array(z.string().min(1).max(100)).max(50).default([]).describe('What has run out'),
  }),
) {}

export class DelayDto extends createZodDto(
  z.object({
    minutes: minutes.describe('From now until the food is ready'),
    reason: reasonCode.default('kitchen-busy'),
  }),
) {}

export class KitchenOrdersDto extends createZodDto(
  z.object({
    restaurant_id: z.uuid().optional().describe('One of your restaurants; all of them if left out'),
    status: z.enum(ORDER_FILTERS).default('active'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(20),
    page: z.coerce.number('give a number').int().min(1).max(10_000).optional(),
    cursor: z.string().max(500).optional(),
  }),
) {}
