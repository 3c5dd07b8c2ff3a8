import { money, toDecimal, type Currency } from '../../../../domain/kernel/money';

/** An amount as a decimal number for people to read. What counts is the integer beside it. */
export const decimal = (minor: number, currency: Currency): number =>
  Number(toDecimal(money(minor, currency)));
