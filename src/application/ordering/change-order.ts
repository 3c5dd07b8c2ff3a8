import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/kernel/ids';
import type { OrderRejection } from '../../domain/order/order';
import type { OrderCommand, OrderEvent } from '../../domain/order/order-messages';
import { orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Outcome } from '../commands/command-executor';
import { OrderAccess } from './order-access';

/** A command to an order that exists, on behalf of someone whose order it is. */
export class ChangeOrder extends Command<Outcome<OrderEvent, OrderRejection>> {
  constructor(
    readonly orderId: OrderId,
    readonly command: Exclude<OrderCommand, { readonly type: 'PlaceOrder' }>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeOrder)
export class ChangeOrderHandler implements ICommandHandler<ChangeOrder> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly access: OrderAccess,
  ) {}

  async execute({ orderId, command, context }: ChangeOrder): Promise<Outcome<OrderEvent, OrderRejection>> {
    if (!(await this.access.concerns(context.actor, orderId))) {
      return { kind: 'rejected', rejection: { code: 'order-not-found' } };
    }
    return this.executor.execute(orderAggregate, orderId, context, () => ({ ok: true, command }));
  }
}
