import type { Cart } from '../../domain/cart/cart';
import type { CartId, CustomerId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';

/** The carts of customers, one each: the truth about them. */
export abstract class Carts {
  /** The customer's cart; null when there is none, or when it was left alone for `CART_LIFETIME_MS`. */
  abstract get(customerId: CustomerId, now: Instant): Promise<Cart | null>;

  /**
   * Stores a cart in place of the one it was made from.
   * @param basis the cart as `get` gave it; null if there was none
   * @returns 'conflict' when the stored cart is another by now: read it and edit that
   */
  abstract save(cart: Cart, basis: Cart | null): Promise<'saved' | 'conflict'>;

  /**
   * Removes the customer's cart if it is this one, and was not edited since it was ordered: an edit that was answered
   * before the order's cart was cleared is not lost.
   */
  abstract clear(customerId: CustomerId, cartId: CartId, orderedAt: Instant): Promise<void>;
}
