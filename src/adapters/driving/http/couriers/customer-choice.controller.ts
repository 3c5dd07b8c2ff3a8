import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UuidParamDto } from '../identity/users.dto';
import { OrderChangedDto } from '../orders/orders.dto';
import { Answers } from '../support/openapi-decorators';
import { DeliveryCommands } from './delivery-commands';

@ApiTags('orders')
@Controller('api/v1/orders')
export class CustomerChoiceController {
  constructor(private readonly commands: DeliveryCommands) {}

  @Post(':id/wait')
  @HttpCode(200)
  @Answers({
    summary: 'Wait on although nobody is found to bring it; cancelling stays free until somebody is',
    ok: OrderChangedDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'NOT_ALLOWED_NOW', 'IDEMPOTENCY_KEY_REUSED'],
    idempotencyKey: 'honoured',
  })
  wait(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<OrderChangedDto> {
    return this.commands.change(request, id, 'ChooseToWait', null, ({ at }) => ({
      type: 'ChooseToWait',
      at,
    }));
  }
}
