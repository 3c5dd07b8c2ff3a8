import { z } from 'zod';
import { branded } from '../../../../../eventstore/registry/codec';
import { Carts } from '../../../../application/ports/carts';
import { CART_LIFETIME_MS, type Cart, type CartLine } from '../../../../domain/cart/cart';
import { plusMs, type Instant } from '../../../../domain/kernel/instant';
import {
  asId,
  type CartId,
  type CustomerId,
  type ItemId,
  type RestaurantId,
} from '../../../../domain/kernel/ids';
import type { Database } from '../database';

interface CartRow {
  readonly cart_id: string;
  readonly restaurant_id: string;
  readonly version: number;
  readonly lines: unknown;
  readonly updated_at: Instant;
}

interface Clearing {
  readonly customerId: CustomerId;
  readonly cartId: CartId;
  readonly orderedAt: Instant;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const linesSchema: z.ZodType<readonly CartLine[]> = z.array(
  z.object({
    lineId: z.string(),
    itemId: branded<ItemId>(),
    quantity: z.int(),
    optionIds: z.array(z.string()),
    seenUnitMinor: z.int(),
    seenName: z.string(),
  }),
);

/** A cart that was last changed at this instant or before has run out. */
const expiryAt = (now: Instant): Instant => plusMs(now, -CART_LIFETIME_MS);

/** Carts in PostgreSQL, one row per customer. A cart that has run out stays until the next one takes its row. */
export class PostgresCarts extends Carts {
  private clearings: Clearing[] = [];

  constructor(private readonly database: Database) {
    super();
  }

  override async get(customerId: CustomerId, now: Instant): Promise<Cart | null> {
    const { rows } = await this.database.query<CartRow>({
      name: 'cart-get',
      text: `SELECT cart_id, restaurant_id, version, lines, updated_at FROM cart
             WHERE customer_id = $1 AND updated_at > $2`,
      values: [customerId, expiryAt(now)],
    });
    const [row] = rows;
    if (row === undefined) return null;
    return {
      cartId: asId<CartId>(row.cart_id),
      customerId,
      restaurantId: asId<RestaurantId>(row.restaurant_id),
      version: row.version,
      lines: linesSchema.parse(row.lines),
      updatedAt: row.updated_at,
    };
  }

  override async save(cart: Cart, basis: Cart | null): Promise<'saved' | 'conflict'> {
    const { customerId, cartId, restaurantId, version, lines, updatedAt } = cart;
    const values = [customerId, cartId, restaurantId, version, JSON.stringify(lines), updatedAt];
    const { rows } = await this.database.query(
      basis === null
        ? { name: 'cart-begin', text: BEGIN_CART, values: [...values, expiryAt(updatedAt)] }
        : { name: 'cart-change', text: CHANGE_CART, values: [...values, basis.cartId, basis.version] },
    );
    return rows.length === 1 ? 'saved' : 'conflict';
  }

  /** The calls of one turn of the event loop share one statement. */
  override clear(customerId: CustomerId, cartId: CartId, orderedAt: Instant): Promise<void> {
    return new Promise((resolve, reject) => {
      this.clearings.push({ customerId, cartId, orderedAt, resolve, reject });
      if (this.clearings.length === 1) setImmediate(() => void this.clearAll());
    });
  }

  private async clearAll(): Promise<void> {
    const clearings = this.clearings;
    this.clearings = [];
    try {
      await this.database.query({
        name: 'cart-clear',
        text: `DELETE FROM cart
               USING unnest($1::text[], $2::text[], $3::timestamptz[]) AS done (customer_id, cart_id, ordered_at)
               WHERE cart.customer_id = done.customer_id AND cart.cart_id = done.cart_id
                 AND cart.updated_at <= done.ordered_at`,
        values: [
          clearings.map(({ customerId }) => customerId),
          clearings.map(({ cartId }) => cartId),
          clearings.map(({ orderedAt }) => orderedAt),
        ],
      });
      for (const { resolve } of clearings) resolve();
    } catch (error) {
      for (const { reject } of clearings) reject(error);
    }
  }
}

const BEGIN_CART = `
  INSERT INTO cart AS stored (customer_id, cart_id, restaurant_id, version, lines, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (customer_id) DO UPDATE SET
    cart_id = EXCLUDED.cart_id, restaurant_id = EXCLUDED.restaurant_id, version = EXCLUDED.version,
    lines = EXCLUDED.lines, updated_at = EXCLUDED.updated_at
  WHERE stored.updated_at <= $7
  RETURNING version`;

const CHANGE_CART = `
  UPDATE cart SET cart_id = $2, restaurant_id = $3, version = $4, lines = $5, updated_at = $6
  WHERE customer_id = $1 AND cart_id = $7 AND version = $8
  RETURNING version`;
