import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { Accounts } from '../../../../application/ports/accounts';
import { AssignCourier } from '../../../../application/couriers/assign-courier';
import { asId, type CourierId, type OrderId } from '../../../../domain/kernel/ids';
import { CourierQuery } from '../../../../projections/couriers/query';
import { changedDto } from '../couriers/delivery-commands';
import { assignmentProblem } from '../couriers/delivery-problems';
import { UuidParamDto } from '../identity/users.dto';
import { OrderCommands } from '../orders/order-commands';
import { OrderChangedDto, reasonCode } from '../orders/orders.dto';
import { CommandContexts } from '../support/command-contexts';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { doneOrProblem } from '../support/outcomes';
import { Problem, type ProblemCode } from '../support/problems';

export class AssignCourierDto extends createZodDto(z.object({ courier_id: z.uuid() })) {}

export class ReasonDto extends createZodDto(z.object({ reason: reasonCode })) {}

export class CourierPageDto extends createZodDto(
  z.object({
    after: z.uuid().optional().describe('The last courier_id of the page before'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(50),
  }),
) {}

export class CouriersDto extends createZodDto(
  z.object({
    couriers: z.array(
      z.object({
        courier_id: z.string(),
        name: z.string(),
        vehicle: z.string().nullable(),
        is_online: z.boolean(),
        is_suspended: z.boolean(),
        capacity: z.number().int().describe('How many orders fit at once; 0 when offline'),
        load: z.number().int().describe('Deliveries and offers that take room now'),
      }),
    ),
  }),
) {}

/** How every command of the staff answers. */
const staffCommand = (summary: string, ...problems: readonly ProblemCode[]): AnswersOptions => ({
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

@ApiTags('staff')
@Controller('api/v1/staff')
export class StaffController {
  constructor(
    private readonly commands: OrderCommands,
    private readonly accounts: Accounts,
    private readonly couriersQuery: CourierQuery,
    private readonly assignCourier: AssignCourier,
    private readonly contexts: CommandContexts,
  ) {}

  @Get('couriers')
  @Answers({
    summary: 'Couriers, with who is online and how much they bring',
    ok: CouriersDto,
    problems: ['VALIDATION_ERROR'],
  })
  async couriers(@Query() { after, limit }: CourierPageDto): Promise<CouriersDto> {
    const accounts = await this.accounts.listByRole('courier', { after: after ?? null, limit });
    const rows = await this.couriersQuery.byIds(accounts.map(({ accountId }) => accountId));
    const rowOf = new Map(rows.map((row) => [row.courier_id, row]));
    return {
      couriers: accounts.map(({ accountId, name }) => {
        const row = rowOf.get(accountId);
        return {
          courier_id: accountId,
          name,
          vehicle: row?.vehicle ?? null,
          is_online: row?.is_online ?? false,
          is_suspended: row?.is_suspended ?? false,
          capacity: row?.capacity ?? 0,
          load: row?.reservations.length ?? 0,
        };
      }),
    };
  }

  @Put('orders/:id/courier')
  @Answers(staffCommand('Assign a courier', 'COURIER_OFFLINE', 'COURIER_BUSY', 'COURIER_SUSPENDED'))
  async assign(
    @Param() { id }: UuidParamDto,
    @Body() body: AssignCourierDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const account = await this.accounts.byId(body.courier_id);
    if (account?.role !== 'courier' || !account.isActive) {
      throw new Problem('VALIDATION_ERROR', 'courier_id: not an active courier');
    }
    const context = this.contexts.of(request, 'AttachPartner', id, body);
    const courierId = asId<CourierId>(body.courier_id);
    const assigned = await this.assignCourier.execute(asId<OrderId>(id), courierId, context);
    return changedDto(id, doneOrProblem(assigned, assignmentProblem));
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
