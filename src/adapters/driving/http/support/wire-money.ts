import {
  MINOR_UNIT_DIGITS,
  money,
  toDecimal,
  type Currency,
  type Money,
} from '../../../../domain/kernel/money';

/** An amount as a decimal number for people to read. What counts is the integer beside it. */
export const decimal = (minor: number, currency: Currency): number =>
  Number(toDecimal(money(minor, currency)));

/** The nearest amount to a decimal number that somebody wrote: to compare by, never to charge. */
export const fromDecimal = (amount: number, currency: Currency): Money =>
  money(Math.round(amount * 10 ** MINOR_UNIT_DIGITS[currency]), currency);
