import type { Delivery } from '../../domain/delivery/delivery-state';
import type { Actor } from '../../domain/kernel/actor';
import type { OrderId } from '../../domain/kernel/ids';
import { deliveryAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { OrderAccess } from '../ordering/order-access';

/** Whether the courier was ever asked to bring it, or brings it. */
function isKnownTo(courierId: string, delivery: Delivery): boolean {
  if (delivery.is === 'absent') return false;
  return (
    delivery.offer?.courierId === courierId ||
    delivery.assigned?.courierId === courierId ||
    delivery.lastAsked === courierId ||
    [...delivery.refusals.keys()].some((refused) => refused === courierId)
  );
}

/**
 * Whose delivery it is. A courier reaches those that they were asked to bring; to everyone else a delivery is as
 * hidden as its order.
 */
export class DeliveryAccess {
  constructor(
    private readonly loader: StreamLoader,
    private readonly orders: OrderAccess,
  ) {}

  /** Whether the actor may see and touch the delivery of the order. */
  async concerns(actor: Actor, orderId: OrderId): Promise<boolean> {
    if (actor.role !== 'courier') return this.orders.concerns(actor, orderId);
    const { state: recent } = await this.loader.recent(deliveryAggregate, orderId);
    if (isKnownTo(actor.id, recent)) return true;
    // They may have been asked a moment ago.
    const { state: fresh } = await this.loader.fresh(deliveryAggregate, orderId);
    return isKnownTo(actor.id, fresh);
  }
}
