import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import { asId, type ItemId } from '../../../../domain/kernel/ids';
import { OrderViewQuery } from '../../../../projections/order-view/query';
import { RestaurantQuery } from '../../../../projections/restaurant/query';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { AcceptDto, DelayDto, KitchenOrdersDto, RejectDto } from './kitchen.dto';
import { OrderCommands } from './order-commands';
import { orderListDto } from './order-pages';
import { OrderChangedDto, OrderListDto } from './orders.dto';

/** How every command of the kitchen answers. */
const kitchenCommand = (summary: string): AnswersOptions => ({
  summary,
  ok: OrderChangedDto,
  problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'NOT_ALLOWED_NOW', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  idempotencyKey: 'honoured',
});

@ApiTags('restaurant')
@Controller('api/v1/restaurant/orders')
export class RestaurantOrdersController {
  constructor(
    private readonly commands: OrderCommands,
    private readonly orders: OrderViewQuery,
    private readonly restaurants: RestaurantQuery,
    private readonly codes: DeliveryCodes,
  ) {}

  @Get()
  @Answers({
    summary: "Orders of one's restaurants, the newest first",
    ok: OrderListDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async list(@CurrentCaller() { actor }: Caller, @Query() query: KitchenOrdersDto): Promise<OrderListDto> {
    const owned = (await this.restaurants.ownedBy(actor.id)).map(({ restaurant_id: id }) => id);
    const { restaurant_id: wanted, status: filter, limit, page, cursor } = query;
    if (wanted !== undefined && !owned.includes(wanted)) {
      throw new Problem('NOT_FOUND', 'There is no such restaurant among yours.');
    }
    const ids = wanted === undefined ? owned : [wanted];
    const orders = this.orders.listForRestaurants(ids, { filter, limit, page, cursor });
    return orderListDto(orders, actor.role, this.codes);
  }

  @Post(':id/accept')
  @HttpCode(200)
  @Answers(kitchenCommand('Accept an order and say when it will be ready'))
  accept(
    @Param() { id }: UuidParamDto,
    @Body() body: AcceptDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const { prep_minutes: prepMinutes, start_now: startNow } = body;
    return this.commands.change(request, id, 'AcceptOrder', body, ({ at }) => ({
      type: 'AcceptOrder',
      prepMinutes,
      startNow,
      at,
    }));
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Answers(kitchenCommand('Reject an order; the customer pays nothing'))
  reject(
    @Param() { id }: UuidParamDto,
    @Body() body: RejectDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const itemIds = body.item_ids.map((itemId) => asId<ItemId>(itemId));
    return this.commands.change(request, id, 'RejectOrder', body, ({ at }) => ({
      type: 'RejectOrder',
      reason: body.reason,
      itemIds,
      at,
    }));
  }

  @Post(':id/start')
  @HttpCode(200)
  @Answers(kitchenCommand('Start cooking an order that was accepted for later'))
  start(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'StartPreparation', null, ({ at }) => ({
      type: 'StartPreparation',
      at,
    }));
  }

  @Post(':id/delay')
  @HttpCode(200)
  @Answers(kitchenCommand('Say that an order will be ready later'))
  delay(
    @Param() { id }: UuidParamDto,
    @Body() body: DelayDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const { minutes, reason } = body;
    return this.commands.change(request, id, 'DelayOrder', body, ({ at }) => ({
      type: 'DelayOrder',
      minutes,
      reason,
      at,
    }));
  }

  @Post(':id/ready')
  @HttpCode(200)
  @Answers(kitchenCommand('The food is ready to be picked up'))
  ready(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'MarkReady', null, ({ at }) => ({ type: 'MarkReady', at }));
  }

  @Post(':id/returned')
  @HttpCode(200)
  @Answers(kitchenCommand('The food that could not be delivered is back'))
  returned(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'ConfirmReturn', null, ({ at }) => ({
      type: 'ConfirmReturn',
      at,
    }));
  }
}
