import { Carts } from '../../../application/ports/carts';
import { CART_LIFETIME_MS, type Cart } from '../../../domain/cart/cart';
import { msBetween, type Instant } from '../../../domain/kernel/instant';
import type { CartId, CustomerId } from '../../../domain/kernel/ids';

/** Carts of one process, gone with it. */
export class MemoryCarts extends Carts {
  private readonly carts = new Map<CustomerId, Cart>();

  override get(customerId: CustomerId, now: Instant): Promise<Cart | null> {
    return Promise.resolve(this.kept(customerId, now));
  }

  override save(cart: Cart, basis: Cart | null): Promise<'saved' | 'conflict'> {
    const stored =
      basis === null ? this.kept(cart.customerId, cart.updatedAt) : (this.carts.get(cart.customerId) ?? null);
    if (stored?.cartId !== basis?.cartId || stored?.version !== basis?.version) {
      return Promise.resolve('conflict');
    }
    this.carts.set(cart.customerId, cart);
    return Promise.resolve('saved');
  }

  override clear(customerId: CustomerId, cartId: CartId, orderedAt: Instant): Promise<void> {
    const cart = this.carts.get(customerId);
    if (cart?.cartId === cartId && cart.updatedAt <= orderedAt) this.carts.delete(customerId);
    return Promise.resolve();
  }

  private kept(customerId: CustomerId, now: Instant): Cart | null {
    const cart = this.carts.get(customerId);
    return cart !== undefined && msBetween(cart.updatedAt, now) < CART_LIFETIME_MS ? cart : null;
  }
}
