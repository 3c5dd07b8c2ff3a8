import type { OrderEvent } from '../../domain/order/order-messages';
import { orderAggregate } from '../../application/aggregates';
import type { StreamLoader } from '../../application/commands/stream-loader';
import type { ProjectionProgress } from '../projection-progress';
import type { FeedEvent } from '../projection';
import { foldOrderView, orderView, type OrderViewRow } from './order-view';
import type { OrderViewQuery } from './query';

/** How long a read waits for the view before it folds the stream itself (ms). */
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
    return row ?? (await this.fold(orderId));
  }

  private async fold(orderId: string): Promise<OrderViewRow | null> {
    const { events } = await this.loader.fresh(orderAggregate, orderId);
    const facts: readonly FeedEvent<OrderEvent>[] = events;
    return foldOrderView(facts);
  }
}
