import type { PaymentId } from '../kernel/ids';
import { money, type Currency, type Money } from '../kernel/money';
import type { JournalKind } from '../ledger/accounts';
import type { Journal } from '../ledger/ledger';
import type { GatewayName, GatewayPayment } from '../payment/gateway-payment';
import type { Payment } from '../payment/payment-state';

/** How money moves at a gateway. What a chargeback takes comes back when it is won. */
export const MOVEMENTS = ['capture', 'refund', 'chargeback'] as const;
export type Movement = (typeof MOVEMENTS)[number];

/** Money of one payment, as one of the sides has it. */
export interface Moved {
  readonly movement: Movement;
  /** Which refund or chargeback; null for a capture, and where a side only knows the sum of them. */
  readonly reference: string | null;
  /** Above zero towards Tiffin, below zero away from it; zero for what has not moved (yet, or any more). */
  readonly amount: Money;
}

/** A movement in the payment's own stream. */
export interface Recorded extends Moved {
  /** Whether the record still goes with what the gateway says, if that says more. */
  readonly canFollow: boolean;
}

/** The read models that tell of money at gateways. */
export const MONEY_VIEWS = ['payments', 'refunds', 'ledger-entries'] as const;
export type MoneyView = (typeof MONEY_VIEWS)[number];

/** One payment, as everybody who keeps a book of it has it. */
export interface Sides {
  readonly atGateway: readonly Moved[];
  readonly recorded: readonly Recorded[];
  /** Tiffin has a payment of that name at this gateway. */
  readonly isKnown: boolean;
  /** The account `psp_clearing` in the ledger's own stream. */
  readonly booked: readonly Moved[];
  readonly views: Readonly<Record<MoneyView, readonly Moved[]>>;
  /** Something moved a moment ago, or a read model is behind: a difference may be gone when it is looked at again. */
  readonly isSettling: boolean;
}

const moved = (movement: Movement, reference: string | null, minor: number, currency: Currency): Moved => ({
  movement,
  reference,
  amount: money(minor, currency),
});

const NAMELESS = 'gateway:';

/** Stands for the name of a payment that the gateway keeps under none of ours. */
export const nameless = (gatewayPaymentId: string): string => NAMELESS + gatewayPaymentId;

export const isNameless = (subject: string): boolean => subject.startsWith(NAMELESS);

/** Tells refunds apart that were made at the gateway itself, where they have no name of ours. */
const nameOf = (refund: GatewayPayment['refunds'][number]): string =>
  refund.reference ?? nameless(refund.gatewayRefundId);

/** What a gateway's answer says of money. Only what was collected, settled, or taken has moved. */
export function movedAtGateway(payment: GatewayPayment): readonly Moved[] {
  const { status, amount, refunds, chargebacks } = payment;
  return [
    moved('capture', null, status === 'CAPTURED' ? amount.minor : 0, amount.currency),
    ...refunds.map((refund) =>
      moved(
        'refund',
        nameOf(refund),
        refund.status === 'SETTLED' ? -refund.amount.minor : 0,
        refund.amount.currency,
      ),
    ),
    ...chargebacks.map((one) =>
      moved(
        'chargeback',
        one.chargebackId,
        one.status === 'WON' ? 0 : -one.amount.minor,
        one.amount.currency,
      ),
    ),
  ];
}

/** What a payment's stream says of money. Cash is not at a gateway. */
export function recordedOf(payment: Payment): readonly Recorded[] {
  if (payment.is !== 'online') return [];
  const { currency } = payment.amount;
  return [
    { ...moved('capture', null, payment.captured.minor, currency), canFollow: payment.status !== 'CAPTURED' },
    ...[...payment.refunds].map(([refundId, { amount, status }]) => ({
      ...moved('refund', refundId, status === 'SETTLED' ? -amount.minor : 0, amount.currency),
      canFollow: status === 'REQUESTED' || status === 'SUBMITTED',
    })),
    ...[...payment.chargebacks].map(([chargebackId, { amount, status }]) => ({
      ...moved('chargeback', chargebackId, status === 'WON' ? 0 : -amount.minor, amount.currency),
      canFollow: status === 'OPEN',
    })),
  ];
}

const BOOKED_AS: Readonly<Record<JournalKind, Movement>> = {
  capture: 'capture',
  refund: 'refund',
  'chargeback-opened': 'chargeback',
  'chargeback-won': 'chargeback',
  'chargeback-lost': 'chargeback',
  // None of these touches money at a gateway. If one does, it is money that came in from nowhere.
  'cash-collected': 'capture',
  sale: 'capture',
  cancellation: 'capture',
  compensation: 'capture',
};

/** The movement that a journal's entry on `psp_clearing` books. */
export const movementOf = (kind: JournalKind): Movement => BOOKED_AS[kind];

/** What the journals of an order book for one payment at its gateway. */
export const bookedOf = (
  journals: readonly Pick<Journal, 'paymentId' | 'kind' | 'entries'>[],
  paymentId: PaymentId,
  gateway: GatewayName,
): readonly Moved[] =>
  journals
    .filter((journal) => journal.paymentId === paymentId)
    .flatMap(({ kind, entries }) =>
      entries
        .filter(({ account, party }) => account === 'psp_clearing' && party === gateway)
        .map(({ amount }) => ({ movement: movementOf(kind), reference: null, amount })),
    );

/** The sum of one kind of movement, in minor units. */
export const totalOf = (all: readonly Moved[], movement: Movement, currency: Currency): number =>
  all.reduce(
    (total, one) =>
      one.movement === movement && one.amount.currency === currency ? total + one.amount.minor : total,
    0,
  );

/** Every currency that any of the lists has, each once. */
export const currenciesOf = (...lists: readonly (readonly Moved[])[]): readonly Currency[] => [
  ...new Set(lists.flat().map(({ amount }) => amount.currency)),
];
