import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { Account, JournalKind } from '../../domain/ledger/accounts';
import type { LedgerEvent } from '../../domain/ledger/ledger';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** One side of a journal. */
export interface LedgerEntryRow {
  readonly order_id: string;
  readonly position: number;
  /** Which entry of its journal, from 0. */
  readonly line: number;
  /** Id of the event that the journal books. */
  readonly cause: string;
  readonly payment_id: string | null;
  readonly kind: JournalKind;
  readonly account: Account;
  readonly party: string | null;
  /** Debits are above zero, credits below. */
  readonly amount_minor: number;
  readonly currency: Currency;
  readonly policy_version: string;
  /** When what is booked happened. */
  readonly posted_at: Instant;
}

function entryOf({ event, recorded }: FeedEvent<LedgerEvent>, line: number): LedgerEntryRow | null {
  const entry = event.entries[line];
  if (entry === undefined) return null;
  return {
    order_id: event.orderId,
    position: recorded.position,
    line,
    cause: event.cause,
    payment_id: event.paymentId,
    kind: event.kind,
    account: entry.account,
    party: entry.party,
    amount_minor: entry.amount.minor,
    currency: entry.amount.currency,
    policy_version: event.policyVersion,
    posted_at: event.at,
  };
}

/** The general ledger: every entry of every journal. */
export const ledgerEntries: Projection<LedgerEntryRow, LedgerEvent> = {
  name: 'ledger-entries',
  version: 1,
  table: tableOf<LedgerEntryRow>({
    columns: {
      order_id: 'text',
      position: 'bigint',
      line: 'smallint',
      cause: 'text',
      payment_id: 'text',
      kind: 'text',
      account: 'text',
      party: 'text',
      amount_minor: 'bigint',
      currency: 'text',
      policy_version: 'text',
      posted_at: 'timestamptz',
    },
    key: ['order_id', 'position', 'line'],
    // The amount comes along, so that sums need not visit the rows.
    indexes: ['(account, party, currency, posted_at, position, line) INCLUDE (amount_minor)'],
  }),
  reads: ['JournalPosted'],
  insertOnly: true,
  keysOf: ({ event }) => event.entries.map((_, line) => String(line)),
  evolve: (_row, fact, line) => entryOf(fact, Number(line)),
};
