import type { ApiClient } from '../api-client';
import type { GatewayControl } from '../gateway-control';
import { list, record, text, textOrNull, whole } from '../json';
import { add, type Moved } from './moved';
import { askForEach, everyPage } from './parties';

/** The gateway's own book, as it tells it. */
export interface GatewayBook {
  readonly byPayment: ReadonlyMap<string, Moved>;
  /** Of payments. */
  readonly orderOf: ReadonlyMap<string, string>;
  /** What is held for an order and not collected yet, in minor units. */
  readonly heldFor: ReadonlyMap<string, number>;
  /** References of refunds, as often as they were made. */
  readonly refunds: readonly string[];
}

/** An order as the read models show it. */
export interface OrderView {
  readonly orderId: string;
  readonly status: string;
  /** Payments through a gateway. */
  readonly byPayment: ReadonlyMap<string, Moved>;
  /** What was taken at the door, in minor units. */
  readonly cashMinor: number;
  readonly refunds: readonly RefundView[];
}

/** A refund as the read models show it. */
export interface RefundView {
  readonly refundId: string;
  readonly paymentId: string;
  /** Why it was made. */
  readonly cause: string;
  readonly status: string;
  readonly minor: number;
}

/** Everything that is held against what the driver was told. */
export interface Books {
  readonly gateway: GatewayBook;
  /** The ledger's account at the gateway. */
  readonly ledger: ReadonlyMap<string, Moved>;
  /** By order: what couriers hold for it by the ledger, in minor units. */
  readonly ledgerCash: ReadonlyMap<string, number>;
  /** By order. */
  readonly views: ReadonlyMap<string, OrderView>;
  /** All accounts together. */
  readonly trialBalance: number;
}

/** Reads all four books. @param orderIds whose orders are looked up one by one */
export async function readBooks(
  gateway: GatewayControl,
  support: ApiClient,
  orderIds: Iterable<string>,
): Promise<Books> {
  return {
    gateway: await gatewayBook(gateway),
    ledger: await ledgerBook(support),
    ledgerCash: await ledgerCash(support),
    views: new Map(
      (await askForEach(orderIds, (id) => orderView(support, id))).map((view) => [view.orderId, view]),
    ),
    trialBalance: await trialBalance(support),
  };
}

async function gatewayBook(gateway: GatewayControl): Promise<GatewayBook> {
  const book = await gateway.ask('GET', '/control/book');
  const byPayment = new Map<string, Moved>();
  const orderOf = new Map<string, string>();
  const heldFor = new Map<string, number>();
  const refunds: string[] = [];
  for (const payment of list(book, 'payments')) {
    const orderId = text(payment, 'order_id');
    orderOf.set(text(payment, 'reference'), orderId);
    add(byPayment, text(payment, 'reference'), {});
    if (payment['status'] === 'AUTHORIZED') {
      heldFor.set(orderId, (heldFor.get(orderId) ?? 0) + whole(payment, 'amount_minor'));
    }
  }
  for (const line of list(book, 'lines')) {
    const minor = whole(line, 'amount_minor');
    if (line['kind'] === 'capture') add(byPayment, text(line, 'reference'), { captured: minor });
    if (line['kind'] === 'refund') {
      add(byPayment, text(line, 'reference'), { refunded: -minor });
      refunds.push(text(line, 'refund_reference'));
    }
  }
  return { byPayment, orderOf, heldFor, refunds };
}

/** Later than anything that was booked. */
const EVER = 'to=2900-01-01T00:00:00.000Z';

async function ledgerBook(support: ApiClient): Promise<ReadonlyMap<string, Moved>> {
  const byPayment = new Map<string, Moved>();
  const path = `/staff/money/statement?account=psp_clearing&party=sandbox&limit=500&${EVER}`;
  for (const entry of await everyPage(support, path, (body) => list(body, 'entries'))) {
    const paymentId = text(entry, 'payment_id');
    const minor = whole(entry, 'amount_minor');
    if (entry['kind'] === 'capture') add(byPayment, paymentId, { captured: minor });
    if (entry['kind'] === 'refund') add(byPayment, paymentId, { refunded: -minor });
  }
  return byPayment;
}

async function ledgerCash(support: ApiClient): Promise<ReadonlyMap<string, number>> {
  const byOrder = new Map<string, number>();
  const ids = (await couriers(support)).map((courier) => text(courier, 'courier_id'));
  await askForEach(ids, async (id) => {
    const path = `/staff/money/statement?account=partner_cash_float&party=${id}&limit=500&${EVER}`;
    for (const entry of await everyPage(support, path, (body) => list(body, 'entries'))) {
      const orderId = text(entry, 'order_id');
      byOrder.set(orderId, (byOrder.get(orderId) ?? 0) + whole(entry, 'amount_minor'));
    }
  });
  return byOrder;
}

/** Every courier there is, as staff see them. */
export async function couriers(support: ApiClient): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  for (let after = ''; ;) {
    const { body } = await support.ask('GET', `/staff/couriers?limit=100${after}`);
    const page = list(body, 'couriers');
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < 100) return all;
    after = `&after=${text(last, 'courier_id')}`;
  }
}

async function orderView(support: ApiClient, orderId: string): Promise<OrderView> {
  const [{ status, body }, payments] = await Promise.all([
    support.ask('GET', `/orders/${orderId}`),
    support.ask('GET', `/staff/orders/${orderId}/payments`),
  ]);
  const byPayment = new Map<string, Moved>();
  const refunds: RefundView[] = [];
  let cashMinor = 0;
  for (const payment of list(payments.body, 'payments')) {
    const paymentId = text(payment, 'payment_id');
    const captured = whole(payment, 'amount_captured_minor');
    if (payment['method'] === 'COD') cashMinor += captured;
    else byPayment.set(paymentId, { captured, refunded: whole(payment, 'amount_refunded_minor') });
    for (const refund of list(payment, 'refunds')) {
      refunds.push({
        refundId: text(refund, 'refund_id'),
        paymentId,
        cause: text(refund, 'reason'),
        status: text(refund, 'status'),
        minor: whole(refund, 'amount_minor'),
      });
    }
  }
  const shown = status === 200 ? textOrNull(record(body), 'status') : null;
  return { orderId, status: shown ?? `NOT THERE (${status})`, byPayment, cashMinor, refunds };
}

async function trialBalance(support: ApiClient): Promise<number> {
  const { body } = await support.ask('GET', '/staff/money/balances');
  return list(body, 'balances').reduce((total, balance) => total + whole(balance, 'balance_minor'), 0);
}
