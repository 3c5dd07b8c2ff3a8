import { never } from '../../domain/kernel/decider';
import type { Money } from '../../domain/kernel/money';
import type { PaymentEvent } from '../../domain/payment/payment-messages';

const amountOf = ({ minor, currency }: Money) => ({ amountMinor: minor, currency });

/**
 * The part of an event of a payment that anybody who may see the order may see: no page to pay on, and nothing by
 * which the payment could be found at its gateway.
 */
export function paymentSummary(event: PaymentEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'PaymentInitiated':
      return { attempt: event.attempt, method: event.method, ...amountOf(event.amount) };
    case 'CodApproved':
      return { attempt: event.attempt, method: 'COD', ...amountOf(event.amount) };
    case 'PaymentOutcomeUnknown':
      return { operation: event.operation };
    case 'PaymentAuthorized':
    case 'PaymentCaptured':
      return { ...amountOf(event.amount), late: event.late };
    case 'PaymentFailed':
    case 'VoidRequested':
      return { reason: event.reason };
    case 'CodCollected':
      return { courierId: event.courierId, ...amountOf(event.amount), shortByMinor: event.shortBy.minor };
    case 'RefundRequested': {
      const { refundId, amount, cause, chargeTo, lines } = event;
      return { refundId, ...amountOf(amount), cause, chargeTo, lines };
    }
    case 'RefundSubmitted':
      return { refundId: event.refundId };
    case 'RefundSettled':
      return { refundId: event.refundId, ...amountOf(event.amount) };
    case 'RefundFailed':
      return { refundId: event.refundId, reason: event.reason };
    case 'ChargebackOpened':
      return { ...amountOf(event.amount), reason: event.reason };
    case 'ChargebackWon':
    case 'ChargebackLost':
      return amountOf(event.amount);
    case 'PaymentActionRequired':
    case 'CaptureRequested':
    case 'PaymentVoided':
      return {};
    default:
      return never(event);
  }
}
