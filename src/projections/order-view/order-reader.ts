import { deliveryAggregate, orderAggregate, paymentAggregate } from '../../application/aggregates';
import type { StreamLoader } from '../../application/commands/stream-loader';
import { paymentIdFor } from '../../application/deterministic-ids';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { asId, type OrderId } from '../../domain/kernel/ids';
import type { OrderEvent } from '../../domain/order/order-messages';
import type { PaymentEvent } from '../../domain/payment/payment-messages';
import type { FeedEvent } from '../projection';
import type { ProjectionProgress } from '../projection-progress';
import { foldOrderView, orderView, type OrderViewRow } from './order-view';
import type { OrderViewQuery } from './query';

/** How long a read waits for the view before it folds the streams itself (ms). */
const WAIT_MS = 500;

/** A place in a shard that a reader wants to have been reached. */
export interface MinPosition {
  readonly shard: number;
  readonly position: number;
}

/** Reads single orders so that whoever has written sees what they wrote. */
export class OrderReader {
  constructor(
    private readonly query: OrderViewQuery,
    private readonly progress: ProjectionProgress,
    private readonly loader: StreamLoader,
  ) {}

  /**
   * The order as of the position at least; null when there is none.
   * @param min what the reader has written; null: the view as it is, or an order that it does not show yet
   */
  async find(orderId: string, min: MinPosition | null): Promise<OrderViewRow | null> {
    const inTime = min === null || (await this.progress.waitFor(orderView, min.shard, min.position, WAIT_MS));
    const row = inTime ? await this.query.byId(orderId) : null;
    return row ?? (await this.fold(asId(orderId)));
  }

  private async fold(orderId: OrderId): Promise<OrderViewRow | null> {
    const { events } = await this.loader.history(orderAggregate, orderId);
    if (events.length === 0) return null;
    const delivery = await this.loader.history(deliveryAggregate, orderId);
    const facts: FeedEvent<OrderEvent | PaymentEvent | DeliveryEvent>[] = [
      ...events,
      ...(await this.paymentsOf(orderId)),
      ...delivery.events,
    ];
    return foldOrderView(facts.sort((a, b) => a.recorded.position - b.recorded.position));
  }

  /** Attempts are numbered without gaps: the first that never began ends them. */
  private async paymentsOf(orderId: OrderId): Promise<readonly FeedEvent<PaymentEvent>[]> {
    const facts: FeedEvent<PaymentEvent>[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const { events } = await this.loader.history(paymentAggregate, paymentIdFor(orderId, attempt));
      if (events.length === 0) return facts;
      facts.push(...events);
    }
  }
}
