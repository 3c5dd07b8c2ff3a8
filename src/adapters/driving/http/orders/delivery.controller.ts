import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { CommandContext } from '../../../../application/commands/command-context';
import { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import { ShowDoorPhoto } from '../../../../application/proofs/show-door-photo';
import { VerifyPickup } from '../../../../application/proofs/verify-pickup';
import { RecordCash } from '../../../../application/payments/record-cash';
import { asId, type CourierId, type OrderId } from '../../../../domain/kernel/ids';
import { MAX_CODE_ATTEMPTS } from '../../../../domain/order/order';
import type { DeliveryProof } from '../../../../domain/order/order-messages';
import { OrderViewQuery } from '../../../../projections/order-view/query';
import { UuidParamDto } from '../identity/users.dto';
import { refundProblem } from '../payments/payment-problems';
import { CashDto } from '../payments/payments.dto';
import { CommandContexts } from '../support/command-contexts';
import { callerOf, CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem, notDoneProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import { OrderCommands } from './order-commands';
import { orderListDto } from './order-pages';
import { ListOrdersDto, OrderChangedDto, OrderListDto } from './orders.dto';

const fourDigits = z.string().regex(/^\d{4}$/, 'four digits');

export class DeliveryStatusDto extends createZodDto(
  z.object({
    status: z.enum(['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED']),
    code: fourDigits
      .optional()
      .describe('What the customer says at the door; for DELIVERED, unless you have sent a picture'),
    pickup_code: fourDigits.optional().describe('What stands on the bag; for PICKED_UP'),
  }),
) {}

@ApiTags('delivery')
@Controller('api/v1/delivery/orders')
export class DeliveryController {
  constructor(
    private readonly commands: OrderCommands,
    private readonly orders: OrderViewQuery,
    private readonly codes: DeliveryCodes,
    private readonly pickups: VerifyPickup,
    private readonly photos: ShowDoorPhoto,
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
    const orders = this.orders.listForCourier(actor.id, { filter, limit, page, cursor });
    return orderListDto(orders, actor.role, this.codes);
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
    summary: "Pick an order up, set off, hand it over against the customer's code or a picture",
    ok: OrderChangedDto,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'NOT_ALLOWED_NOW',
      'PICKUP_CODE_WRONG',
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
        await this.checkBag(request, id, body);
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
        const proof = await this.proofOf(request, id, body.code);
        const done = await this.commands.send(request, id, 'ConfirmDelivery', body, (context) => ({
          type: 'ConfirmDelivery',
          courierId: courierOf(context),
          proof,
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

  /** @throws Problem when a code is given that is not the bag's */
  private async checkBag(request: FastifyRequest, id: string, body: DeliveryStatusDto): Promise<void> {
    if (body.pickup_code === undefined) return;
    const context = this.contexts.of(request, 'VerifyPickup', id, body);
    const checked = await this.pickups.execute(asId<OrderId>(id), body.pickup_code, context);
    switch (checked.kind) {
      case 'right':
        return;
      case 'wrong':
        throw new Problem(
          'PICKUP_CODE_WRONG',
          'Look at the code on the bag again, or ask for the right bag.',
        );
      case 'not-found':
        throw new Problem('NOT_FOUND', 'There is no such order.');
      default:
        throw notDoneProblem(checked);
    }
  }

  /**
   * The code, or in its place the picture that the courier has sent from the door.
   * @throws Problem when there is neither
   */
  private async proofOf(
    request: FastifyRequest,
    id: string,
    code: string | undefined,
  ): Promise<DeliveryProof> {
    if (code !== undefined) return { kind: 'code', codeHash: this.codes.hashOf(id, code) };
    const photo = await this.photos.latest(asId<OrderId>(id));
    if (photo === null || photo.courierId !== callerOf(request).actor.id || photo.distanceMetres === null) {
      throw new Problem('VALIDATION_ERROR', 'code: ask the customer for the four digits');
    }
    const { sha256, distanceMetres, accuracyMetres } = photo;
    return { kind: 'photo', sha256, distanceMetres, accuracyMetres: accuracyMetres ?? 0 };
  }
}
