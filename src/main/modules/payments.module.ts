import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamLoader } from '../../application/commands/stream-loader';
import { InitiatePaymentHandler } from '../../application/payments/initiate-payment';
import { PaymentGateways } from '../../application/payments/payment-gateways';
import { WebhookInbox } from '../../application/payments/receive-webhook';
import { RecordCashHandler } from '../../application/payments/record-cash';
import { RequestRefundHandler } from '../../application/payments/request-refund';
import { RetryRefundHandler } from '../../application/payments/retry-refund';
import { BusinessClock, SystemClock } from '../../application/ports/clock';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { OrderingModule } from './ordering.module';
import { provide } from './provide';

/** Payments: how they begin, how gateways report, how money goes back. */
@Module({
  imports: [CqrsModule.forRoot(), OrderingModule],
  providers: [
    provide(WebhookInbox, [
      CommandExecutor,
      StreamLoader,
      PaymentGateways,
      SubjectKeys,
      BusinessClock,
      SystemClock,
    ]),
    InitiatePaymentHandler,
    RequestRefundHandler,
    RetryRefundHandler,
    RecordCashHandler,
  ],
  exports: [WebhookInbox],
})
export class PaymentsModule {}
