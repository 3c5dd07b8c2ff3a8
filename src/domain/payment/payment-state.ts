import { never } from '../kernel/decider';
import type { CustomerId, OrderId, PaymentId, RefundId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import { money, subtract, type Money } from '../kernel/money';
import type { GatewayName } from './gateway-payment';
import type { CaptureMode, OnlineMethod, PaymentEvent } from './payment-messages';

interface Refund {
  readonly amount: Money;
  readonly status: 'REQUESTED' | 'SUBMITTED' | 'SETTLED' | 'FAILED';
}

interface Chargeback {
  readonly amount: Money;
  readonly status: 'OPEN' | 'WON' | 'LOST';
}

export type OnlineStatus = 'INITIATED' | 'ACTION_REQUIRED' | 'AUTHORIZED' | 'CAPTURED' | 'FAILED' | 'VOIDED';

interface Attempt {
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  readonly attempt: number;
  readonly amount: Money;
}

export interface OnlinePayment extends Attempt {
  readonly is: 'online';
  readonly method: OnlineMethod;
  readonly gateway: GatewayName;
  readonly capture: CaptureMode;
  readonly expiresAt: Instant;
  readonly status: OnlineStatus;
  /** Null until the gateway has it. */
  readonly gatewayPaymentId: string | null;
  readonly url: string | null;
  /** Whether the gateway ever left open what became of a call: then it may have what it never told of. */
  readonly inDoubt: boolean;
  /** Taken back when a void is requested: never both. */
  readonly captureRequested: boolean;
  readonly voidRequested: boolean;
  /** What was collected; zero until then. */
  readonly captured: Money;
  readonly refunds: ReadonlyMap<RefundId, Refund>;
  readonly chargebacks: ReadonlyMap<string, Chargeback>;
}

export interface CashPayment extends Attempt {
  readonly is: 'cash';
  /** What the courier collected; null until then. */
  readonly collected: Money | null;
}

export type Payment = { readonly is: 'absent' } | OnlinePayment | CashPayment;

/** Whether the payer can still be brought to pay by this attempt. */
export const isLive = (payment: OnlinePayment): boolean =>
  (payment.status === 'INITIATED' || payment.status === 'ACTION_REQUIRED') && !payment.voidRequested;

const sumOf = (amounts: readonly Money[]): number => amounts.reduce((total, { minor }) => total + minor, 0);

/** What is asked back or gone back already: refunds that did not fail. */
export const refundedOf = (payment: OnlinePayment): Money =>
  money(
    sumOf([...payment.refunds.values()].filter(({ status }) => status !== 'FAILED').map((one) => one.amount)),
    payment.captured.currency,
  );

/** What can still be refunded: captured, less refunds that did not fail, less chargebacks that were not won. */
export function refundableOf(payment: OnlinePayment): Money {
  const disputed = [...payment.chargebacks.values()].filter(({ status }) => status !== 'WON');
  const { minor } = subtract(payment.captured, refundedOf(payment));
  return money(Math.max(0, minor - sumOf(disputed.map(({ amount }) => amount))), payment.captured.currency);
}

function initiated(event: Extract<PaymentEvent, { type: 'PaymentInitiated' }>): OnlinePayment {
  const { paymentId, orderId, customerId, attempt, amount, method, gateway, capture, expiresAt } = event;
  return {
    is: 'online',
    ...{ paymentId, orderId, customerId, attempt, amount, method, gateway, capture, expiresAt },
    status: 'INITIATED',
    gatewayPaymentId: null,
    url: null,
    inDoubt: false,
    captureRequested: false,
    voidRequested: false,
    captured: money(0, amount.currency),
    refunds: new Map(),
    chargebacks: new Map(),
  };
}

const withRefund = (
  payment: OnlinePayment,
  refundId: RefundId,
  change: (refund: Refund) => Refund,
): OnlinePayment => {
  const refund = payment.refunds.get(refundId);
  return refund === undefined
    ? payment
    : { ...payment, refunds: new Map(payment.refunds).set(refundId, change(refund)) };
};

const withChargeback = (payment: OnlinePayment, id: string, chargeback: Chargeback): OnlinePayment => ({
  ...payment,
  chargebacks: new Map(payment.chargebacks).set(id, chargeback),
});

/** {@link evolve} for a payment that is known to be online. */
export function evolveOnline(payment: OnlinePayment, event: PaymentEvent): OnlinePayment {
  switch (event.type) {
    case 'PaymentInitiated':
    case 'CodApproved':
    case 'CodCollected':
      return payment;
    case 'PaymentOutcomeUnknown':
      return { ...payment, inDoubt: true };
    case 'PaymentActionRequired':
      return {
        ...payment,
        status: 'ACTION_REQUIRED',
        gatewayPaymentId: event.gatewayPaymentId,
        url: event.url,
      };
    case 'PaymentAuthorized':
      return { ...payment, status: 'AUTHORIZED' };
    case 'CaptureRequested':
      return { ...payment, captureRequested: true };
    case 'PaymentCaptured':
      return { ...payment, status: 'CAPTURED', captured: event.amount };
    case 'PaymentFailed':
      return { ...payment, status: 'FAILED' };
    case 'VoidRequested':
      return { ...payment, captureRequested: false, voidRequested: true };
    case 'PaymentVoided':
      return { ...payment, status: 'VOIDED' };
    case 'RefundRequested': {
      const refund: Refund = { amount: event.amount, status: 'REQUESTED' };
      return { ...payment, refunds: new Map(payment.refunds).set(event.refundId, refund) };
    }
    case 'RefundSubmitted':
      return withRefund(payment, event.refundId, (refund) => ({ ...refund, status: 'SUBMITTED' }));
    case 'RefundSettled':
      return withRefund(payment, event.refundId, () => ({ amount: event.amount, status: 'SETTLED' }));
    case 'RefundFailed':
      return withRefund(payment, event.refundId, (refund) => ({ ...refund, status: 'FAILED' }));
    case 'ChargebackOpened':
      return withChargeback(payment, event.chargebackId, { amount: event.amount, status: 'OPEN' });
    case 'ChargebackWon':
      return withChargeback(payment, event.chargebackId, { amount: event.amount, status: 'WON' });
    case 'ChargebackLost':
      return withChargeback(payment, event.chargebackId, { amount: event.amount, status: 'LOST' });
    default:
      return never(event);
  }
}

/** The payment after one more event. */
export function evolve(payment: Payment, event: PaymentEvent): Payment {
  switch (payment.is) {
    case 'absent': {
      if (event.type === 'PaymentInitiated') return initiated(event);
      if (event.type !== 'CodApproved') return payment;
      const { paymentId, orderId, customerId, attempt, amount } = event;
      return { is: 'cash', paymentId, orderId, customerId, attempt, amount, collected: null };
    }
    case 'online':
      return evolveOnline(payment, event);
    case 'cash':
      return event.type === 'CodCollected' ? { ...payment, collected: event.amount } : payment;
    default:
      return never(payment);
  }
}
