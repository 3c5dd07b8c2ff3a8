import { Module } from '@nestjs/common';
import { Database } from '../../adapters/driven/postgres/database';
import { StreamLoader } from '../../application/commands/stream-loader';
import { AccountBalanceQuery } from '../../projections/account-balances/query';
import { LedgerEntryQuery } from '../../projections/ledger-entries/query';
import { MenuQuery } from '../../projections/menu/query';
import { TimelineQuery } from '../../projections/order-timeline/query';
import { OrderReader } from '../../projections/order-view/order-reader';
import { OrderViewQuery } from '../../projections/order-view/query';
import { PaymentReader } from '../../projections/payments/payment-reader';
import { PaymentQuery } from '../../projections/payments/query';
import { RefundQuery } from '../../projections/refunds/query';
import { ProjectionProgress } from '../../projections/projection-progress';
import { RestaurantQuery } from '../../projections/restaurant/query';
import { provide } from './provide';

/** Queries over the read models. */
@Module({
  providers: [
    provide(OrderViewQuery, [Database]),
    provide(TimelineQuery, [Database]),
    provide(RestaurantQuery, [Database]),
    provide(MenuQuery, [Database]),
    provide(PaymentQuery, [Database]),
    provide(RefundQuery, [Database]),
    provide(LedgerEntryQuery, [Database]),
    provide(AccountBalanceQuery, [Database]),
    provide(OrderReader, [OrderViewQuery, ProjectionProgress, StreamLoader]),
    provide(PaymentReader, [PaymentQuery, ProjectionProgress, StreamLoader]),
  ],
  exports: [
    OrderViewQuery,
    TimelineQuery,
    RestaurantQuery,
    MenuQuery,
    PaymentQuery,
    RefundQuery,
    LedgerEntryQuery,
    AccountBalanceQuery,
    OrderReader,
    PaymentReader,
  ],
})
export class ReadModelsModule {}
