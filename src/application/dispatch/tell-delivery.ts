import type { DeliveryCommand } from '../../domain/delivery/delivery-messages';
import type { OrderId } from '../../domain/kernel/ids';
import { deliveryAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, ExecuteOptions } from '../commands/command-executor';
import { dispatchedOf, type Dispatched } from '../processes/command-dispatcher';

/** A command to the delivery of an order, as a process sends it. */
export const tellDelivery = async (
  executor: CommandExecutor,
  orderId: OrderId,
  command: DeliveryCommand,
  context: CommandContext,
  options: ExecuteOptions = {},
): Promise<Dispatched> =>
  dispatchedOf(
    await executor.execute(deliveryAggregate, orderId, context, () => ({ ok: true, command }), options),
  );
