/** ISO 4217 codes that Tiffin prices in, with the number of digits of their minor unit. */
export const MINOR_UNIT_DIGITS = { INR: 2, USD: 2, EUR: 2, JPY: 0, KWD: 3 } as const;

export type Currency = keyof typeof MINOR_UNIT_DIGITS;

/** An amount in whole minor units (paise, cents). Never a fraction, never a float. */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** @throws RangeError when the amount is not a whole number that a double holds exactly. */
export function money(minor: number, currency: Currency): Money {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`not a whole number of minor units: ${minor}`);
  return { minor: minor === 0 ? 0 : minor, currency };
}

export const zero = (currency: Currency): Money => money(0, currency);

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`cannot mix ${a.currency} and ${b.currency}`);
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}

export const sum = (amounts: readonly Money[], currency: Currency): Money =>
  amounts.reduce(add, zero(currency));

/** @param times a whole number */
export const multiply = (amount: Money, times: number): Money => money(amount.minor * times, amount.currency);

/**
 * A share of an amount, rounded half away from zero to a whole minor unit.
 * @param basisPoints hundredths of a percent: 500 is 5 %
 */
export function share(amount: Money, basisPoints: number): Money {
  if (!Number.isSafeInteger(basisPoints)) throw new RangeError(`not whole basis points: ${basisPoints}`);
  const product = BigInt(amount.minor) * BigInt(basisPoints);
  const magnitude = product < 0n ? -product : product;
  const rounded = Number((magnitude + 5_000n) / 10_000n);
  return money(product < 0n ? -rounded : rounded, amount.currency);
}

/**
 * Splits an amount in proportion to weights so that the parts add up to it exactly: each part is rounded
 * towards zero, and the units left over go to the largest remainders (ties: the earlier part).
 * The largest-remainder (Hamilton) method.
 * @throws RangeError when a weight is negative or fractional, or all are zero
 */
export function allocate(amount: Money, weights: readonly number[]): readonly Money[] {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new RangeError('weights must be whole and not negative');
  }
  const total = weights.reduce((running, weight) => running + BigInt(weight), 0n);
  if (total === 0n) throw new RangeError('at least one weight must be above zero');

  const sign = amount.minor < 0 ? -1 : 1;
  const magnitude = BigInt(Math.abs(amount.minor));
  const parts = weights.map((weight, index) => {
    const exact = magnitude * BigInt(weight);
    return { index, units: exact / total, remainder: exact % total };
  });
  let left = magnitude - parts.reduce((running, part) => running + part.units, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.units += 1n;
    left -= 1n;
  }
  return parts.map((part) => money(sign * Number(part.units), amount.currency));
}

/** The amount as a decimal number in text, as people write it: `149.50`, `-3.00`, `500` (JPY). */
export function toDecimal(amount: Money): string {
  const digits = MINOR_UNIT_DIGITS[amount.currency];
  const text = Math.abs(amount.minor)
    .toString()
    .padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = amount.minor < 0 ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
}
