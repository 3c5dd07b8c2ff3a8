import { Module } from '@nestjs/common';
import { Database } from '../../adapters/driven/postgres/database';
import { StreamLoader } from '../../application/commands/stream-loader';
import { MenuQuery } from '../../projections/menu/query';
import { TimelineQuery } from '../../projections/order-timeline/query';
import { OrderReader } from '../../projections/order-view/order-reader';
import { OrderViewQuery } from '../../projections/order-view/query';
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
    provide(OrderReader, [OrderViewQuery, ProjectionProgress, StreamLoader]),
  ],
  exports: [OrderViewQuery, TimelineQuery, RestaurantQuery, MenuQuery, OrderReader],
})
export class ReadModelsModule {}
