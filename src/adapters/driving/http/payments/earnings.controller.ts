import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BusinessClock } from '../../../../application/ports/clock';
import type { Currency } from '../../../../domain/kernel/money';
import {
  CITY_TIME_ZONE,
  cityDayOf,
  CourierEarningsQuery,
  type DayOfEarnings,
} from '../../../../projections/ledger-entries/courier-earnings';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { decimal } from '../support/wire-money';
import { daysBetween, EarningsDto, EarningsQueryDto, MAX_EARNING_DAYS } from './earnings.dto';

const WEEK_BEFORE_MS = 6 * 24 * 60 * 60_000;

@ApiTags('money')
@Controller('api/v1')
export class EarningsController {
  constructor(
    private readonly earnings: CourierEarningsQuery,
    private readonly clock: BusinessClock,
  ) {}

  @Get('delivery/earnings')
  @Answers({
    summary: 'What one has earned day by day, and the cash that one holds',
    ok: EarningsDto,
    problems: ['VALIDATION_ERROR'],
  })
  async show(@CurrentCaller() { actor }: Caller, @Query() query: EarningsQueryDto): Promise<EarningsDto> {
    const { currency } = query;
    const to = query.to ?? cityDayOf(this.clock.now());
    const from = query.from ?? new Date(Date.parse(to) - WEEK_BEFORE_MS).toISOString().slice(0, 10);
    const length = daysBetween(from, to);
    if (length < 0) throw new Problem('VALIDATION_ERROR', 'from: after `to`');
    if (length >= MAX_EARNING_DAYS) {
      throw new Problem('VALIDATION_ERROR', `from: at most ${MAX_EARNING_DAYS} days are told at once`);
    }
    const days = await this.earnings.of({ courierId: actor.id, currency, from, to });
    return {
      ...{ from, to, time_zone: CITY_TIME_ZONE, currency },
      days: days.map((day) => ({ day: day.day, ...amountsDto(day, currency) })),
      total: amountsDto(totalOf(days), currency),
    };
  }
}

type Amounts = Omit<DayOfEarnings, 'day'>;

const NOTHING: Amounts = {
  deliveries: 0,
  earningsMinor: 0,
  tipsMinor: 0,
  adjustmentsMinor: 0,
  cashCollectedMinor: 0,
  cashToDepositMinor: 0,
};

/** Sums over the days; of the cash that is held, what there is in the end. */
const totalOf = (days: readonly DayOfEarnings[]): Amounts =>
  days.reduce<Amounts>(
    (sum, day) => ({
      deliveries: sum.deliveries + day.deliveries,
      earningsMinor: sum.earningsMinor + day.earningsMinor,
      tipsMinor: sum.tipsMinor + day.tipsMinor,
      adjustmentsMinor: sum.adjustmentsMinor + day.adjustmentsMinor,
      cashCollectedMinor: sum.cashCollectedMinor + day.cashCollectedMinor,
      cashToDepositMinor: day.cashToDepositMinor,
    }),
    NOTHING,
  );

const amountsDto = (amounts: Amounts, currency: Currency) => ({
  deliveries: amounts.deliveries,
  earnings: decimal(amounts.earningsMinor, currency),
  earnings_minor: amounts.earningsMinor,
  tips: decimal(amounts.tipsMinor, currency),
  tips_minor: amounts.tipsMinor,
  adjustments: decimal(amounts.adjustmentsMinor, currency),
  adjustments_minor: amounts.adjustmentsMinor,
  cash_collected: decimal(amounts.cashCollectedMinor, currency),
  cash_collected_minor: amounts.cashCollectedMinor,
  cash_to_deposit: decimal(amounts.cashToDepositMinor, currency),
  cash_to_deposit_minor: amounts.cashToDepositMinor,
});
