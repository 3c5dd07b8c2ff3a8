import { money, toDecimal, type Currency } from '../../domain/kernel/money';
import type { FeedEvent } from '../../projections/projection';

/** What was booked for an order on one account. Debits are above zero. */
export interface BookedSum {
  readonly account: string;
  readonly currency: Currency;
  readonly minor: number;
}

/** The books of an order, account by account. */
export function booksOf(facts: readonly FeedEvent[]): readonly BookedSum[] {
  const sums = new Map<string, BookedSum>();
  for (const { event } of facts) {
    if (event.type !== 'JournalPosted') continue;
    for (const { account, amount } of event.entries) {
      const key = `${account} ${amount.currency}`;
      const minor = (sums.get(key)?.minor ?? 0) + amount.minor;
      sums.set(key, { account, currency: amount.currency, minor });
    }
  }
  return [...sums.values()];
}

export const bookLines = (books: readonly BookedSum[]): readonly string[] =>
  books.map(
    ({ account, currency, minor }) =>
      `    ${account.padEnd(22)} ${`${currency} ${toDecimal(money(minor, currency))}`.padStart(16)}`,
  );
