import type { GatewayBook } from '../../src/sandbox-gateway/gateway-book';
import { must, mustEqual } from '../engine/violation';
import type { Bill, Data, Told } from './told';

export interface RefundFact {
  readonly refundId: string;
  readonly minor: number;
  /** Who gave it back, why, and for which lines. */
  readonly whatFor: string;
  /** By Tiffin itself, not by its staff. */
  readonly isAutomatic: boolean;
  readonly chargeTo: string | null;
  status: 'open' | 'settled' | 'failed';
}

export interface PaymentFact {
  readonly paymentId: string;
  readonly orderId: string;
  readonly attempt: number;
  readonly isCash: boolean;
  readonly dueMinor: number;
  authorizedMinor: number | null;
  capturedMinor: number | null;
  /** Position of its capture. */
  capturedAt: number;
  readonly refunds: Map<string, RefundFact>;
  readonly disputes: Map<string, { minor: number; status: 'open' | 'won' | 'lost' }>;
}

export interface OrderFact {
  readonly orderId: string;
  readonly method: string;
  readonly bill: Bill;
  readonly restaurantId: string;
  readonly lineIds: readonly string[];
  status: string;
  isHeld: boolean;
  courierId: string | null;
  /** How it ended, if it did: the event. */
  closing: Told | null;
  /** When it was last cancelled; also when it was restored since. */
  cancelledAt: string | null;
  /**
   * It was restored in time, but the refunds had given up listening before they read of it: the store took too long, or
   * the program that runs them was down. What went back then is gone, and nobody asks for it again.
   */
  isRestoredUnheard: boolean;
}

export interface Journal {
  readonly cause: string;
  readonly kind: string;
  readonly paymentId: string | null;
  readonly entries: Data['entries'];
}

/** What is known of the world by its events, and the gateway's own book. */
export interface Facts {
  readonly orders: Map<string, OrderFact>;
  readonly payments: Map<string, PaymentFact>;
  /** By order. */
  readonly journals: Map<string, Journal[]>;
  /** By id. */
  readonly events: Map<string, Told>;
  readonly book: GatewayBook;
}

const RESTORE_WINDOW_MS = 60_000;
/** For how long after the window the word of a restoration is waited for. */
const LISTEN_MS = 5_000;

export const sum = (amounts: Iterable<number>): number => {
  let total = 0;
  for (const minor of amounts) total += minor;
  return total;
};

export const disputedOf = (payment: PaymentFact): number =>
  sum([...payment.disputes.values()].map(({ minor, status }) => (status === 'won' ? 0 : minor)));

export const refundsOf = (payment: PaymentFact, ...statuses: RefundFact['status'][]): number =>
  sum([...payment.refunds.values()].map(({ minor, status }) => (statuses.includes(status) ? minor : 0)));

/** The money of an order is certain: it is to be paid in cash, or one attempt holds what is due, or more. */
function isSecured({ payments }: Facts, order: OrderFact): boolean {
  if (order.method === 'COD') return true;
  return [...payments.values()].some(
    ({ orderId, authorizedMinor, capturedMinor }) =>
      orderId === order.orderId && (capturedMinor ?? authorizedMinor ?? 0) >= order.bill.totalMinor,
  );
}

/** @throws Violation */
export function auditOrder(facts: Facts, orderId: string, told: Told): void {
  const { type, data } = told;
  if (type === 'OrderPlaced') {
    const { paymentMethod: method, bill, restaurantId, lines } = data;
    const lineIds = lines.map(({ lineId }) => lineId);
    const fact = { orderId, method, bill, restaurantId, lineIds, status: 'PENDING', isHeld: false };
    facts.orders.set(orderId, {
      ...fact,
      courierId: null,
      closing: null,
      cancelledAt: null,
      isRestoredUnheard: false,
    });
    return;
  }
  const order = facts.orders.get(orderId);
  must('an order begins with its placing', order !== undefined, () => `${type} of ${orderId}`);
  switch (type) {
    case 'OrderHeld':
      order.isHeld = true;
      return;
    case 'OrderHoldCleared':
      order.isHeld = false;
      return;
    case 'OrderConfirmed':
      must(
        'confirmed means secured',
        isSecured(facts, order),
        () => `no attempt holds the total of ${orderId}`,
      );
      must('confirmed means not held', !order.isHeld, () => orderId);
      order.status = 'CONFIRMED';
      return;
    case 'PreparationStarted':
      order.status = 'PREPARING';
      return;
    case 'OrderReadyForPickup':
      order.status = 'READY';
      return;
    case 'OrderHandedOver':
      order.status = 'PICKED_UP';
      order.courierId = data.courierId;
      return;
    case 'OrderDelivered':
      order.status = 'DELIVERED';
      return;
    case 'OrderRestored':
      must('only a cancellation is restored', order.closing?.type === 'OrderCancelled', () => orderId);
      order.status = order.closing.data.stage;
      if (Date.parse(told.storedAt) - Date.parse(order.cancelledAt ?? '') > RESTORE_WINDOW_MS + LISTEN_MS) {
        order.isRestoredUnheard = true;
      }
      order.closing = null;
      return;
    case 'OrderCancelled':
    case 'OrderExpired':
    case 'OrderRejectedByRestaurant':
    case 'OrderUndeliverable':
      must('an order ends once', order.closing === null && order.status !== 'DELIVERED', () => orderId);
      order.status = 'CANCELLED';
      order.closing = told;
      if (type === 'OrderCancelled') order.cancelledAt = data.at;
  }
}

/** @throws Violation */
export function auditPayment(facts: Facts, paymentId: string, told: Told): void {
  const { type, data, key: orderId } = told;
  if (type === 'PaymentInitiated' || type === 'CodApproved') {
    must('an attempt begins once', !facts.payments.has(paymentId), () => paymentId);
    const { amount, attempt } = data;
    mustEqual(
      'an attempt asks for the total',
      paymentId,
      amount.minor,
      facts.orders.get(orderId)?.bill.totalMinor,
    );
    const fact = { paymentId, orderId, attempt, isCash: type === 'CodApproved', dueMinor: amount.minor };
    const none = { authorizedMinor: null, capturedMinor: null, capturedAt: 0 };
    facts.payments.set(paymentId, { ...fact, ...none, refunds: new Map(), disputes: new Map() });
    return;
  }
  const payment = facts.payments.get(paymentId);
  must('an attempt begins with its initiation', payment !== undefined, () => `${type} of ${paymentId}`);
  const atGateway = facts.book.find(paymentId);
  switch (type) {
    case 'PaymentAuthorized':
      payment.authorizedMinor = data.amount.minor;
      return;
    case 'PaymentCaptured':
      mustEqual('an attempt is captured once', paymentId, payment.capturedMinor, null);
      mustEqual('what is captured is in the book', paymentId, atGateway?.status, 'CAPTURED');
      mustEqual('as much is captured as in the book', paymentId, data.amount.minor, atGateway?.amountMinor);
      payment.capturedMinor = data.amount.minor;
      payment.capturedAt = told.position;
      return;
    case 'CodCollected':
      must('cash is of cash orders', payment.isCash, () => paymentId);
      mustEqual('cash is collected once', paymentId, payment.capturedMinor, null);
      must('no more cash than due', data.amount.minor <= payment.dueMinor, () => paymentId);
      payment.capturedMinor = data.amount.minor;
      return;
    case 'RefundRequested':
      requestRefund(facts, payment, told);
      break;
    case 'RefundSettled': {
      const refund = refundOf(payment, data.refundId);
      mustEqual('a refund ends once', data.refundId, refund.status, 'open');
      const there = atGateway?.refunds.find(({ reference }) => reference === data.refundId);
      mustEqual('what is settled is in the book', data.refundId, there?.status, 'SETTLED');
      mustEqual('as much is refunded as was asked', data.refundId, data.amount.minor, refund.minor);
      refund.status = 'settled';
      break;
    }
    case 'RefundFailed': {
      const refund = refundOf(payment, data.refundId);
      mustEqual('a refund ends once', data.refundId, refund.status, 'open');
      refund.status = 'failed';
      return;
    }
    case 'ChargebackOpened':
      must('a chargeback opens once', !payment.disputes.has(data.chargebackId), () => data.chargebackId);
      payment.disputes.set(data.chargebackId, { minor: data.amount.minor, status: 'open' });
      break;
    case 'ChargebackWon':
    case 'ChargebackLost': {
      const dispute = payment.disputes.get(data.chargebackId);
      mustEqual('a chargeback ends once', data.chargebackId, dispute?.status, 'open');
      if (dispute !== undefined) dispute.status = type === 'ChargebackWon' ? 'won' : 'lost';
    }
  }
}

function refundOf(payment: PaymentFact, refundId: string): RefundFact {
  const refund = payment.refunds.get(refundId);
  must('a refund begins with its request', refund !== undefined, () => refundId);
  return refund;
}

function requestRefund(facts: Facts, payment: PaymentFact, { data }: Told): void {
  const { refundId, cause, chargeTo, lines, amount, by, at } = data;
  must('a refund is requested once', !payment.refunds.has(refundId), () => refundId);
  const isAutomatic = by === 'system';
  const whatFor = [isAutomatic ? 'system' : 'staff', cause, ...lines.map(({ lineId }) => lineId).sort()].join(
    ' ',
  );
  const isRepeated = [...payment.refunds.values()].some(
    (other) => other.whatFor === whatFor && other.status !== 'failed',
  );
  must('a cause is refunded once', !isRepeated, () => `${whatFor} of ${payment.paymentId}`);
  payment.refunds.set(refundId, {
    refundId,
    minor: amount.minor,
    whatFor,
    isAutomatic,
    chargeTo,
    status: 'open',
  });
  const gone = refundsOf(payment, 'open', 'settled') + disputedOf(payment);
  must('no more is refunded than was captured', gone <= (payment.capturedMinor ?? 0), () => {
    return `${gone} of ${payment.capturedMinor ?? 0} of ${payment.paymentId}`;
  });
  const order = facts.orders.get(payment.orderId);
  if (order === undefined || !isAutomatic || !cause.startsWith('order-cancelled')) return;
  const since = order.cancelledAt ?? '';
  must(
    'nothing goes back while the order can be restored',
    Date.parse(at) - Date.parse(since) >= RESTORE_WINDOW_MS,
    () => `${payment.paymentId} at ${at}, cancelled at ${since}`,
  );
}

/** Which event each kind of journal books. */
const BOOKS: Readonly<Record<string, readonly string[]>> = {
  capture: ['PaymentCaptured'],
  'cash-collected': ['CodCollected'],
  sale: ['OrderDelivered', 'OrderUndeliverable'],
  cancellation: ['OrderCancelled', 'OrderRestored'],
  refund: ['RefundSettled'],
  compensation: ['RefundRequested', 'RefundFailed', 'OrderUndeliverable'],
  'chargeback-opened': ['ChargebackOpened'],
  'chargeback-won': ['ChargebackWon'],
  'chargeback-lost': ['ChargebackLost'],
};

/** @throws Violation */
export function auditJournal(facts: Facts, orderId: string, { data }: Told): void {
  const { cause, kind, paymentId, entries } = data;
  const journals = facts.journals.get(orderId) ?? [];
  mustEqual('a journal balances', `${kind} of ${orderId}`, sum(entries.map(({ amount }) => amount.minor)), 0);
  must(
    'an event is booked once',
    !journals.some((other) => other.cause === cause),
    () => `${kind} for ${cause}`,
  );
  const booked = facts.events.get(cause);
  must('a journal books its event', BOOKS[kind]?.includes(booked?.type ?? '') === true, () => {
    return `${kind} of ${orderId} books ${booked?.type ?? 'nothing'}`;
  });
  mustEqual('a journal is of the order of its event', kind, booked?.key, orderId);
  facts.journals.set(orderId, [...journals, { cause, kind, paymentId, entries }]);
}
