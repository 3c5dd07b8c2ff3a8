import { randomUUID } from 'node:crypto';
import type { Carts } from '../../application/ports/carts';
import { CART_LIFETIME_MS, type Cart } from '../../domain/cart/cart';
import { plusMs } from '../../domain/kernel/instant';
import { asId, type CartId, type CustomerId, type ItemId, type RestaurantId } from '../../domain/kernel/ids';

const at = '2026-03-01T19:00:00.123Z';
const lastMoment = plusMs(at, CART_LIFETIME_MS - 1);
const expired = plusMs(at, CART_LIFETIME_MS);

const aCart = (change: Partial<Cart> = {}): Cart => ({
  cartId: asId<CartId>(randomUUID()),
  customerId: asId<CustomerId>(randomUUID()),
  restaurantId: asId<RestaurantId>('paradise'),
  version: 1,
  lines: [
    {
      lineId: 'biryani+large',
      itemId: asId<ItemId>('biryani'),
      quantity: 2,
      optionIds: ['large'],
      seenUnitMinor: 34_900,
      seenName: 'बिरयानी “Dum”',
    },
  ],
  updatedAt: at,
  ...change,
});

const changed = (cart: Cart): Cart => ({ ...cart, version: cart.version + 1, lines: [] });

/** What every store of carts must do. */
export function cartsContract(name: string, open: () => Promise<Carts>): void {
  describe(`Carts contract: ${name}`, () => {
    let carts: Carts;

    const stored = async (): Promise<Cart> => {
      const cart = aCart();
      expect(await carts.save(cart, null)).toBe('saved');
      return cart;
    };

    beforeAll(async () => {
      carts = await open();
    });

    it('has no cart for a new customer', async () =>
      expect(await carts.get(asId<CustomerId>(randomUUID()), at)).toBeNull());

    it('gives back a cart as it was saved, then as it was changed', async () => {
      const cart = await stored();
      expect(await carts.get(cart.customerId, at)).toEqual(cart);
      expect(await carts.save(changed(cart), cart)).toBe('saved');
      expect(await carts.get(cart.customerId, at)).toEqual(changed(cart));
    });

    it('keeps a cart for a day after its last change', async () => {
      const cart = await stored();
      expect(await carts.get(cart.customerId, lastMoment)).toEqual(cart);
      expect(await carts.get(cart.customerId, expired)).toBeNull();
    });

    it('lets a new cart take the place of one that has run out, and not before', async () => {
      const old = await stored();
      const early = aCart({ customerId: old.customerId, updatedAt: lastMoment });
      expect(await carts.save(early, null)).toBe('conflict');
      const late = aCart({ customerId: old.customerId, updatedAt: expired });
      expect(await carts.save(late, null)).toBe('saved');
      expect(await carts.get(old.customerId, expired)).toEqual(late);
    });

    it('lets exactly one of many tabs change a cart', async () => {
      const cart = await stored();
      const results = await Promise.all(Array.from({ length: 20 }, () => carts.save(changed(cart), cart)));
      expect(results.filter((result) => result === 'saved')).toHaveLength(1);
      expect(results.filter((result) => result === 'conflict')).toHaveLength(19);
    });

    it('lets exactly one of many tabs begin a cart', async () => {
      const { customerId } = aCart();
      const results = await Promise.all(
        Array.from({ length: 20 }, () => carts.save(aCart({ customerId }), null)),
      );
      expect(results.filter((result) => result === 'saved')).toHaveLength(1);
    });

    it('replaces a cart by one of another restaurant only if it is the one that was seen', async () => {
      const cart = await stored();
      const next = aCart({ customerId: cart.customerId, restaurantId: asId<RestaurantId>('bawarchi') });
      const stranger = { ...cart, cartId: asId<CartId>(randomUUID()) };
      expect(await carts.save(next, stranger)).toBe('conflict');
      expect(await carts.save(next, cart)).toBe('saved');
      expect(await carts.save(changed(cart), cart)).toBe('conflict');
      expect(await carts.get(cart.customerId, at)).toEqual(next);
    });

    it('does not bring back a cart that was cleared meanwhile', async () => {
      const cart = await stored();
      await carts.clear(cart.customerId, cart.cartId, at);
      expect(await carts.save(changed(cart), cart)).toBe('conflict');
      expect(await carts.get(cart.customerId, at)).toBeNull();
      expect(await carts.save(aCart({ customerId: cart.customerId }), null)).toBe('saved');
    });

    it('clears the cart that is meant and no other', async () => {
      const cart = await stored();
      await carts.clear(cart.customerId, asId<CartId>(randomUUID()), at);
      await carts.clear(asId<CustomerId>(randomUUID()), cart.cartId, at);
      expect(await carts.get(cart.customerId, at)).toEqual(cart);
    });

    it('keeps a cart that was edited after it was ordered', async () => {
      const cart = await stored();
      const edited = { ...changed(cart), updatedAt: plusMs(at, 1) };
      expect(await carts.save(edited, cart)).toBe('saved');
      await carts.clear(cart.customerId, cart.cartId, at);
      expect(await carts.get(cart.customerId, plusMs(at, 2))).toEqual(edited);
      await carts.clear(cart.customerId, cart.cartId, plusMs(at, 1));
      expect(await carts.get(cart.customerId, plusMs(at, 2))).toBeNull();
    });

    it('clears many at once', async () => {
      const all = await Promise.all(Array.from({ length: 50 }, stored));
      const [kept, ...gone] = all;
      await Promise.all(gone.map(({ customerId, cartId }) => carts.clear(customerId, cartId, at)));
      const left = await Promise.all(all.map(({ customerId }) => carts.get(customerId, at)));
      expect(left.filter((cart) => cart !== null)).toEqual([kept]);
    });
  });
}
