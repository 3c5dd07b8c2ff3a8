import type { Actor } from '../../domain/kernel/actor';
import { asId, type RestaurantId } from '../../domain/kernel/ids';
import type { Order } from '../../domain/order/order';
import { restaurantAggregate, orderAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';

/**
 * Whose order it is. To anyone else it does not exist: they are told the same as of an order that was never
 * placed. Customer and restaurant of an order never change, so a state that is a moment old will do; whether a
 * courier is still the assigned one is decided by the order itself.
 */
export class OrderAccess {
  constructor(private readonly loader: StreamLoader) {}

  /** Whether the actor may see and touch the order. */
  async concerns(actor: Actor, orderId: string): Promise<boolean> {
    const { state } = await this.loader.recent(orderAggregate, orderId);
    return this.isParty(actor, state);
  }

  private async isParty(actor: Actor, order: Order): Promise<boolean> {
    if (order.is === 'absent') return false;
    switch (actor.role) {
      case 'customer':
        return order.customerId === actor.id;
      case 'courier':
        return order.courierId === actor.id;
      case 'restaurant':
        return this.owns(actor, order.restaurantId);
      case 'support':
      case 'admin':
      case 'auditor':
      case 'system':
        return true;
    }
  }

  /** Whether the actor's account owns the restaurant. */
  async owns(actor: Actor, restaurantId: string): Promise<boolean> {
    const { state } = await this.loader.recent(restaurantAggregate, asId<RestaurantId>(restaurantId));
    return state.is === 'registered' && state.details.ownerId === actor.id;
  }
}
