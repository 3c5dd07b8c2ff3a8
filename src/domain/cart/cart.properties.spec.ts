import fc from 'fast-check';
import { asId, type CartId, type CustomerId, type ItemId, type RestaurantId } from '../kernel/ids';
import { CART_LIMITS, editCart, lineIdOf, type Cart, type CartCommand } from './cart';

const at = '2026-03-01T19:00:00.000Z';
const itemIds = fc.constantFrom('a', 'b', 'c').map((id) => asId<ItemId>(id));
const optionIds = fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 });
const lineIds = fc.tuple(itemIds, optionIds).map(([itemId, options]) => lineIdOf(itemId, options));

const commands = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record<Extract<CartCommand, { type: 'AddLine' }>>({
      type: fc.constant('AddLine'),
      newCartId: fc.uuid().map((id) => asId<CartId>(id)),
      customerId: fc.constant(asId<CustomerId>('asha')),
      restaurantId: fc.constantFrom('paradise', 'bawarchi').map((id) => asId<RestaurantId>(id)),
      itemId: itemIds,
      optionIds,
      quantity: fc.integer({ min: -1, max: 60 }),
      seenUnitMinor: fc.nat(),
      seenName: fc.string(),
      replace: fc.boolean(),
      at: fc.constant(at),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record<Extract<CartCommand, { type: 'ChangeQuantity' }>>({
      type: fc.constant('ChangeQuantity'),
      lineId: lineIds,
      quantity: fc.integer({ min: -1, max: 60 }),
      at: fc.constant(at),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record<Extract<CartCommand, { type: 'RemoveLine' }>>({
      type: fc.constant('RemoveLine'),
      lineId: lineIds,
      at: fc.constant(at),
    }),
  },
);

function expectSound(cart: Cart): void {
  expect(new Set(cart.lines.map(({ lineId }) => lineId)).size).toBe(cart.lines.length);
  expect(cart.lines.length).toBeLessThanOrEqual(CART_LIMITS.lines);
  for (const line of cart.lines) {
    expect(line.lineId).toBe(lineIdOf(line.itemId, line.optionIds));
    expect(Number.isSafeInteger(line.quantity) && line.quantity >= 1 && line.quantity <= 50).toBe(true);
  }
}

it('stays sound under any edits, and each edit of a cart raises its version by one', () =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 30 }), (edits) => {
      let cart: Cart | null = null;
      for (const command of edits) {
        const edit = editCart(cart, command);
        if (!edit.ok) continue;
        expectSound(edit.cart);
        const isSame: boolean = cart?.cartId === edit.cart.cartId;
        expect(edit.cart.version).toBe(isSame ? (cart?.version ?? 0) + 1 : 1);
        cart = edit.cart;
      }
    }),
    { numRuns: 1_000 },
  ));

it('never holds items of two restaurants, and changes the restaurant only when told to', () =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 30 }), (edits) => {
      let cart: Cart | null = null;
      for (const command of edits) {
        const edit = editCart(cart, command);
        if (!edit.ok) continue;
        if (cart !== null && cart.lines.length > 0 && edit.cart.restaurantId !== cart.restaurantId) {
          expect(command).toMatchObject({ type: 'AddLine', replace: true });
          expect(edit.cart.lines).toHaveLength(1);
        }
        cart = edit.cart;
      }
    }),
    { numRuns: 1_000 },
  ));

it('gives a line an id from which item and options can be told, so that no two lines share one', () => {
  const ids = fc.string({ unit: fc.constantFrom('a', '+', '%', '2', 'B', '5'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(ids, fc.array(ids, { maxLength: 3 }), (item, options) => {
      const [toldItem, ...toldOptions] = lineIdOf(asId<ItemId>(item), options)
        .split('+')
        .map(decodeURIComponent);
      expect([toldItem, toldOptions]).toEqual([item, [...options].sort()]);
    }),
    { numRuns: 1_000 },
  );
});
