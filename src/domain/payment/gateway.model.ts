import type { RefundId } from '../kernel/ids';
import { money } from '../kernel/money';
import type { GatewayChargeback, GatewayPayment, GatewayRefund, GatewayStatus } from './gateway-payment';
import { atGateway } from './payment.fixtures';

/** Where a gateway's payment can go from each status. Late successes and lapsed holds are among it. */
const MOVES: Readonly<Record<GatewayStatus, readonly GatewayStatus[]>> = {
  OPEN: ['AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'],
  AUTHORIZED: ['CAPTURED', 'CANCELLED', 'FAILED'],
  FAILED: ['AUTHORIZED', 'CAPTURED', 'CANCELLED'],
  CANCELLED: ['CAPTURED'],
  CAPTURED: [],
};

/** A payment at a gateway, for specs: it keeps everything it ever was. */
export class ModelGateway {
  now: GatewayPayment = atGateway('OPEN');
  readonly past: GatewayPayment[] = [this.now];

  /** As it was so many changes ago. */
  ago(changes: number): GatewayPayment {
    return this.past.at(-1 - (changes % this.past.length)) ?? this.now;
  }

  move(pick: number, minor: number): void {
    const moves = MOVES[this.now.status];
    const status = moves[pick % Math.max(1, moves.length)];
    if (status === undefined) return;
    const amount = status === 'CAPTURED' ? money(minor, 'INR') : this.now.amount;
    this.become({ status, amount, url: null, failure: status === 'FAILED' ? 'declined' : null });
  }

  /** Takes a refund it does not have yet; the same reference is the same refund. */
  refund(reference: RefundId | null, minor: number): void {
    if (reference !== null && this.now.refunds.some((one) => one.reference === reference)) return;
    const gatewayRefundId = `re-${this.now.refunds.length}`;
    const refund = { reference, gatewayRefundId, amount: money(minor, 'INR'), status: 'PENDING' } as const;
    this.become({ refunds: [...this.now.refunds, refund] });
  }

  endRefund(pick: number, status: GatewayRefund['status']): void {
    const { refunds } = this.now;
    const chosen = refunds[pick % Math.max(1, refunds.length)];
    if (chosen?.status !== 'PENDING') return;
    this.become({ refunds: refunds.map((one) => (one === chosen ? { ...one, status } : one)) });
  }

  /** Opens a chargeback, or ends the one that is open. */
  dispute(minor: number, end: GatewayChargeback['status']): void {
    const { status, chargebacks } = this.now;
    if (status !== 'CAPTURED') return;
    const last = chargebacks.at(-1);
    if (last?.status === 'OPEN') {
      this.become({ chargebacks: [...chargebacks.slice(0, -1), { ...last, status: end }] });
      return;
    }
    const chargebackId = `dp-${chargebacks.length}`;
    const opened = { chargebackId, amount: money(minor, 'INR'), status: 'OPEN', reason: 'fraud' } as const;
    this.become({ chargebacks: [...chargebacks, opened] });
  }

  private become(change: Partial<GatewayPayment>): void {
    this.now = { ...this.now, ...change };
    this.past.push(this.now);
  }
}
