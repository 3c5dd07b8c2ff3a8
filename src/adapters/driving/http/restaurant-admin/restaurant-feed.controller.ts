import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import { asId, type RestaurantId } from '../../../../domain/kernel/ids';
import {
  FeedBehind,
  RestaurantFeed,
  type FollowedOrders,
  type OrderUpdate,
} from '../../../../projections/order-view/restaurant-feed';
import { RestaurantQuery } from '../../../../projections/restaurant/query';
import { orderDto } from '../orders/order-dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { EventStreams } from '../support/sse';
import { noSuchRestaurant } from './restaurant-problems';

export class RestaurantFeedQueryDto extends createZodDto(
  z.object({
    restaurant_id: z.uuid().optional().describe('One of your restaurants; all of them if left out'),
  }),
) {}

@ApiTags('restaurant')
@Controller('api/v1/restaurant/feed')
export class RestaurantFeedController {
  constructor(
    private readonly restaurants: RestaurantQuery,
    private readonly feed: RestaurantFeed,
    private readonly streams: EventStreams,
    private readonly codes: DeliveryCodes,
  ) {}

  /**
   * Server-Sent Events. First a `snapshot` with the active orders; then an `order` for everything that happens to
   * one, with what it was and the order as it is by then. Nothing is left out while the connection holds. There is
   * no replay: whoever comes back gets a new snapshot.
   */
  @Get()
  @Answers({
    summary: "Live orders of one's restaurants, as Server-Sent Events: `snapshot`, then `order`",
    ok: 'events',
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'SERVICE_UNAVAILABLE'],
  })
  async follow(
    @CurrentCaller() { actor }: Caller,
    @Query() { restaurant_id: wanted }: RestaurantFeedQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const owned = (await this.restaurants.ownedBy(actor.id)).map(({ restaurant_id: id }) => id);
    if (wanted !== undefined && !owned.includes(wanted)) throw noSuchRestaurant();
    const ids = wanted === undefined ? owned : [wanted];
    const followed = await this.open(ids.map((id) => asId<RestaurantId>(id)));
    try {
      const stream = this.streams.start(request, reply);
      stream.send('snapshot', {
        orders: followed.active.map((row) => orderDto(row, actor.role, this.codes)),
      });
      followed
        .run((update) => stream.send('order', this.updateDto(update)), stream.signal)
        .catch((error: unknown) => request.log.warn({ reqId: request.id, err: error }, 'a feed was ended'))
        .finally(() => stream.end());
    } catch (error) {
      followed.close();
      throw error;
    }
  }

  private async open(restaurantIds: readonly RestaurantId[]): Promise<FollowedOrders> {
    try {
      return await this.feed.open(restaurantIds);
    } catch (error) {
      if (!(error instanceof FeedBehind)) throw error;
      throw new Problem('SERVICE_UNAVAILABLE', 'The orders cannot be followed yet. Try again in a moment.');
    }
  }

  private updateDto({ event, order }: OrderUpdate) {
    return {
      what: event.type,
      /** Of a reminder: whether the screen rings, somebody is called, or the food is overdue. */
      how: event.type === 'RestaurantReminded' ? event.how : null,
      at: event.at,
      order: orderDto(order, 'restaurant', this.codes),
    };
  }
}
