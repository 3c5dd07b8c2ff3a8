import type { BookRecord, Payment } from './book-records';

/** What the merchant is told of one change of a payment. */
export interface Message {
  /** The same change has the same id, whenever and however often it is told. */
  readonly id: string;
  readonly kind: string;
  readonly createdAt: string;
  readonly payment: {
    readonly reference: string;
    readonly id: string;
    readonly status: string;
    readonly amountMinor: number;
    readonly currency: string;
  };
}

const KINDS: Readonly<Record<BookRecord['type'], string | null>> = {
  opened: null,
  delayed: null,
  'refund-opened': null,
  authorized: 'payment.authorized',
  captured: 'payment.captured',
  failed: 'payment.failed',
  cancelled: 'payment.cancelled',
  'refund-settled': 'refund.settled',
  'refund-failed': 'refund.failed',
  'chargeback-opened': 'chargeback.opened',
  'chargeback-won': 'chargeback.won',
  'chargeback-lost': 'chargeback.lost',
};

/** The message about a change; null when the merchant is not told. */
export function messageOf(record: BookRecord, payment: Payment): Message | null {
  const kind = KINDS[record.type];
  if (kind === null) return null;
  const { paymentId, status, amountMinor, opening } = payment;
  const { reference, currency } = opening;
  return {
    id: `evt_${record.reference}_${record.change}`,
    kind,
    createdAt: record.at,
    payment: { reference, id: paymentId, status, amountMinor, currency },
  };
}

/** A message as it is sent. */
export const bodyOf = ({ id, kind, createdAt, payment }: Message): string =>
  JSON.stringify({
    id,
    kind,
    created_at: createdAt,
    payment: {
      reference: payment.reference,
      id: payment.id,
      status: payment.status,
      amount_minor: payment.amountMinor,
      currency: payment.currency,
    },
  });
