import type { SyncPayment } from '../../domain/payment-status/payment-status';
import type { CommandContext } from '../commands/command-context';
import type { SyncPayments } from '../payments/sync-payment';
import { CommandDispatcher, type Dispatched } from './command-dispatcher';

/** Carries out what the payment status asks for. */
export class PaymentStatusDispatcher extends CommandDispatcher<SyncPayment> {
  constructor(private readonly syncs: SyncPayments) {
    super();
  }

  override async dispatch({ paymentId }: SyncPayment, context: CommandContext): Promise<Dispatched> {
    const synced = await this.syncs.sync(paymentId, context);
    switch (synced.kind) {
      case 'done':
      case 'unanswered':
        // The process asks again by a timer of its own, for as long as it makes sense.
        return { kind: 'ok' };
      case 'rejected':
        return { kind: 'rejected', code: synced.code };
      default:
        return { kind: 'failed', cause: synced.kind };
    }
  }
}
