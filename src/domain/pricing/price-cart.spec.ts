import fc from 'fast-check';
import { menuPublished, publishedMenu, itemIdOf, itemOf, LASSI, MARGHERITA } from '../menu/menu.fixtures';
import type { MenuEvent } from '../menu/menu';
import type { MenuItem, OptionGroup } from '../menu/menu-content';
import { faultIn } from '../order/order-lines';
import { lineTaxes, priceCart, type LineToPrice, type PricedCart, type PricedMenu } from './price-cart';
import { PRICING_POLICY_V1 as policy } from './pricing-policy';

const at = '2026-03-06T12:30:00.000Z';

const pizza = (over: Partial<LineToPrice> = {}): LineToPrice => ({
  lineId: 'line-1',
  itemId: MARGHERITA.itemId,
  quantity: 2,
  optionIds: ['medium', 'cheese'],
  ...over,
});

const lassi = (over: Partial<LineToPrice> = {}): LineToPrice => ({
  lineId: 'line-2',
  itemId: LASSI.itemId,
  quantity: 1,
  optionIds: [],
  ...over,
});

const menuOf = (...items: readonly MenuItem[]): PricedMenu =>
  publishedMenu(menuPublished({ categories: [{ categoryId: 'all', name: 'All', items }] }));

const priced = (
  cart: readonly LineToPrice[],
  menu: PricedMenu = publishedMenu(),
  metres: number | null = 3_000,
): PricedCart => {
  const result = priceCart(menu, cart, policy, metres, at);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.priced;
};

const problemsOf = (cart: readonly LineToPrice[], menu: PricedMenu = publishedMenu(), moment = at) => {
  const result = priceCart(menu, cart, policy, 3_000, moment);
  return result.ok ? [] : result.problems;
};

describe('the price of a cart', () => {
  it('of two medium Margheritas with extra cheese, 3 km away, is ₹840.90', () => {
    // (299.00 + 50.00 + 30.00) × 2 = 758.00; 5 % of it is 37.90; delivery 40.00, platform 5.00.
    expect(priced([pizza()])).toEqual({
      lines: [
        {
          lineId: 'line-1',
          itemId: MARGHERITA.itemId,
          name: 'Margherita Pizza',
          quantity: 2,
          unitMinor: 37_900,
          options: [
            { group: 'Size', label: 'Medium', priceMinor: 5_000 },
            { group: 'Add-ons', label: 'Extra Cheese', priceMinor: 3_000 },
          ],
          totalMinor: 75_800,
        },
      ],
      bill: {
        currency: 'INR',
        subtotalMinor: 75_800,
        taxMinor: 3_790,
        deliveryFeeMinor: 4_000,
        platformFeeMinor: 500,
        discountMinor: 0,
        totalMinor: 84_090,
      },
    });
  });

  it('rounds the tax once, half a paisa up', () => {
    // 5 % of 60.50 is 3.025.
    expect(priced([lassi()]).bill).toMatchObject({ subtotalMinor: 6_050, taxMinor: 303, totalMinor: 10_853 });
    // 5 % of 121.00 is 6.05, though 3.03 twice would be 6.06.
    const both = priced([lassi(), lassi({ lineId: 'line-3' })]);
    expect(both.bill.taxMinor).toBe(605);
    expect(lineTaxes(both.lines, both.bill)).toEqual([303, 302]);
  });

  it('is in the currency of the menu, with the fees of that currency', () => {
    const yen: MenuEvent = menuPublished({ currency: 'JPY' });
    expect(priced([lassi()], publishedMenu(yen)).bill).toEqual({
      currency: 'JPY',
      subtotalMinor: 6_050,
      taxMinor: 303,
      deliveryFeeMinor: 300,
      platformFeeMinor: 50,
      discountMinor: 0,
      totalMinor: 6_703,
    });
  });

  it.each([
    [null, 2_500],
    [0, 2_500],
    [2_000, 2_500],
    [2_001, 4_000],
    [5_000, 4_000],
    [5_001, 6_000],
    [8_001, 9_000],
    [50_000, 9_000],
  ])('takes for %p metres a delivery fee of %p', (metres, fee) => {
    expect(priced([lassi()], publishedMenu(), metres).bill.deliveryFeeMinor).toBe(fee);
  });

  it('has no tax to split on what is given away', () => {
    const gift = priced([lassi()], menuOf({ ...LASSI, priceMinor: 0 }));
    expect(gift.bill).toMatchObject({ subtotalMinor: 0, taxMinor: 0, totalMinor: 4_500 });
    expect(lineTaxes(gift.lines, gift.bill)).toEqual([0]);
  });
});

describe('a cart that cannot be priced', () => {
  it('is empty or has too many lines', () => {
    expect(problemsOf([])).toEqual([{ code: 'cart-is-empty' }]);
    const lines = Array.from({ length: 101 }, (_, i) => lassi({ lineId: `line-${i}` }));
    expect(problemsOf(lines)).toEqual([{ code: 'too-many-lines', max: 100 }]);
    expect(problemsOf(lines.slice(1))).toEqual([]);
  });

  it('has one line twice', () => {
    expect(problemsOf([lassi(), lassi()])).toEqual([{ code: 'duplicate-line', lineId: 'line-2' }]);
  });

  it.each([0, -1, 1.5, 51, Number.NaN])('has a line %d times', (quantity) => {
    expect(problemsOf([lassi({ quantity })])).toEqual([
      { code: 'quantity-out-of-range', lineId: 'line-2', min: 1, max: 50 },
    ]);
    expect(problemsOf([lassi({ quantity: 50 })])).toEqual([]);
  });

  it('names what is no longer sold and what is sold out, all at once', () => {
    const soldOut: MenuEvent = {
      type: 'ItemAvailabilityChanged',
      itemId: LASSI.itemId,
      available: false,
      until: null,
      at,
    };
    const sushi = itemIdOf('sushi');
    expect(
      problemsOf(
        [lassi(), lassi({ lineId: 'line-3', itemId: sushi })],
        publishedMenu(menuPublished(), soldOut),
      ),
    ).toEqual([
      { code: 'item-unavailable', lineId: 'line-2', itemId: LASSI.itemId, name: 'Lassi' },
      { code: 'unknown-item', lineId: 'line-3', itemId: sushi },
    ]);
  });

  it('has what comes back by itself from that moment on', () => {
    const menu = publishedMenu(menuPublished(), {
      type: 'ItemAvailabilityChanged',
      itemId: LASSI.itemId,
      available: false,
      until: '2026-03-06T14:00:00.000Z',
      at,
    });
    expect(problemsOf([lassi()], menu, '2026-03-06T13:59:59.999Z')).toHaveLength(1);
    expect(problemsOf([lassi()], menu, '2026-03-06T14:00:00.000Z')).toEqual([]);
  });

  it('has options that the item does not have, or one of them twice', () => {
    expect(problemsOf([lassi({ optionIds: ['medium'] })])).toEqual([
      { code: 'unknown-option', lineId: 'line-2', optionId: 'medium' },
    ]);
    expect(problemsOf([pizza({ optionIds: ['medium', 'cheese', 'cheese'] })])).toEqual([
      { code: 'duplicate-option', lineId: 'line-1', optionId: 'cheese' },
    ]);
  });

  it('lacks a choice that is required, or makes it twice', () => {
    const size = { lineId: 'line-1', groupId: 'size', name: 'Size' };
    expect(problemsOf([pizza({ optionIds: ['cheese'] })])).toEqual([{ code: 'choice-required', ...size }]);
    expect(problemsOf([pizza({ optionIds: ['small', 'large'] })])).toEqual([
      { code: 'too-many-choices', ...size, max: 1 },
    ]);
  });

  it('has more add-ons than may be chosen, where there is a limit', () => {
    const all = ['medium', 'cheese', 'olives', 'basil'];
    expect(problemsOf([pizza({ optionIds: all })])).toEqual([
      { code: 'too-many-choices', lineId: 'line-1', groupId: 'add-ons', name: 'Add-ons', max: 2 },
    ]);
    const [size, addOns] = MARGHERITA.groups;
    const unlimited = menuOf({ ...MARGHERITA, groups: [size!, { ...addOns!, maxSelections: null }] });
    expect(problemsOf([pizza({ optionIds: all })], unlimited)).toEqual([]);
  });

  it('may choose as many as a required group allows', () => {
    const [size] = MARGHERITA.groups;
    const halves = menuOf({ ...MARGHERITA, groups: [{ ...size!, maxSelections: 2 }] });
    expect(priced([pizza({ optionIds: ['large', 'small'] })], halves).lines[0]?.unitMinor).toBe(39_900);
  });
});

describe('any cart', () => {
  const price = fc.oneof(fc.nat(100_000), fc.nat(20), fc.constant(100_000_000));

  const groupOf = (groupId: string): fc.Arbitrary<OptionGroup> =>
    fc
      .record({ prices: fc.array(price, { minLength: 1, maxLength: 3 }), required: fc.boolean() })
      .chain(({ prices, required }) =>
        fc.option(fc.integer({ min: 1, max: prices.length })).map((maxSelections) => ({
          groupId,
          name: groupId,
          required,
          maxSelections,
          options: prices.map((priceMinor, i) => ({
            optionId: `${groupId}-${i}`,
            label: `${i}`,
            priceMinor,
          })),
        })),
      );

  const dish = (name: string): fc.Arbitrary<MenuItem> =>
    fc
      .record({ priceMinor: price, groups: fc.tuple(groupOf('a'), groupOf('b')), taken: fc.nat(2) })
      .map(({ priceMinor, groups, taken }) => itemOf(name, { priceMinor, groups: groups.slice(0, taken) }));

  const choice = ({ required, maxSelections, options }: OptionGroup) =>
    fc.shuffledSubarray(
      options.map(({ optionId }) => optionId),
      { minLength: required ? 1 : 0, maxLength: maxSelections ?? (required ? 1 : options.length) },
    );

  const lineOf = (item: MenuItem): fc.Arbitrary<Omit<LineToPrice, 'lineId'>> =>
    fc.record({
      itemId: fc.constant(item.itemId),
      quantity: fc.integer({ min: 1, max: 50 }),
      optionIds: fc.tuple(...item.groups.map(choice)).map((chosen) => chosen.flat()),
    });

  const situation = fc.tuple(dish('dosa'), dish('idli'), dish('vada')).chain((items) =>
    fc.record({
      menu: fc.constant(menuOf(...items)),
      cart: fc
        .array(fc.oneof(...items.map(lineOf)), { minLength: 1, maxLength: 8 })
        .map((lines) => lines.map((line, i): LineToPrice => ({ ...line, lineId: `line-${i}` }))),
      metres: fc.option(fc.nat(20_000)),
    }),
  );

  it('has a bill that adds up, is never below zero, and whose tax adds up over the lines', () => {
    fc.assert(
      fc.property(situation, ({ menu, cart, metres }) => {
        const { lines, bill } = priced(cart, menu, metres);
        expect(faultIn(lines, bill)).toBeNull();
        expect(bill.totalMinor).toBe(
          bill.subtotalMinor -
            bill.discountMinor +
            bill.taxMinor +
            bill.deliveryFeeMinor +
            bill.platformFeeMinor,
        );
        const taxes = lineTaxes(lines, bill);
        expect(taxes.reduce((a, b) => a + b, 0)).toBe(bill.taxMinor);
        expect(Math.abs(bill.taxMinor * 20 - bill.subtotalMinor)).toBeLessThanOrEqual(10);
        lines.forEach((line, i) => {
          expect(Math.abs(taxes[i]! - line.totalMinor / 20)).toBeLessThanOrEqual(1.5);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('costs the same in any order of its lines and options', () => {
    const shuffled = situation.chain((one) =>
      fc.record({
        one: fc.constant(one),
        other: fc.shuffledSubarray([...one.cart], { minLength: one.cart.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ one: { menu, cart, metres }, other }) => {
        const reversed = other.map((line) => ({ ...line, optionIds: [...line.optionIds].reverse() }));
        const [a, b] = [priced(cart, menu, metres), priced(reversed, menu, metres)];
        expect(b.bill).toEqual(a.bill);
        expect(new Set(b.lines)).toEqual(new Set(a.lines));
      }),
      { numRuns: 1000 },
    );
  });

  it('costs as much as its lines taken one by one', () => {
    fc.assert(
      fc.property(situation, ({ menu, cart, metres }) => {
        const line = { ...cart[0]!, quantity: Math.min(cart[0]!.quantity, 50) };
        const singles = Array.from({ length: line.quantity }, (_, i) => ({
          ...line,
          quantity: 1,
          lineId: `single-${i}`,
        }));
        expect(priced(singles, menu, metres).bill).toEqual(priced([line], menu, metres).bill);
      }),
      { numRuns: 1000 },
    );
  });

  it('is priced or told what is wrong with it, whatever it holds', () => {
    const anyLine = fc.record({
      lineId: fc.constantFrom('line-1', 'line-2', 'line-3'),
      itemId: fc.constantFrom('dosa', 'idli', 'sushi').map(itemIdOf),
      quantity: fc.oneof(fc.integer({ min: -1, max: 52 }), fc.double()),
      optionIds: fc.array(fc.constantFrom('a-0', 'a-1', 'b-0', 'c-0'), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(situation, fc.array(anyLine, { maxLength: 4 }), ({ menu, metres }, cart) => {
        const result = priceCart(menu, cart, policy, metres, at);
        if (result.ok) expect(faultIn(result.priced.lines, result.priced.bill)).toBeNull();
        else expect(result.problems).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
