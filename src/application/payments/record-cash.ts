import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import { money } from '../../domain/kernel/money';
import type { PaymentRejection } from '../../domain/payment/payment';
import type { PaymentCommand, PaymentEvent } from '../../domain/payment/payment-messages';
import { orderAggregate, paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Outcome } from '../commands/command-executor';
import { StreamLoader } from '../commands/stream-loader';
import { paymentIdFor } from '../deterministic-ids';

export type CashRejection = PaymentRejection | { readonly code: 'not-with-the-courier' };

/**
 * A courier says what the customer paid at the door, before they close the delivery. Without a word from them the
 * whole amount counts as collected.
 */
export class RecordCash extends Command<Outcome<PaymentEvent, CashRejection>> {
  constructor(
    readonly orderId: OrderId,
    /** In the order's currency. */
    readonly minor: number,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordCash)
export class RecordCashHandler implements ICommandHandler<RecordCash> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
  ) {}

  execute({ orderId, minor, context }: RecordCash): Promise<Outcome<PaymentEvent, CashRejection>> {
    const courierId = asId<CourierId>(context.actor.id);
    return this.executor.execute(paymentAggregate, paymentIdFor(orderId, 1), context, async () => {
      const { state: order } = await this.loader.fresh(orderAggregate, orderId);
      if (order.is === 'absent' || order.courierId !== courierId) return refuse('payment-not-found');
      if (order.status !== 'PICKED_UP' && order.status !== 'OUT_FOR_DELIVERY') {
        return refuse('not-with-the-courier');
      }
      const amount = money(minor, order.total.currency);
      const command: PaymentCommand = { type: 'RecordCodCollected', courierId, amount, at: context.at };
      return { ok: true, command };
    });
  }
}

const refuse = (
  code: 'payment-not-found' | 'not-with-the-courier',
): { readonly ok: false; readonly rejection: CashRejection } => ({ ok: false, rejection: { code } });
