import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { CommandContext } from '../../../../application/commands/command-context';
import type { Done } from '../../../../application/commands/command-executor';
import { ChangeDelivery } from '../../../../application/couriers/change-delivery';
import type { DeliveryCommand } from '../../../../domain/delivery/delivery-messages';
import { asId, type OrderId } from '../../../../domain/kernel/ids';
import type { OrderChangedDto } from '../orders/orders.dto';
import { CommandContexts } from '../support/command-contexts';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { deliveryProblem } from './delivery-problems';

/** What a command to an order or to its delivery answers. */
export const changedDto = (orderId: string, done: Done<{ readonly type: string }>): OrderChangedDto => ({
  order_id: orderId,
  events: done.events.map(({ type }) => type),
  position: positionToken(done),
});

/** Sends commands to deliveries on behalf of requests. */
@Injectable()
export class DeliveryCommands {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
  ) {}

  /**
   * @param make gives the command; its time is the context's
   * @throws Problem
   */
  async change(
    request: FastifyRequest,
    orderId: string,
    operation: DeliveryCommand['type'],
    body: unknown,
    make: (context: CommandContext) => DeliveryCommand,
  ): Promise<OrderChangedDto> {
    const context = this.contexts.of(request, operation, orderId, body);
    const command = new ChangeDelivery(asId<OrderId>(orderId), make(context), context);
    return changedDto(orderId, doneOrProblem(await this.commands.execute(command), deliveryProblem));
  }
}
