import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Database } from '../../adapters/driven/postgres/database';
import { CartController } from '../../adapters/driving/http/cart/cart.controller';
import { AuthController } from '../../adapters/driving/http/identity/auth.controller';
import { UsersController } from '../../adapters/driving/http/identity/users.controller';
import { HealthController } from '../../adapters/driving/http/operations/health.controller';
import { MetricsController } from '../../adapters/driving/http/operations/metrics.controller';
import { Readiness } from '../../adapters/driving/http/operations/readiness';
import { SandboxController } from '../../adapters/driving/http/operations/sandbox.controller';
import { DeliveryController } from '../../adapters/driving/http/orders/delivery.controller';
import { OrderCommands } from '../../adapters/driving/http/orders/order-commands';
import { OrdersController } from '../../adapters/driving/http/orders/orders.controller';
import { RestaurantOrdersController } from '../../adapters/driving/http/orders/restaurant-orders.controller';
import { PaymentReturns } from '../../adapters/driving/http/payments/payment-returns';
import { PaymentsController } from '../../adapters/driving/http/payments/payments.controller';
import { ReceiptsController } from '../../adapters/driving/http/payments/receipts.controller';
import { ReconciliationController } from '../../adapters/driving/http/payments/reconciliation.controller';
import { StaffPaymentsController } from '../../adapters/driving/http/payments/staff-payments.controller';
import { StatementsController } from '../../adapters/driving/http/payments/statements.controller';
import { WebhooksController } from '../../adapters/driving/http/payments/webhooks.controller';
import { RestaurantsController } from '../../adapters/driving/http/restaurants/restaurants.controller';
import { StaffController } from '../../adapters/driving/http/staff/staff.controller';
import { AccessGuard } from '../../adapters/driving/http/support/access-guard';
import { CommandContexts } from '../../adapters/driving/http/support/command-contexts';
import { ProblemFilter } from '../../adapters/driving/http/support/problem-filter';
import { ValidationPipe } from '../../adapters/driving/http/support/validation-pipe';
import { IdentityModule } from './identity.module';
import { OrderingModule } from './ordering.module';
import { PaymentsModule } from './payments.module';
import { ReadModelsModule } from './read-models.module';
import { StartState } from '../start-state';

/** The REST API. */
@Module({
  imports: [CqrsModule.forRoot(), IdentityModule, OrderingModule, PaymentsModule, ReadModelsModule],
  controllers: [
    AuthController,
    UsersController,
    RestaurantsController,
    CartController,
    OrdersController,
    RestaurantOrdersController,
    DeliveryController,
    PaymentsController,
    WebhooksController,
    ReceiptsController,
    StatementsController,
    StaffPaymentsController,
    ReconciliationController,
    StaffController,
    SandboxController,
    HealthController,
    MetricsController,
  ],
  providers: [
    CommandContexts,
    OrderCommands,
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
