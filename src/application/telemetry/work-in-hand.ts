import type { DeliveryStage } from '../../domain/delivery/delivery-transitions';
import type { GeoPoint } from '../../domain/kernel/geo';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import type { Order } from '../../domain/order/order';
import { deliveryAggregate, orderAggregate, partnerAggregate, shiftAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import { shiftIdFor } from '../deterministic-ids';

/** An order that a courier brings, as far as positions matter to it. */
export interface DeliveryInHand {
  readonly orderId: OrderId;
  /** The restaurant. */
  readonly pickup: GeoPoint;
  /** `handed-over`: the courier has the food, and was not seen to leave yet. `returning`: it goes back. */
  readonly food: 'at-restaurant' | 'handed-over' | 'on-the-way' | 'returning';
}

/** What a courier on shift is at. */
export interface WorkInHand {
  readonly shift: number;
  readonly deliveries: readonly DeliveryInHand[];
}

const UNDER_WAY: ReadonlySet<DeliveryStage> = new Set([
  'assigned',
  'at-restaurant',
  'on-the-way',
  'at-door',
  'failed',
]);

/**
 * Which deliveries a courier has in hand, from the assignment until it is over. There is no index beside the
 * streams: the courier's shift names the orders that it keeps room for, and each of their deliveries says whose it
 * is. All of it comes out of the stream cache, which follows the events; what it does not hold, or has forgotten
 * because events were missed, is folded again. The answer may be a moment old.
 */
export class WorkOfCouriers {
  constructor(private readonly loader: StreamLoader) {}

  /** Null when the courier is not on shift. */
  async of(courierId: CourierId): Promise<WorkInHand | null> {
    const shift = await this.onlineShift(courierId);
    if (shift === null) return null;
    const deliveries = await Promise.all(
      shift.reservations.map(({ orderId }) => this.inHand(courierId, orderId)),
    );
    return {
      shift: shift.shift,
      deliveries: deliveries.filter((delivery) => delivery !== null),
    };
  }

  /** That somebody is not on shift is never said on the strength of a cached state. */
  private async onlineShift(courierId: CourierId) {
    for (const read of ['recent', 'fresh'] as const) {
      const { state: partner } = await this.loader[read](partnerAggregate, courierId);
      if (partner.is === 'absent' || partner.shift === 0) continue;
      const { state: shift } = await this.loader[read](shiftAggregate, shiftIdFor(courierId, partner.shift));
      if (shift.is === 'online') return shift;
    }
    return null;
  }

  private async inHand(courierId: CourierId, orderId: OrderId): Promise<DeliveryInHand | null> {
    const { state: delivery } = await this.loader.recent(deliveryAggregate, orderId);
    if (delivery.is === 'absent' || delivery.assigned?.courierId !== courierId) return null;
    if (!UNDER_WAY.has(delivery.stage)) return null;
    const { state: order } = await this.loader.recent(orderAggregate, orderId);
    const food = whereFoodIs(order);
    return food === null ? null : { orderId, pickup: delivery.terms.pickup, food };
  }
}

/** Null when the courier has nothing to do with it any more. */
function whereFoodIs(order: Order): DeliveryInHand['food'] | null {
  if (order.is === 'absent') return null;
  switch (order.status) {
    case 'PENDING':
    case 'CONFIRMED':
    case 'PREPARING':
    case 'READY':
      return 'at-restaurant';
    case 'PICKED_UP':
      return 'handed-over';
    case 'OUT_FOR_DELIVERY':
      return 'on-the-way';
    case 'CANCELLED':
      return order.delivery === 'FAILED' ? 'returning' : null;
    case 'DELIVERED':
    case 'COMPLETED':
      return null;
  }
}
