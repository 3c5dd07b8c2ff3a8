import type { Money } from '../kernel/money';

/**
 * The chart of accounts. Those with a party are kept per party.
 *
 * | account | party | what its balance is |
 * |---|---|---|
 * | psp_clearing | gateway | money at the gateway (debit) |
 * | partner_cash_float | courier | cash that a courier holds for Tiffin (debit) |
 * | disputed | gateway | money that the gateway took back while a chargeback is open (debit) |
 * | customer | customer | money held for a customer (credit), or owed by one (debit) |
 * | restaurant_payable | restaurant | owed to a restaurant (credit) |
 * | partner_payable | courier | owed to a courier (credit) |
 * | tips_payable | courier | tips owed to a courier (credit) |
 * | tax_payable | | owed to the state (credit) |
 * | revenue_commission, revenue_delivery, revenue_platform, revenue_cancellation | | earned (credit) |
 * | promo_expense | who pays for the discount | given away (debit) |
 * | refund_expense | whose fault | paid for what went wrong (debit) |
 * | wallet_liability, fx, rounding | | credit, exchange and rounding differences |
 */
export const ACCOUNTS = [
  'psp_clearing',
  'partner_cash_float',
  'disputed',
  'customer',
  'restaurant_payable',
  'partner_payable',
  'tips_payable',
  'tax_payable',
  'revenue_commission',
  'revenue_delivery',
  'revenue_platform',
  'revenue_cancellation',
  'promo_expense',
  'refund_expense',
  'wallet_liability',
  'fx',
  'rounding',
] as const;

export type Account = (typeof ACCOUNTS)[number];

/** One side of a journal. */
export interface Entry {
  readonly account: Account;
  /** Whose account of that name; null where there is only one. */
  readonly party: string | null;
  /** Debits are above zero, credits below; never zero. */
  readonly amount: Money;
}

/** What a journal books. */
export const JOURNAL_KINDS = [
  'capture',
  'cash-collected',
  'sale',
  'cancellation',
  'refund',
  'compensation',
  'chargeback-opened',
  'chargeback-won',
  'chargeback-lost',
] as const;

export type JournalKind = (typeof JOURNAL_KINDS)[number];
