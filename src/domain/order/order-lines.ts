import type { ItemId } from '../kernel/ids';
import { money, type Currency, type Money } from '../kernel/money';

/** A choice made for a line: "Size: large", "Extras: cheese". */
export interface LineOption {
  readonly group: string;
  readonly label: string;
  /** What the choice adds to the price of one unit. */
  readonly priceMinor: number;
}

/** What was ordered, at the price it was ordered at. */
export interface OrderLine {
  readonly lineId: string;
  readonly itemId: ItemId;
  readonly name: string;
  /** Whole, at least 1. */
  readonly quantity: number;
  /** Price of one, its options included. */
  readonly unitMinor: number;
  readonly options: readonly LineOption[];
  /** `unitMinor` × `quantity`. */
  readonly totalMinor: number;
}

/** What the customer owes, and why. Every part is zero or more. */
export interface Bill {
  readonly currency: Currency;
  /** The lines together. */
  readonly subtotalMinor: number;
  readonly taxMinor: number;
  readonly deliveryFeeMinor: number;
  readonly platformFeeMinor: number;
  /** Taken off. */
  readonly discountMinor: number;
  /** Subtotal, tax and fees, less the discount. */
  readonly totalMinor: number;
}

export type LineFault = 'order-has-no-lines' | 'quantity-below-one' | 'bill-does-not-add-up';

const isAmount = (minor: number): boolean => Number.isSafeInteger(minor) && minor >= 0;

const isLineSum = ({ unitMinor, quantity, totalMinor }: OrderLine): boolean =>
  isAmount(unitMinor) && isAmount(totalMinor) && unitMinor * quantity === totalMinor;

const isBillSum = (bill: Bill): boolean => {
  const { subtotalMinor, taxMinor, deliveryFeeMinor, platformFeeMinor, discountMinor, totalMinor } = bill;
  const parts = [subtotalMinor, taxMinor, deliveryFeeMinor, platformFeeMinor, discountMinor, totalMinor];
  return (
    parts.every(isAmount) &&
    subtotalMinor + taxMinor + deliveryFeeMinor + platformFeeMinor - discountMinor === totalMinor
  );
};

/** The first thing that is wrong with lines and their bill; null when they are sound. */
export function faultIn(lines: readonly OrderLine[], bill: Bill): LineFault | null {
  if (lines.length === 0) return 'order-has-no-lines';
  if (lines.some(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1))
    return 'quantity-below-one';
  const subtotal = lines.reduce((running, line) => running + line.totalMinor, 0);
  const addsUp = lines.every(isLineSum) && subtotal === bill.subtotalMinor && isBillSum(bill);
  return addsUp ? null : 'bill-does-not-add-up';
}

/** What the food alone costs: the subtotal less the discount, without taxes and fees, never below zero. */
export const foodTotalOf = (bill: Bill): Money =>
  money(Math.max(0, bill.subtotalMinor - bill.discountMinor), bill.currency);

export const totalOf = (bill: Bill): Money => money(bill.totalMinor, bill.currency);
