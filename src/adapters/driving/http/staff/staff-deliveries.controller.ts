import { hash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { SuspendPartner } from '../../../../application/couriers/suspend-partner';
import { OrderAccess } from '../../../../application/ordering/order-access';
import { explains, scoringText } from '../../../../domain/dispatch/scoring';
import { asId, type CourierId } from '../../../../domain/kernel/ids';
import type { AssignmentDecisionRow } from '../../../../projections/assignment-decisions/assignment-decisions';
import { AssignmentDecisionQuery } from '../../../../projections/assignment-decisions/query';
import type { DeliveryRow } from '../../../../projections/deliveries/deliveries';
import { DeliveryQuery } from '../../../../projections/deliveries/query';
import { partnerProblem } from '../couriers/delivery-problems';
import { UuidParamDto } from '../identity/users.dto';
import { reasonCode } from '../orders/orders.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import { AssignmentsDto, DeliveriesDto, ListDeliveriesDto } from './staff-deliveries.dto';

export class SuspendDto extends createZodDto(z.object({ reason: reasonCode })) {}

export class CourierChangedDto extends createZodDto(
  z.object({ courier_id: z.string(), events: z.array(z.string()), position: z.string() }),
) {}

const courierCommand = (summary: string): AnswersOptions => ({
  summary,
  ok: CourierChangedDto,
  problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  idempotencyKey: 'honoured',
});

@ApiTags('staff')
@Controller('api/v1/staff')
export class StaffDeliveriesController {
  constructor(
    private readonly deliveries: DeliveryQuery,
    private readonly decisions: AssignmentDecisionQuery,
    private readonly access: OrderAccess,
    private readonly partners: SuspendPartner,
    private readonly contexts: CommandContexts,
  ) {}

  @Get('deliveries')
  @Answers({
    summary: 'Deliveries that staff should look at, that nobody brings yet, or all',
    ok: DeliveriesDto,
    problems: ['VALIDATION_ERROR'],
  })
  async list(@Query() { needs, limit, cursor }: ListDeliveriesDto): Promise<DeliveriesDto> {
    const { items, nextCursor } = await this.deliveries.list({ needs, limit, cursor });
    return { deliveries: items.map(deliveryDto), next_cursor: nextCursor };
  }

  @Get('orders/:id/assignments')
  @Answers({
    summary: 'How the courier of an order was chosen, step by step, and what each choice rested on',
    ok: AssignmentsDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async assignments(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
  ): Promise<AssignmentsDto> {
    if (!(await this.access.concerns(actor, id))) throw new Problem('NOT_FOUND', 'There is no such order.');
    return { order_id: id, steps: (await this.decisions.ofOrder(id)).map(stepDto) };
  }

  @Post('couriers/:id/suspend')
  @HttpCode(200)
  @Answers(courierCommand('Keep a courier from taking orders on; what they bring they bring to its end'))
  async suspend(
    @Param() { id }: UuidParamDto,
    @Body() body: SuspendDto,
    @Req() request: FastifyRequest,
  ): Promise<CourierChangedDto> {
    const context = this.contexts.of(request, 'SuspendPartner', id, body);
    const done = await this.partners.suspend(asId<CourierId>(id), body.reason, context);
    return courierChangedDto(id, doneOrProblem(done, partnerProblem));
  }

  @Post('couriers/:id/reinstate')
  @HttpCode(200)
  @Answers(courierCommand('Let a suspended courier take orders again'))
  async reinstate(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<CourierChangedDto> {
    const context = this.contexts.of(request, 'ReinstatePartner', id, null);
    const done = await this.partners.reinstate(asId<CourierId>(id), context);
    return courierChangedDto(id, doneOrProblem(done, partnerProblem));
  }
}

const courierChangedDto = (
  courierId: string,
  done: Parameters<typeof positionToken>[0] & { readonly events: readonly { readonly type: string }[] },
): CourierChangedDto => ({
  courier_id: courierId,
  events: done.events.map(({ type }) => type),
  position: positionToken(done),
});

const deliveryDto = (row: DeliveryRow): DeliveriesDto['deliveries'][number] => ({
  order_id: row.order_id,
  restaurant_id: row.restaurant_id,
  customer_id: row.customer_id,
  status: row.status,
  needs_help: row.needs_help,
  round: row.round,
  radius_metres: row.radius_metres,
  is_exhausted: row.is_exhausted,
  choice_until: row.choice_until,
  chose_to_wait: row.chose_to_wait,
  offer:
    row.offer_courier_id === null
      ? null
      : {
          courier_id: row.offer_courier_id,
          attempt: row.offer_attempt ?? row.attempt,
          lease_until: row.offer_until ?? row.updated_at,
          pickup_distance_metres: row.offer_pickup_metres ?? 0,
        },
  courier_id: row.courier_id,
  attempt: row.attempt,
  requested_at: row.requested_at,
  search_began_at: row.search_began_at,
  assigned_at: row.assigned_at,
  at_restaurant_at: row.at_restaurant_at,
  departed_at: row.departed_at,
  at_customer_at: row.at_customer_at,
  ended_at: row.ended_at,
  estimated_delivery_time: row.eta_p50,
  silent_checks: row.silent_checks,
  last_seen_at: row.last_seen_at,
  reason: row.reason,
});

const stepDto = (row: AssignmentDecisionRow): AssignmentsDto['steps'][number] => ({
  at: row.at,
  type: row.type,
  round: row.round,
  attempt: row.attempt,
  courier_id: row.courier_id,
  reason: row.reason,
  pickup_distance_metres: row.pickup_metres,
  lease_until: row.lease_until,
  scoring: scoringDto(row),
});

type Scoring = NonNullable<AssignmentsDto['steps'][number]['scoring']>;

/** A choice gone through again: from the inputs alone, by the rules that it names. */
function scoringDto(row: AssignmentDecisionRow): Scoring | null {
  const { algorithm, radius_metres: radiusMetres, inputs, inputs_hash: inputsHash, ranked } = row;
  if (algorithm === null || radiusMetres === null || inputs === null || inputsHash === null) return null;
  if (ranked === null) return null;
  const places = new Map(ranked.map(({ courierId, score }, i) => [courierId, { score, place: i + 1 }]));
  return {
    algorithm,
    radius_metres: radiusMetres,
    inputs_hash: inputsHash,
    candidates: inputs.map((input) => ({
      courier_id: input.courierId,
      shift: input.shift,
      distance_metres: input.distanceMetres,
      load: input.load,
      capacity: input.capacity,
      idle_seconds: input.idleSeconds,
      ping_age_seconds: input.pingAgeSeconds,
      score: places.get(input.courierId)?.score ?? null,
      place: places.get(input.courierId)?.place ?? null,
    })),
    is_reproduced:
      hash('sha256', scoringText({ algorithm, radiusMetres, inputs }), 'hex') === inputsHash &&
      explains({ algorithm, inputs, ranked }),
  };
}
