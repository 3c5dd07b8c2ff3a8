import fc from 'fast-check';
import { add, allocate, money, multiply, share, subtract, sum, toDecimal, zero } from './money';

describe('money', () => {
  const rupees = (minor: number) => money(minor, 'INR');

  it('adds and subtracts in one currency only', () => {
    expect(add(rupees(150), rupees(50))).toEqual(rupees(200));
    expect(subtract(rupees(150), rupees(200))).toEqual(rupees(-50));
    expect(() => add(rupees(1), money(1, 'USD'))).toThrow(RangeError);
  });

  it('refuses fractions and numbers that a double cannot hold exactly', () => {
    expect(() => rupees(0.5)).toThrow(RangeError);
    expect(() => rupees(Number.MAX_SAFE_INTEGER + 1)).toThrow(RangeError);
    expect(() => multiply(rupees(Number.MAX_SAFE_INTEGER), 2)).toThrow(RangeError);
  });

  it('knows no negative zero', () => {
    expect(Object.is(multiply(rupees(0), -1).minor, 0)).toBe(true);
  });

  it('rounds a share half away from zero', () => {
    expect(share(rupees(10), 500)).toEqual(rupees(1));
    expect(share(rupees(9), 500)).toEqual(rupees(0));
    expect(share(rupees(-10), 500)).toEqual(rupees(-1));
    expect(share(rupees(9_007_199_254_740_990), 10_000)).toEqual(rupees(9_007_199_254_740_990));
  });

  it('gives the units left over to the largest remainders', () => {
    expect(allocate(rupees(100), [1, 1, 1]).map((part) => part.minor)).toEqual([34, 33, 33]);
    expect(allocate(rupees(-100), [1, 1, 1]).map((part) => part.minor)).toEqual([-34, -33, -33]);
    expect(allocate(rupees(5), [1, 0, 9]).map((part) => part.minor)).toEqual([1, 0, 4]);
  });

  it('splits without losing or making a unit, and never strays a whole unit from the exact share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc.array(fc.nat(100_000), { minLength: 1, maxLength: 12 }).filter((all) => all.some((w) => w > 0)),
        (minor, weights) => {
          const parts = allocate(rupees(minor), weights);
          expect(sum(parts, 'INR').minor).toBe(minor);
          const total = weights.reduce((a, b) => a + b, 0);
          parts.forEach((part, i) => {
            expect(Math.abs(part.minor - (minor * weights[i]!) / total)).toBeLessThan(1);
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('renders decimals from the integers', () => {
    expect(toDecimal(rupees(14950))).toBe('149.50');
    expect(toDecimal(rupees(5))).toBe('0.05');
    expect(toDecimal(rupees(-300))).toBe('-3.00');
    expect(toDecimal(money(500, 'JPY'))).toBe('500');
    expect(toDecimal(money(1234, 'KWD'))).toBe('1.234');
    expect(toDecimal(zero('INR'))).toBe('0.00');
  });
});
