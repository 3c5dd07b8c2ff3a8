import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { orderAggregate } from '../../../../application/aggregates';
import { StreamLoader } from '../../../../application/commands/stream-loader';
import { orderIdFor, paymentIdFor } from '../../../../application/deterministic-ids';
import { openAddress } from '../../../../application/customers/personal-data';
import { FreeCancellation } from '../../../../application/ordering/free-cancellation';
import { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import { OrderAccess } from '../../../../application/ordering/order-access';
import { PlaceOrder } from '../../../../application/ordering/place-order';
import type { PlacementRefusal } from '../../../../application/ordering/quote';
import { SubjectKeys } from '../../../../application/ports/subject-keys';
import {
  asId,
  type AddressId,
  type CartId,
  type CustomerId,
  type OrderId,
} from '../../../../domain/kernel/ids';
import { zero, type Money } from '../../../../domain/kernel/money';
import type { FaultParty } from '../../../../domain/order/cancellation-fee';
import type { OrderRejection } from '../../../../domain/order/order';
import type { PaymentMethod } from '../../../../domain/order/order-messages';
import { PAYMENT_EVENT_TYPES } from '../../../../projections/event-types';
import { orderTimeline } from '../../../../projections/order-timeline/order-timeline';
import { TimelineQuery } from '../../../../projections/order-timeline/query';
import { OrderReader } from '../../../../projections/order-view/order-reader';
import type { OrderViewRow } from '../../../../projections/order-view/order-view';
import { OrderViewQuery } from '../../../../projections/order-view/query';
import { ProjectionProgress } from '../../../../projections/projection-progress';
import { RestaurantQuery } from '../../../../projections/restaurant/query';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { requireIdempotencyKey } from '../support/idempotency-key';
import { minPositionOf } from '../support/min-position';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { Problem, type ProblemCode } from '../support/problems';
import { decimal } from '../support/wire-money';
import { OrderCommands } from './order-commands';
import { orderDto, pickupDto, postalAddressDto, seesPayments } from './order-dto';
import { orderListDto } from './order-pages';
import { orderProblem, placementProblem } from './order-problems';
import {
  CancelDto,
  ListOrdersDto,
  OrderCancelledDto,
  OrderDto,
  OrderListDto,
  OrderPlacedDto,
  PlaceOrderDto,
  TimelineDto,
} from './orders.dto';

const WAIT_MS = 500;

const OF_PAYMENTS: ReadonlySet<string> = new Set(PAYMENT_EVENT_TYPES);

const PLACING_PROBLEMS: readonly ProblemCode[] = [
  'VALIDATION_ERROR',
  'IDEMPOTENCY_KEY_REQUIRED',
  'IDEMPOTENCY_KEY_REUSED',
  'CART_EMPTY',
  'PRICE_CHANGED',
  'ITEMS_UNAVAILABLE',
  'ITEM_NOT_ORDERABLE',
  'RESTAURANT_CLOSED',
  'MINIMUM_NOT_REACHED',
  'OUT_OF_DELIVERY_RANGE',
  'ADDRESS_NOT_FOUND',
  'PAYMENT_METHOD_NOT_AVAILABLE',
  'SERVICE_UNAVAILABLE',
];

@ApiTags('orders')
@Controller('api/v1')
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly orderCommands: OrderCommands,
    private readonly contexts: CommandContexts,
    private readonly access: OrderAccess,
    private readonly reader: OrderReader,
    private readonly orders: OrderViewQuery,
    private readonly timelines: TimelineQuery,
    private readonly progress: ProjectionProgress,
    private readonly keys: SubjectKeys,
    private readonly codes: DeliveryCodes,
    private readonly loader: StreamLoader,
    private readonly freeCancellation: FreeCancellation,
    private readonly restaurants: RestaurantQuery,
  ) {}

  @Post('orders')
  @HttpCode(202)
  @Answers({
    summary: 'Order the cart',
    ok: OrderPlacedDto,
    status: 202,
    problems: PLACING_PROBLEMS,
    idempotencyKey: 'required',
  })
  async place(
    @Body() body: PlaceOrderDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderPlacedDto> {
    const key = requireIdempotencyKey(request.headers['idempotency-key']);
    const context = this.contexts.of(request, 'PlaceOrder', '', body);
    const customerId = asId<CustomerId>(context.actor.id);
    const orderId = orderIdFor(customerId, key);
    const outcome = await this.commands.execute(
      new PlaceOrder(
        orderId,
        customerId,
        {
          cartId: asId<CartId>(body.cart_id),
          addressId: asId<AddressId>(body.address_id),
          paymentMethod: body.payment_method,
          instructions: body.delivery_instructions ?? null,
          quoteHash: body.quote_hash ?? null,
        },
        context,
      ),
    );
    const done = doneOrProblem(outcome, placingProblem);
    const [placed] = done.events;
    if (placed?.type !== 'OrderPlaced') throw new Error(`order ${orderId} was not placed by its command`);
    void reply.header('location', `/api/v1/orders/${orderId}`);
    return {
      order_id: orderId,
      status: 'PENDING',
      estimated_delivery_time: placed.promisedAt,
      total_amount: decimal(placed.bill.totalMinor, placed.bill.currency),
      total_amount_minor: placed.bill.totalMinor,
      currency: placed.bill.currency,
      payment_method: placed.paymentMethod,
      next_action: nextAction(orderId, placed.paymentMethod),
      position: positionToken(done),
    };
  }

  @Post('checkout')
  @HttpCode(202)
  @Answers({
    summary: 'Another name for POST /orders',
    ok: OrderPlacedDto,
    status: 202,
    problems: PLACING_PROBLEMS,
    idempotencyKey: 'required',
  })
  checkout(
    @Body() body: PlaceOrderDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderPlacedDto> {
    return this.place(body, request, reply);
  }

  @Get('orders')
  @Answers({
    summary: 'The orders that one placed, or brings as a courier, the newest first',
    ok: OrderListDto,
    problems: ['VALIDATION_ERROR'],
  })
  list(@CurrentCaller() { actor }: Caller, @Query() query: ListOrdersDto): Promise<OrderListDto> {
    const { status: filter, limit, page, cursor } = query;
    const request = { filter, limit, page, cursor };
    return orderListDto(
      actor.role === 'courier'
        ? this.orders.listForCourier(actor.id, request)
        : this.orders.listForCustomer(actor.id, request),
      actor.role,
      this.codes,
    );
  }

  @Get('orders/:id')
  @Answers({
    summary: 'One order',
    ok: OrderDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
    readsYourWrites: true,
  })
  async show(
    @CurrentCaller() caller: Caller,
    @Param() { id }: UuidParamDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderDto> {
    const row = await this.reader.find(id, minPositionOf(request));
    if (row === null || !(await this.access.concerns(caller.actor, id))) {
      throw new Problem('NOT_FOUND', 'There is no such order.');
    }
    return { ...orderDto(row, caller.actor.role, this.codes), ...(await this.privateParts(caller, row)) };
  }

  @Get('orders/:id/timeline')
  @Answers({
    summary: 'What happened to an order, the oldest first',
    ok: TimelineDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
    readsYourWrites: true,
  })
  async timeline(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
    @Req() request: FastifyRequest,
  ): Promise<TimelineDto> {
    if (!(await this.access.concerns(actor, id))) throw new Problem('NOT_FOUND', 'There is no such order.');
    const min = minPositionOf(request);
    if (min !== null) await this.progress.waitFor(orderTimeline, min.shard, min.position, WAIT_MS);
    const rows = (await this.timelines.ofOrder(id)).filter(
      ({ type }) => seesPayments(actor.role) || !OF_PAYMENTS.has(type),
    );
    return {
      order_id: id,
      timeline: rows.map(({ revision, type, at, actor_role: by, data }) => ({
        revision,
        type,
        at,
        by,
        details: data,
      })),
    };
  }

  @Put('orders/:id/cancel')
  @Answers({
    summary:
      'Call an order off; the fee depends on how far it is and on whose account it fails. ' +
      'For nothing while nobody is found to bring it',
    ok: OrderCancelledDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'CANCELLATION_NOT_ALLOWED', 'IDEMPOTENCY_KEY_REUSED'],
    idempotencyKey: 'honoured',
  })
  async cancel(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
    @Body() body: CancelDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderCancelledDto> {
    const fault = actor.role === 'customer' ? await this.faultOfCustomer(id) : (body.fault ?? 'platform');
    const done = await this.orderCommands.send(request, id, 'CancelOrder', body, ({ at }) => ({
      type: 'CancelOrder',
      by: actor.role,
      fault,
      reason: body.reason,
      at,
    }));
    const fee = done.events.find((event) => event.type === 'OrderCancelled')?.fee ?? (await this.feeOf(id));
    return {
      order_id: id,
      status: 'CANCELLED',
      cancellation_fee: decimal(fee.minor, fee.currency),
      cancellation_fee_minor: fee.minor,
      currency: fee.currency,
      position: positionToken(done),
    };
  }

  /** On whose account a cancellation by the customer is: on ours while nobody is found to bring the order. */
  private async faultOfCustomer(orderId: string): Promise<FaultParty> {
    return (await this.freeCancellation.holds(asId<OrderId>(orderId))) ? 'platform' : 'customer';
  }

  /** The fee of an order that had been called off before. From its stream: the view may not show it yet. */
  private async feeOf(orderId: string): Promise<Money> {
    const history = (await this.loader.history(orderAggregate, orderId)).events.map(({ event }) => event);
    const cancelled = history.findLast((event) => event.type === 'OrderCancelled');
    if (cancelled !== undefined) return cancelled.fee;
    const placed = history.find((event) => event.type === 'OrderPlaced');
    if (placed === undefined) throw new Error(`order ${orderId} was cancelled and cannot be found`);
    return zero(placed.bill.currency);
  }

  /** What only some may see. An erased customer's data is gone, and shows as null. */
  private async privateParts(
    { actor }: Caller,
    row: OrderViewRow,
  ): Promise<Pick<OrderDto, 'delivery_address' | 'delivery_instructions' | 'delivery_code' | 'pickup'>> {
    if (actor.role === 'restaurant') {
      return { delivery_address: null, delivery_instructions: null, delivery_code: null, pickup: null };
    }
    const restaurant = actor.role === 'courier' ? await this.restaurants.byId(row.restaurant_id) : null;
    const pickup = restaurant === null ? null : pickupDto(restaurant.details);
    // Where somebody lives is for whoever goes there: not for a courier who has been there.
    if (actor.role === 'courier' && !row.is_active) {
      return { delivery_address: null, delivery_instructions: null, delivery_code: null, pickup };
    }
    const address = await openAddress(this.keys, row.address);
    const instructions = row.instructions === null ? null : await this.keys.open(row.instructions);
    return {
      delivery_address: address === null ? null : postalAddressDto(address),
      delivery_instructions: instructions ?? null,
      delivery_code: actor.role === 'customer' && row.is_active ? this.codes.codeOf(row.order_id) : null,
      pickup,
    };
  }
}

/** Cash is paid at the door; for every other method the gateway has a page. */
const nextAction = (orderId: OrderId, method: PaymentMethod): OrderPlacedDto['next_action'] =>
  method === 'COD'
    ? { type: 'none' }
    : {
        type: 'redirect',
        payment_id: paymentIdFor(orderId, 1),
        initiate_url: '/api/v1/payments/initiate',
      };

const isPlacementRefusal = (rejection: OrderRejection | PlacementRefusal): rejection is PlacementRefusal =>
  PLACEMENT_CODES.has(rejection.code);

const PLACEMENT_CODES: ReadonlySet<string> = new Set<PlacementRefusal['code']>([
  'cart-empty',
  'address-not-found',
  'restaurant-not-found',
  'customer-not-found',
  'restaurant-closed',
  'items-unavailable',
  'not-orderable',
  'price-changed',
  'minimum-not-reached',
  'out-of-delivery-range',
  'payment-method-not-available',
]);

const placingProblem = (rejection: OrderRejection | PlacementRefusal): Problem =>
  isPlacementRefusal(rejection) ? placementProblem(rejection) : orderProblem(rejection);
