import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StreamLoader } from '../../../../application/commands/stream-loader';
import { OrderAccess } from '../../../../application/ordering/order-access';
import { BusinessClock } from '../../../../application/ports/clock';
import { SubjectKeys } from '../../../../application/ports/subject-keys';
import { openTrack } from '../../../../application/telemetry/open-track';
import { Telemetry } from '../../../../application/telemetry/telemetry';
import type { MarkedPing, Ping } from '../../../../domain/gps/plausibility';
import { asId, type CourierId, type OrderId } from '../../../../domain/kernel/ids';
import type { Instant } from '../../../../domain/kernel/instant';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { LocationsDto, LocationsTakenDto, TrackDto } from './telemetry.dto';

@ApiTags('delivery')
@Controller('api/v1')
export class TelemetryController {
  constructor(
    private readonly telemetry: Telemetry,
    private readonly clock: BusinessClock,
    private readonly access: OrderAccess,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
  ) {}

  @Post(['delivery/location', 'location'])
  @HttpCode(202)
  @Answers({
    summary: 'Say where you are, as one place or as a list of the last ones',
    ok: LocationsTakenDto,
    status: 202,
    problems: ['VALIDATION_ERROR', 'NOT_ON_SHIFT'],
  })
  async location(
    @CurrentCaller() { actor }: Caller,
    @Body() body: LocationsDto,
    @Req() request: FastifyRequest,
  ): Promise<LocationsTakenDto> {
    const pings = pingsOf(body, this.clock.now());
    const taken = await this.telemetry.take(asId<CourierId>(actor.id), pings, request.id);
    if (taken.kind === 'not-on-shift') throw new Problem('NOT_ON_SHIFT', 'Go online first.');
    return { received: pings.length, kept: taken.kept };
  }

  @Get('staff/orders/:id/track')
  @Answers({
    summary: 'Where the courier of an order was, and what of it is doubtful',
    ok: TrackDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async track(@CurrentCaller() { actor }: Caller, @Param() { id }: UuidParamDto): Promise<TrackDto> {
    if (!(await this.access.concerns(actor, id))) throw new Problem('NOT_FOUND', 'There is no such order.');
    const track = await openTrack(this.loader, this.keys, asId<OrderId>(id));
    return {
      order_id: id,
      segments: track.map(({ segment: { segment, courierId, from, to }, pings }) => ({
        ...{ segment, courier_id: courierId, from, to },
        pings: pings?.map(pingDto) ?? null,
      })),
    };
  }
}

/** A device knows places to many more digits than there is meaning in: six are a hand's breadth. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

function pingsOf({ locations, ...only }: LocationsDto, now: Instant): readonly Ping[] {
  return (locations ?? [only]).map(({ lat = 0, lng = 0, accuracy, mock = false, recorded_at: at = now }) => ({
    ...{ lat: rounded(lat), lng: rounded(lng), mock, at },
    accuracyMetres: accuracy ?? null,
  }));
}

const pingDto = ({ lat, lng, accuracyMetres, at, marks }: MarkedPing) => ({
  ...{ lat, lng, accuracy: accuracyMetres, recorded_at: at },
  marks: [...marks],
});
