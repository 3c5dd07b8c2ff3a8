import { Module } from '@nestjs/common';
import { Database } from '../../adapters/driven/postgres/database';
import { StreamLoader } from '../../application/commands/stream-loader';
import { OrderNewsFeed } from '../../application/feed/order-news';
import { AccountBalanceQuery } from '../../projections/account-balances/query';
import { AssignmentDecisionQuery } from '../../projections/assignment-decisions/query';
import { CityQuery } from '../../projections/city/city-query';
import { CourierQuery } from '../../projections/couriers/query';
import { DeliveryQuery } from '../../projections/deliveries/query';
import { CourierEarningsQuery } from '../../projections/ledger-entries/courier-earnings';
import { LedgerEntryQuery } from '../../projections/ledger-entries/query';
import { MenuQuery } from '../../projections/menu/query';
import { TimelineQuery } from '../../projections/order-timeline/query';
import { OrderReader } from '../../projections/order-view/order-reader';
import { OrderViewQuery } from '../../projections/order-view/query';
import { RestaurantFeed } from '../../projections/order-view/restaurant-feed';
import { PaymentReader } from '../../projections/payments/payment-reader';
import { PaymentQuery } from '../../projections/payments/query';
import { RefundQuery } from '../../projections/refunds/query';
import { CourierRatingQuery, RestaurantRatingQuery } from '../../projections/ratings/query';
import { ReviewQuery } from '../../projections/reviews/query';
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
    provide(ReviewQuery, [Database]),
    provide(RestaurantRatingQuery, [Database]),
    provide(CourierRatingQuery, [Database]),
    provide(DeliveryQuery, [Database]),
    provide(CourierQuery, [Database]),
    provide(CityQuery, [Database]),
    provide(AssignmentDecisionQuery, [Database]),
    provide(PaymentQuery, [Database]),
    provide(RefundQuery, [Database]),
    provide(LedgerEntryQuery, [Database]),
    provide(CourierEarningsQuery, [Database]),
    provide(AccountBalanceQuery, [Database]),
    provide(RestaurantFeed, [OrderNewsFeed, OrderViewQuery, ProjectionProgress, StreamLoader]),
    provide(OrderReader, [OrderViewQuery, ProjectionProgress, StreamLoader]),
    provide(PaymentReader, [PaymentQuery, ProjectionProgress, StreamLoader]),
  ],
  exports: [
    OrderViewQuery,
    TimelineQuery,
    RestaurantQuery,
    MenuQuery,
    ReviewQuery,
    RestaurantRatingQuery,
    CourierRatingQuery,
    DeliveryQuery,
    CourierQuery,
    CityQuery,
    AssignmentDecisionQuery,
    PaymentQuery,
    RefundQuery,
    LedgerEntryQuery,
    CourierEarningsQuery,
    AccountBalanceQuery,
    RestaurantFeed,
    OrderReader,
    PaymentReader,
  ],
})
export class ReadModelsModule {}
