import type { Database } from '../../adapters/driven/postgres/database';
import type { Instant } from '../../domain/kernel/instant';
import { pageOf, placeOf, type Page } from '../cursor';
import { readRows } from '../read-rows';
import { deliveries, type DeliveryRow } from './deliveries';

/** `help`: staff should look at them. `searching`: nobody brings them yet. `open`: they have not ended. */
export const DELIVERY_NEEDS = ['help', 'searching', 'open', 'all'] as const;

export type DeliveryNeed = (typeof DELIVERY_NEEDS)[number];

export interface DeliveryListRequest {
  readonly needs: DeliveryNeed;
  /** At most so many. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
}

const OLDEST = { at: '-infinity', id: '' };
const NEWEST = { at: 'infinity', id: '' };

/** Looks up deliveries. Who may see which is decided by the caller. */
export class DeliveryQuery {
  constructor(private readonly database: Database) {}

  async byOrder(orderId: string): Promise<DeliveryRow | null> {
    const rows = await readRows(this.database, deliveries, {
      name: 'delivery-by-order',
      text: 'WHERE order_id = $1',
      values: [orderId],
    });
    return rows[0] ?? null;
  }

  /** What the courier is asked to bring at that moment; an offer whose lease is over is none any more. */
  offersTo(courierId: string, now: Instant): Promise<readonly DeliveryRow[]> {
    return readRows(this.database, deliveries, {
      name: 'deliveries-offered',
      text: 'WHERE offer_courier_id = $1 AND offer_until > $2::timestamptz ORDER BY offer_until, order_id',
      values: [courierId, now],
    });
  }

  /** What the courier brings now, what they took on first before the others. */
  activeOf(courierId: string): Promise<readonly DeliveryRow[]> {
    return readRows(this.database, deliveries, {
      name: 'deliveries-active',
      text: 'WHERE courier_id = $1 AND is_active ORDER BY assigned_at, order_id',
      values: [courierId],
    });
  }

  /**
   * Those in need the oldest first, of all the newest first.
   * @throws InvalidCursor
   */
  async list({ needs, limit, cursor }: DeliveryListRequest): Promise<Page<DeliveryRow>> {
    const isAll = needs === 'all';
    const from = placeOf(cursor, isAll ? NEWEST : OLDEST);
    const rows = await readRows(this.database, deliveries, {
      name: `deliveries-${needs}`,
      text: `WHERE ${CONDITIONS[needs]}
               AND (requested_at, order_id) ${isAll ? '<' : '>'} ($1::timestamptz, $2)
             ORDER BY ${isAll ? 'requested_at DESC, order_id DESC' : 'requested_at, order_id'} LIMIT $3`,
      values: [from.at, from.id, limit + 1],
    });
    return pageOf(rows, limit, ({ requested_at: at, order_id: id }) => ({ at, id }));
  }
}

const CONDITIONS: Readonly<Record<DeliveryNeed, string>> = {
  help: 'needs_help',
  searching: 'is_unassigned',
  open: 'is_active',
  all: 'true',
};
