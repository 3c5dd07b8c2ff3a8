import type { InitiateRefusal } from '../../../../application/payments/initiate-payment';
import type { CashRejection } from '../../../../application/payments/record-cash';
import type { RefundRefusal } from '../../../../application/payments/request-refund';
import { never } from '../../../../domain/kernel/decider';
import { Problem } from '../support/problems';

/** Why a payment cannot begin, and what to do instead. */
export function initiateProblem(rejection: InitiateRefusal): Problem {
  switch (rejection.code) {
    case 'order-not-found':
      return new Problem('NOT_FOUND', 'There is no such order.');
    case 'order-is-paid-in-cash':
      return new Problem('PAYMENT_NOT_POSSIBLE', 'The order is paid in cash at the door.');
    case 'order-not-payable':
      return new Problem('PAYMENT_NOT_POSSIBLE', `The order is ${rejection.status}.`, {
        status_now: rejection.status,
      });
    case 'order-expired':
      return new Problem('PAYMENT_NOT_POSSIBLE', 'The time to pay is over. Order again.', {
        expires_at: rejection.expiresAt,
      });
    case 'too-many-attempts':
      return new Problem('PAYMENT_NOT_POSSIBLE', 'It was tried too often. Order again.');
    case 'already-paid':
      return new Problem('ALREADY_PAID', 'Nothing more is due. Look at the order.');
    case 'amount-mismatch':
      return new Problem('AMOUNT_MISMATCH', 'Leave the amount out, or send what is due.', {
        amount_due_minor: rejection.due.minor,
        currency: rejection.due.currency,
      });
    case 'payment-failed':
      return new Problem('PAYMENT_FAILED', 'The gateway does not take this payment. Pay by another method.');
    case 'method-not-available':
      return new Problem(
        'PAYMENT_METHOD_NOT_AVAILABLE',
        `Choose one of: ${rejection.available.join(', ')}.`,
        {
          available: rejection.available,
        },
      );
    case 'earlier-attempt-open':
      return new Problem(
        'PAYMENT_GATEWAY_UNAVAILABLE',
        'Your earlier payment cannot be closed yet. Pay by it, or try again in a moment.',
      );
    default:
      return never(rejection);
  }
}

/** Why money cannot go back, or cash not be recorded. */
export function refundProblem(rejection: RefundRefusal | CashRejection): Problem {
  switch (rejection.code) {
    case 'payment-not-found':
      return new Problem('NOT_FOUND', 'There is no such payment.');
    case 'refund-exceeds-captured':
      return new Problem('REFUND_TOO_LARGE', 'Ask for no more than what is left of the payment.', {
        refundable_minor: rejection.refundable.minor,
        currency: rejection.refundable.currency,
      });
    case 'refund-already-requested':
      return new Problem(
        'REFUND_ALREADY_REQUESTED',
        'The same reason was refunded with another amount. Look at the payment; give another reason if it is one.',
      );
    case 'not-with-the-courier':
      return new Problem('NOT_ALLOWED_NOW', 'Record the cash while the order is with you.');
    case 'no-such-line':
    case 'more-than-ordered':
      return new Problem('REFUND_LINES_INVALID', `Look at the line ${rejection.lineId} of the order.`, {
        line_id: rejection.lineId,
      });
    case 'nothing-to-refund':
      return new Problem('REFUND_LINES_INVALID', 'These lines cost nothing.');
    case 'collected-too-much':
      return new Problem('CASH_AMOUNT_INVALID', 'More than the order costs.', {
        amount_due_minor: rejection.due.minor,
      });
    case 'already-collected':
      return new Problem('NOT_ALLOWED_NOW', 'Another amount was recorded before. Ask support to correct it.');
    case 'not-an-online-payment':
      return new Problem('REFUND_NOT_POSSIBLE', 'It was paid in cash. Give it back by hand.');
    case 'not-a-cash-payment':
      return new Problem('NOT_ALLOWED_NOW', 'The order is not paid in cash.');
    case 'refund-not-found':
      return new Problem('NOT_FOUND', 'The payment has no such refund.');
    case 'refund-has-not-failed':
      return new Problem('NOT_ALLOWED_NOW', 'Only a refund that failed can be made again.');
    case 'amount-not-positive':
    case 'currency-mismatch':
    case 'another-payment-observed':
    case 'nothing-to-capture':
    case 'already-captured':
    case 'already-authorized':
    case 'payment-already-initiated':
      return new Problem('NOT_ALLOWED_NOW', 'The payment is not in a state that allows this.');
    default:
      return never(rejection);
  }
}
