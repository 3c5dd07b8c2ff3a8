import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { orderAggregate } from '../../../../application/aggregates';
import { streamOf } from '../../../../application/commands/aggregate';
import { EventStore } from '../../../../application/ports/event-store';
import { ProcessStore } from '../../../../application/ports/process-store';
import { waitingOf } from '../../../../application/processes/waiting';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { OrderProcessesDto, orderProcessesDto } from './processes.dto';

export class OrderIdParamDto extends createZodDto(z.object({ order_id: z.uuid() })) {}

@ApiTags('staff')
@Controller('api/v1/staff/processes')
export class ProcessesController {
  constructor(
    private readonly store: ProcessStore,
    private readonly events: EventStore,
  ) {}

  @Get(':order_id')
  @Answers({
    summary: 'What each process of an order waits for, and why',
    ok: OrderProcessesDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async show(@Param() { order_id: orderId }: OrderIdParamDto): Promise<OrderProcessesDto> {
    const processes = await waitingOf(this.store, orderId);
    // An order that was placed a moment ago is not known to any of them.
    if (
      processes.length === 0 &&
      (await this.events.readHead(streamOf(orderAggregate, orderId))) === undefined
    ) {
      throw new Problem('NOT_FOUND', 'There is no such order.');
    }
    return orderProcessesDto(orderId, processes);
  }
}
