import { aPlaceOrder } from './order.fixtures';
import { faultIn, foodTotalOf, totalOf, type Bill, type OrderLine } from './order-lines';

describe('the lines of an order and their bill', () => {
  const { lines, bill } = aPlaceOrder();
  const withFirst = (change: Partial<OrderLine>) => [{ ...lines[0]!, ...change }, ...lines.slice(1)];
  const withBill = (change: Partial<Bill>) => ({ ...bill, ...change });

  it('are sound when every sum comes out', () => {
    expect(faultIn(lines, bill)).toBeNull();
  });

  it('need at least one line', () => {
    expect(faultIn([], bill)).toBe('order-has-no-lines');
  });

  it.each([0, -1, 1.5, Number.NaN])('know no quantity of %p', (quantity) => {
    expect(faultIn(withFirst({ quantity, totalMinor: quantity * 11_000 }), bill)).toBe('quantity-below-one');
  });

  it.each([
    ['a line is not its unit price times its quantity', withFirst({ totalMinor: 21_999 }), bill],
    ['a price is below zero', withFirst({ unitMinor: -11_000, totalMinor: -22_000 }), bill],
    ['a price is a fraction', withFirst({ unitMinor: 11_000.5, totalMinor: 22_001 }), bill],
    [
      'the subtotal is not the sum of the lines',
      lines,
      withBill({ subtotalMinor: 26_001, totalMinor: 28_501 }),
    ],
    ['the total is not the sum of its parts', lines, withBill({ totalMinor: 28_499 })],
    ['a fee is below zero', lines, withBill({ deliveryFeeMinor: -1, totalMinor: 25_699 })],
    [
      'the discount is more than everything else',
      lines,
      withBill({ discountMinor: 31_000, totalMinor: -500 }),
    ],
    ['a tax is no number', lines, withBill({ taxMinor: Number.NaN })],
  ])('do not add up when %s', (_, wrongLines, wrongBill) => {
    expect(faultIn(wrongLines, wrongBill)).toBe('bill-does-not-add-up');
  });

  it('say what the food costs after the discount, without taxes and fees', () => {
    expect(foodTotalOf(bill)).toEqual({ minor: 24_000, currency: 'INR' });
    expect(foodTotalOf(withBill({ subtotalMinor: 1_000 }))).toEqual({ minor: 0, currency: 'INR' });
    expect(totalOf(bill)).toEqual({ minor: 28_500, currency: 'INR' });
  });
});
