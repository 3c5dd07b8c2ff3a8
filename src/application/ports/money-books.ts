import type { OrderId, PaymentId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Money } from '../../domain/kernel/money';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import type { Glance } from '../../domain/reconciliation/screen';
import type { Movement } from '../../domain/reconciliation/sides';
import type { GatewayBookLine } from './payment-gateway';

/** Times from `from` on, and before `to`. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** A payment as a period of a gateway's book and the read models have it. */
export interface PaymentAtHand extends Glance {
  /** Tiffin's id of the payment; `nameless` where the gateway has none. */
  readonly subject: string;
  /** The gateway's id; null when the period has no line of it. */
  readonly gatewayPaymentId: string | null;
  /** When the gateway last moved money of it in the period; null when it did not. */
  readonly lastLineAt: Instant | null;
  /** The order that the read models have it under; null when they do not show it. */
  readonly orderId: OrderId | null;
}

/** What one side has in a period, above zero towards Tiffin. */
export interface SideTotal {
  readonly side: 'ledger' | 'views';
  readonly movement: Movement;
  readonly amount: Money;
}

/**
 * Lays a gateway's book beside Tiffin's own: the lines are put down first, page by page, and then both are read
 * together, payment by payment. So neither has to fit into memory. What a run has put down is its own.
 */
export abstract class MoneyBooks {
  /** Puts lines of the gateway's book down. */
  abstract putLines(runId: number, lines: readonly GatewayBookLine[]): Promise<void>;

  /** Puts down the names of the payments that moved money at the gateway in the period, by ledger or read models. */
  abstract putMoved(runId: number, gateway: GatewayName, period: Period): Promise<void>;

  /** Puts down the names of more payments that are to be looked at. */
  abstract putSubjects(runId: number, subjects: readonly string[]): Promise<void>;

  /** How many payments were put down. */
  abstract count(runId: number): Promise<number>;

  /** The next payments that were put down, by their names; the first ones after ''. */
  abstract next(
    runId: number,
    gateway: GatewayName,
    after: string,
    limit: number,
  ): Promise<readonly PaymentAtHand[]>;

  /**
   * What the read models show of a payment at this moment.
   * @param orderId that its record names; null when there is no record
   */
  abstract shown(
    gateway: GatewayName,
    paymentId: PaymentId,
    orderId: OrderId | null,
  ): Promise<NonNullable<Glance['views']>>;

  /** What ledger and read models have in the period. It is not what the gateway has: they learn of it later. */
  abstract totals(gateway: GatewayName, period: Period): Promise<readonly SideTotal[]>;

  /**
   * The shards in which a read model of money, or the process that keeps the ledger, has not come as far as the log
   * is now.
   * @param timeoutMs how long to wait for them (wall time)
   */
  abstract behind(timeoutMs: number): Promise<ReadonlySet<number>>;

  /** Takes up all that the run has put down. */
  abstract clear(runId: number): Promise<void>;
}
