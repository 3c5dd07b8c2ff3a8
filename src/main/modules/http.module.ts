import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Database } from '../../adapters/driven/postgres/database';
import { OrderAgainController } from '../../adapters/driving/http/cart/order-again.controller';
import { CartController } from '../../adapters/driving/http/cart/cart.controller';
import { AvailabilityController } from '../../adapters/driving/http/couriers/availability.controller';
import { CourierDesk } from '../../adapters/driving/http/couriers/courier-desk';
import { CourierFeed } from '../../adapters/driving/http/couriers/courier-feed';
import { CourierFeedController } from '../../adapters/driving/http/couriers/courier-feed.controller';
import { CustomerChoiceController } from '../../adapters/driving/http/couriers/customer-choice.controller';
import { DeliveryCommands } from '../../adapters/driving/http/couriers/delivery-commands';
import { OffersController } from '../../adapters/driving/http/couriers/offers.controller';
import { CityController } from '../../adapters/driving/http/home/city.controller';
import { HomeController } from '../../adapters/driving/http/home/home.controller';
import { ImagesController } from '../../adapters/driving/http/images/images.controller';
import { AuthController } from '../../adapters/driving/http/identity/auth.controller';
import { UsersController } from '../../adapters/driving/http/identity/users.controller';
import { HealthController } from '../../adapters/driving/http/operations/health.controller';
import { ProofsController } from '../../adapters/driving/http/proofs/proofs.controller';
import { TelemetryController } from '../../adapters/driving/http/telemetry/telemetry.controller';
import { MetricsController } from '../../adapters/driving/http/operations/metrics.controller';
import { ProjectionsController } from '../../adapters/driving/http/operations/projections.controller';
import { Readiness } from '../../adapters/driving/http/operations/readiness';
import { SandboxController } from '../../adapters/driving/http/operations/sandbox.controller';
import { DeliveryController } from '../../adapters/driving/http/orders/delivery.controller';
import { OrderCommands } from '../../adapters/driving/http/orders/order-commands';
import { OrdersController } from '../../adapters/driving/http/orders/orders.controller';
import { RestaurantOrdersController } from '../../adapters/driving/http/orders/restaurant-orders.controller';
import { NotificationsController } from '../../adapters/driving/http/notifications/notifications.controller';
import { EarningsController } from '../../adapters/driving/http/payments/earnings.controller';
import { PaymentReturns } from '../../adapters/driving/http/payments/payment-returns';
import { PaymentsController } from '../../adapters/driving/http/payments/payments.controller';
import { ReceiptsController } from '../../adapters/driving/http/payments/receipts.controller';
import { ReconciliationController } from '../../adapters/driving/http/payments/reconciliation.controller';
import { StaffPaymentsController } from '../../adapters/driving/http/payments/staff-payments.controller';
import { StatementsController } from '../../adapters/driving/http/payments/statements.controller';
import { WebhooksController } from '../../adapters/driving/http/payments/webhooks.controller';
import { MenuAdminController } from '../../adapters/driving/http/restaurant-admin/menu-admin.controller';
import { RestaurantAdminController } from '../../adapters/driving/http/restaurant-admin/restaurant-admin.controller';
import { RatingsController } from '../../adapters/driving/http/ratings/ratings.controller';
import { RestaurantFeedController } from '../../adapters/driving/http/restaurant-admin/restaurant-feed.controller';
import { RestaurantsController } from '../../adapters/driving/http/restaurants/restaurants.controller';
import { ProcessesController } from '../../adapters/driving/http/staff/processes.controller';
import { StaffDeliveriesController } from '../../adapters/driving/http/staff/staff-deliveries.controller';
import { StaffController } from '../../adapters/driving/http/staff/staff.controller';
import { TrackingController } from '../../adapters/driving/http/tracking/tracking.controller';
import { AccessGuard } from '../../adapters/driving/http/support/access-guard';
import { CommandContexts } from '../../adapters/driving/http/support/command-contexts';
import { ProblemFilter } from '../../adapters/driving/http/support/problem-filter';
import { EventStreams } from '../../adapters/driving/http/support/sse';
import { ValidationPipe } from '../../adapters/driving/http/support/validation-pipe';
import { CouriersModule } from './couriers.module';
import { IdentityModule } from './identity.module';
import { OrderingModule } from './ordering.module';
import { PaymentsModule } from './payments.module';
import { ReadModelsModule } from './read-models.module';
import { ReviewsModule } from './reviews.module';
import { TrackingModule } from './tracking.module';
import { StartState } from '../start-state';

/** The REST API. */
@Module({
  imports: [
    CqrsModule.forRoot(),
    IdentityModule,
    OrderingModule,
    CouriersModule,
    PaymentsModule,
    ReadModelsModule,
    ReviewsModule,
    TrackingModule,
  ],
  controllers: [
    AuthController,
    UsersController,
    RestaurantsController,
    RatingsController,
    CartController,
    OrderAgainController,
    OrdersController,
    RestaurantOrdersController,
    RestaurantAdminController,
    MenuAdminController,
    RestaurantFeedController,
    CustomerChoiceController,
    AvailabilityController,
    OffersController,
    CourierFeedController,
    DeliveryController,
    PaymentsController,
    WebhooksController,
    ReceiptsController,
    StatementsController,
    EarningsController,
    StaffPaymentsController,
    ReconciliationController,
    NotificationsController,
    StaffController,
    StaffDeliveriesController,
    TrackingController,
    TelemetryController,
    ProofsController,
    ProcessesController,
    ProjectionsController,
    SandboxController,
    CityController,
    HomeController,
    ImagesController,
    HealthController,
    MetricsController,
  ],
  providers: [
    CommandContexts,
    EventStreams,
    OrderCommands,
    DeliveryCommands,
    CourierDesk,
    CourierFeed,
    PaymentReturns,
    StartState,
    {
      provide: Readiness,
      inject: [Database, StartState],
      useFactory: (database: Database, start: StartState) =>
        new Readiness([
          { name: 'start', check: () => Promise.resolve(start.isComplete) },
          { name: 'database', check: async () => (await database.query('SELECT 1')).rowCount === 1 },
        ]),
    },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: ValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}
