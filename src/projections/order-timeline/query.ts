import type { Database } from '../../adapters/driven/postgres/database';
import { readRows } from '../read-rows';
import { orderTimeline, type TimelineRow } from './order-timeline';

/** Looks up what happened to orders. Who may see it is decided by the caller. */
export class TimelineQuery {
  constructor(private readonly database: Database) {}

  /** Everything that happened to the order, the oldest first; empty for an unknown one. */
  ofOrder(orderId: string): Promise<readonly TimelineRow[]> {
    return readRows(this.database, orderTimeline, {
      name: 'timeline-of-order',
      text: 'WHERE order_id = $1 ORDER BY position',
      values: [orderId],
    });
  }
}
