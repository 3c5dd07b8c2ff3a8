import fc from 'fast-check';
import { asId, type ItemId } from '../kernel/ids';
import {
  ADD_ONS,
  CATEGORIES,
  itemIdOf,
  LASSI,
  MARGHERITA,
  MENU_AT,
  menuPublished,
  publishedMenu,
  SIZE,
} from '../menu/menu.fixtures';
import type { MenuEvent } from '../menu/menu';
import type { MenuItem } from '../menu/menu-content';
import type { OrderLine } from '../order/order-lines';
import { priceCart } from '../pricing/price-cart';
import { PRICING_POLICY_V1 } from '../pricing/pricing-policy';
import { CART_LIMITS, lineIdOf, optionIdsIn } from './cart';
import { reorder } from './reorder';

const at = MENU_AT;
const margherita = itemIdOf('margherita');
const lassi = itemIdOf('lassi');

/** Ordered from the menu as it was published first. */
function ordered(itemId: ItemId, optionIds: readonly string[] = [], quantity = 2): OrderLine {
  const line = { lineId: lineIdOf(itemId, optionIds), itemId, optionIds, quantity };
  const pricing = priceCart(publishedMenu(), [line], PRICING_POLICY_V1, null, at);
  if (!pricing.ok) throw new Error(JSON.stringify(pricing.problems));
  return pricing.priced.lines[0]!;
}

/** The menu now, with pizza and lassi changed. */
const menuWith = (pizza: Partial<MenuItem>, drink: Partial<MenuItem> = {}) =>
  publishedMenu(
    menuPublished({
      categories: [
        {
          categoryId: 'all',
          name: 'All',
          items: [
            { ...MARGHERITA, ...pizza },
            { ...LASSI, ...drink },
          ],
        },
      ],
    }),
  );

const soldOut: MenuEvent = {
  type: 'ItemAvailabilityChanged',
  itemId: lassi,
  available: false,
  until: null,
  at,
};

const pizza = ordered(margherita, ['large', 'cheese']);
const drink = ordered(lassi);

describe('ordering the same again', () => {
  it('puts in what was ordered, at the prices of now', () => {
    expect(reorder([pizza, drink], publishedMenu(), at)).toEqual({
      lines: [
        {
          lineId: 'item-margherita+cheese+large',
          itemId: margherita,
          quantity: 2,
          optionIds: ['cheese', 'large'],
          seenUnitMinor: 42_900,
          seenName: 'Margherita Pizza',
        },
        {
          lineId: 'item-lassi',
          itemId: lassi,
          quantity: 2,
          optionIds: [],
          seenUnitMinor: 6_050,
          seenName: 'Lassi',
        },
      ],
      changes: [],
    });
  });

  it('tells another price', () => {
    const { lines, changes } = reorder([pizza, drink], menuWith({}, { priceMinor: 7_000 }), at);
    expect(lines.map(({ seenUnitMinor }) => seenUnitMinor)).toEqual([42_900, 7_000]);
    expect(changes).toEqual([
      { itemId: lassi, name: 'Lassi', what: 'price-changed', oldMinor: 6_050, newMinor: 7_000 },
    ]);
  });

  it('leaves out what is sold out, and what left the menu', () => {
    const today = publishedMenu(menuPublished(), soldOut);
    expect(reorder([drink], today, at)).toEqual({
      lines: [],
      changes: [{ itemId: lassi, name: 'Lassi', what: 'item-unavailable' }],
    });
    const tomorrow = publishedMenu(menuPublished({ categories: [CATEGORIES[0]!] }));
    const { lines, changes } = reorder([pizza, drink], tomorrow, at);
    expect(lines.map(({ itemId }) => itemId)).toEqual([margherita]);
    expect(changes).toEqual([{ itemId: lassi, name: 'Lassi', what: 'item-gone' }]);
  });

  it('leaves options out that are no more, and names them', () => {
    const groups = [SIZE, { ...ADD_ONS, options: ADD_ONS.options.slice(1) }];
    const { lines, changes } = reorder([pizza], menuWith({ groups }), at);
    expect(lines[0]).toMatchObject({ optionIds: ['large'], seenUnitMinor: 39_900 });
    expect(changes).toEqual([
      { itemId: margherita, name: 'Margherita Pizza', what: 'options-gone', options: ['Extra Cheese'] },
      {
        ...{ itemId: margherita, name: 'Margherita Pizza', what: 'price-changed' },
        ...{ oldMinor: 42_900, newMinor: 39_900 },
      },
    ]);
  });

  it('leaves out what lacks a choice that has to be made by now', () => {
    const groups = [{ ...SIZE, options: SIZE.options.slice(0, 2) }, ADD_ONS];
    expect(reorder([pizza], menuWith({ groups }), at)).toMatchObject({
      lines: [],
      changes: [
        {
          itemId: margherita,
          what: 'not-orderable',
          problems: [{ code: 'choice-required', groupId: 'size' }],
        },
      ],
    });
  });

  it('makes one line of two that have come to be the same, up to the most that a cart takes', () => {
    const groups = [SIZE, { ...ADD_ONS, options: ADD_ONS.options.slice(1) }];
    const plain = ordered(margherita, ['large'], 30);
    const cheesy = ordered(margherita, ['large', 'cheese'], 30);
    const { lines, changes } = reorder([plain, cheesy], menuWith({ groups }), at);
    expect(lines).toMatchObject([{ lineId: 'item-margherita+large', quantity: CART_LIMITS.quantity }]);
    expect(changes).toContainEqual({
      ...{ itemId: margherita, name: 'Margherita Pizza', what: 'fewer', quantity: CART_LIMITS.quantity },
    });
  });

  it('gives lines that can be ordered as they are, or tells why there is none', () => {
    const price = fc.integer({ min: 1, max: 90_000 });
    const options = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 });
    const menus = fc
      .record({
        price,
        sizes: options(SIZE.options),
        addOns: options(ADD_ONS.options),
        required: fc.boolean(),
      })
      .map(({ price: priceMinor, sizes, addOns, required }) =>
        menuWith({
          priceMinor,
          groups: [
            { ...SIZE, options: sizes, required },
            { ...ADD_ONS, options: addOns },
          ],
        }),
      );
    const chosen = fc
      .tuple(
        fc.constantFrom('small', 'medium', 'large'),
        fc.subarray(['cheese', 'olives', 'basil'], { maxLength: 2 }),
      )
      .map(([size, extras]) => ordered(margherita, [size, ...extras]));
    fc.assert(
      fc.property(
        menus,
        fc.uniqueArray(chosen, { selector: ({ lineId }) => lineId, minLength: 1 }),
        (menu, all) => {
          const { lines, changes } = reorder(all, menu, at);
          const pricing = priceCart(menu, lines, PRICING_POLICY_V1, null, at);
          if (lines.length > 0) expect(pricing.ok).toBe(true);
          if (pricing.ok) {
            expect(pricing.priced.lines.map(({ unitMinor }) => unitMinor)).toEqual(
              lines.map(({ seenUnitMinor }) => seenUnitMinor),
            );
          }
          for (const line of lines) expect(line.lineId).toBe(lineIdOf(line.itemId, line.optionIds));
          const left = changes.filter(({ what }) => what === 'not-orderable').length;
          const merged = all.length - left - lines.length;
          expect(merged).toBeGreaterThanOrEqual(0);
          if (merged > 0) expect(changes.some(({ what }) => what === 'options-gone')).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

it('the options of a line are told from its id', () => {
  const ids = fc.string({ unit: fc.constantFrom('a', '+', '%', '2', 'B', '5'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(ids, fc.array(ids, { maxLength: 4 }), (item, options) => {
      expect(optionIdsIn(lineIdOf(asId<ItemId>(item), options))).toEqual([...options].sort());
    }),
    { numRuns: 1_000 },
  );
});
