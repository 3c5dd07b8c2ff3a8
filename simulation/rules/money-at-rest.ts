import type { Payment } from '../../src/sandbox-gateway/book-records';
import { disputedOf, refundsOf, sum, type Facts, type OrderFact, type PaymentFact } from './money-rules';
import type { Bill } from './told';
import type { Counts } from '../engine/counts';
import { must, mustEqual } from '../engine/violation';

const CUSTOMER_REASONS = ['customer-unreachable', 'customer-refused', 'wrong-address'];

/** A whole number's share in percent, rounded half up. */
const percent = (minor: number, of100: number): number => Math.floor((minor * of100 * 2 + 100) / 200);

/** What a customer pays who cancels at a stage. Written down a second time, on purpose. */
function feeAt(stage: string, { subtotalMinor, discountMinor, totalMinor }: Bill): number {
  const food = Math.max(0, subtotalMinor - discountMinor);
  if (stage === 'PREPARING') return percent(totalMinor, 20);
  return stage === 'READY' ? Math.min(totalMinor, Math.max(food, percent(totalMinor, 20))) : 0;
}

const isSold = ({ status, closing }: OrderFact): boolean =>
  status === 'DELIVERED' ||
  (closing?.type === 'OrderUndeliverable' && CUSTOMER_REASONS.includes(closing.data.reason));

/** What the customer finally pays; for an order that is under way, its total. */
export function dueOf(order: OrderFact): number {
  const { closing, bill } = order;
  if (closing === null || isSold(order)) return bill.totalMinor;
  return closing.type === 'OrderCancelled' && closing.data.fault === 'customer'
    ? feeAt(closing.data.stage, bill)
    : 0;
}

/** What the restaurant is to get for the order, before compensations that it bears. */
function restaurantShare(order: OrderFact): number {
  const { closing, bill } = order;
  if (isSold(order)) return bill.subtotalMinor - percent(bill.subtotalMinor, 20);
  if (closing?.type === 'OrderUndeliverable') return Math.max(0, bill.subtotalMinor - bill.discountMinor);
  if (closing?.type !== 'OrderCancelled' || closing.data.fault === 'restaurant') return 0;
  return feeAt(closing.data.stage, bill);
}

/** Each payment: the gateway's book, Tiffin's stream and Tiffin's ledger say the same. */
export function checkBook(facts: Facts): void {
  const { book, payments, journals } = facts;
  const journalsOf = new Map<string, number>();
  for (const { paymentId, entries } of [...journals.values()].flat()) {
    const clearing = sum(
      entries.map(({ account, amount }) => (account === 'psp_clearing' ? amount.minor : 0)),
    );
    if (paymentId !== null) journalsOf.set(paymentId, (journalsOf.get(paymentId) ?? 0) + clearing);
  }
  const lines = new Map<string, { capture: number; refund: number; chargeback: number }>();
  const refundLines = new Set<string>();
  for (const { reference, kind, amountMinor, refundReference } of book.allLines) {
    const line = lines.get(reference) ?? { capture: 0, refund: 0, chargeback: 0 };
    line[kind] += amountMinor;
    lines.set(reference, line);
    if (refundReference === null) continue;
    must('a refund is in the book once', !refundLines.has(refundReference), () => refundReference);
    refundLines.add(refundReference);
  }
  for (const atGateway of book.allPayments) checkKnown(facts, atGateway);
  for (const payment of payments.values()) {
    const { paymentId } = payment;
    const line = lines.get(paymentId) ?? { capture: 0, refund: 0, chargeback: 0 };
    if (payment.isCash) {
      must('cash never reaches the gateway', book.find(paymentId) === undefined, () => paymentId);
      continue;
    }
    mustEqual('book and stream: captured', paymentId, payment.capturedMinor ?? 0, line.capture);
    mustEqual('book and stream: refunded', paymentId, refundsOf(payment, 'settled'), -line.refund);
    mustEqual('book and stream: disputed', paymentId, disputedOf(payment), -line.chargeback);
    const net = line.capture + line.refund + line.chargeback;
    mustEqual('book and ledger: psp_clearing', paymentId, journalsOf.get(paymentId) ?? 0, net);
  }
}

function checkKnown({ payments }: Facts, { opening, refunds, chargebacks }: Payment): void {
  const known = payments.get(opening.reference);
  must('the book has no payment that Tiffin does not know', known !== undefined, () => opening.reference);
  for (const { reference } of refunds) {
    must('the book has no refund that Tiffin did not ask for', known.refunds.has(reference), () => reference);
  }
  for (const { chargebackId, status } of chargebacks) {
    const here = known.disputes.get(chargebackId)?.status;
    mustEqual('book and stream: chargeback', chargebackId, here, status.toLowerCase());
  }
}

/** Nothing is on its way any more, and no money is held that nobody wants. */
export function checkAtRest({ payments, orders, book }: Facts, counts: Counts): void {
  for (const order of orders.values()) {
    must('no order waits for its payment for ever', order.status !== 'PENDING', () => order.orderId);
    counts.add(`order: ends ${order.closing?.type ?? order.status}`);
  }
  for (const payment of payments.values()) {
    for (const { refundId, status } of payment.refunds.values()) {
      must('every refund ends', status !== 'open', () => refundId);
    }
    const order = orders.get(payment.orderId);
    const held = book.find(payment.paymentId)?.status;
    must('no payment stays open', held !== 'OPEN', () => payment.paymentId);
    const isWaiting = order?.closing === null && order.status === 'CONFIRMED';
    must('no money is held for nothing', held !== 'AUTHORIZED' || isWaiting, () => {
      return `${payment.paymentId} of an order that is ${order?.closing?.type ?? order?.status ?? 'unknown'}`;
    });
  }
}

const compensationsOf = (payment: PaymentFact): number =>
  sum(
    [...payment.refunds.values()].map(({ chargeTo, status, minor }) =>
      chargeTo !== null && status !== 'failed' ? minor : 0,
    ),
  );

/**
 * What the payment kept: captured, less disputes and what was to be given back. What the bank failed to give back
 * counts as given, once, also when staff do it by hand.
 */
function keptOf(payment: PaymentFact): number {
  const back = [...payment.refunds.values()].filter(({ chargeTo }) => chargeTo === null);
  const of = (isOne: (refund: (typeof back)[number]) => boolean): number =>
    sum(back.filter(isOne).map(({ minor }) => minor));
  const automatic = of(({ isAutomatic, status }) => isAutomatic && status !== 'failed');
  const failed = of(({ isAutomatic, status }) => isAutomatic && status === 'failed');
  const byHand = of(({ isAutomatic, status }) => !isAutomatic && status !== 'failed');
  return (payment.capturedMinor ?? 0) - automatic - Math.max(failed, byHand) - disputedOf(payment);
}

/** A compensation comes first out of what is kept. One made of money that the bank failed to give back is no matter. */
function keeps(payment: PaymentFact, due: number): boolean {
  const kept = keptOf(payment);
  const most = Math.max(due, compensationsOf(payment));
  return refundsOf(payment, 'failed') === 0 ? kept === most : kept >= due && kept <= most;
}

/** Each order: of what was captured, just what is due was kept; one attempt pays for it, the others pay for nothing. */
export function checkKept({ orders, payments }: Facts, counts: Counts): void {
  for (const order of orders.values()) {
    const own = [...payments.values()].filter(({ orderId, isCash }) => orderId === order.orderId && !isCash);
    const captured = own.filter(({ capturedMinor }) => capturedMinor !== null);
    const due = dueOf(order);
    if (order.isRestoredUnheard) {
      counts.add('known: restored too late to be heard of');
      continue;
    }
    if (captured.some((payment) => payment.disputes.size > 0)) {
      const kept = sum(captured.map((payment) => Math.max(0, keptOf(payment) - compensationsOf(payment))));
      must('no more is kept than is due', kept <= due, () => `${kept} of ${due} for ${order.orderId}`);
      continue;
    }
    const isPayer = (payment: PaymentFact): boolean => keeps(payment, due);
    const isFree = (payment: PaymentFact): boolean => keeps(payment, 0);
    const fits =
      captured.length === 0 ||
      captured.some((payer) => isPayer(payer) && captured.every((other) => other === payer || isFree(other)));
    must('what is kept is what is due', fits, () => {
      const each = captured.map((payment) => `${payment.paymentId} kept ${keptOf(payment)}`);
      return `${order.orderId} (${order.closing?.type ?? order.status}) costs ${due}: ${each.join(', ')}`;
    });
    const isPaid = captured.length > 0 || order.method === 'COD' || !isSold(order);
    must('what was sold was paid for', isPaid, () => order.orderId);
  }
}

/** Each order's accounts, from what happened and not from what was booked. */
export function checkAccounts({ orders, payments, journals }: Facts, counts: Counts): void {
  let all = 0;
  for (const order of orders.values()) {
    const { orderId } = order;
    const own = [...payments.values()].filter((payment) => payment.orderId === orderId);
    const balance = (account: string, party: string | null = null): number =>
      sum(
        (journals.get(orderId) ?? []).flatMap(({ entries }) =>
          entries
            .filter((entry) => entry.account === account && (party === null || entry.party === party))
            .map(({ amount }) => amount.minor),
        ),
      );
    all += sum(
      (journals.get(orderId) ?? []).flatMap(({ entries }) => entries.map(({ amount }) => amount.minor)),
    );

    const cash = sum(own.map(({ isCash, capturedMinor }) => (isCash ? (capturedMinor ?? 0) : 0)));
    mustEqual('ledger: cash with couriers', orderId, balance('partner_cash_float'), cash);
    const open = own
      .flatMap(({ disputes }) => [...disputes.values()])
      .filter(({ status }) => status === 'open');
    mustEqual('ledger: disputed', orderId, balance('disputed'), sum(open.map(({ minor }) => minor)));
    const borne = own.flatMap(({ refunds }) => [...refunds.values()]);
    const byRestaurant = borne.filter(
      ({ chargeTo, status }) => chargeTo === 'restaurant' && status !== 'failed',
    );
    mustEqual(
      'ledger: owed to the restaurant',
      orderId,
      -balance('restaurant_payable', order.restaurantId),
      restaurantShare(order) - sum(byRestaurant.map(({ minor }) => minor)),
    );
    const isOver = order.closing !== null || order.status === 'DELIVERED';
    const owes = isOver ? dueOf(order) : 0;
    const paid = sum(own.map((payment) => (payment.capturedMinor ?? 0) - refundsOf(payment, 'settled')));
    const promised = sum(own.map(compensationsOf));
    mustEqual('ledger: the customer', orderId, balance('customer'), owes - paid - promised);
    if (isOver) explain(balance('customer'), order, own, counts);
  }
  mustEqual('ledger: all accounts together', 'the sum', all, 0);
}

/** What is left on the customer's account has a reason. */
function explain(left: number, order: OrderFact, own: readonly PaymentFact[], counts: Counts): void {
  if (left === 0) return;
  const reasons = [
    ...(order.isRestoredUnheard ? ['restored too late to be heard of'] : []),
    ...(order.method === 'COD' ? ['cash short, or a price or fee that nobody paid'] : []),
    ...(own.some(({ refunds }) => [...refunds.values()].some(({ status }) => status === 'failed'))
      ? ['a refund failed']
      : []),
    ...(own.some(({ disputes }) => disputes.size > 0) ? ['a chargeback took what was not kept'] : []),
    ...(own.some((payment) => compensationsOf(payment) > 0)
      ? ['a compensation of money that went back']
      : []),
  ];
  must('what is left on a customer has a reason', reasons.length > 0, () => `${left} of ${order.orderId}`);
  counts.add(`left on a customer: ${reasons.join('; ')}`);
}
