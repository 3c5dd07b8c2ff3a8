import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { EventStreams } from '../support/sse';
import { CourierFeed } from './courier-feed';

@ApiTags('delivery')
@Controller('api/v1/delivery/feed')
export class CourierFeedController {
  constructor(
    private readonly feed: CourierFeed,
    private readonly streams: EventStreams,
  ) {}

  /**
   * Server-Sent Events. First a `snapshot` of what the courier is asked to bring and brings; then `changed`, with
   * all of it, whenever something of it is new. Whoever comes back gets a new snapshot.
   */
  @Get()
  @Answers({
    summary: 'What you are asked to bring and bring, live, as Server-Sent Events: `snapshot`, then `changed`',
    ok: 'events',
    problems: ['SERVICE_UNAVAILABLE'],
  })
  async follow(
    @CurrentCaller() { actor }: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const watched = await this.feed.open(actor.id);
    if (watched === null) {
      throw new Problem('SERVICE_UNAVAILABLE', 'Orders cannot be followed yet. Try again in a moment.');
    }
    try {
      const stream = this.streams.start(request, reply);
      stream.send('snapshot', watched.desk);
      watched
        .run((desk) => stream.send('changed', desk), stream.signal)
        .catch((error: unknown) => request.log.warn({ reqId: request.id, err: error }, 'a feed was ended'))
        .finally(() => stream.end());
    } catch (error) {
      watched.close();
      throw error;
    }
  }
}
