import type { BookLine, BookRecord, Payment } from './book-records';

const unhandled = (record: never): never => {
  throw new Error(`unhandled record: ${JSON.stringify(record)}`);
};

const withRefund = (
  payment: Payment,
  reference: string,
  status: Payment['refunds'][number]['status'],
): Payment => ({
  ...payment,
  refunds: payment.refunds.map((one) => (one.reference === reference ? { ...one, status } : one)),
});

const withChargeback = (
  payment: Payment,
  chargebackId: string,
  status: Payment['chargebacks'][number]['status'],
): Payment => ({
  ...payment,
  chargebacks: payment.chargebacks.map((one) =>
    one.chargebackId === chargebackId ? { ...one, status } : one,
  ),
});

/** A payment that was just opened. */
export const openedPayment = ({ opening, token }: Extract<BookRecord, { type: 'opened' }>): Payment => ({
  opening,
  paymentId: `pay_${opening.reference}`,
  token,
  status: 'OPEN',
  amountMinor: opening.amountMinor,
  failure: null,
  delayed: null,
  refunds: [],
  chargebacks: [],
  changes: 1,
});

/** A payment after one more change. */
export function evolvePayment(before: Payment, record: BookRecord): Payment {
  const payment: Payment = { ...before, changes: before.changes + 1 };
  switch (record.type) {
    case 'opened':
      return before;
    case 'authorized':
      return {
        ...payment,
        status: 'AUTHORIZED',
        amountMinor: record.amountMinor,
        failure: null,
        delayed: null,
      };
    case 'captured':
      return {
        ...payment,
        status: 'CAPTURED',
        amountMinor: record.amountMinor,
        failure: null,
        delayed: null,
      };
    case 'failed':
      return { ...payment, status: 'FAILED', failure: record.failure };
    case 'cancelled':
      return { ...payment, status: 'CANCELLED' };
    case 'delayed':
      return { ...payment, delayed: { due: record.due, amountMinor: record.amountMinor } };
    case 'refund-opened': {
      const { refundReference: reference, amountMinor } = record;
      const refund = { reference, refundId: `re_${reference}`, amountMinor, status: 'PENDING' } as const;
      return { ...payment, refunds: [...payment.refunds, refund] };
    }
    case 'refund-settled':
      return withRefund(payment, record.refundReference, 'SETTLED');
    case 'refund-failed':
      return withRefund(payment, record.refundReference, 'FAILED');
    case 'chargeback-opened': {
      const { chargebackId, amountMinor, reason } = record;
      const chargeback = { chargebackId, amountMinor, reason, status: 'OPEN' } as const;
      return { ...payment, chargebacks: [...payment.chargebacks, chargeback] };
    }
    case 'chargeback-won':
      return withChargeback(payment, record.chargebackId, 'WON');
    case 'chargeback-lost':
      return withChargeback(payment, record.chargebackId, 'LOST');
    default:
      return unhandled(record);
  }
}

/** The money that a change moved; null when it moved none. */
export function lineOf(record: BookRecord, payment: Payment): BookLine | null {
  const line = (
    kind: BookLine['kind'],
    amountMinor: number,
    refundReference: string | null = null,
  ): BookLine => ({
    kind,
    reference: record.reference,
    refundReference,
    paymentId: payment.paymentId,
    amountMinor,
    currency: payment.opening.currency,
    at: record.at,
  });
  switch (record.type) {
    case 'captured':
      return line('capture', record.amountMinor);
    case 'refund-settled': {
      const refund = payment.refunds.find(({ reference }) => reference === record.refundReference);
      return line('refund', -(refund?.amountMinor ?? 0), record.refundReference);
    }
    case 'chargeback-opened':
      return line('chargeback', -record.amountMinor);
    case 'chargeback-won':
      return line('chargeback', record.amountMinor);
    case 'opened':
    case 'authorized':
    case 'failed':
    case 'cancelled':
    case 'delayed':
    case 'refund-opened':
    case 'refund-failed':
    case 'chargeback-lost':
      return null;
    default:
      return unhandled(record);
  }
}
