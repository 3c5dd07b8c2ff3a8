import { accept, reject, type Decider } from '../kernel/decider';
import type { OrderId, PaymentId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Currency } from '../kernel/money';
import type { Entry, JournalKind } from './accounts';

/** A booking: what one event means in money, on both sides. */
export interface Journal {
  /** Id of the event that it books: an event is booked once. */
  readonly cause: string;
  readonly kind: JournalKind;
  readonly orderId: OrderId;
  /** The payment whose money moved; null when none did. */
  readonly paymentId: PaymentId | null;
  readonly entries: readonly Entry[];
  /** Of the rules that made the entries. */
  readonly policyVersion: string;
  readonly at: Instant;
}

export type LedgerEvent = { readonly type: 'JournalPosted' } & Journal;
export type LedgerCommand = { readonly type: 'PostJournal' } & Journal;

export interface Ledger {
  /** The events that are booked. */
  readonly causes: ReadonlySet<string>;
}

export type LedgerRejection = Readonly<
  | { code: 'journal-is-empty' | 'entry-is-zero' }
  | { code: 'does-not-balance'; currency: Currency; byMinor: number }
>;

/** By how much debits exceed credits, per currency that does not balance. */
function imbalances(entries: readonly Entry[]): readonly (readonly [Currency, number])[] {
  const sums = new Map<Currency, number>();
  for (const { amount } of entries) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor);
  }
  return [...sums].filter(([, minor]) => minor !== 0);
}

/** The books of one order: double entry, each event once, every journal zero in sum. */
export const ledger: Decider<LedgerCommand, Ledger, LedgerEvent, LedgerRejection> = {
  initial: { causes: new Set() },
  decide(command, { causes }) {
    if (causes.has(command.cause)) return accept();
    if (command.entries.length === 0) return reject({ code: 'journal-is-empty' });
    if (command.entries.some(({ amount }) => amount.minor === 0)) return reject({ code: 'entry-is-zero' });
    const [imbalance] = imbalances(command.entries);
    if (imbalance !== undefined) {
      return reject({ code: 'does-not-balance', currency: imbalance[0], byMinor: imbalance[1] });
    }
    return accept({ ...command, type: 'JournalPosted' });
  },
  evolve: ({ causes }, { cause }) => ({ causes: new Set(causes).add(cause) }),
};
