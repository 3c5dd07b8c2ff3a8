import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OrderAccess } from '../../../../application/ordering/order-access';
import { BusinessClock, SystemClock } from '../../../../application/ports/clock';
import { trackingSubject, TrackingTickets } from '../../../../application/ports/tracking-tickets';
import { CourierCards } from '../../../../application/tracking/courier-cards';
import { ReadTracking } from '../../../../application/tracking/read-tracking';
import { TrackingHub, type Following } from '../../../../application/tracking/tracking-hub';
import type { Actor } from '../../../../domain/kernel/actor';
import { FollowLimit } from '../../tracking/follow-limit';
import { clientLanguage } from '../../tracking/tracking-texts';
import { TrackingFrames, wireLocation, type Voice } from '../../tracking/tracking-wire';
import { TRACK_PATH } from '../../websocket/upgrade-request';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { minPositionOf } from '../support/min-position';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { EventStreams } from '../support/sse';
import { trackingDto } from './tracking-dto';
import {
  TrackedOrderParamDto,
  TrackingDto,
  TrackingEventsQueryDto,
  TrackingMessagesDto,
  TrackingMessagesQueryDto,
  TrackingQueryDto,
  TrackingTicketDto,
} from './tracking.dto';

const NO_ORDER = 'There is no such order.';

/** How customers, and the staff who help them, follow an order. */
@ApiTags('tracking')
@Controller('api/v1')
export class TrackingController implements OnModuleDestroy {
  /** Ends the waits of those who wait for a message when the server stops. */
  private readonly stopping = new AbortController();

  constructor(
    private readonly access: OrderAccess,
    private readonly reads: ReadTracking,
    private readonly hub: TrackingHub,
    private readonly cards: CourierCards,
    private readonly tickets: TrackingTickets,
    private readonly frames: TrackingFrames,
    private readonly limit: FollowLimit,
    private readonly streams: EventStreams,
    private readonly business: BusinessClock,
    private readonly clock: SystemClock,
  ) {}

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  @Get('tracking/:order_id')
  @Answers({
    summary: 'Where an order is, who brings it, and when it is expected',
    ok: TrackingDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
    readsYourWrites: true,
  })
  async show(
    @CurrentCaller() { actor }: Caller,
    @Param() { order_id: orderId }: TrackedOrderParamDto,
    @Query() { lang }: TrackingQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<TrackingDto> {
    await this.check(actor, orderId);
    const read = await this.reads.find(orderId, minPositionOf(request));
    if (read === null) throw new Problem('NOT_FOUND', NO_ORDER);
    const { order } = read;
    const card = order.courierId === null ? null : await this.cards.of(order.courierId);
    const language = clientLanguage(lang, request.headers['accept-language']);
    return trackingDto(order, card, this.hub.locationOf(order), this.business.now(), language);
  }

  @Get('orders/:id/track')
  @Answers({
    summary: 'Another name for GET /tracking/{order_id}',
    ok: TrackingDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
    readsYourWrites: true,
  })
  showOrder(
    @CurrentCaller() caller: Caller,
    @Param() { id }: UuidParamDto,
    @Query() query: TrackingQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<TrackingDto> {
    return this.show(caller, { order_id: id }, query, request);
  }

  @Post('tracking/:order_id/ticket')
  @HttpCode(200)
  @Answers({
    summary: 'A ticket to open one socket with, in place of the access token, within a minute',
    ok: TrackingTicketDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async ticket(
    @CurrentCaller() { actor, sessionId }: Caller,
    @Param() { order_id: orderId }: TrackedOrderParamDto,
  ): Promise<TrackingTicketDto> {
    await this.check(actor, orderId);
    const subject = trackingSubject(orderId);
    const { ticket, expiresInSeconds } = await this.tickets.issue({ actor, sessionId, subject });
    const url = `${TRACK_PATH}?order_id=${orderId}&ticket=${ticket}`;
    return { ticket, expires_in: expiresInSeconds, url };
  }

  @Get('tracking/:order_id/messages')
  @Answers({
    summary: 'The messages after a number; waits for one if there is none yet',
    ok: TrackingMessagesDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async messages(
    @CurrentCaller() { actor }: Caller,
    @Param() { order_id: orderId }: TrackedOrderParamDto,
    @Query() { after_seq: afterSeq, wait, lang }: TrackingMessagesQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<TrackingMessagesDto> {
    const following = await this.open(actor, orderId);
    try {
      if (following.order.messages.length <= afterSeq && !following.order.isOver) {
        await this.nextNews(following, afterSeq, wait * 1_000, request);
      }
      const { messages, isOver } = following.order;
      const voice = this.voiceOf(lang, request);
      return {
        order_id: orderId,
        messages: await Promise.all(
          messages.slice(afterSeq).map((message) => this.frames.message(orderId, message, voice)),
        ),
        last_seq: Math.max(afterSeq, messages.length),
        is_over: isOver,
      };
    } finally {
      following.close();
    }
  }

  @Get('tracking/:order_id/events')
  @Answers({
    summary:
      'The messages of an order as Server-Sent Events, resumed after Last-Event-ID; 204 when there are no more',
    ok: 'events',
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'TOO_MANY_FOLLOWERS'],
  })
  async events(
    @CurrentCaller() { actor }: Caller,
    @Param() { order_id: orderId }: TrackedOrderParamDto,
    @Query() { last_seq: lastSeq, lang }: TrackingEventsQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = resumeAfter(lastEventId, lastSeq);
    const following = await this.open(actor, orderId);
    if (following.order.isOver && following.order.messages.length <= after) {
      following.close();
      // The only answer after which an EventSource does not come back.
      void reply.status(204).send();
      return;
    }
    const giveBack = this.limit.take(actor.id, orderId);
    try {
      if (giveBack === undefined) throw new Problem('TOO_MANY_FOLLOWERS', 'Close some of the others first.');
      this.stream(following, after, this.voiceOf(lang, request), giveBack, request, reply);
    } catch (error) {
      following.close();
      giveBack?.();
      throw error;
    }
  }

  /** @throws Problem */
  private stream(
    following: Following,
    after: number,
    voice: Voice,
    giveBack: () => void,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const { orderId } = following.order;
    const stream = this.streams.start(request, reply);
    const leave = (): void => {
      following.close();
      giveBack();
    };
    if (stream.signal.aborted) {
      leave();
      return;
    }
    stream.signal.addEventListener('abort', leave);
    let sending: Promise<void> = Promise.resolve();
    following.listen(after, {
      told: (order, messages) => {
        sending = sending
          .then(async () => {
            for (const message of messages) {
              stream.send(message.type, await this.frames.message(orderId, message, voice), message.seq);
            }
            if (order.isOver) stream.end();
          })
          .catch(() => stream.cut());
      },
      located: (location) => stream.send('location_update', wireLocation(orderId, location, voice.version)),
      lost: () => stream.cut(),
    });
  }

  /** Resolves when there is a message, nothing more will come, nobody listens any more, or the time is over. */
  private async nextNews(
    following: Following,
    after: number,
    ms: number,
    request: FastifyRequest,
  ): Promise<void> {
    const news = new AbortController();
    const done = (): void => news.abort();
    following.listen(after, {
      told: (order, messages) => {
        if (messages.length > 0 || order.isOver) done();
      },
      located: () => undefined,
      lost: done,
    });
    const { socket } = request.raw;
    socket.once('close', done);
    const signal = AbortSignal.any([news.signal, this.stopping.signal]);
    if (!signal.aborted) await this.clock.sleep(ms, signal);
    socket.off('close', done);
  }

  /** @throws Problem */
  private async open(actor: Actor, orderId: string): Promise<Following> {
    await this.check(actor, orderId);
    const following = await this.hub.open(orderId);
    if (following === null) throw new Problem('NOT_FOUND', NO_ORDER);
    return following;
  }

  /** @throws Problem unless it is the actor's order, or they are of the staff */
  private async check(actor: Actor, orderId: string): Promise<void> {
    if (!(await this.access.concerns(actor, orderId))) throw new Problem('NOT_FOUND', NO_ORDER);
  }

  private voiceOf(lang: string | undefined, request: FastifyRequest): Voice {
    return { version: 1, language: clientLanguage(lang, request.headers['accept-language']) };
  }
}

/** @throws Problem when Last-Event-ID is not one of ours */
function resumeAfter(lastEventId: string | undefined, lastSeq: number | undefined): number {
  if (lastEventId === undefined || lastEventId === '') return lastSeq ?? 0;
  if (!/^\d{1,9}$/.test(lastEventId))
    throw new Problem('VALIDATION_ERROR', 'Last-Event-ID: give the id of an event');
  return Number(lastEventId);
}
