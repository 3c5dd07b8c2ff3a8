import { list, record, text, whole, type DrillClient } from './drill-client';
import type { OrderLog } from './drill-order';
import type { DrillGateway } from './drill-servers';

/** What moved through one payment, in minor units. */
interface Moved {
  captured: number;
  refunded: number;
}

/** A difference between two books, in words, with the order that it is about. */
export interface Difference {
  readonly orderId: string;
  readonly what: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Sums over everything, in minor units. */
  readonly sums: {
    readonly gateway: Moved;
    readonly ledger: Moved;
    readonly readModels: Moved;
    /** What the driver's own log says should have stayed with Tiffin, and what did by the gateway's book. */
    readonly keptByLog: number;
    readonly keptByGateway: number;
    readonly cashByLog: number;
    readonly cashByLedger: number;
    /** All accounts together: zero. */
    readonly trialBalance: number;
  };
  readonly ordersByStatus: Readonly<Record<string, number>>;
  readonly counts: { readonly payments: number; readonly captures: number; readonly refunds: number };
}

const moved = (): Moved => ({ captured: 0, refunded: 0 });

const addTo = (sum: Moved, { captured, refunded }: Moved): void => {
  sum.captured += captured;
  sum.refunded += refunded;
};

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The gateway's own book: what each payment moved, and whose order it is. */
async function gatewayBook(gateway: DrillGateway): Promise<{
  readonly byPayment: Map<string, Moved>;
  readonly orderOf: Map<string, string>;
  /** What is held for an order and not collected yet. */
  readonly heldFor: Map<string, number>;
  readonly refunds: number;
  readonly repeatedRefunds: readonly string[];
}> {
  const book = record(await gateway.control('GET', '/control/book'));
  const byPayment = new Map<string, Moved>();
  const orderOf = new Map<string, string>();
  const heldFor = new Map<string, number>();
  for (const payment of list(book, 'payments')) {
    orderOf.set(text(payment, 'reference'), text(payment, 'order_id'));
    at(byPayment, text(payment, 'reference'), moved);
    if (payment['status'] === 'AUTHORIZED') {
      const orderId = text(payment, 'order_id');
      heldFor.set(orderId, (heldFor.get(orderId) ?? 0) + whole(payment, 'amount_minor'));
    }
  }
  const seen = new Set<string>();
  const repeatedRefunds: string[] = [];
  for (const line of list(book, 'lines')) {
    const sum = at(byPayment, text(line, 'reference'), moved);
    const amount = whole(line, 'amount_minor');
    if (line['kind'] === 'capture') sum.captured += amount;
    if (line['kind'] === 'refund') {
      sum.refunded -= amount;
      const reference = String(line['refund_reference']);
      if (seen.has(reference)) repeatedRefunds.push(reference);
      seen.add(reference);
    }
  }
  return { byPayment, orderOf, heldFor, refunds: seen.size, repeatedRefunds };
}

/** The ledger: every entry of the clearing account. */
async function ledgerBook(books: DrillClient): Promise<Map<string, Moved>> {
  const byPayment = new Map<string, Moved>();
  let cursor: unknown = null;
  do {
    const page = `/staff/money/statement?account=psp_clearing&party=sandbox&limit=500${
      typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : ''
    }&to=2100-01-01T00:00:00.000Z`;
    const { body } = await books.ask('GET', page);
    for (const entry of list(body, 'entries')) {
      const sum = at(byPayment, text(entry, 'payment_id'), moved);
      const amount = whole(entry, 'amount_minor');
      if (entry['kind'] === 'capture') sum.captured += amount;
      if (entry['kind'] === 'refund') sum.refunded -= amount;
    }
    cursor = body['next_cursor'];
  } while (typeof cursor === 'string');
  return byPayment;
}

/** The read models: every attempt to pay for these orders. */
async function readModels(books: DrillClient, orderIds: readonly string[]): Promise<Map<string, Moved>> {
  const byPayment = new Map<string, Moved>();
  for (const orderId of orderIds) {
    const { body } = await books.ask('GET', `/staff/orders/${orderId}/payments`);
    for (const payment of list(body, 'payments')) {
      if (payment['method'] === 'COD') continue;
      byPayment.set(text(payment, 'payment_id'), {
        captured: whole(payment, 'amount_captured_minor'),
        refunded: whole(payment, 'amount_refunded_minor'),
      });
    }
  }
  return byPayment;
}

const sumOf = (byPayment: Iterable<Moved>): Moved => {
  const total = moved();
  for (const one of byPayment) addTo(total, one);
  return total;
};

/**
 * What the customer should have paid in the end, by what the driver was told: nothing for an order that was never
 * confirmed, what a closed order costs, else the total less what staff gave back.
 */
function keepOf(log: OrderLog, status: string): number {
  if (log.ended !== null) return log.ended.keepMinor;
  if (status === 'PENDING' || status === 'CANCELLED') return 0;
  return log.totalMinor - [...log.refunds.values()].reduce((total, minor) => total + minor, 0);
}

/** Holds the gateway's book, the ledger, the read models and the driver's own log against each other. */
export async function compareBooks(
  gateway: DrillGateway,
  books: DrillClient,
  logs: readonly OrderLog[],
): Promise<Comparison> {
  const differences: Difference[] = [];
  const theirs = await gatewayBook(gateway);
  const ledger = await ledgerBook(books);
  const views = await readModels(books, [
    ...new Set([...logs.map(({ orderId }) => orderId), ...theirs.orderOf.values()]),
  ]);
  for (const reference of theirs.repeatedRefunds) {
    differences.push({ orderId: '', what: `refund ${reference} was made twice` });
  }
  const keptByOrder = new Map<string, number>();
  for (const paymentId of new Set([...theirs.byPayment.keys(), ...ledger.keys(), ...views.keys()])) {
    const orderId = theirs.orderOf.get(paymentId) ?? '';
    const book = theirs.byPayment.get(paymentId) ?? moved();
    for (const [name, other] of [
      ['ledger', ledger.get(paymentId) ?? moved()],
      ['read model', views.get(paymentId) ?? moved()],
    ] as const) {
      if (other.captured !== book.captured || other.refunded !== book.refunded) {
        differences.push({
          orderId,
          what: `payment ${paymentId}: gateway ${JSON.stringify(book)}, ${name} ${JSON.stringify(other)}`,
        });
      }
    }
    keptByOrder.set(orderId, (keptByOrder.get(orderId) ?? 0) + book.captured - book.refunded);
  }

  const ordersByStatus: Record<string, number> = {};
  const kept = { log: 0, gateway: 0 };
  const cash = { log: 0 };
  for (const log of logs) {
    const { body } = await books.ask('GET', `/orders/${log.orderId}`);
    const status = text(body, 'status');
    ordersByStatus[status] = (ordersByStatus[status] ?? 0) + 1;
    if (log.method === 'COD') {
      if (log.isDelivered) cash.log += log.cashMinor ?? log.totalMinor;
      if (keptByOrder.has(log.orderId)) {
        differences.push({ orderId: log.orderId, what: 'a cash order reached the gateway' });
      }
      continue;
    }
    const expected = keepOf(log, status);
    const actual = (keptByOrder.get(log.orderId) ?? 0) + (theirs.heldFor.get(log.orderId) ?? 0);
    kept.log += expected;
    kept.gateway += actual;
    if (expected !== actual) {
      differences.push({
        orderId: log.orderId,
        what: `${log.story}, ${status}: the driver's log says ${expected} stays, the gateway holds ${actual}`,
      });
    }
  }

  const { body: trial } = await books.ask('GET', '/staff/money/balances');
  const balances = list(trial, 'balances');
  const balanceOf = (account: string): number =>
    balances
      .filter((balance) => balance['account'] === account)
      .reduce((total, balance) => total + whole(balance, 'balance_minor'), 0);
  const trialBalance = balances.reduce((total, balance) => total + whole(balance, 'balance_minor'), 0);
  if (trialBalance !== 0) differences.push({ orderId: '', what: `the trial balance is ${trialBalance}` });
  const cashByLedger = balanceOf('partner_cash_float');
  if (cash.log !== cashByLedger) {
    differences.push({ orderId: '', what: `cash: log ${cash.log}, ledger ${cashByLedger}` });
  }
  const total = sumOf(theirs.byPayment.values());
  return {
    differences,
    sums: {
      gateway: total,
      ledger: sumOf(ledger.values()),
      readModels: sumOf(views.values()),
      keptByLog: kept.log,
      keptByGateway: kept.gateway,
      cashByLog: cash.log,
      cashByLedger,
      trialBalance,
    },
    ordersByStatus,
    counts: {
      payments: theirs.byPayment.size,
      captures: [...theirs.byPayment.values()].filter(({ captured }) => captured > 0).length,
      refunds: theirs.refunds,
    },
  };
}
