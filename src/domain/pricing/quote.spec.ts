import { asId } from '../kernel/ids';
import { hashLike, LASSI, MARGHERITA } from '../menu/menu.fixtures';
import type { OrderLine } from '../order/order-lines';
import { priceChanges, quoteText, type QuoteInputs } from './quote';

const pizza: OrderLine = {
  lineId: 'line-1',
  itemId: MARGHERITA.itemId,
  name: 'Margherita Pizza',
  quantity: 2,
  unitMinor: 34_900,
  options: [{ group: 'Size', label: 'Medium', priceMinor: 5_000 }],
  totalMinor: 69_800,
};

const lassi: OrderLine = {
  lineId: 'line-2',
  itemId: LASSI.itemId,
  name: 'Lassi',
  quantity: 1,
  unitMinor: 6_050,
  options: [],
  totalMinor: 6_050,
};

const quote: QuoteInputs = {
  cartId: asId('cart-1'),
  restaurantId: asId('restaurant-1'),
  menuVersion: 3,
  menuHash: hashLike('a'),
  addressId: asId('address-home'),
  lines: [pizza, lassi],
  bill: {
    currency: 'INR',
    subtotalMinor: 75_850,
    taxMinor: 3_793,
    deliveryFeeMinor: 4_000,
    platformFeeMinor: 500,
    discountMinor: 0,
    totalMinor: 84_143,
  },
  pricingPolicyVersion: 'pricing/1',
};

describe('a quote', () => {
  it('has the text that hashes on disk were made of', () => {
    expect(quoteText(quote)).toBe(
      `["quote/1","cart-1","restaurant-1",3,"${hashLike('a')}","address-home",` +
        '[["line-1","item-margherita","Margherita Pizza",2,34900,[["Size","Medium",5000]],69800],' +
        '["line-2","item-lassi","Lassi",1,6050,[],6050]],' +
        '["INR",75850,3793,4000,500,0,84143],"pricing/1"]',
    );
  });

  it('is the same in any order of its lines', () => {
    expect(quoteText({ ...quote, lines: [lassi, pizza] })).toBe(quoteText(quote));
  });

  it.each<[string, Partial<QuoteInputs>]>([
    ['cart', { cartId: asId('cart-2') }],
    ['restaurant', { restaurantId: asId('restaurant-2') }],
    ['version of the menu', { menuVersion: 4 }],
    ['hash of the menu', { menuHash: hashLike('b') }],
    ['address', { addressId: asId('address-work') }],
    ['unit price', { lines: [{ ...pizza, unitMinor: 34_901 }, lassi] }],
    ['options', { lines: [{ ...pizza, options: [] }, lassi] }],
    ['lines', { lines: [pizza] }],
    ['bill', { bill: { ...quote.bill, deliveryFeeMinor: 2_500 } }],
    ['discount', { bill: { ...quote.bill, discountMinor: 1 } }],
    ['currency', { bill: { ...quote.bill, currency: 'USD' } }],
    ['pricing policy', { pricingPolicyVersion: 'pricing/2' }],
  ])('is another with another %s', (_, over) => {
    expect(quoteText({ ...quote, ...over })).not.toBe(quoteText(quote));
  });
});

describe('the prices of a cart', () => {
  it('have not changed when the customer saw them', () => {
    expect(priceChanges([pizza, lassi], [pizza, lassi])).toEqual([]);
  });

  it('have changed where one costs more or less than the customer saw', () => {
    const seen = [
      { lineId: 'line-2', unitMinor: 6_000 },
      { lineId: 'line-1', unitMinor: 35_000 },
    ];
    expect(priceChanges(seen, [pizza, lassi])).toEqual([
      {
        lineId: 'line-1',
        itemId: MARGHERITA.itemId,
        name: 'Margherita Pizza',
        oldMinor: 35_000,
        newMinor: 34_900,
      },
      { lineId: 'line-2', itemId: LASSI.itemId, name: 'Lassi', oldMinor: 6_000, newMinor: 6_050 },
    ]);
  });

  it('have not changed for lines that are new or gone', () => {
    expect(priceChanges([lassi], [pizza])).toEqual([]);
  });
});
