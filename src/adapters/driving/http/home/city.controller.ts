import { Controller, Get, Header, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BusinessClock } from '../../../../application/ports/clock';
import { SandboxAccess } from '../../../../application/ports/sandbox-access';
import { CityQuery } from '../../../../projections/city/city-query';
import { LiveCity } from '../../../../projections/city/live-city';
import { availabilityOf } from '../../../../projections/restaurant/query';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { EventStreams } from '../support/sse';
import { CityDto } from './city.dto';
import { HomeFacts } from './home-facts';

/** The same answer for all who ask within so long (ms). */
const SAME_FOR_MS = 5_000;

/** The city of a sandbox for everybody to look at. In production there is nothing here. */
@ApiTags('sandbox')
@Controller('api/v1/city')
export class CityController implements OnModuleDestroy {
  private last: { readonly city: Promise<CityDto>; readonly until: number } | null = null;

  constructor(
    private readonly sandbox: SandboxAccess,
    private readonly facts: HomeFacts,
    private readonly query: CityQuery,
    private readonly live: LiveCity,
    private readonly clock: BusinessClock,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @Answers({
    summary: 'A sandbox: its restaurants, and who may try it',
    ok: CityDto,
    problems: ['NOT_FOUND'],
  })
  city(): Promise<CityDto> {
    this.mustBeSandbox();
    if (this.last === null || this.last.until < performance.now()) {
      const city = this.read();
      this.last = { city, until: performance.now() + SAME_FOR_MS };
      city.catch(() => (this.last = null));
    }
    return this.last.city;
  }

  @Get('streets')
  @Header('content-type', 'application/geo+json')
  @Answers({ summary: 'The streets of the demo city, as GeoJSON', problems: ['NOT_FOUND'] })
  async streets(): Promise<string> {
    this.mustBeSandbox();
    const demo = await this.facts.demo();
    if (demo === null) throw new Problem('NOT_FOUND', 'There is no demo city here.');
    return demo.streets;
  }

  /**
   * Server-Sent Events. First a `snapshot`: counts, where couriers and orders are. Then, once a second, `changed`: the
   * counts, the dots that are new or different, and the numbers of those that are gone. Whoever comes back gets a
   * new snapshot with other numbers.
   */
  @Get('feed')
  @Answers({
    summary: 'The city of a sandbox, live, as Server-Sent Events: `snapshot`, then `changed`',
    ok: 'events',
    problems: ['NOT_FOUND', 'SERVICE_UNAVAILABLE'],
  })
  async follow(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.mustBeSandbox();
    const watched = await this.live.open();
    if (watched === null) {
      throw new Problem(
        'SERVICE_UNAVAILABLE',
        'Too many watch the city, or it cannot be seen yet. Try again.',
      );
    }
    try {
      const stream = this.streams.startForAll(request, reply);
      watched.listen((name, json) => stream.sendJson(name, json));
      if (stream.signal.aborted) watched.leave();
      else stream.signal.addEventListener('abort', () => watched.leave());
    } catch (error) {
      watched.leave();
      throw error;
    }
  }

  /** Before the database goes: the last look at the city may be under way. */
  async onModuleDestroy(): Promise<void> {
    await this.live.close();
  }

  private mustBeSandbox(): void {
    if (!this.sandbox.isSandbox) throw new Problem('NOT_FOUND', 'This is no sandbox.');
  }

  private async read(): Promise<CityDto> {
    const demo = await this.facts.demo();
    const restaurants = await this.query.restaurants();
    const at = this.clock.now();
    return {
      centre: this.facts.centre,
      streets: demo === null ? null : '/api/v1/city/streets',
      feed: '/api/v1/city/feed',
      restaurants: restaurants.map((row) => ({
        id: row.restaurant_id,
        name: row.name,
        cuisines: [...row.details.cuisines],
        location: { lat: row.lat, lng: row.lng },
        is_veg: row.is_veg,
        is_open: availabilityOf(row, at).open,
      })),
      payment_gateway: this.sandbox.gateway?.url ?? null,
      logins: [...(demo?.logins ?? [])],
    };
  }
}
