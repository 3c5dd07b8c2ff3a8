import type { DeliveryRejection } from '../../domain/delivery/delivery';
import type { DeliveryCommand, DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import type { OrderStatus } from '../../domain/order/order-transitions';
import { deliveryAggregate, orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import type { DeliveryAccess } from './delivery-access';

export type OrderReleased = Outcome<DeliveryEvent, DeliveryRejection | { readonly code: 'food-is-with-you' }>;

const WITH_THE_COURIER: ReadonlySet<OrderStatus> = new Set(['PICKED_UP', 'OUT_FOR_DELIVERY']);

/**
 * A courier gives back an order that they took on. Whether they have the food is for the order to say: its delivery
 * learns of the handover a moment later.
 */
export class ReleaseOrder {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly access: DeliveryAccess,
  ) {}

  /** @param reason a short code */
  async execute(orderId: OrderId, reason: string, context: CommandContext): Promise<OrderReleased> {
    const courierId = asId<CourierId>(context.actor.id);
    if (!(await this.access.concerns(context.actor, orderId))) {
      return { kind: 'rejected', rejection: { code: 'delivery-not-found' } };
    }
    const command: DeliveryCommand = { type: 'Reassign', courierId, reason, at: context.at };
    return this.executor.execute(deliveryAggregate, orderId, context, async () => {
      const { state: order } = await this.loader.fresh(orderAggregate, orderId);
      if (order.is === 'placed' && order.courierId === courierId && WITH_THE_COURIER.has(order.status)) {
        return { ok: false, rejection: { code: 'food-is-with-you' } as const };
      }
      return { ok: true, command };
    });
  }
}
