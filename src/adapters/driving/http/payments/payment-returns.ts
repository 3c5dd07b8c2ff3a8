import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CommandContext } from '../../../../application/commands/command-context';
import { SyncPayments } from '../../../../application/payments/sync-payment';
import { BusinessClock, SystemClock } from '../../../../application/ports/clock';
import type { PaymentId } from '../../../../domain/kernel/ids';

/** How long (ms) the answer of a gateway serves everybody who comes back to the same payment. */
export const ASKED_FOR_MS = 1_000;

interface Asked {
  readonly at: number;
  readonly answered: Promise<unknown>;
}

/**
 * Has a payment's gateway asked when its payer comes back. Anybody can send requests there who knows the address,
 * so however many come, the gateway is asked once in a while.
 */
@Injectable()
export class PaymentReturns {
  /** The oldest first. */
  private readonly asked = new Map<PaymentId, Asked>();

  constructor(
    private readonly syncs: SyncPayments,
    private readonly business: BusinessClock,
    private readonly system: SystemClock,
  ) {}

  /** Resolves once the gateway has answered, or could not. */
  async ask(paymentId: PaymentId, requestId: string): Promise<void> {
    const now = this.system.now();
    for (const [id, { at }] of this.asked) {
      if (at > now - ASKED_FOR_MS) break;
      this.asked.delete(id);
    }
    const last = this.asked.get(paymentId);
    const answered = last?.answered ?? this.syncs.sync(paymentId, this.askedBy(requestId));
    if (last === undefined) this.asked.set(paymentId, { at: now, answered });
    await answered;
  }

  /** Nobody signed in to come back; what the gateway is asked and says is Tiffin's own doing. */
  private askedBy(requestId: string): CommandContext {
    const commandId = randomUUID();
    return {
      ...{ commandId, fingerprint: commandId, correlationId: requestId, causationId: requestId },
      actor: { id: 'payment-return', role: 'system' },
      at: this.business.now(),
      traceparent: null,
    };
  }
}
