import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BusinessClock } from '../../../../application/ports/clock';
import type { Account } from '../../../../domain/ledger/accounts';
import { AccountBalanceQuery } from '../../../../projections/account-balances/query';
import { LedgerEntryQuery } from '../../../../projections/ledger-entries/query';
import { RestaurantQuery } from '../../../../projections/restaurant/query';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import {
  BalancesDto,
  CourierStatementDto,
  RestaurantStatementQueryDto,
  StaffStatementQueryDto,
  StatementDto,
  StatementQueryDto,
} from './statements.dto';

const PERIOD_PROBLEMS = ['VALIDATION_ERROR', 'NOT_FOUND'] as const;

/** What is owed to restaurants and couriers, and what couriers owe; for staff every account. */
@ApiTags('money')
@Controller('api/v1')
export class StatementsController {
  constructor(
    private readonly entries: LedgerEntryQuery,
    private readonly balances: AccountBalanceQuery,
    private readonly restaurants: RestaurantQuery,
    private readonly clock: BusinessClock,
  ) {}

  @Get('restaurant/statement')
  @Answers({
    summary: "What is owed to one of one's restaurants, entry by entry",
    ok: StatementDto,
    problems: PERIOD_PROBLEMS,
  })
  async ofRestaurant(
    @CurrentCaller() { actor }: Caller,
    @Query() query: RestaurantStatementQueryDto,
  ): Promise<StatementDto> {
    const owned = await this.restaurants.ownedBy(actor.id);
    const wanted = query.restaurant_id;
    if (!owned.some(({ restaurant_id: id }) => id === wanted)) {
      throw new Problem('NOT_FOUND', 'There is no such restaurant among yours.');
    }
    return withoutPayments(await this.statement('restaurant_payable', wanted, query));
  }

  @Get('delivery/statement')
  @Answers({
    summary: 'What one has earned by bringing orders, and the cash that one holds',
    ok: CourierStatementDto,
    problems: PERIOD_PROBLEMS,
  })
  async ofCourier(
    @CurrentCaller() { actor }: Caller,
    @Query() query: StatementQueryDto,
  ): Promise<CourierStatementDto> {
    const [earnings, cash] = await Promise.all([
      this.statement('partner_payable', actor.id, query),
      this.balances.of('partner_cash_float', actor.id),
    ]);
    return {
      earnings: withoutPayments(earnings),
      cash_held: cash.map(({ currency, balanceMinor }) => ({ currency, balance_minor: balanceMinor })),
    };
  }

  @Get('staff/money/balances')
  @Answers({ summary: 'The trial balance: every account, zero in sum', ok: BalancesDto })
  async trialBalance(): Promise<BalancesDto> {
    const balances = await this.balances.trialBalance();
    return {
      balances: balances.map(({ account, currency, balanceMinor }) => ({
        account,
        currency,
        balance_minor: balanceMinor,
      })),
    };
  }

  @Get('staff/money/statement')
  @Answers({
    summary: 'The statement of any account',
    ok: StatementDto,
    problems: PERIOD_PROBLEMS,
  })
  ofAccount(@Query() query: StaffStatementQueryDto): Promise<StatementDto> {
    return this.statement(query.account, query.party ?? null, query);
  }

  private async statement(
    account: Account,
    party: string | null,
    { currency, from, to, limit, cursor }: StatementQueryDto,
  ): Promise<StatementDto> {
    const until = to ?? this.clock.now();
    const { openingMinor, closingMinor, entries, nextCursor } = await this.entries.statement({
      ...{ account, party, currency, from, to: until, limit, cursor },
    });
    return {
      ...{ account, party, currency, from, to: until },
      opening_minor: openingMinor,
      closing_minor: closingMinor,
      entries: entries.map((entry) => ({
        order_id: entry.order_id,
        payment_id: entry.payment_id,
        kind: entry.kind,
        amount_minor: entry.amount_minor,
        posted_at: entry.posted_at,
        cause: entry.cause,
      })),
      next_cursor: nextCursor,
    };
  }
}

/** By which payment a customer paid is between the customer and Tiffin. */
const withoutPayments = ({ entries, ...statement }: StatementDto): StatementDto => ({
  ...statement,
  entries: entries.map((entry) => ({ ...entry, payment_id: null })),
});
