import type { Database } from '../../adapters/driven/postgres/database';
import type { Currency } from '../../domain/kernel/money';
import type { Account } from '../../domain/ledger/accounts';
import { viewName } from '../projection';
import { accountBalances } from './account-balances';

/** Debits are above zero, credits below. */
export interface AccountBalance {
  readonly account: Account;
  readonly currency: Currency;
  readonly balanceMinor: number;
}

interface Found {
  readonly account: Account;
  readonly currency: Currency;
  readonly balance_minor: number;
}

const balanceOf = ({ account, currency, balance_minor: balanceMinor }: Found): AccountBalance => ({
  account,
  currency,
  balanceMinor,
});

/** Looks up balances. A journal is in all of its accounts or in none. */
export class AccountBalanceQuery {
  constructor(private readonly database: Database) {}

  /**
   * The balances of an account, one per currency that was ever booked in it.
   * @param party whose; null for an account without parties
   */
  async of(account: Account, party: string | null): Promise<readonly AccountBalance[]> {
    // One text for parties and one for none: `IS NOT DISTINCT FROM` would not use the index.
    const isParty = party === null ? 'IS NULL AND $2::text IS NULL' : '= $2';
    const { rows } = await this.database.query<Found>({
      name: party === null ? 'balance-without-party' : 'balance-of-party',
      text: `SELECT account, currency, sum(balance_minor) AS balance_minor FROM ${viewName(accountBalances)}
             WHERE account = $1 AND party ${isParty} GROUP BY account, currency ORDER BY currency`,
      values: [account, party],
    });
    return rows.map(balanceOf);
  }

  /**
   * All accounts, those with parties summed up over them, per currency. Every journal is zero in sum, and so are
   * the balances of a currency together. It reads every balance.
   */
  async trialBalance(): Promise<readonly AccountBalance[]> {
    const { rows } = await this.database.query<Found>({
      name: 'trial-balance',
      text: `SELECT account, currency, sum(balance_minor) AS balance_minor FROM ${viewName(accountBalances)}
             GROUP BY account, currency ORDER BY currency, account`,
    });
    return rows.map(balanceOf);
  }
}
