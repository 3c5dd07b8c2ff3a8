import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { PaymentId, RefundId } from '../../domain/kernel/ids';
import { money, type Money } from '../../domain/kernel/money';
import type { FaultParty } from '../../domain/order/cancellation-fee';
import type { PaymentRejection } from '../../domain/payment/payment';
import type { PaymentCommand, PaymentEvent, RefundedLine } from '../../domain/payment/payment-messages';
import { refundForLines, type LineQuantity, type LineRefundFault } from '../../domain/refunds/line-refund';
import { orderAggregate, paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Done, type NotDone } from '../commands/command-executor';
import { StreamLoader } from '../commands/stream-loader';
import { refundIdFor } from '../deterministic-ids';

export type RefundRefusal =
  PaymentRejection | LineRefundFault | { readonly code: 'nothing-to-refund' | 'refund-has-not-failed' };

export type RefundOutcome =
  | {
      readonly kind: 'done';
      readonly refundId: RefundId;
      readonly amount: Money;
      readonly done: Done<PaymentEvent>;
    }
  | { readonly kind: 'rejected'; readonly rejection: RefundRefusal }
  | NotDone;

/** What of a payment is to go back: an amount, or units of the order's lines. */
export type Refunded =
  | { readonly of: 'amount'; readonly minor: number }
  | { readonly of: 'lines'; readonly lines: readonly LineQuantity[] };

/**
 * Staff give money back for an order that stands. The same cause for the same lines is refunded once, whoever asks
 * for it and however often.
 */
export class RequestRefund extends Command<RefundOutcome> {
  constructor(
    readonly paymentId: PaymentId,
    readonly refunded: Refunded,
    /** A short code: `item-missing`. */
    readonly reason: string,
    /** On whose account it goes. */
    readonly chargeTo: FaultParty,
    readonly context: CommandContext,
  ) {
    super();
  }
}

const refused = (rejection: RefundRefusal): RefundOutcome => ({ kind: 'rejected', rejection });

@CommandHandler(RequestRefund)
export class RequestRefundHandler implements ICommandHandler<RequestRefund> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
  ) {}

  async execute({ paymentId, refunded, reason, chargeTo, context }: RequestRefund): Promise<RefundOutcome> {
    const { state } = await this.loader.recent(paymentAggregate, paymentId);
    if (state.is === 'absent') return refused({ code: 'payment-not-found' });
    let lines: readonly RefundedLine[] = [];
    if (refunded.of === 'lines') {
      const { events } = await this.loader.history(orderAggregate, state.orderId);
      const placed = events[0]?.event;
      if (placed?.type !== 'OrderPlaced') return refused({ code: 'payment-not-found' });
      const priced = refundForLines(placed.lines, placed.bill, refunded.lines);
      if (!priced.ok) return refused(priced.fault);
      lines = priced.lines;
    }
    const minor =
      refunded.of === 'amount'
        ? refunded.minor
        : lines.reduce((total, { amountMinor }) => total + amountMinor, 0);
    if (minor === 0) return refused({ code: 'nothing-to-refund' });

    const amount = money(minor, state.amount.currency);
    const refundId = refundIdFor(paymentId, causeOf(reason, refunded));
    const { role: by } = context.actor;
    const command: PaymentCommand = {
      type: 'RequestRefund',
      refundId,
      amount,
      cause: reason,
      chargeTo,
      lines,
      by,
      at: context.at,
    };
    const outcome = await this.executor.execute(paymentAggregate, paymentId, context, () => ({
      ok: true,
      command,
    }));
    if (outcome.kind === 'rejected') return refused(outcome.rejection);
    return outcome.kind === 'done' ? { kind: 'done', refundId, amount, done: outcome } : outcome;
  }
}

/**
 * Names what is refunded: another quantity of the same lines for the same reason is the same cause. What staff give
 * back and what follows from the order's end never share a name.
 */
function causeOf(reason: string, refunded: Refunded): string {
  const lineIds = refunded.of === 'lines' ? refunded.lines.map(({ lineId }) => lineId) : [];
  return ['staff', reason, ...[...new Set(lineIds)].sort()].join(' ');
}
