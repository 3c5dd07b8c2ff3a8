import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { Instant } from '../kernel/instant';
import { subtract, type Money } from '../kernel/money';
import type { GatewayPayment, GatewayRefund } from './gateway-payment';
import { ANOTHER_METHOD, type PaymentCommand, type PaymentEvent } from './payment-messages';
import {
  evolve,
  evolveOnline,
  refundableOf,
  type CashPayment,
  type OnlinePayment,
  type Payment,
} from './payment-state';

type Of<T extends PaymentCommand['type']> = Extract<PaymentCommand, { readonly type: T }>;
type FollowUp = Exclude<PaymentCommand, Of<'InitiatePayment'> | Of<'ApproveCod'>>;

export type PaymentRejection = Readonly<
  | {
      code:
        'payment-not-found' | 'payment-already-initiated' | 'not-a-cash-payment' | 'not-an-online-payment';
    }
  | { code: 'amount-not-positive' | 'currency-mismatch' }
  | { code: 'another-payment-observed' | 'nothing-to-capture' | 'already-captured' | 'already-collected' }
  | { code: 'already-authorized' }
  | { code: 'collected-too-much'; due: Money }
  | { code: 'refund-exceeds-captured'; refundable: Money }
  | { code: 'refund-already-requested' | 'refund-not-found' }
>;

type Outcome = Decision<PaymentEvent, PaymentRejection>;

const isSameAmount = (a: Money, b: Money): boolean => a.minor === b.minor && a.currency === b.currency;

function requestRefund(command: Of<'RequestRefund'>, payment: OnlinePayment): Outcome {
  const { refundId, amount } = command;
  const earlier = payment.refunds.get(refundId);
  if (earlier !== undefined) {
    return isSameAmount(earlier.amount, amount) ? accept() : reject({ code: 'refund-already-requested' });
  }
  if (amount.minor <= 0) return reject({ code: 'amount-not-positive' });
  if (amount.currency !== payment.amount.currency) return reject({ code: 'currency-mismatch' });
  const refundable = refundableOf(payment);
  return amount.minor > refundable.minor
    ? reject({ code: 'refund-exceeds-captured', refundable })
    : accept({ ...command, type: 'RefundRequested' });
}

/** How the gateway's refund moves ours on. One that we never asked for is left to reconciliation. */
function refundEvents(payment: OnlinePayment, observed: GatewayRefund, at: Instant): readonly PaymentEvent[] {
  const refundId = observed.reference;
  const known = refundId === null ? undefined : payment.refunds.get(refundId);
  if (refundId === null || known === undefined) return [];
  const { gatewayRefundId, amount } = observed;
  const events: PaymentEvent[] = [];
  if (known.status === 'REQUESTED') {
    events.push({ type: 'RefundSubmitted', refundId, gatewayRefundId, at });
  }
  const isOver = known.status === 'SETTLED' || known.status === 'FAILED';
  if (observed.status === 'SETTLED' && !isOver) events.push({ type: 'RefundSettled', refundId, amount, at });
  if (observed.status === 'FAILED' && !isOver) {
    events.push({ type: 'RefundFailed', refundId, reason: 'gateway-failed', at });
  }
  return events;
}

function chargebackEvents(
  payment: OnlinePayment,
  { chargebackId, amount, status, reason }: GatewayPayment['chargebacks'][number],
  at: Instant,
): readonly PaymentEvent[] {
  const known = payment.chargebacks.get(chargebackId);
  const events: PaymentEvent[] = [];
  if (known === undefined) events.push({ type: 'ChargebackOpened', chargebackId, amount, reason, at });
  if (known === undefined || known.status === 'OPEN') {
    if (status === 'WON') events.push({ type: 'ChargebackWon', chargebackId, amount, at });
    if (status === 'LOST') events.push({ type: 'ChargebackLost', chargebackId, amount, at });
  }
  return events;
}

/**
 * How far the gateway's status moves the payment: from open to failed or authorized, to voided, to captured, and
 * never back. Whatever is seen after a capture is older. A failure and a hold can follow each other either way (a
 * hold that lapses, a success that comes late), so of these two what was seen last counts. Collected money counts
 * even after a void, for the gateway has it.
 */
function statusEvents(
  payment: OnlinePayment,
  observed: GatewayPayment,
  at: Instant,
): readonly PaymentEvent[] {
  const { gatewayPaymentId, amount, url } = observed;
  const late = at >= payment.expiresAt;
  const opened: readonly PaymentEvent[] =
    payment.gatewayPaymentId === null ? [{ type: 'PaymentActionRequired', gatewayPaymentId, url, at }] : [];
  const isClosed = payment.status === 'CAPTURED' || payment.status === 'VOIDED';
  switch (observed.status) {
    case 'OPEN':
      return payment.status === 'INITIATED' ? opened : [];
    case 'AUTHORIZED':
      if (isClosed || payment.status === 'AUTHORIZED') return [];
      // Money that is about to be let go of secures nothing: nobody is to rely on it.
      return payment.voidRequested
        ? opened
        : [...opened, { type: 'PaymentAuthorized', gatewayPaymentId, amount, late, at }];
    case 'CAPTURED':
      return payment.status === 'CAPTURED'
        ? []
        : [...opened, { type: 'PaymentCaptured', gatewayPaymentId, amount, late, at }];
    case 'FAILED':
      return isClosed || payment.status === 'FAILED'
        ? []
        : [...opened, { type: 'PaymentFailed', reason: observed.failure ?? 'declined', at }];
    case 'CANCELLED':
      return isClosed ? [] : [...opened, { type: 'PaymentVoided', at }];
    default:
      return never(observed.status);
  }
}

function record({ observed, at }: Of<'RecordGatewayPayment'>, payment: OnlinePayment): Outcome {
  const isOurs =
    observed.reference === payment.paymentId &&
    (payment.gatewayPaymentId === null || payment.gatewayPaymentId === observed.gatewayPaymentId);
  if (!isOurs) return reject({ code: 'another-payment-observed' });
  const { currency } = payment.amount;
  const parts = [observed, ...observed.refunds, ...observed.chargebacks];
  if (parts.some(({ amount }) => amount.currency !== currency)) return reject({ code: 'currency-mismatch' });
  // One after the other: whatever the gateway lists twice is news only once.
  const steps: readonly ((now: OnlinePayment) => readonly PaymentEvent[])[] = [
    (now) => statusEvents(now, observed, at),
    ...observed.refunds.map((refund) => (now: OnlinePayment) => refundEvents(now, refund, at)),
    ...observed.chargebacks.map((one) => (now: OnlinePayment) => chargebackEvents(now, one, at)),
  ];
  let now = payment;
  return accept<PaymentEvent>(
    ...steps.flatMap((step) => {
      const events = step(now);
      now = events.reduce(evolveOnline, now);
      return events;
    }),
  );
}

function collectCash({ courierId, amount, at }: Of<'RecordCodCollected'>, payment: CashPayment): Outcome {
  if (payment.collected !== null) {
    return isSameAmount(payment.collected, amount) ? accept() : reject({ code: 'already-collected' });
  }
  if (amount.currency !== payment.amount.currency) return reject({ code: 'currency-mismatch' });
  if (amount.minor < 0) return reject({ code: 'amount-not-positive' });
  if (amount.minor > payment.amount.minor) return reject({ code: 'collected-too-much', due: payment.amount });
  const shortBy = subtract(payment.amount, amount);
  return accept({ type: 'CodCollected', courierId, amount, shortBy, at });
}

function decideOnline(command: FollowUp, payment: OnlinePayment): Outcome {
  const { at } = command;
  switch (command.type) {
    case 'RecordGatewayPayment':
      return record(command, payment);
    case 'RecordOutcomeUnknown':
      return accept({
        type: 'PaymentOutcomeUnknown',
        operation: command.operation,
        cause: command.cause,
        at,
      });
    case 'RecordOpeningRefused':
      return payment.status === 'INITIATED'
        ? accept({ type: 'PaymentFailed', reason: command.reason, at })
        : accept();
    case 'RecordRefundRefused': {
      const refund = payment.refunds.get(command.refundId);
      if (refund === undefined) return reject({ code: 'refund-not-found' });
      return refund.status === 'REQUESTED'
        ? accept({ type: 'RefundFailed', refundId: command.refundId, reason: command.reason, at })
        : accept();
    }
    case 'RequestCapture':
      if (payment.captureRequested || payment.status === 'CAPTURED') return accept();
      return payment.status === 'AUTHORIZED' && !payment.voidRequested
        ? accept({ type: 'CaptureRequested', at })
        : reject({ code: 'nothing-to-capture' });
    case 'RequestVoid':
      if (payment.status === 'CAPTURED') return reject({ code: 'already-captured' });
      // The order may be confirmed by the money that is held: then its payer has paid.
      if (payment.status === 'AUTHORIZED' && command.reason === ANOTHER_METHOD) {
        return reject({ code: 'already-authorized' });
      }
      return payment.voidRequested || payment.status === 'FAILED' || payment.status === 'VOIDED'
        ? accept()
        : accept({ type: 'VoidRequested', reason: command.reason, at });
    case 'RequestRefund':
      return requestRefund(command, payment);
    case 'RecordCodCollected':
      return reject({ code: 'not-a-cash-payment' });
    default:
      return never(command);
  }
}

/** Whether it is the attempt that was already begun: the same order, sum and way to pay. */
function isSameAttempt(
  command: Of<'InitiatePayment'> | Of<'ApproveCod'>,
  payment: OnlinePayment | CashPayment,
): boolean {
  const isSameWay =
    command.type === 'ApproveCod'
      ? payment.is === 'cash'
      : payment.is === 'online' && payment.method === command.method && payment.gateway === command.gateway;
  return isSameWay && payment.orderId === command.orderId && isSameAmount(payment.amount, command.amount);
}

function decide(command: PaymentCommand, payment: Payment): Outcome {
  if (command.type === 'InitiatePayment' || command.type === 'ApproveCod') {
    if (payment.is !== 'absent') {
      return isSameAttempt(command, payment) ? accept() : reject({ code: 'payment-already-initiated' });
    }
    if (command.amount.minor <= 0) return reject({ code: 'amount-not-positive' });
    return command.type === 'ApproveCod'
      ? accept({ ...command, type: 'CodApproved' })
      : accept({ ...command, type: 'PaymentInitiated' });
  }
  switch (payment.is) {
    case 'absent':
      return reject({ code: 'payment-not-found' });
    case 'online':
      return decideOnline(command, payment);
    case 'cash':
      return command.type === 'RecordCodCollected'
        ? collectCash(command, payment)
        : reject({ code: 'not-an-online-payment' });
    default:
      return never(payment);
  }
}

/**
 * One attempt to pay for an order: through a gateway, or in cash at the door. The gateway's word on a payment is
 * taken as it comes, forward only; what Tiffin asks of the gateway (capture, void, refund) is decided here first,
 * so that more than was captured is never asked back.
 */
export const payment: Decider<PaymentCommand, Payment, PaymentEvent, PaymentRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
