import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DeliveryRejection } from '../../domain/delivery/delivery';
import type { DeliveryCommand, DeliveryEvent } from '../../domain/delivery/delivery-messages';
import type { OrderId } from '../../domain/kernel/ids';
import { deliveryAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Outcome } from '../commands/command-executor';
import { DeliveryAccess } from './delivery-access';

/** A command to the delivery of an order, on behalf of someone whom it concerns. */
export class ChangeDelivery extends Command<Outcome<DeliveryEvent, DeliveryRejection>> {
  constructor(
    readonly orderId: OrderId,
    readonly command: DeliveryCommand,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeDelivery)
export class ChangeDeliveryHandler implements ICommandHandler<ChangeDelivery> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly access: DeliveryAccess,
  ) {}

  async execute({
    orderId,
    command,
    context,
  }: ChangeDelivery): Promise<Outcome<DeliveryEvent, DeliveryRejection>> {
    if (!(await this.access.concerns(context.actor, orderId))) {
      return { kind: 'rejected', rejection: { code: 'delivery-not-found' } };
    }
    return this.executor.execute(deliveryAggregate, orderId, context, () => ({ ok: true, command }));
  }
}
