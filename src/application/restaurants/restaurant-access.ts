import type { Actor } from '../../domain/kernel/actor';
import type { RestaurantId } from '../../domain/kernel/ids';
import { restaurantAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';

/**
 * Who runs a restaurant. To anyone else it does not exist: they are told the same as of one that was never
 * registered. Owners never change, so a state that is a moment old will do.
 */
export class RestaurantAccess {
  constructor(private readonly loader: StreamLoader) {}

  /** Whether the actor may change the restaurant and its menu: its owner, and staff. */
  async mayManage({ id, role }: Actor, restaurantId: RestaurantId): Promise<boolean> {
    const { state } = await this.loader.recent(restaurantAggregate, restaurantId);
    if (state.is === 'absent') return false;
    switch (role) {
      case 'restaurant':
        return state.details.ownerId === id;
      case 'support':
      case 'admin':
      case 'system':
        return true;
      case 'customer':
      case 'courier':
      case 'auditor':
        return false;
    }
  }
}
