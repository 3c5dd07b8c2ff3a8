import { money, type Currency } from '../../domain/kernel/money';
import type { Account, Entry } from '../../domain/ledger/accounts';
import type { LedgerEvent } from '../../domain/ledger/ledger';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/**
 * What the journals of one shard make of an account. Journals of many orders meet in it, in any order: it is a sum,
 * and nothing that depends on which of them came last.
 */
export interface AccountBalanceRow {
  /** Currency, shard, account and party. */
  readonly balance_id: string;
  readonly account: Account;
  readonly party: string | null;
  readonly currency: Currency;
  readonly shard: number;
  /** Debits are above zero, credits below. */
  readonly balance_minor: number;
}

/** The party comes last: only its text may hold a slash. No party has an empty name. */
const idOf = ({ account, party, amount }: Entry, shard: number): string =>
  [amount.currency, shard, account, party ?? ''].join('/');

function evolve(
  row: AccountBalanceRow | null,
  { event, recorded }: FeedEvent<LedgerEvent>,
  id: string,
): AccountBalanceRow | null {
  const { shard } = recorded;
  return event.entries
    .filter((entry) => idOf(entry, shard) === id)
    .reduce<AccountBalanceRow | null>((before, { account, party, amount: { minor, currency } }) => {
      const balance = money((before?.balance_minor ?? 0) + minor, currency);
      return { balance_id: id, account, party, currency, shard, balance_minor: balance.minor };
    }, row);
}

/** The balance of every account, in as many parts as there are shards. */
export const accountBalances: Projection<AccountBalanceRow, LedgerEvent> = {
  name: 'account-balances',
  version: 1,
  table: tableOf<AccountBalanceRow>({
    columns: {
      balance_id: 'text',
      account: 'text',
      party: 'text',
      currency: 'text',
      shard: 'smallint',
      balance_minor: 'bigint',
    },
    key: ['balance_id'],
    indexes: ['(account, party, currency)'],
  }),
  reads: ['JournalPosted'],
  keysOf: ({ event, recorded }) => [...new Set(event.entries.map((entry) => idOf(entry, recorded.shard)))],
  evolve,
};
