import type { OrderId } from '../../domain/kernel/ids';
import { deliveryAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';

/**
 * Whether a customer may call an order off for nothing because nobody is found to bring it: from the moment when they
 * are given the choice until a courier is found, also if they chose to wait.
 */
export class FreeCancellation {
  constructor(private readonly loader: StreamLoader) {}

  async holds(orderId: OrderId): Promise<boolean> {
    const { state } = await this.loader.fresh(deliveryAggregate, orderId);
    if (state.is === 'absent') return false;
    const isLooking = state.stage === 'searching' || state.stage === 'offered';
    return isLooking && state.search !== null && state.search.choiceUntil !== null;
  }
}
