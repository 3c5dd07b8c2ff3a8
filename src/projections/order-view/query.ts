import type { Database } from '../../adapters/driven/postgres/database';
import { pageOf, placeOf } from '../cursor';
import { viewName } from '../projection';
import { readRows } from '../read-rows';
import { orderView, type OrderViewRow } from './order-view';

/** `completed` is delivered; `active` is whatever is neither completed nor cancelled. */
export const ORDER_FILTERS = ['all', 'active', 'completed', 'cancelled'] as const;

export type OrderFilter = (typeof ORDER_FILTERS)[number];

export interface OrderListRequest {
  readonly filter: OrderFilter;
  /** At most so many. */
  readonly limit: number;
  /** Where the page before ended; what is newer now does not shift it. */
  readonly cursor?: string | undefined;
  /** Counted from 1; only without a cursor. */
  readonly page?: number | undefined;
}

/** Orders, the newest first. */
export interface OrderPage {
  readonly orders: readonly OrderViewRow[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

const FILTERS: Readonly<Record<OrderFilter, string>> = {
  all: 'true',
  active: 'is_active',
  completed: "status IN ('DELIVERED', 'COMPLETED')",
  cancelled: "status = 'CANCELLED'",
};

const NEWEST = { at: 'infinity', id: '' };

/** Looks up orders. Who may see which is decided by the caller. */
export class OrderViewQuery {
  constructor(private readonly database: Database) {}

  async byId(orderId: string): Promise<OrderViewRow | null> {
    const rows = await readRows(this.database, orderView, {
      name: 'order-by-id',
      text: 'WHERE order_id = $1',
      values: [orderId],
    });
    return rows[0] ?? null;
  }

  /** @throws InvalidCursor */
  listForCustomer(customerId: string, request: OrderListRequest): Promise<OrderPage> {
    return this.list('customer_id', [customerId], request);
  }

  /**
   * Orders of any of the restaurants.
   * @throws InvalidCursor
   */
  listForRestaurants(restaurantIds: readonly string[], request: OrderListRequest): Promise<OrderPage> {
    return this.list('restaurant_id', restaurantIds, request);
  }

  /**
   * Orders that the courier has or had to bring.
   * @throws InvalidCursor
   */
  listForCourier(courierId: string, request: OrderListRequest): Promise<OrderPage> {
    return this.list('courier_id', [courierId], request);
  }

  private async list(
    column: 'customer_id' | 'restaurant_id' | 'courier_id',
    ids: readonly string[],
    { filter, limit, cursor, page = 1 }: OrderListRequest,
  ): Promise<OrderPage> {
    const before = placeOf(cursor, NEWEST);
    const offset = cursor === undefined ? (page - 1) * limit : 0;
    // The newest of each id come from the index in their order; however many orders there are, few are read.
    // One more than asked for shows whether there is a next page.
    const { rows } = await this.database.query<OrderViewRow>({
      name: `orders-${column}-${filter}`,
      text: `SELECT o.* FROM unnest($1::text[]) AS wanted (id)
             CROSS JOIN LATERAL (
               SELECT * FROM ${viewName(orderView)}
               WHERE ${column} = wanted.id AND ${FILTERS[filter]}
                 AND (placed_at, order_id) < ($2::timestamptz, $3)
               ORDER BY placed_at DESC, order_id DESC LIMIT $4::bigint + $5::bigint
             ) AS o
             ORDER BY placed_at DESC, order_id DESC LIMIT $4 OFFSET $5`,
      values: [ids, before.at, before.id, limit + 1, offset],
    });
    const { items: orders, nextCursor } = pageOf(rows, limit, ({ placed_at: at, order_id: id }) => ({
      at,
      id,
    }));
    return { orders, nextCursor };
  }
}
