import { asId, type CartId, type CustomerId, type ItemId, type RestaurantId } from '../kernel/ids';
import {
  CART_LIMITS,
  editCart,
  lineIdOf,
  type Cart,
  type CartCommand,
  type CartEdit,
  type CartLine,
  type CartRejection,
} from './cart';

const at = '2026-03-01T19:00:00.000Z';
const later = '2026-03-01T19:05:00.000Z';
const biryani = asId<ItemId>('biryani');
const dal = asId<ItemId>('dal');
const paradise = asId<RestaurantId>('paradise');
const bawarchi = asId<RestaurantId>('bawarchi');

type AddLine = Extract<CartCommand, { type: 'AddLine' }>;

const adding = (itemId: ItemId, change: Partial<AddLine> = {}): AddLine => ({
  type: 'AddLine',
  newCartId: asId<CartId>('cart-1'),
  customerId: asId<CustomerId>('asha'),
  restaurantId: paradise,
  itemId,
  optionIds: [],
  quantity: 1,
  seenUnitMinor: 29_900,
  seenName: itemId,
  replace: false,
  at,
  ...change,
});

const line = (itemId: ItemId, quantity: number, optionIds: readonly string[] = []): CartLine => ({
  lineId: lineIdOf(itemId, optionIds),
  itemId,
  quantity,
  optionIds,
  seenUnitMinor: 29_900,
  seenName: itemId,
});

const cartOf = (...lines: readonly CartLine[]): Cart => ({
  cartId: asId<CartId>('cart-1'),
  customerId: asId<CustomerId>('asha'),
  restaurantId: paradise,
  version: 7,
  lines,
  updatedAt: at,
});

const cartAfter = (edit: CartEdit): Cart => {
  if (!edit.ok) throw new Error(edit.rejection);
  return edit.cart;
};

const expectRefusal = (edit: CartEdit, rejection: CartRejection) =>
  expect(edit).toEqual({ ok: false, rejection });

describe('filling a cart', () => {
  type FillCart = Extract<CartCommand, { type: 'FillCart' }>;
  const filling = (change: Partial<FillCart> = {}): FillCart => ({
    ...{ type: 'FillCart', newCartId: asId<CartId>('cart-2'), customerId: asId<CustomerId>('asha') },
    ...{ restaurantId: paradise, lines: [line(dal, 2), line(biryani, 1)], replace: false, at: later },
    ...change,
  });
  const filled = cartOf(line(dal, 2), line(biryani, 1));

  it('begins a cart when there is none, or an empty one of another restaurant', () => {
    const begun = { ...filled, cartId: asId<CartId>('cart-2'), version: 1, updatedAt: later };
    expect(cartAfter(editCart(null, filling()))).toEqual(begun);
    expect(cartAfter(editCart({ ...cartOf(), restaurantId: bawarchi }, filling()))).toEqual(begun);
  });

  it('asks before it gives up something else, of this restaurant or another', () => {
    for (const other of [cartOf(line(dal, 1)), { ...filled, restaurantId: bawarchi }]) {
      expectRefusal(editCart(other, filling()), 'cart-of-something-else');
      expect(cartAfter(editCart(other, filling({ replace: true }))).lines).toEqual(filled.lines);
    }
  });

  it('keeps the cart when it is of the same restaurant', () =>
    expect(cartAfter(editCart(cartOf(line(dal, 1)), filling({ replace: true })))).toEqual({
      ...filled,
      version: 8,
      updatedAt: later,
    }));

  it('does not ask when the cart holds the same, so that a second tap does no harm', () => {
    const seen = cartOf(line(biryani, 1), { ...line(dal, 2), seenUnitMinor: 1 });
    expect(cartAfter(editCart(seen, filling())).lines).toEqual(filled.lines);
    expectRefusal(editCart(cartOf(line(biryani, 2), line(dal, 1)), filling()), 'cart-of-something-else');
  });
});

describe('adding to a cart', () => {
  it('begins one with the first item', () =>
    expect(editCart(null, adding(biryani, { quantity: 2 }))).toEqual({
      ok: true,
      cart: { ...cartOf(line(biryani, 2)), version: 1 },
    }));

  it('puts another item behind the ones that are there', () =>
    expect(editCart(cartOf(line(biryani, 1)), adding(dal, { at: later }))).toEqual({
      ok: true,
      cart: { ...cartOf(line(biryani, 1), line(dal, 1)), version: 8, updatedAt: later },
    }));

  it('adds to the line that has the same options, in whatever order they were chosen', () => {
    const before = cartOf(line(biryani, 1, ['large', 'raita']), line(dal, 1));
    const after = editCart(before, adding(biryani, { optionIds: ['raita', 'large'], quantity: 3 }));
    expect(cartAfter(after).lines).toEqual([line(biryani, 4, ['large', 'raita']), line(dal, 1)]);
  });

  it('keeps the same item with other options apart', () => {
    const after = editCart(cartOf(line(biryani, 1, ['large'])), adding(biryani));
    expect(cartAfter(after).lines).toEqual([line(biryani, 1, ['large']), line(biryani, 1)]);
  });

  it('remembers the price and the name that were seen last', () => {
    const after = editCart(
      cartOf(line(biryani, 1)),
      adding(biryani, { seenUnitMinor: 31_900, seenName: 'Dum' }),
    );
    expect(cartAfter(after).lines[0]).toMatchObject({ quantity: 2, seenUnitMinor: 31_900, seenName: 'Dum' });
  });

  it('asks before it gives up the cart of another restaurant', () =>
    expectRefusal(
      editCart(cartOf(line(biryani, 1)), adding(dal, { restaurantId: bawarchi })),
      'cart-of-another-restaurant',
    ));

  it('begins a new cart at the other restaurant when that is wanted', () => {
    const newCartId = asId<CartId>('cart-2');
    const move = adding(dal, { restaurantId: bawarchi, replace: true, newCartId });
    expect(cartAfter(editCart(cartOf(line(biryani, 1)), move))).toEqual({
      ...cartOf(line(dal, 1)),
      cartId: newCartId,
      restaurantId: bawarchi,
      version: 1,
    });
  });

  it('goes to another restaurant without asking when the cart is empty', () =>
    expect(cartAfter(editCart(cartOf(), adding(dal, { restaurantId: bawarchi }))).restaurantId).toBe(
      bawarchi,
    ));

  it.each([0, -1, 1.5, CART_LIMITS.quantity + 1, Number.NaN])('refuses a quantity of %p', (quantity) =>
    expectRefusal(editCart(null, adding(biryani, { quantity })), 'quantity-out-of-range'),
  );

  it('refuses to bring a line above the limit', () =>
    expectRefusal(editCart(cartOf(line(biryani, 50)), adding(biryani)), 'quantity-out-of-range'));

  it('holds fifty lines and no more', () => {
    const full = cartOf(
      ...Array.from({ length: CART_LIMITS.lines }, (_, i) => line(asId<ItemId>(`item-${i}`), 1)),
    );
    expectRefusal(editCart(full, adding(dal)), 'too-many-lines');
    expect(cartAfter(editCart(full, adding(asId<ItemId>('item-3')))).lines).toHaveLength(CART_LIMITS.lines);
  });

  it('refuses a line with more options than a menu has', () => {
    const optionIds = Array.from({ length: CART_LIMITS.optionsOfLine + 1 }, (_, i) => `option-${i}`);
    expectRefusal(editCart(null, adding(biryani, { optionIds })), 'too-many-options');
  });
});

describe('changing a line', () => {
  const cart = cartOf(line(biryani, 2, ['large']), line(dal, 1));
  const large = lineIdOf(biryani, ['large']);

  it('sets its quantity and leaves the options alone', () =>
    expect(editCart(cart, { type: 'ChangeQuantity', lineId: large, quantity: 5, at: later })).toEqual({
      ok: true,
      cart: { ...cartOf(line(biryani, 5, ['large']), line(dal, 1)), version: 8, updatedAt: later },
    }));

  it.each<CartCommand>([
    { type: 'ChangeQuantity', lineId: large, quantity: 0, at },
    { type: 'RemoveLine', lineId: large, at },
  ])('removes it with $type', (command) =>
    expect(cartAfter(editCart(cart, command)).lines).toEqual([line(dal, 1)]),
  );

  it('takes the item id for the line when one line has that item', () =>
    expect(cartAfter(editCart(cart, { type: 'RemoveLine', lineId: biryani, at })).lines).toEqual([
      line(dal, 1),
    ]));

  it('refuses an item id that could mean two lines', () =>
    expectRefusal(
      editCart(cartOf(line(biryani, 1, ['large']), line(biryani, 1, ['small'])), {
        type: 'RemoveLine',
        lineId: biryani,
        at,
      }),
      'line-ambiguous',
    ));

  it('prefers the line without options when the item id names it', () => {
    const both = cartOf(line(biryani, 1, ['large']), line(biryani, 1));
    expect(cartAfter(editCart(both, { type: 'RemoveLine', lineId: biryani, at })).lines).toEqual([
      line(biryani, 1, ['large']),
    ]);
  });

  it.each([-1, 51, 0.5])('refuses a quantity of %p', (quantity) =>
    expectRefusal(
      editCart(cart, { type: 'ChangeQuantity', lineId: large, quantity, at }),
      'quantity-out-of-range',
    ),
  );

  it('refuses a line that is not there', () =>
    expectRefusal(editCart(cart, { type: 'RemoveLine', lineId: 'naan', at }), 'line-not-found'));

  it('keeps an emptied cart, with its id', () =>
    expect(cartAfter(editCart(cart, { type: 'EmptyCart', at: later }))).toEqual({
      ...cartOf(),
      version: 8,
      updatedAt: later,
    }));

  it.each<CartCommand>([
    { type: 'ChangeQuantity', lineId: large, quantity: 1, at },
    { type: 'RemoveLine', lineId: large, at },
    { type: 'EmptyCart', at },
  ])('refuses $type without a cart', (command) => expectRefusal(editCart(null, command), 'cart-not-found'));
});
