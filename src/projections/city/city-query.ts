import type { Database } from '../../adapters/driven/postgres/database';
import type { Instant } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import type { OrderStatus } from '../../domain/order/order-transitions';
import { couriers } from '../couriers/couriers';
import { orderView } from '../order-view/order-view';
import { viewName } from '../projection';
import { readRows } from '../read-rows';
import { restaurantView, type RestaurantRow } from '../restaurant/restaurant';

/** What a map needs of an order. The address stays sealed. */
export interface CityOrderRow {
  readonly order_id: string;
  readonly restaurant_id: string;
  readonly status: OrderStatus;
  readonly is_active: boolean;
  readonly courier_id: string | null;
  readonly address: Sealed;
}

/** What became of the orders of the last hour. */
export interface RecentOrders {
  readonly placed: number;
  readonly delivered: number;
  readonly cancelled: number;
}

/** Couriers who take orders now, and those of them who have one. */
export interface CouriersOnShift {
  readonly online: number;
  readonly busy: number;
}

/** Restaurants on a map, at most. */
const MAX_RESTAURANTS = 500;

/** Orders that are looked through, of each restaurant and in all: what is shown of a flood is a part of it. */
const MAX_OPEN_EACH = 200;
const MAX_OPEN = 3_000;
const MAX_RECENT_EACH = 1_000;

const COLUMNS = 'order_id, restaurant_id, status, is_active, courier_id, address';

/**
 * What a map of the city shows. No statement looks at more than the latest orders of each restaurant, which an index
 * has in their order: the cost does not grow with the years.
 */
export class CityQuery {
  constructor(private readonly database: Database) {}

  /** Listed restaurants, by id. */
  restaurants(): Promise<readonly RestaurantRow[]> {
    return readRows(this.database, restaurantView, {
      name: 'city-restaurants',
      text: 'WHERE listed ORDER BY restaurant_id LIMIT $1',
      values: [MAX_RESTAURANTS],
    });
  }

  /** Orders placed since then that somebody still has to do something about, the newest first. */
  async openSince(since: Instant): Promise<readonly CityOrderRow[]> {
    const { rows } = await this.database.query<CityOrderRow>({
      name: 'city-open-orders',
      text: `SELECT ${COLUMNS.split(', ')
        .map((column) => `o.${column}`)
        .join(', ')}
             FROM ${viewName(restaurantView)} AS r
             CROSS JOIN LATERAL (
               SELECT ${COLUMNS}, placed_at FROM ${viewName(orderView)}
               WHERE restaurant_id = r.restaurant_id AND placed_at > $1::timestamptz AND is_active
               ORDER BY placed_at DESC, order_id DESC LIMIT $2
             ) AS o
             ORDER BY o.placed_at DESC, o.order_id DESC LIMIT $3`,
      values: [since, MAX_OPEN_EACH, MAX_OPEN],
    });
    return rows;
  }

  /** Those that exist, in no particular order. */
  async ordersById(orderIds: readonly string[]): Promise<readonly CityOrderRow[]> {
    if (orderIds.length === 0) return [];
    const { rows } = await this.database.query<CityOrderRow>({
      name: 'city-orders-by-id',
      text: `SELECT ${COLUMNS} FROM ${viewName(orderView)} WHERE order_id = ANY($1::text[])`,
      values: [orderIds],
    });
    return rows;
  }

  /**
   * What happened since then to orders that were placed at most so long ago.
   * @param since from when on it counts
   * @param placedSince the oldest order that is looked at
   */
  async recentOrders(since: Instant, placedSince: Instant): Promise<RecentOrders> {
    const { rows } = await this.database.query<{ placed: number; delivered: number; cancelled: number }>({
      name: 'city-recent-orders',
      text: `SELECT count(*) FILTER (WHERE o.placed_at > $1::timestamptz)::int AS placed,
                    count(*) FILTER (WHERE o.delivered_at > $1::timestamptz)::int AS delivered,
                    count(*) FILTER (WHERE o.status = 'CANCELLED' AND o.updated_at > $1::timestamptz)::int AS cancelled
             FROM ${viewName(restaurantView)} AS r
             CROSS JOIN LATERAL (
               SELECT placed_at, delivered_at, updated_at, status FROM ${viewName(orderView)}
               WHERE restaurant_id = r.restaurant_id AND placed_at > $2::timestamptz
               ORDER BY placed_at DESC, order_id DESC LIMIT $3
             ) AS o`,
      values: [since, placedSince, MAX_RECENT_EACH],
    });
    return rows[0] ?? { placed: 0, delivered: 0, cancelled: 0 };
  }

  /** Goes through all couriers, who are few beside the orders. */
  async couriersOnShift(): Promise<CouriersOnShift> {
    const { rows } = await this.database.query<{ online: number; busy: number }>({
      name: 'city-couriers-on-shift',
      text: `SELECT count(*)::int AS online, count(*) FILTER (WHERE json_array_length(reservations) > 0)::int AS busy
             FROM ${viewName(couriers)} WHERE is_online`,
    });
    return rows[0] ?? { online: 0, busy: 0 };
  }
}
