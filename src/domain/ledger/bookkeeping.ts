import { never } from '../kernel/decider';
import type { OrderId, PaymentId, RefundId } from '../kernel/ids';
import type { Money } from '../kernel/money';
import type { ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import type { FaultParty } from '../order/cancellation-fee';
import type { Bill } from '../order/order-lines';
import type { GatewayName } from '../payment/gateway-payment';
import { closingOf, type Closing } from '../refunds/closing';
import type { StoryEvent, Told } from '../story/order-story';
import {
  bookCancellation,
  bookCapture,
  bookCash,
  bookChargeback,
  bookChargebackLost,
  bookChargebackWon,
  bookCompensation,
  bookCompensationFailed,
  bookRefund,
  bookRestored,
  bookSale,
  bookUndeliverable,
  type Booking,
  type Parties,
} from './booking-rules';

const READS = [
  'OrderPlaced',
  'OrderHandedOver',
  'OrderDelivered',
  'OrderCancelled',
  'OrderRestored',
  'OrderUndeliverable',
  'PaymentInitiated',
  'PaymentCaptured',
  'CodCollected',
  'RefundRequested',
  'RefundSettled',
  'RefundFailed',
  'ChargebackOpened',
  'ChargebackWon',
  'ChargebackLost',
] as const satisfies readonly StoryEvent['type'][];

export type BookedEvent = Told<(typeof READS)[number]>;

/** Asks for a journal. Whoever carries it out adds the event that it books, and its time. */
export interface BookkeepingCommand {
  readonly to: 'ledger';
  readonly orderId: OrderId;
  readonly journal: Booking;
}

/** A refund that somebody other than the customer pays for. */
export interface Compensation {
  readonly amount: Money;
  readonly chargeTo: FaultParty;
}

/** What later bookings of an order need of what came before. */
export type Books =
  | { readonly is: 'unopened' }
  | {
      readonly is: 'open';
      readonly parties: Parties;
      readonly bill: Bill;
      /** What the order's cancellation was booked by; null when it is not cancelled. */
      readonly cancelled: Closing | null;
      /** By payment: where its money is. */
      readonly gateways: Readonly<Record<PaymentId, GatewayName>>;
      /** By refund. */
      readonly compensations: Readonly<Record<RefundId, Compensation>>;
    };

type Open = Extract<Books, { readonly is: 'open' }>;
type PaymentPart = Extract<BookedEvent, { readonly paymentId: PaymentId }>;
type OrderPart = Exclude<BookedEvent, PaymentPart>;

const opened = ({ customerId, restaurantId, bill }: Told<'OrderPlaced'>): Open => ({
  is: 'open',
  parties: { customerId, restaurantId, courierId: null },
  bill,
  cancelled: null,
  gateways: {},
  compensations: {},
});

/** The books after an event, and what is booked of it; null when it moves no money. */
interface Booked {
  readonly books: Open;
  readonly journal: Booking | null;
}

function gatewayOf({ gateways }: Open, paymentId: PaymentId): GatewayName {
  const gateway = gateways[paymentId];
  if (gateway === undefined) throw new Error(`payment ${paymentId} was never initiated`);
  return gateway;
}

function bookOrder(books: Open, event: OrderPart): Booked {
  const { parties, bill, cancelled } = books;
  switch (event.type) {
    case 'OrderPlaced':
      return { books, journal: null };
    case 'OrderHandedOver':
      return { books: { ...books, parties: { ...parties, courierId: event.courierId } }, journal: null };
    case 'OrderDelivered':
      return { books, journal: bookSale(parties, bill) };
    case 'OrderCancelled': {
      const closing = closingOf(event, bill);
      return { books: { ...books, cancelled: closing }, journal: bookCancellation(parties, bill, closing) };
    }
    case 'OrderRestored': {
      const journal = cancelled === null ? null : bookRestored(parties, bill, cancelled);
      return { books: { ...books, cancelled: null }, journal };
    }
    case 'OrderUndeliverable':
      return { books, journal: bookUndeliverable(parties, bill, closingOf(event, bill)) };
    default:
      return never(event);
  }
}

function bookRefundRequested(books: Open, event: Told<'RefundRequested'>): Booked {
  const { refundId, amount, chargeTo } = event;
  if (chargeTo === null) return { books, journal: null };
  const compensations = { ...books.compensations, [refundId]: { amount, chargeTo } };
  return { books: { ...books, compensations }, journal: bookCompensation(books.parties, chargeTo, amount) };
}

function bookRefundFailed(books: Open, { refundId }: Told<'RefundFailed'>): Booked {
  const known = books.compensations[refundId];
  const journal =
    known === undefined ? null : bookCompensationFailed(books.parties, known.chargeTo, known.amount);
  return { books, journal };
}

function bookPayment(books: Open, event: PaymentPart): Booked {
  const { parties } = books;
  const { paymentId } = event;
  switch (event.type) {
    case 'PaymentInitiated':
      return {
        books: { ...books, gateways: { ...books.gateways, [paymentId]: event.gateway } },
        journal: null,
      };
    case 'PaymentCaptured':
      return { books, journal: bookCapture(paymentId, gatewayOf(books, paymentId), parties, event.amount) };
    case 'CodCollected':
      return { books, journal: bookCash(paymentId, event.courierId, parties, event.amount) };
    case 'RefundRequested':
      return bookRefundRequested(books, event);
    case 'RefundSettled':
      return { books, journal: bookRefund(paymentId, gatewayOf(books, paymentId), parties, event.amount) };
    case 'RefundFailed':
      return bookRefundFailed(books, event);
    case 'ChargebackOpened':
      return { books, journal: bookChargeback(paymentId, gatewayOf(books, paymentId), event.amount) };
    case 'ChargebackWon':
      return { books, journal: bookChargebackWon(paymentId, gatewayOf(books, paymentId), event.amount) };
    case 'ChargebackLost':
      return { books, journal: bookChargebackLost(paymentId, gatewayOf(books, paymentId), event.amount) };
    default:
      return never(event);
  }
}

function react(state: Books, input: ProcessInput<BookedEvent>): Reaction<Books, BookkeepingCommand> {
  if (input.kind === 'timer') return { state, effects: [] };
  const { event } = input;
  if (state.is === 'unopened') {
    return { state: event.type === 'OrderPlaced' ? opened(event) : state, effects: [] };
  }
  const { books, journal } = 'paymentId' in event ? bookPayment(state, event) : bookOrder(state, event);
  if (journal === null) return { state: books, effects: [] };
  const command: BookkeepingCommand = { to: 'ledger', orderId: event.orderId, journal };
  return { state: books, effects: [{ do: 'send', step: 'post', command }] };
}

/**
 * Books every event of an order that moves money or a debt, each by itself, as it is told. When all is over the
 * customer's account of the order is zero; what is left on it is cash that was short, a price or fee that nobody
 * paid, or a refund that failed or is on its way.
 */
export const bookkeeping: ProcessManager<Books, BookedEvent, BookkeepingCommand> = {
  name: 'ledger-keeping',
  initial: { is: 'unopened' },
  reads: READS,
  keyOf: (event) => event.orderId,
  react,
};
