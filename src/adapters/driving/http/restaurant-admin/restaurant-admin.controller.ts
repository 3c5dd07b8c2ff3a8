import { Body, Controller, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { BusinessClock } from '../../../../application/ports/clock';
import { ChangeRestaurant } from '../../../../application/restaurants/change-restaurant';
import { asId, type RestaurantId } from '../../../../domain/kernel/ids';
import { plusMinutes, type Instant } from '../../../../domain/kernel/instant';
import { availabilityOf, RestaurantQuery } from '../../../../projections/restaurant/query';
import type { RestaurantRow } from '../../../../projections/restaurant/restaurant';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { HoursDto, OwnRestaurantsDto, PauseDto, RestaurantChangedDto } from './restaurant-admin.dto';
import { restaurantProblem } from './restaurant-problems';

/** How every command to a restaurant answers. */
const restaurantCommand = (summary: string): AnswersOptions => ({
  summary,
  ok: RestaurantChangedDto,
  problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  idempotencyKey: 'honoured',
});

/** The end that a body gives, as a moment; null when it gives none. */
export const endOf = (
  { until, minutes }: { readonly until?: string | undefined; readonly minutes?: number | undefined },
  at: Instant,
): Instant | null => until ?? (minutes === undefined ? null : plusMinutes(at, minutes));

@ApiTags('restaurant')
@Controller('api/v1/restaurant')
export class RestaurantAdminController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
    private readonly restaurants: RestaurantQuery,
    private readonly clock: BusinessClock,
  ) {}

  @Get('restaurants')
  @Answers({ summary: "One's own restaurants, and whether they take orders", ok: OwnRestaurantsDto })
  async list(@CurrentCaller() { actor }: Caller): Promise<OwnRestaurantsDto> {
    const at = this.clock.now();
    const owned = await this.restaurants.ownedBy(actor.id);
    return { restaurants: owned.map((row) => ownRestaurantDto(row, at)) };
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Answers(restaurantCommand('Take no orders for a while'))
  pause(
    @Param() { id }: UuidParamDto,
    @Body() body: PauseDto,
    @Req() request: FastifyRequest,
  ): Promise<RestaurantChangedDto> {
    return this.change(request, id, 'PauseRestaurant', body, (at) => ({
      type: 'PauseRestaurant',
      reason: body.reason,
      until: endOf(body, at),
      at,
    }));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Answers(restaurantCommand('Take orders again'))
  resume(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<RestaurantChangedDto> {
    return this.change(request, id, 'ResumeRestaurant', null, (at) => ({ type: 'ResumeRestaurant', at }));
  }

  @Put(':id/hours')
  @Answers(restaurantCommand('Say when the restaurant takes orders'))
  hours(
    @Param() { id }: UuidParamDto,
    @Body() body: HoursDto,
    @Req() request: FastifyRequest,
  ): Promise<RestaurantChangedDto> {
    const { time_zone: timeZone, weekly, exceptions } = body;
    const hours = { timeZone, weekly, exceptions };
    return this.change(request, id, 'ChangeHours', body, (at) => ({ type: 'ChangeHours', hours, at }));
  }

  private async change(
    request: FastifyRequest,
    id: string,
    operation: ChangeRestaurant['command']['type'],
    body: unknown,
    make: (at: Instant) => ChangeRestaurant['command'],
  ): Promise<RestaurantChangedDto> {
    const context = this.contexts.of(request, operation, id, body);
    const command = new ChangeRestaurant(asId<RestaurantId>(id), make(context.at), context);
    const done = doneOrProblem(await this.commands.execute(command), restaurantProblem);
    return { restaurant_id: id, events: done.events.map(({ type }) => type), position: positionToken(done) };
  }
}

function ownRestaurantDto(row: RestaurantRow, at: Instant): OwnRestaurantsDto['restaurants'][number] {
  const available = availabilityOf(row, at);
  const isPaused = row.pause !== null && (row.pause.until === null || at < row.pause.until);
  return {
    id: row.restaurant_id,
    name: row.name,
    is_active: row.listed,
    is_open: available.open,
    opens_at: available.open ? null : available.opensAt,
    pause: isPaused ? row.pause : null,
  };
}
