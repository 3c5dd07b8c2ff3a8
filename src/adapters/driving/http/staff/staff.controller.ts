import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { Accounts } from '../../../../application/ports/accounts';
import { asId, type CourierId } from '../../../../domain/kernel/ids';
import { UuidParamDto } from '../identity/users.dto';
import { OrderCommands } from '../orders/order-commands';
import { OrderChangedDto, reasonCode } from '../orders/orders.dto';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { Problem } from '../support/problems';

export class AssignCourierDto extends createZodDto(z.object({ courier_id: z.uuid() })) {}

export class ReasonDto extends createZodDto(z.object({ reason: reasonCode })) {}

export class CourierPageDto extends createZodDto(
  z.object({
    after: z.uuid().optional().describe('The last courier_id of the page before'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(50),
  }),
) {}

export class CouriersDto extends createZodDto(
  z.object({ couriers: z.array(z.object({ courier_id: z.string(), name: z.string() })) }),
) {}

/** How every command of the staff answers. */
const staffCommand = (summary: string): AnswersOptions => ({
  summary,
  ok: OrderChangedDto,
  problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'NOT_ALLOWED_NOW', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  idempotencyKey: 'honoured',
});

@ApiTags('staff')
@Controller('api/v1/staff')
export class StaffController {
  constructor(
    private readonly commands: OrderCommands,
    private readonly accounts: Accounts,
  ) {}

  @Get('couriers')
  @Answers({ summary: 'Couriers that can be assigned', ok: CouriersDto, problems: ['VALIDATION_ERROR'] })
  async couriers(@Query() { after, limit }: CourierPageDto): Promise<CouriersDto> {
    const couriers = await this.accounts.listByRole('courier', { after: after ?? null, limit });
    return { couriers: couriers.map(({ accountId, name }) => ({ courier_id: accountId, name })) };
  }

  @Put('orders/:id/courier')
  @Answers(staffCommand('Assign a courier'))
  async assign(
    @Param() { id }: UuidParamDto,
    @Body() body: AssignCourierDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const account = await this.accounts.byId(body.courier_id);
    if (account?.role !== 'courier' || !account.isActive) {
      throw new Problem('VALIDATION_ERROR', 'courier_id: not an active courier');
    }
    return this.commands.change(request, id, 'AttachPartner', body, ({ at }) => ({
      type: 'AttachPartner',
      courierId: asId<CourierId>(body.courier_id),
      at,
    }));
  }

  @Delete('orders/:id/courier')
  @Answers(staffCommand('Take the courier off an order that was not handed over'))
  unassign(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'DetachPartner', null, ({ at }) => ({
      type: 'DetachPartner',
      reason: 'unassigned-by-staff',
      at,
    }));
  }

  @Post('orders/:id/hold')
  @HttpCode(200)
  @Answers(staffCommand('Hold an order for a review of its risk'))
  hold(
    @Param() { id }: UuidParamDto,
    @Body() body: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const { reason } = body;
    return this.commands.change(request, id, 'HoldForReview', body, ({ at }) => ({
      type: 'HoldForReview',
      reason,
      at,
    }));
  }

  @Post('orders/:id/clear-hold')
  @HttpCode(200)
  @Answers(staffCommand('Let a held order go on'))
  clearHold(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'ClearHold', null, ({ at }) => ({ type: 'ClearHold', at }));
  }

  @Post('orders/:id/restore')
  @HttpCode(200)
  @Answers(staffCommand('Undo a cancellation of the last minute'))
  restore(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'RestoreOrder', null, ({ at }) => ({
      type: 'RestoreOrder',
      at,
    }));
  }

  @Post('orders/:id/deliver')
  @HttpCode(200)
  @Answers(staffCommand('Close a delivery without the code'))
  deliver(
    @Param() { id }: UuidParamDto,
    @Body() body: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const { reason } = body;
    return this.commands.change(request, id, 'ConfirmDelivery', body, ({ at }) => ({
      type: 'ConfirmDelivery',
      courierId: null,
      proof: { kind: 'staff', reason },
      at,
    }));
  }

  @Post('orders/:id/fail-delivery')
  @HttpCode(200)
  @Answers(staffCommand('The order cannot be delivered'))
  failDelivery(
    @Param() { id }: UuidParamDto,
    @Body() body: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const { reason } = body;
    return this.commands.change(request, id, 'FailDelivery', body, ({ at }) => ({
      type: 'FailDelivery',
      reason,
      at,
    }));
  }

  @Post('orders/:id/confirm-return')
  @HttpCode(200)
  @Answers(staffCommand('The undelivered food is back'))
  confirmReturn(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'ConfirmReturn', null, ({ at }) => ({
      type: 'ConfirmReturn',
      at,
    }));
  }
}
