import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { CommandContext } from '../../../../application/commands/command-context';
import type { Done } from '../../../../application/commands/command-executor';
import { ChangeOrder } from '../../../../application/ordering/change-order';
import { asId, type OrderId } from '../../../../domain/kernel/ids';
import type { OrderCommand, OrderEvent } from '../../../../domain/order/order-messages';
import { CommandContexts } from '../support/command-contexts';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { orderProblem } from './order-problems';
import type { OrderChangedDto } from './orders.dto';

type ChangeCommand = Exclude<OrderCommand, { readonly type: 'PlaceOrder' }>;

/** Sends commands to orders on behalf of requests. */
@Injectable()
export class OrderCommands {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
  ) {}

  /**
   * @param make gives the command; its time is the context's
   * @throws Problem
   */
  async send(
    request: FastifyRequest,
    orderId: string,
    operation: ChangeCommand['type'],
    body: unknown,
    make: (context: CommandContext) => ChangeCommand,
  ): Promise<Done<OrderEvent>> {
    const context = this.contexts.of(request, operation, orderId, body);
    const command = new ChangeOrder(asId<OrderId>(orderId), make(context), context);
    return doneOrProblem(await this.commands.execute(command), orderProblem);
  }

  /** The same, with the reply of commands that have nothing more to tell. */
  async change(
    request: FastifyRequest,
    orderId: string,
    operation: ChangeCommand['type'],
    body: unknown,
    make: (context: CommandContext) => ChangeCommand,
  ): Promise<OrderChangedDto> {
    const done = await this.send(request, orderId, operation, body, make);
    return {
      order_id: orderId,
      events: done.events.map(({ type }) => type),
      position: positionToken(done),
    };
  }
}
