import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { GoOffline } from '../../../../application/couriers/go-offline';
import { GoOnline } from '../../../../application/couriers/go-online';
import { Telemetry } from '../../../../application/telemetry/telemetry';
import { asId, type CourierId } from '../../../../domain/kernel/ids';
import { CourierQuery } from '../../../../projections/couriers/query';
import { CourierRatingQuery } from '../../../../projections/ratings/query';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem } from '../support/outcomes';
import { Problem } from '../support/problems';
import { CourierDesk } from './courier-desk';
import { AvailabilityDto, AvailabilityReplyDto, CourierMeDto } from './couriers.dto';
import { shiftProblem } from './delivery-problems';

@ApiTags('delivery')
@Controller('api/v1/delivery')
export class AvailabilityController {
  constructor(
    private readonly online: GoOnline,
    private readonly offline: GoOffline,
    private readonly contexts: CommandContexts,
    private readonly couriers: CourierQuery,
    private readonly ratings: CourierRatingQuery,
    private readonly desk: CourierDesk,
    private readonly telemetry: Telemetry,
  ) {}

  @Post('available')
  @HttpCode(200)
  @Answers({
    summary: 'Begin to take orders, or say again where you are; or take no more',
    ok: AvailabilityReplyDto,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'COURIER_SUSPENDED',
      'COURIER_DELIVERING',
      'CONFLICT',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'honoured',
  })
  async available(
    @Body() body: AvailabilityDto,
    @Req() request: FastifyRequest,
  ): Promise<AvailabilityReplyDto> {
    const { available, lat = 0, lng = 0 } = body;
    const context = this.contexts.of(request, 'SetAvailability', '', body);
    const outcome = available
      ? await this.online.execute({ lat, lng }, context)
      : await this.offline.execute('by-courier', context);
    const wasNever = outcome.kind === 'rejected' && outcome.rejection.code === 'shift-not-found';
    if (!available && wasNever) return { available, events: [] };
    const done = doneOrProblem(outcome, shiftProblem);
    if (available && done.events.length === 0) {
      const ping = { lat, lng, accuracyMetres: null, mock: false, at: context.at };
      await this.telemetry.take(asId<CourierId>(context.actor.id), [ping], context.correlationId);
    }
    return { available, events: done.events.map(({ type }) => type) };
  }

  @Get('me')
  @Answers({
    summary: 'How you stand: your shift, and what you bring',
    ok: CourierMeDto,
    problems: ['NOT_FOUND'],
  })
  async me(@CurrentCaller() { actor }: Caller): Promise<CourierMeDto> {
    const [row] = await this.couriers.byIds([actor.id]);
    if (row === undefined) throw new Problem('NOT_FOUND', 'You are not known as a courier yet.');
    const { average, count } = await this.ratings.of(actor.id);
    return {
      courier_id: row.courier_id,
      is_online: row.is_online,
      is_suspended: row.is_suspended,
      vehicle: row.vehicle,
      shift: row.shift,
      online_since: row.online_since,
      capacity: row.capacity,
      load: row.reservations.length,
      rating: average,
      ratings: count,
      deliveries: [...(await this.desk.broughtBy(actor.id))],
    };
  }
}
