import fc from 'fast-check';
import { asId } from '../kernel/ids';
import type { Bill, OrderLine } from '../order/order-lines';
import { aPlaceOrder } from '../order/order.fixtures';
import { refundForLines, type LineQuantity } from './line-refund';

const { lines, bill } = aPlaceOrder();

const of = (lineId: string, quantity: number): LineQuantity => ({ lineId, quantity });

const aLine = (lineId: string, quantity: number, unitMinor: number): OrderLine => ({
  lineId,
  itemId: asId(lineId),
  name: lineId,
  quantity,
  unitMinor,
  options: [],
  totalMinor: unitMinor * quantity,
});

const aBill = (all: readonly OrderLine[], taxMinor: number, discountMinor: number): Bill => {
  const subtotalMinor = all.reduce((total, { totalMinor }) => total + totalMinor, 0);
  const fees = { deliveryFeeMinor: 2_800, platformFeeMinor: 500 };
  const totalMinor = subtotalMinor + taxMinor + 3_300 - discountMinor;
  return { currency: 'INR', subtotalMinor, taxMinor, ...fees, discountMinor, totalMinor };
};

/** @throws when it is refused */
function amountsOf(
  wanted: readonly LineQuantity[],
  ordered: readonly OrderLine[] = lines,
  billed: Bill = bill,
): readonly number[] {
  const refund = refundForLines(ordered, billed, wanted);
  if (!refund.ok) throw new Error(refund.fault.code);
  return refund.lines.map(({ amountMinor }) => amountMinor);
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, minor) => total + minor, 0);

describe('the refund of lines', () => {
  it('gives back their price with its part of the tax and less its part of the discount, and no fees', () => {
    // ₹ 220 and ₹ 40 share ₹ 20 off and ₹ 12 of tax: 16.92 and 3.08 off, 10.15 and 1.85 of tax.
    expect(refundForLines(lines, bill, [of('line-1', 2), of('line-2', 1)])).toEqual({
      ok: true,
      lines: [
        { lineId: 'line-1', amountMinor: 22_000 - 1_692 + 1_015 },
        { lineId: 'line-2', amountMinor: 4_000 - 308 + 185 },
      ],
    });
  });

  it('gives back equal shares of a line, rounded down', () => {
    expect(amountsOf([of('line-1', 1)])).toEqual([10_661]); // half of 21,323
  });

  it('takes a line that is named twice for both', () => {
    expect(amountsOf([of('line-1', 1), of('line-1', 1)])).toEqual([21_323]);
    expect(refundForLines(lines, bill, [of('line-1', 1), of('line-1', 2)])).toEqual({
      ok: false,
      fault: { code: 'more-than-ordered', lineId: 'line-1' },
    });
  });

  it('refuses lines and units that were not ordered', () => {
    expect(refundForLines(lines, bill, [of('line-2', 2)])).toEqual({
      ok: false,
      fault: { code: 'more-than-ordered', lineId: 'line-2' },
    });
    expect(refundForLines(lines, bill, [of('line-1', 1), of('line-9', 1)])).toEqual({
      ok: false,
      fault: { code: 'no-such-line', lineId: 'line-9' },
    });
  });

  it('gives nothing back for what cost nothing', () => {
    const free = [aLine('gift', 2, 0)];
    expect(amountsOf([of('gift', 2)], free, aBill(free, 0, 0))).toEqual([0]);
    const mixed = [aLine('gift', 1, 0), aLine('dosa', 1, 10_000)];
    expect(amountsOf([of('gift', 1)], mixed, aBill(mixed, 500, 100))).toEqual([0]);
  });

  it('gives back the tax alone when the discount was more than the food', () => {
    const ordered = [aLine('dosa', 1, 1_000)];
    expect(amountsOf([of('dosa', 1)], ordered, aBill(ordered, 50, 1_500))).toEqual([50]);
  });

  const orders = fc
    .tuple(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.nat(30_001)), { minLength: 1, maxLength: 8 }),
      fc.nat(20_000),
      fc.nat(20_000),
    )
    .map(([units, tax, discount]) => {
      const ordered = units.map(([quantity, unit], i) => aLine(`line-${i}`, quantity, unit));
      const subtotal = sum(ordered.map(({ totalMinor }) => totalMinor));
      return { ordered, billed: aBill(ordered, subtotal === 0 ? 0 : tax, Math.min(discount, subtotal)) };
    });

  const costOf = ({ subtotalMinor, discountMinor, taxMinor }: Bill) =>
    subtotalMinor - discountMinor + taxMinor;

  it('gives back exactly what the lines cost when all units go back', () => {
    fc.assert(
      fc.property(orders, ({ ordered, billed }) => {
        const all = ordered.map(({ lineId, quantity }) => of(lineId, quantity));
        expect(sum(amountsOf(all, ordered, billed))).toBe(costOf(billed));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back the same for a line whatever else goes back with it', () => {
    fc.assert(
      fc.property(orders, ({ ordered, billed }) => {
        const all = ordered.map(({ lineId, quantity }) => of(lineId, quantity));
        const together = amountsOf(all, ordered, billed);
        expect(all.flatMap((one) => amountsOf([one], ordered, billed))).toEqual(together);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never gives back more than a line cost, in whatever parts it goes back, nor less than it by a unit each', () => {
    fc.assert(
      fc.property(orders, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), ({ ordered, billed }, sizes) => {
        for (const { lineId, quantity } of ordered) {
          const [whole = 0] = amountsOf([of(lineId, quantity)], ordered, billed);
          const parts: number[] = [];
          for (let left = quantity; left > 0;) {
            const part = Math.min(left, sizes.next().value as number);
            parts.push(...amountsOf([of(lineId, part)], ordered, billed));
            left -= part;
          }
          expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
          expect(sum(parts)).toBeLessThanOrEqual(whole);
          expect(sum(parts)).toBeGreaterThan(whole - parts.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
