import type { OrderId, PaymentId, RefundId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Money } from '../../domain/kernel/money';
import type { GatewayName, GatewayPayment } from '../../domain/payment/gateway-payment';
import type { CaptureMode, OnlineMethod } from '../../domain/payment/payment-messages';

/** What a gateway is asked to collect. */
export interface PaymentRequest {
  /** Also the idempotency key: the same reference is the same payment, however often it is opened. */
  readonly reference: PaymentId;
  readonly orderId: OrderId;
  readonly amount: Money;
  readonly method: OnlineMethod;
  readonly capture: CaptureMode;
  /** After this the gateway should take no payment any more (it may yet). */
  readonly expiresAt: Instant;
  /** Where the payer's browser goes when it is done. Says nothing about the outcome. */
  readonly returnUrl: string;
}

export interface RefundRequest {
  readonly payment: PaymentReference;
  /** Also the idempotency key: the same reference is the same refund. */
  readonly reference: RefundId;
  readonly amount: Money;
}

/** How a payment is found again at its gateway. */
export interface PaymentReference {
  readonly reference: PaymentId;
  /** The gateway's own id, when it is known. */
  readonly gatewayPaymentId: string | null;
}

/** What became of a request to a gateway. */
export type GatewayAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The gateway understood and will not: asking again gives the same answer. A decline is not a refusal. */
  | { readonly kind: 'refused'; readonly code: string }
  /** It was not done, certainly: the gateway could not be reached, or the circuit is open. */
  | { readonly kind: 'unavailable'; readonly cause: string }
  /** Nobody knows whether it was done: a timeout, a broken connection, a 5xx. Ask before doing it again. */
  | { readonly kind: 'unknown'; readonly cause: string };

/** A line of the gateway's own book: money that it moved, for the daily comparison. */
export interface GatewayBookLine {
  readonly kind: 'capture' | 'refund' | 'chargeback';
  /** Tiffin's id of the payment; null when the gateway has none. */
  readonly paymentReference: PaymentId | null;
  /** Tiffin's id of the refund; null for captures, and for refunds made at the gateway itself. */
  readonly refundReference: RefundId | null;
  readonly gatewayPaymentId: string;
  /** Above zero towards Tiffin, below zero away from it. */
  readonly amount: Money;
  readonly at: Instant;
}

/** A message of the gateway whose signature was checked. */
export interface GatewayMessage {
  readonly eventId: string;
  /** The gateway's name for what happened. */
  readonly kind: string;
  /** The payment it is about; null when it is about something else. */
  readonly reference: PaymentId | null;
}

export type ReadWebhook =
  | { readonly ok: true; readonly message: GatewayMessage }
  | {
      readonly ok: false;
      readonly reason: 'signature-missing' | 'signature-wrong' | 'too-old' | 'not-understood';
    };

/**
 * A payment gateway. Whatever changes something there carries an idempotency key that is the reference of what it
 * makes, so doing it again is safe; yet after `unknown` ask first. No method throws for what the outside world
 * does, and every one answers within {@link GATEWAY_TIMEOUT_MS}.
 */
export abstract class PaymentGateway {
  abstract readonly name: GatewayName;
  /** What customers can pay with through it, and how the money is collected. */
  abstract readonly methods: ReadonlyMap<OnlineMethod, CaptureMode>;

  /** Opens a payment; one that is open already is given as it is. */
  abstract open(request: PaymentRequest): Promise<GatewayAnswer<GatewayPayment>>;
  /** The payment as the gateway has it now; null when it has none under that reference. */
  abstract find(payment: PaymentReference): Promise<GatewayAnswer<GatewayPayment | null>>;
  /** Collects money that is held. */
  abstract capture(payment: PaymentReference): Promise<GatewayAnswer<GatewayPayment>>;
  /** Lets go of money that is held, or closes a payment that nobody has paid. */
  abstract void(payment: PaymentReference): Promise<GatewayAnswer<GatewayPayment>>;
  abstract refund(request: RefundRequest): Promise<GatewayAnswer<GatewayPayment>>;
  /** Everything that moved money in [from, to), page by page, in the gateway's order. */
  abstract book(
    from: Instant,
    to: Instant,
    cursor: string | null,
  ): Promise<GatewayAnswer<{ readonly lines: readonly GatewayBookLine[]; readonly next: string | null }>>;
  /**
   * Checks a webhook's signature over its raw body and reads what it is about.
   * @param headers lower-case names
   * @param now wall time, milliseconds since the epoch
   */
  abstract readWebhook(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    body: Buffer,
    now: number,
  ): ReadWebhook;
}

/** No call to a gateway takes longer: what has not answered by then is `unknown`. */
export const GATEWAY_TIMEOUT_MS = 5_000;
