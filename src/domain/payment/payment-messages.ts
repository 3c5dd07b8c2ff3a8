import type { Role } from '../kernel/actor';
import type { CourierId, CustomerId, OrderId, PaymentId, RefundId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Money } from '../kernel/money';
import type { FaultParty } from '../order/cancellation-fee';
import type { Dated, PaymentMethod } from '../order/order-messages';
import type { GatewayName, GatewayPayment } from './gateway-payment';

/** What is paid through a gateway. */
export type OnlineMethod = Exclude<PaymentMethod, 'COD'>;

/** `automatic`: the money is collected as soon as the payer agrees. `manual`: held first, collected when asked to. */
export const CAPTURE_MODES = ['automatic', 'manual'] as const;
export type CaptureMode = (typeof CAPTURE_MODES)[number];

/** A step at the gateway whose answer was lost. */
export const GATEWAY_OPERATIONS = ['open', 'capture', 'void', 'refund'] as const;
export type GatewayOperation = (typeof GATEWAY_OPERATIONS)[number];

/** Why an attempt is let go of whose payer wants to pay another way. It is not, once their money is held. */
export const ANOTHER_METHOD = 'another-method';

interface Attempt {
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  /** 1 for the order's first attempt to be paid, and so on. */
  readonly attempt: number;
  /** What is due. */
  readonly amount: Money;
}

interface OnlineAttempt extends Attempt {
  readonly method: OnlineMethod;
  readonly gateway: GatewayName;
  readonly capture: CaptureMode;
  /** Money that arrives later is late. */
  readonly expiresAt: Instant;
}

/** What of a line is given back. */
export interface RefundedLine {
  readonly lineId: string;
  readonly amountMinor: number;
}

interface RefundTerms {
  /** A function of order and cause: one cause is refunded once. */
  readonly refundId: RefundId;
  readonly amount: Money;
  /** Why, as a short code: `order-cancelled`, `second-capture`, `item-missing`. */
  readonly cause: string;
  /**
   * On whose account it goes when the sale stands (a compensation). Null: the money was only held for the
   * customer and is given back.
   */
  readonly chargeTo: FaultParty | null;
  /** The lines it is for; empty when it is not for certain lines. */
  readonly lines: readonly RefundedLine[];
  readonly by: Role;
}

/** Stored format. A stream is one attempt to pay for one order. */
export type PaymentEvent = Dated<
  | ({ type: 'PaymentInitiated' } & OnlineAttempt)
  | { type: 'PaymentActionRequired'; gatewayPaymentId: string; url: string | null }
  | { type: 'PaymentOutcomeUnknown'; operation: GatewayOperation; cause: string }
  | { type: 'PaymentAuthorized'; gatewayPaymentId: string; amount: Money; late: boolean }
  | { type: 'CaptureRequested' }
  | { type: 'PaymentCaptured'; gatewayPaymentId: string; amount: Money; late: boolean }
  | { type: 'PaymentFailed'; reason: string }
  | { type: 'VoidRequested'; reason: string }
  | { type: 'PaymentVoided' }
  | ({ type: 'CodApproved' } & Attempt)
  | { type: 'CodCollected'; courierId: CourierId; amount: Money; shortBy: Money }
  | ({ type: 'RefundRequested' } & RefundTerms)
  | { type: 'RefundSubmitted'; refundId: RefundId; gatewayRefundId: string }
  | { type: 'RefundSettled'; refundId: RefundId; amount: Money }
  | { type: 'RefundFailed'; refundId: RefundId; reason: string }
  | { type: 'ChargebackOpened'; chargebackId: string; amount: Money; reason: string }
  | { type: 'ChargebackWon'; chargebackId: string; amount: Money }
  | { type: 'ChargebackLost'; chargebackId: string; amount: Money }
>;

export type PaymentCommand = Dated<
  | ({ type: 'InitiatePayment' } & OnlineAttempt)
  | ({ type: 'ApproveCod' } & Attempt)
  /** The gateway was asked, and this is what it has. */
  | { type: 'RecordGatewayPayment'; observed: GatewayPayment }
  /** The gateway was told to do something and did not answer. It will be asked. */
  | { type: 'RecordOutcomeUnknown'; operation: GatewayOperation; cause: string }
  /** The gateway will not open the payment at all. */
  | { type: 'RecordOpeningRefused'; reason: string }
  /** The gateway will not make the refund. */
  | { type: 'RecordRefundRefused'; refundId: RefundId; reason: string }
  | { type: 'RequestCapture' }
  | { type: 'RequestVoid'; reason: string }
  | { type: 'RecordCodCollected'; courierId: CourierId; amount: Money }
  | ({ type: 'RequestRefund' } & RefundTerms)
>;

export type InitiatePayment = Extract<PaymentCommand, { type: 'InitiatePayment' }>;
