import type { Database } from '../../adapters/driven/postgres/database';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { Account } from '../../domain/ledger/accounts';
import { InvalidCursor, pageOf, placeOf } from '../cursor';
import { viewName } from '../projection';
import { readRows } from '../read-rows';
import { ledgerEntries, type LedgerEntryRow } from './ledger-entries';

export interface StatementRequest {
  readonly account: Account;
  /** Whose; null for an account without parties. */
  readonly party: string | null;
  readonly currency: Currency;
  /** What was posted from then on … */
  readonly from: Instant;
  /** … and before then. */
  readonly to: Instant;
  /** At most so many entries. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
}

/** What moved an account in a period. */
export interface AccountStatement {
  /** At the beginning of the period, whatever the page. Debits are above zero, credits below. */
  readonly openingMinor: number;
  /** At its end: the opening balance and all entries of the period, those of other pages too. */
  readonly closingMinor: number;
  /** The oldest first. */
  readonly entries: readonly LedgerEntryRow[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

interface Balances {
  readonly opening_minor: number;
  readonly closing_minor: number;
}

/** A period without entries still has its balances. */
type Found = Balances & (LedgerEntryRow | { readonly [Column in keyof LedgerEntryRow]: null });

const FIRST = { at: '-infinity', id: '-1/-1' };

const PLACE = /^(-?\d{1,15})\/(-?\d{1,4})$/;

const hasEntry = (row: Found): row is Balances & LedgerEntryRow => row.order_id !== null;

/** Looks up what was booked. */
export class LedgerEntryQuery {
  constructor(private readonly database: Database) {}

  /** Everything booked for the order, the oldest first. */
  ofOrder(orderId: string): Promise<readonly LedgerEntryRow[]> {
    return readRows(this.database, ledgerEntries, {
      name: 'ledger-entries-of-order',
      text: 'WHERE order_id = $1 ORDER BY position, line',
      values: [orderId],
    });
  }

  /**
   * Balances and entries are of one moment.
   * @throws InvalidCursor
   */
  async statement(request: StatementRequest): Promise<AccountStatement> {
    const { account, party, currency, from, to, limit, cursor } = request;
    const after = placeOf(cursor, FIRST);
    const [, position, line] = PLACE.exec(after.id) ?? [];
    if (position === undefined || line === undefined) throw new InvalidCursor('not a cursor of a statement');
    // One text for parties and one for none: `IS NOT DISTINCT FROM` would not use the index.
    const own = `account = $1 AND party ${party === null ? 'IS NULL AND $2::text IS NULL' : '= $2'} AND currency = $3`;
    const { rows } = await this.database.query<Found>({
      name: party === null ? 'statement-without-party' : 'statement-of-party',
      text: `SELECT balances.*, page.* FROM (
               SELECT coalesce(sum(amount_minor) FILTER (WHERE posted_at < $4::timestamptz), 0) AS opening_minor,
                      coalesce(sum(amount_minor), 0) AS closing_minor
               FROM ${viewName(ledgerEntries)} WHERE ${own} AND posted_at < $5::timestamptz
             ) AS balances
             LEFT JOIN (
               SELECT * FROM ${viewName(ledgerEntries)}
               WHERE ${own} AND posted_at >= $4::timestamptz AND posted_at < $5::timestamptz
                 AND (posted_at, position, line) > ($6::timestamptz, $7::bigint, $8::smallint)
               ORDER BY posted_at, position, line LIMIT $9
             ) AS page ON true
             ORDER BY page.posted_at, page.position, page.line`,
      values: [account, party, currency, from, to, after.at, position, line, limit + 1],
    });
    const { opening_minor: openingMinor = 0, closing_minor: closingMinor = 0 } = rows[0] ?? {};
    const entries = rows.filter(hasEntry).map(entryOf);
    const page = pageOf(entries, limit, (entry) => ({
      at: entry.posted_at,
      id: `${entry.position}/${entry.line}`,
    }));
    return { openingMinor, closingMinor, entries: page.items, nextCursor: page.nextCursor };
  }
}

const entryOf = (row: LedgerEntryRow): LedgerEntryRow => ({
  order_id: row.order_id,
  position: row.position,
  line: row.line,
  cause: row.cause,
  payment_id: row.payment_id,
  kind: row.kind,
  account: row.account,
  party: row.party,
  amount_minor: row.amount_minor,
  currency: row.currency,
  policy_version: row.policy_version,
  posted_at: row.posted_at,
});
