import type { Database } from '../../adapters/driven/postgres/database';
import { InvalidCursor, pageOf, placeOf, type Page } from '../cursor';
import { readRows } from '../read-rows';
import { reviews, type ReviewRow } from './reviews';

export interface ReviewListRequest {
  /** At most so many. */
  readonly limit: number;
  /** Where the page before ended; what is newer now does not shift it. */
  readonly cursor?: string | undefined;
  /** Counted from 1; only without a cursor. */
  readonly page?: number | undefined;
}

/** Before the newest. */
const NEWEST = { at: 'infinity', id: String(Number.MAX_SAFE_INTEGER) };

/** Looks up reviews. */
export class ReviewQuery {
  constructor(private readonly database: Database) {}

  async ofOrder(orderId: string): Promise<ReviewRow | null> {
    const rows = await readRows(this.database, reviews, {
      name: 'review-of-order',
      text: 'WHERE order_id = $1',
      values: [orderId],
    });
    return rows[0] ?? null;
  }

  /**
   * Reviews of a restaurant, the newest first.
   * @throws InvalidCursor
   */
  async ofRestaurant(
    restaurantId: string,
    { limit, cursor, page = 1 }: ReviewListRequest,
  ): Promise<Page<ReviewRow>> {
    const before = placeOf(cursor, NEWEST);
    // Not the order's id, which is nobody's business but the customer's.
    if (!/^\d{1,16}$/.test(before.id)) throw new InvalidCursor('not a cursor of reviews');
    const rows = await readRows(this.database, reviews, {
      name: 'reviews-of-restaurant',
      text: `WHERE restaurant_id = $1 AND (submitted_at, position) < ($2::timestamptz, $3::bigint)
             ORDER BY submitted_at DESC, position DESC LIMIT $4 OFFSET $5`,
      values: [restaurantId, before.at, before.id, limit + 1, cursor === undefined ? (page - 1) * limit : 0],
    });
    return pageOf(rows, limit, ({ submitted_at: at, position }) => ({ at, id: String(position) }));
  }
}
