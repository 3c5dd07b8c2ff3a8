import type { ToldOrder } from '../driver-log';
import type { Books, OrderView } from './books';
import { isSame, NOTHING, sumOf, type Moved } from './moved';
import type { Difference } from './parties';

/** Sums over the orders of the evening, in minor units; of the books over all that they hold. */
export interface Sums {
  readonly gateway: Moved;
  readonly ledger: Moved;
  readonly readModels: Moved;
  /** What by the driver's own log should have stayed with Tiffin, and what did by the gateway's book. */
  readonly keptByLog: number;
  readonly keptByGateway: number;
  readonly cashByLog: number;
  readonly cashByLedger: number;
  readonly cashByReadModels: number;
  /** All accounts together: zero. */
  readonly trialBalance: number;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  readonly sums: Sums;
  readonly ordersByStatus: Readonly<Record<string, number>>;
  readonly counts: { readonly payments: number; readonly captures: number; readonly refunds: number };
}

const isDelivered = (status: string): boolean => status === 'DELIVERED' || status === 'COMPLETED';

/**
 * What the customer should have paid in the end, by what the driver was told: nothing for an order that came to
 * nothing, what a closed order costs, else the total less what staff gave back.
 */
export function keepOf(told: ToldOrder, status: string): number {
  if (told.ended !== null) return told.ended.keepMinor;
  if (!isDelivered(status)) return 0;
  return told.totalMinor - [...told.refunds.values()].reduce((total, minor) => total + minor, 0);
}

/** Holds the gateway's book, the ledger, the read models and what the driver was told against each other. */
export function compareBooks(orders: ReadonlyMap<string, ToldOrder>, books: Books): Comparison {
  const differences: Difference[] = [...repeatedRefunds(books), ...comparePayments(books)];
  const ordersByStatus: Record<string, number> = {};
  const kept = { log: 0, gateway: 0 };
  const cash = { log: 0, ledger: 0, view: 0 };
  const keptByOrder = keptAtGateway(books);
  for (const [orderId, told] of orders) {
    const view = books.views.get(orderId);
    const status = view?.status ?? 'NOT THERE';
    ordersByStatus[status] = (ordersByStatus[status] ?? 0) + 1;
    const differs = (what: string): void => void differences.push({ orderId, what });
    if (!isToldRight(told.status, status)) {
      differs(`the driver was told ${told.status}, the read model says ${status}`);
    }
    const sides = {
      log: told.method === 'COD' && isDelivered(status) ? (told.cashMinor ?? told.totalMinor) : 0,
      ledger: books.ledgerCash.get(orderId) ?? 0,
      view: view?.cashMinor ?? 0,
    };
    cash.log += sides.log;
    cash.ledger += sides.ledger;
    cash.view += sides.view;
    if (sides.log !== sides.ledger || sides.log !== sides.view) {
      differs(`cash: the courier said ${sides.log}, ledger ${sides.ledger}, read model ${sides.view}`);
    }
    const atGateway = keptByOrder.get(orderId);
    if (told.method === 'COD') {
      if (atGateway !== undefined) differs('a cash order reached the gateway');
      continue;
    }
    const expected = keepOf(told, status);
    const actual = (atGateway ?? 0) + (books.gateway.heldFor.get(orderId) ?? 0);
    kept.log += expected;
    kept.gateway += actual;
    if (expected !== actual) {
      differs(`${told.story}, ${status}: ${expected} should have stayed, the gateway keeps ${actual}`);
    }
    if (view !== undefined) for (const what of wrongRefunds(told, view)) differs(what);
  }
  if (books.trialBalance !== 0) {
    differences.push({ orderId: null, what: `the accounts are ${books.trialBalance} in sum, not 0` });
  }
  return {
    differences,
    sums: {
      gateway: sumOf(books.gateway.byPayment.values()),
      ledger: sumOf(books.ledger.values()),
      readModels: sumOf([...books.views.values()].map(({ byPayment }) => sumOf(byPayment.values()))),
      keptByLog: kept.log,
      keptByGateway: kept.gateway,
      cashByLog: cash.log,
      cashByLedger: cash.ledger,
      cashByReadModels: cash.view,
      trialBalance: books.trialBalance,
    },
    ordersByStatus,
    counts: {
      payments: books.gateway.byPayment.size,
      captures: [...books.gateway.byPayment.values()].filter(({ captured }) => captured > 0).length,
      refunds: books.gateway.refunds.length,
    },
  };
}

/** What the driver was told last, if it was an end, is how the order stands; a delivered one is completed later. */
const isToldRight = (told: string, status: string): boolean =>
  told === status ||
  (told === 'CANCELLED' || isDelivered(told) ? isDelivered(told) && isDelivered(status) : true);

function* repeatedRefunds({ gateway }: Books): Generator<Difference> {
  const seen = new Set<string>();
  for (const reference of gateway.refunds) {
    if (seen.has(reference)) yield { orderId: null, what: `refund ${reference} was made twice` };
    seen.add(reference);
  }
}

/** Payment by payment. Read models are held against the others for the orders that were looked up. */
function* comparePayments({ gateway, ledger, views }: Books): Generator<Difference> {
  const shown = new Map([...views.values()].flatMap(({ byPayment }) => [...byPayment]));
  for (const paymentId of new Set([...gateway.byPayment.keys(), ...ledger.keys(), ...shown.keys()])) {
    const orderId = gateway.orderOf.get(paymentId) ?? null;
    const book = gateway.byPayment.get(paymentId) ?? NOTHING;
    const others: (readonly [string, Moved])[] = [['the ledger', ledger.get(paymentId) ?? NOTHING]];
    if (orderId === null || views.has(orderId)) {
      others.push(['the read model', shown.get(paymentId) ?? NOTHING]);
    }
    for (const [name, other] of others) {
      if (isSame(book, other)) continue;
      const what = `payment ${paymentId}: the gateway has ${inWords(book)}, ${name} ${inWords(other)}`;
      yield { orderId, what };
    }
  }
}

const inWords = ({ captured, refunded }: Moved): string => `${captured} in and ${refunded} back`;

/** What staff were told would go back went back, once; and nothing went back twice for one cause. */
function* wrongRefunds({ refunds: told }: ToldOrder, { refunds }: OrderView): Generator<string> {
  const settled = refunds.filter(({ status }) => status === 'SETTLED');
  for (const open of refunds.filter(({ status }) => status !== 'SETTLED' && status !== 'FAILED')) {
    yield `refund ${open.refundId} is still ${open.status}`;
  }
  const causes = new Map<string, number>();
  for (const { refundId, paymentId, cause, minor } of settled) {
    const key = `${paymentId}, ${cause}`;
    causes.set(key, (causes.get(key) ?? 0) + 1);
    const promised = told.get(refundId);
    if (promised !== undefined && promised !== minor) {
      yield `refund ${refundId}: staff were told ${promised}, ${minor} went back`;
    }
  }
  for (const [cause, times] of causes) {
    if (times > 1) yield `${times} refunds of payment ${cause}`;
  }
}

function keptAtGateway({ gateway }: Books): ReadonlyMap<string, number> {
  const kept = new Map<string, number>();
  for (const [paymentId, { captured, refunded }] of gateway.byPayment) {
    const orderId = gateway.orderOf.get(paymentId);
    if (orderId !== undefined) kept.set(orderId, (kept.get(orderId) ?? 0) + captured - refunded);
  }
  return kept;
}
