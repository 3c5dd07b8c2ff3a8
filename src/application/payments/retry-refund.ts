import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { PaymentId, RefundId } from '../../domain/kernel/ids';
import type { PaymentCommand } from '../../domain/payment/payment-messages';
import { paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor } from '../commands/command-executor';
import { StreamLoader } from '../commands/stream-loader';
import { retriedRefundIdFor } from '../deterministic-ids';
import type { RefundOutcome } from './request-refund';

/** Staff have a refund made again that failed. A failure is tried again once; if that fails too, it has one of its own. */
export class RetryRefund extends Command<RefundOutcome> {
  constructor(
    readonly paymentId: PaymentId,
    readonly refundId: RefundId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetryRefund)
export class RetryRefundHandler implements ICommandHandler<RetryRefund> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
  ) {}

  async execute({ paymentId, refundId, context }: RetryRefund): Promise<RefundOutcome> {
    const { state, events } = await this.loader.history(paymentAggregate, paymentId);
    const requested = events
      .map(({ event }) => event)
      .find((event) => event.type === 'RefundRequested' && event.refundId === refundId);
    if (state.is === 'absent') return { kind: 'rejected', rejection: { code: 'payment-not-found' } };
    if (requested?.type !== 'RefundRequested') {
      return { kind: 'rejected', rejection: { code: 'refund-not-found' } };
    }
    if (state.is !== 'online' || state.refunds.get(refundId)?.status !== 'FAILED') {
      return { kind: 'rejected', rejection: { code: 'refund-has-not-failed' } };
    }
    const again = retriedRefundIdFor(paymentId, refundId);
    const { amount, cause, chargeTo, lines } = requested;
    const command: PaymentCommand = {
      type: 'RequestRefund',
      ...{ refundId: again, amount, cause, chargeTo, lines },
      by: context.actor.role,
      at: context.at,
    };
    const outcome = await this.executor.execute(paymentAggregate, paymentId, context, () => ({
      ok: true,
      command,
    }));
    return outcome.kind === 'done' ? { kind: 'done', refundId: again, amount, done: outcome } : outcome;
  }
}
