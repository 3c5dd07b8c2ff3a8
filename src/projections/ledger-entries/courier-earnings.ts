import type { Database } from '../../adapters/driven/postgres/database';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import { viewName } from '../projection';
import { ledgerEntries } from './ledger-entries';

/** Where the couriers ride: their days begin and end by this clock. */
export const CITY_TIME_ZONE = 'Asia/Kolkata';

/** A day of the city, as `YYYY-MM-DD`. */
export type CityDay = string;

const DAY = new Intl.DateTimeFormat('en', {
  ...{ timeZone: CITY_TIME_ZONE, year: 'numeric', month: '2-digit', day: '2-digit' },
});

export function cityDayOf(instant: Instant): CityDay {
  const parts = new Map(DAY.formatToParts(Date.parse(instant)).map(({ type, value }) => [type, value]));
  return ['year', 'month', 'day'].map((part) => parts.get(part as 'day') ?? '').join('-');
}

export interface EarningsRequest {
  readonly courierId: string;
  readonly currency: Currency;
  /** The first day and the last. */
  readonly from: CityDay;
  readonly to: CityDay;
}

/** What a courier has earned on a day, and the cash that went through their hands. In minor units. */
export interface DayOfEarnings {
  readonly day: CityDay;
  /** Orders that they were paid for. */
  readonly deliveries: number;
  /** For these orders. */
  readonly earningsMinor: number;
  readonly tipsMinor: number;
  /** What was charged to them for what went wrong, below zero, and given back. */
  readonly adjustmentsMinor: number;
  readonly cashCollectedMinor: number;
  /** The cash that they hold for Tiffin when the day ends. */
  readonly cashToDepositMinor: number;
}

/** Looks up what couriers earn, from the books. */
export class CourierEarningsQuery {
  constructor(private readonly database: Database) {}

  /** Every day of the period, the first one first, also those on which nothing was booked. */
  async of({ courierId, currency, from, to }: EarningsRequest): Promise<readonly DayOfEarnings[]> {
    const { rows } = await this.database.query<{
      readonly day: CityDay;
      readonly deliveries: number;
      readonly earnings: number;
      readonly tips: number;
      readonly adjustments: number;
      readonly cash_collected: number;
      readonly cash_to_deposit: number;
    }>({
      name: 'courier-earnings',
      // Credits are below zero in the books: what is owed to somebody is shown to them above it.
      text: `SELECT day::date::text AS day,
                    coalesce(deliveries, 0)::integer AS deliveries,
                    coalesce(earnings, 0) AS earnings, coalesce(tips, 0) AS tips,
                    coalesce(adjustments, 0) AS adjustments, coalesce(cash_collected, 0) AS cash_collected,
                    opening + sum(coalesce(cash, 0)) OVER (ORDER BY day) AS cash_to_deposit
             FROM generate_series($3::date, $4::date, '1 day') AS day
             CROSS JOIN (
               SELECT coalesce(sum(amount_minor), 0) AS opening FROM ${viewName(ledgerEntries)}
               WHERE account = 'partner_cash_float' AND party = $1 AND currency = $2
                 AND posted_at < $3::date::timestamp AT TIME ZONE '${CITY_TIME_ZONE}'
             ) AS before
             LEFT JOIN (
               SELECT (posted_at AT TIME ZONE '${CITY_TIME_ZONE}')::date AS of_day,
                      count(DISTINCT order_id) FILTER (WHERE account = 'partner_payable' AND kind = 'sale') AS deliveries,
                      -sum(amount_minor) FILTER (WHERE account = 'partner_payable' AND kind = 'sale') AS earnings,
                      -sum(amount_minor) FILTER (WHERE account = 'tips_payable') AS tips,
                      -sum(amount_minor) FILTER (WHERE account = 'partner_payable' AND kind <> 'sale') AS adjustments,
                      sum(amount_minor) FILTER (WHERE account = 'partner_cash_float' AND kind = 'cash-collected') AS cash_collected,
                      sum(amount_minor) FILTER (WHERE account = 'partner_cash_float') AS cash
               FROM ${viewName(ledgerEntries)}
               WHERE account = ANY('{partner_payable,tips_payable,partner_cash_float}')
                 AND party = $1 AND currency = $2
                 AND posted_at >= $3::date::timestamp AT TIME ZONE '${CITY_TIME_ZONE}'
                 AND posted_at < ($4::date + 1)::timestamp AT TIME ZONE '${CITY_TIME_ZONE}'
               GROUP BY of_day
             ) AS booked ON of_day = day::date
             ORDER BY day`,
      values: [courierId, currency, from, to],
    });
    return rows.map((row) => ({
      day: row.day,
      deliveries: row.deliveries,
      earningsMinor: row.earnings,
      tipsMinor: row.tips,
      adjustmentsMinor: row.adjustments,
      cashCollectedMinor: row.cash_collected,
      cashToDepositMinor: row.cash_to_deposit,
    }));
  }
}
