import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AnswerOffer } from '../../../../application/couriers/answer-offer';
import { ReleaseOrder } from '../../../../application/couriers/release-order';
import type { CommandContext } from '../../../../application/commands/command-context';
import { asId, type CourierId, type OrderId } from '../../../../domain/kernel/ids';
import { UuidParamDto } from '../identity/users.dto';
import { OrderChangedDto } from '../orders/orders.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { doneOrProblem } from '../support/outcomes';
import type { ProblemCode } from '../support/problems';
import { CourierDesk } from './courier-desk';
import { ArrivedDto, DeclineDto, FailDto, OffersDto, ReleaseDto } from './couriers.dto';
import { changedDto, DeliveryCommands } from './delivery-commands';
import { deliveryProblem } from './delivery-problems';

/** How every command of a courier answers. */
const courierCommand = (summary: string, ...problems: readonly ProblemCode[]): AnswersOptions => ({
  summary,
  ok: OrderChangedDto,
  problems: [
    'VALIDATION_ERROR',
    'NOT_FOUND',
    'NOT_ALLOWED_NOW',
    'CONFLICT',
    'IDEMPOTENCY_KEY_REUSED',
    ...problems,
  ],
  idempotencyKey: 'honoured',
});

const courierOf = ({ actor }: CommandContext): CourierId => asId<CourierId>(actor.id);

@ApiTags('delivery')
@Controller('api/v1/delivery/orders')
export class OffersController {
  constructor(
    private readonly commands: DeliveryCommands,
    private readonly answers: AnswerOffer,
    private readonly releases: ReleaseOrder,
    private readonly contexts: CommandContexts,
    private readonly desk: CourierDesk,
  ) {}

  @Get('available')
  @Answers({ summary: 'Orders that you are asked to bring, the most urgent first', ok: OffersDto })
  async offers(@CurrentCaller() { actor }: Caller): Promise<OffersDto> {
    return { offers: [...(await this.desk.offersTo(actor.id))] };
  }

  @Post(':id/accept')
  @HttpCode(200)
  @Answers(courierCommand('Take on an order that you are asked to bring', 'OFFER_GONE', 'COURIER_SUSPENDED'))
  async accept(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    const context = this.contexts.of(request, 'AcceptAssignment', id, null);
    const answered = await this.answers.accept(asId<OrderId>(id), context);
    return changedDto(id, doneOrProblem(answered, deliveryProblem));
  }

  @Post(':id/decline')
  @HttpCode(200)
  @Answers(courierCommand('Do not take on an order that you are asked to bring', 'OFFER_GONE'))
  async decline(
    @Param() { id }: UuidParamDto,
    @Body() body: DeclineDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const context = this.contexts.of(request, 'DeclineAssignment', id, body);
    const answered = await this.answers.decline(asId<OrderId>(id), body.reason, context);
    return changedDto(id, doneOrProblem(answered, deliveryProblem));
  }

  @Post(':id/arrived')
  @HttpCode(200)
  @Answers(courierCommand('You are at the restaurant, or at the door'))
  arrived(
    @Param() { id }: UuidParamDto,
    @Body() body: ArrivedDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const type = body.where === 'restaurant' ? 'ArriveAtRestaurant' : 'ArriveAtCustomer';
    return this.commands.change(request, id, type, body, (context) => ({
      type,
      courierId: courierOf(context),
      at: context.at,
    }));
  }

  @Post(':id/release')
  @HttpCode(200)
  @Answers(courierCommand('Give an order back that you have not picked up; somebody else will bring it'))
  async release(
    @Param() { id }: UuidParamDto,
    @Body() body: ReleaseDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const context = this.contexts.of(request, 'Reassign', id, body);
    const released = await this.releases.execute(asId<OrderId>(id), body.reason, context);
    return changedDto(id, doneOrProblem(released, deliveryProblem));
  }

  @Post(':id/fail')
  @HttpCode(200)
  @Answers(courierCommand('The food cannot be handed over', 'WAIT_AT_THE_DOOR'))
  fail(
    @Param() { id }: UuidParamDto,
    @Body() body: FailDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'ReportFailure', body, (context) => ({
      type: 'ReportFailure',
      courierId: courierOf(context),
      reason: body.reason,
      at: context.at,
    }));
  }
}
