import type { Database } from '../../adapters/driven/postgres/database';
import { pageOf, placeOf, type Page } from '../cursor';
import { viewName } from '../projection';
import { readRows } from '../read-rows';
import { refunds, type RefundRow } from './refunds';

/** `open`: asked for and neither settled nor failed yet. `failed`: and not made again since. */
export const REFUND_FILTERS = ['open', 'failed'] as const;

export type RefundFilter = (typeof REFUND_FILTERS)[number];

export interface RefundListRequest {
  readonly filter: RefundFilter;
  /** At most so many. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
}

const VIEW = viewName(refunds);

const FILTERS: Readonly<Record<RefundFilter, string>> = {
  open: "status IN ('REQUESTED', 'SUBMITTED')",
  failed: `status = 'FAILED' AND NOT EXISTS (
    SELECT FROM ${VIEW} AS again WHERE again.refund_id = ${VIEW}.retried_by)`,
};

const OLDEST = { at: '-infinity', id: '' };

/** Looks up refunds. Who may see which is decided by the caller. */
export class RefundQuery {
  constructor(private readonly database: Database) {}

  async byId(refundId: string): Promise<RefundRow | null> {
    const rows = await readRows(this.database, refunds, {
      name: 'refund-by-id',
      text: 'WHERE refund_id = $1',
      values: [refundId],
    });
    return rows[0] ?? null;
  }

  /** The oldest first. */
  ofPayment(paymentId: string): Promise<readonly RefundRow[]> {
    return this.of('payment_id', paymentId);
  }

  /** Of all payments of the order, the oldest first. */
  ofOrder(orderId: string): Promise<readonly RefundRow[]> {
    return this.of('order_id', orderId);
  }

  /**
   * Refunds that somebody has to look after, the oldest first.
   * @throws InvalidCursor
   */
  async list({ filter, limit, cursor }: RefundListRequest): Promise<Page<RefundRow>> {
    const after = placeOf(cursor, OLDEST);
    const rows = await readRows(this.database, refunds, {
      name: `refunds-${filter}`,
      text: `WHERE ${FILTERS[filter]} AND (requested_at, refund_id) > ($1::timestamptz, $2)
             ORDER BY requested_at, refund_id LIMIT $3`,
      values: [after.at, after.id, limit + 1],
    });
    return pageOf(rows, limit, ({ requested_at: at, refund_id: id }) => ({ at, id }));
  }

  private of(column: 'payment_id' | 'order_id', id: string): Promise<readonly RefundRow[]> {
    return readRows(this.database, refunds, {
      name: `refunds-of-${column}`,
      text: `WHERE ${column} = $1 ORDER BY requested_at, refund_id`,
      values: [id],
    });
  }
}
