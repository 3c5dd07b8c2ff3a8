import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { CommandContext } from '../../../../application/commands/command-context';
import { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import { RecordCash } from '../../../../application/payments/record-cash';
import { asId, type CourierId, type OrderId } from '../../../../domain/kernel/ids';
import { MAX_CODE_ATTEMPTS } from '../../../../domain/order/order';
import { OrderViewQuery } from '../../../../projections/order-view/query';
import { UuidParamDto } from '../identity/users.dto';
import { refundProblem } from '../payments/payment-problems';
import { CashDto } from '../payments/payments.dto';
import { CommandContexts } from '../support/command-contexts';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import { OrderCommands } from './order-commands';
import { orderListDto } from './order-pages';
import { ListOrdersDto, OrderChangedDto, OrderListDto } from './orders.dto';

export class DeliveryStatusDto extends createZodDto(
  z
    .object({
      status: z.enum(['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED']),
      code: z
        .string()
        .regex(/^\d{4}$/, 'four digits')
        .optional()
        .describe('What the customer says at the door; for DELIVERED'),
    })
    .refine(({ status, code }) => status !== 'DELIVERED' || code !== undefined, {
      message: 'ask the customer for the four digits',
      path: ['code'],
    }),
) {}

@ApiTags('delivery')
@Controller('api/v1/delivery/orders')
export class DeliveryController {
  constructor(
    private readonly commands: OrderCommands,
    private readonly orders: OrderViewQuery,
    private readonly codes: DeliveryCodes,
    private readonly bus: CommandBus,
    private readonly contexts: CommandContexts,
  ) {}

  @Get()
  @Answers({
    summary: 'Orders that the courier brings or brought',
    ok: OrderListDto,
    problems: ['VALIDATION_ERROR'],
  })
  list(@CurrentCaller() { actor }: Caller, @Query() query: ListOrdersDto): Promise<OrderListDto> {
    const { status: filter, limit, page, cursor } = query;
    return orderListDto(this.orders.listForCourier(actor.id, { filter, limit, page, cursor }), actor.role);
  }

  @Put(':id/cash')
  @Answers({
    summary: 'Say what the customer paid at the door, when it is not the whole amount',
    ok: OrderChangedDto,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'NOT_ALLOWED_NOW',
      'CASH_AMOUNT_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'honoured',
  })
  async cash(
    @Param() { id }: UuidParamDto,
    @Body() body: CashDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const context = this.contexts.of(request, 'RecordCodCollected', id, body);
    const recorded = await this.bus.execute(new RecordCash(asId<OrderId>(id), body.amount_minor, context));
    const done = doneOrProblem(recorded, refundProblem);
    return { order_id: id, events: done.events.map(({ type }) => type), position: positionToken(done) };
  }

  @Put(':id/status')
  @Answers({
    summary: "Pick an order up, set off, hand it over against the customer's code",
    ok: OrderChangedDto,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'NOT_ALLOWED_NOW',
      'DELIVERY_CODE_WRONG',
      'DELIVERY_CODE_LOCKED',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'honoured',
  })
  async status(
    @Param() { id }: UuidParamDto,
    @Body() body: DeliveryStatusDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const courierOf = ({ actor }: CommandContext): CourierId => asId<CourierId>(actor.id);
    switch (body.status) {
      case 'PICKED_UP':
        return this.commands.change(request, id, 'ConfirmPickup', body, (context) => ({
          type: 'ConfirmPickup',
          courierId: courierOf(context),
          at: context.at,
        }));
      case 'OUT_FOR_DELIVERY':
        return this.commands.change(request, id, 'MarkOutForDelivery', body, (context) => ({
          type: 'MarkOutForDelivery',
          courierId: courierOf(context),
          at: context.at,
        }));
      case 'DELIVERED': {
        const codeHash = this.codes.hashOf(id, body.code ?? '');
        const done = await this.commands.send(request, id, 'ConfirmDelivery', body, (context) => ({
          type: 'ConfirmDelivery',
          courierId: courierOf(context),
          proof: { kind: 'code', codeHash },
          at: context.at,
        }));
        const failed = done.events.find((event) => event.type === 'DeliveryCodeFailed');
        if (failed !== undefined) {
          const left = MAX_CODE_ATTEMPTS - failed.attempt;
          throw new Problem('DELIVERY_CODE_WRONG', `Ask the customer again. ${left} tries are left.`, {
            attempts_left: left,
          });
        }
        const events = done.events.map(({ type }) => type);
        return { order_id: id, events, position: positionToken(done) };
      }
    }
  }
}
