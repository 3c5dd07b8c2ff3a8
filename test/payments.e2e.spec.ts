import { randomUUID } from 'node:crypto';
import {
  PaymentInitiatedDto,
  PaymentListDto,
  PaymentStatusDto,
  ReceiptDto,
  RefundRequestedDto,
} from '../src/adapters/driving/http/payments/payments.dto';
import {
  BalancesDto,
  CourierStatementDto,
  StatementDto,
} from '../src/adapters/driving/http/payments/statements.dto';
import type { AccountRole } from '../src/application/ports/accounts';
import { startTestGateway, type TestGateway } from './support/e2e-gateway';
import type { Reply } from './support/e2e-http';
import {
  answerAll,
  assignCourier,
  changed,
  PIZZA_PALACE_ID,
  showOrder,
  untilStatus,
  untilTimeline,
} from './support/e2e-orders';
import { initiate as initiateBy, orderToPay, paidOrder, placeToPay } from './support/e2e-payments';
import { register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let gateway: TestGateway;
let deployment: Deployment;
let process: Process;
let people: Readonly<Record<AccountRole, Person>>;

beforeAll(async () => {
  gateway = await startTestGateway();
  deployment = await createDeployment();
  process = await deployment.start({ payments: gateway.payments });
  people = await signInAll(process.http);
}, 60_000);

afterEach(() => gateway.misbehave({}));

afterAll(async () => {
  await deployment.remove();
  await gateway.remove();
});

const place = (method: string) => placeToPay(people.customer, method);

const initiate = (orderId: string, more: object = {}, person = people.customer): Promise<Reply> =>
  initiateBy(person, orderId, more);

const toPay = (method?: string) => orderToPay(people.customer, method);

const paid = (method?: string) => paidOrder(gateway, people.customer, method);

async function statusOf(paymentId: string): Promise<PaymentStatusDto> {
  return (await people.customer.http.get(`/payments/${paymentId}/status`)).body(PaymentStatusDto);
}

const untilPayment = (paymentId: string, what: string, holds: (payment: PaymentStatusDto) => boolean) =>
  until(`payment ${paymentId} ${what}`, async () => {
    const payment = await statusOf(paymentId);
    return holds(payment) ? payment : undefined;
  });

const advance = async (minutes: number): Promise<void> => {
  await answerAll(people.restaurant);
  await people.admin.http.put('/sandbox/clock', { advance_minutes: minutes });
};

const callsToGateway = (): number =>
  process.tiffin.parts.breakers.reduce((total, breaker) => total + breaker.state().calls, 0);

async function trialBalance(): Promise<number> {
  const { balances } = (await people.auditor.http.get('/staff/money/balances')).body(BalancesDto);
  return balances.reduce((total, { balance_minor: minor }) => total + minor, 0);
}

async function deliver(orderId: string): Promise<void> {
  const { restaurant, courier, customer } = people;
  const kitchen = `/restaurant/orders/${orderId}`;
  const delivery = `/delivery/orders/${orderId}/status`;
  changed(await restaurant.http.post(`${kitchen}/accept`, { prep_minutes: 20 }));
  changed(await restaurant.http.post(`${kitchen}/ready`));
  await assignCourier(people, orderId);
  changed(await courier.http.put(delivery, { status: 'PICKED_UP' }));
  const { delivery_code: code } = await showOrder(customer, orderId);
  changed(await courier.http.put(delivery, { status: 'DELIVERED', code }));
}

describe('paying', () => {
  it('goes from the cart over the page of the gateway to a confirmed order with a receipt', async () => {
    const { order, payment, page } = await toPay();
    expect(order.next_action).toEqual({
      type: 'redirect',
      payment_id: payment.payment_id,
      initiate_url: '/api/v1/payments/initiate',
    });
    expect(payment.amount_minor).toBe(order.total_amount_minor);
    await gateway.pay(page);
    const confirmed = await untilStatus(people.customer, order.order_id, 'CONFIRMED');
    expect(confirmed).toMatchObject({ payment_status: 'CAPTURED', payment_id: payment.payment_id });

    const receipt = (await people.customer.http.get(`/orders/${order.order_id}/receipt`)).body(ReceiptDto);
    expect(receipt).toMatchObject({ paid_minor: order.total_amount_minor, refunded_minor: 0 });
    const timeline = await untilTimeline(people.customer, order.order_id, 'OrderConfirmed');
    expect(timeline.map(([type]) => type)).toEqual([
      'OrderPlaced',
      'PaymentInitiated',
      'PaymentActionRequired',
      'PaymentCaptured',
      'OrderConfirmed',
    ]);
    expect(await trialBalance()).toBe(0);
  });

  it('holds the money of a card and collects it when the kitchen accepts', async () => {
    const { orderId, paymentId } = await paid('CARD');
    const held = await untilPayment(paymentId, 'is held', ({ status }) => status === 'AUTHORIZED');
    expect(held.amount_captured_minor).toBe(0);
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    await untilPayment(paymentId, 'is captured', ({ status }) => status === 'CAPTURED');
  });

  it('lets go of the money of a card when the order is called off before', async () => {
    const { orderId, paymentId } = await paid('CARD');
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/reject`, {}));
    const payment = await untilPayment(paymentId, 'is voided', ({ status }) => status === 'VOIDED');
    expect(payment.refunds).toEqual([]);
  });

  it('is tried again by another method after a decline; the order waits', async () => {
    const { order, payment, page } = await toPay('CARD');
    await gateway.pay(page, 'decline');
    await untilPayment(payment.payment_id, 'has failed', ({ status }) => status === 'FAILED');
    expect((await showOrder(people.customer, order.order_id)).status).toBe('PENDING');
    const second = (await initiate(order.order_id, { method: 'UPI' })).body(PaymentInitiatedDto);
    expect(second.payment_id).not.toBe(payment.payment_id);
    await gateway.pay(second.gateway_url ?? '');
    await untilStatus(people.customer, order.order_id, 'CONFIRMED');
    const attempts = await until('both attempts are shown', async () => {
      const reply = await people.support.http.get(`/staff/orders/${order.order_id}/payments`);
      const statuses = reply.body(PaymentListDto).payments.map(({ status }) => status);
      return statuses.includes('CAPTURED') ? statuses : undefined;
    });
    expect(attempts).toEqual(['FAILED', 'CAPTURED']);
  });

  it('closes the attempt that waits before another method begins', async () => {
    const { order, payment, page } = await toPay('UPI');
    const second = (await initiate(order.order_id, { method: 'WALLET' })).body(PaymentInitiatedDto);
    expect(second.payment_id).not.toBe(payment.payment_id);
    await untilPayment(payment.payment_id, 'is voided', ({ status }) => status === 'VOIDED');
    await expect(gateway.pay(page)).rejects.toThrow('409');
  });

  it('gives the attempt that waits to whoever asks again, also many at once', async () => {
    const { order } = await toPay();
    const replies = await Promise.all(Array.from({ length: 20 }, () => initiate(order.order_id)));
    const ids = new Set(replies.map((reply) => reply.body(PaymentInitiatedDto).payment_id));
    expect(ids.size).toBe(1);
  });

  it('never takes the amount from the client, nor an order that is not theirs, paid, or in cash', async () => {
    const { order } = await toPay();
    (await initiate(order.order_id, { amount_minor: 1 })).refused('AMOUNT_MISMATCH');
    (await initiate(order.order_id, { amount: 1.5 })).refused('AMOUNT_MISMATCH');
    (await initiate(order.order_id, {}, await register(process.http))).refused('NOT_FOUND');
    (await initiate(randomUUID())).refused('NOT_FOUND');
    const { orderId } = await paid();
    (await initiate(orderId)).refused('ALREADY_PAID');
    (await initiate((await place('COD')).order_id)).refused('PAYMENT_NOT_POSSIBLE');
  });

  it('is found out by asking when the message of the gateway never comes', async () => {
    await gateway.misbehave({ 'webhook-never': 1000 });
    const { order, page } = await toPay();
    await gateway.pay(page);
    await advance(1);
    await untilStatus(people.customer, order.order_id, 'CONFIRMED');
  });

  it('shows on the way back how the payment stands, whatever the address claims', async () => {
    await gateway.misbehave({ 'webhook-never': 1000 });
    const { order, payment, page } = await toPay();
    const comeBack = () =>
      process.http.request('GET', `/api/v1/payments/${payment.payment_id}/return?status=paid&x=<b>`);
    const before = await comeBack();
    expect(before.text).toContain('Checking your payment');
    expect(before.text).not.toContain('<b>');
    expect((await showOrder(people.customer, order.order_id)).status).toBe('PENDING');
    await gateway.pay(page);
    await until('the page tells that it is paid', async () =>
      (await comeBack()).text.includes('Payment received') ? true : undefined,
    );
    expect(before.headers.get('content-security-policy')).toContain("default-src 'none'");
    (await process.http.request('GET', `/api/v1/payments/${randomUUID()}/return`)).refused('NOT_FOUND');
  });

  it('has the gateway asked once, however many come back at the same time, and nobody else than who waits', async () => {
    const { payment, page } = await toPay();
    const comeBack = () => process.http.request('GET', `/api/v1/payments/${payment.payment_id}/return`);
    const before = callsToGateway();
    const pages = await Promise.all(Array.from({ length: 50 }, comeBack));
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
    expect(callsToGateway() - before).toBeLessThan(5);
    await gateway.pay(page);
    await untilPayment(payment.payment_id, 'is captured', ({ status }) => status === 'CAPTURED');
    const whenPaid = callsToGateway();
    await Promise.all(Array.from({ length: 20 }, comeBack));
    expect(callsToGateway() - whenPaid).toBeLessThan(5);
  });

  it('goes back when it arrives after the order has lapsed, once', async () => {
    const { order, payment, page } = await toPay();
    await gateway.control('PUT', '/control/misbehaviour', {
      seed: 1,
      faults: { 'late-capture-16-min': 1000 },
    });
    await gateway.pay(page);
    await advance(15);
    await untilStatus(people.customer, order.order_id, 'CANCELLED');
    await advance(20);
    const settled = await untilPayment(
      payment.payment_id,
      'is refunded',
      ({ amount_refunded_minor: refunded, refunds }) => refunded > 0 && refunds[0]?.status === 'SETTLED',
    );
    expect(settled).toMatchObject({
      amount_captured_minor: order.total_amount_minor,
      amount_refunded_minor: order.total_amount_minor,
      refunds: [{ status: 'SETTLED', reason: 'late-capture' }],
    });
    expect(await trialBalance()).toBe(0);
  });
});

describe('money that goes back', () => {
  const refund = (paymentId: string, body: object, by = people.support): Promise<Reply> =>
    by.http.post(`/payments/${paymentId}/refund`, body, randomUUID());

  it('is the whole amount when the kitchen rejects', async () => {
    const { orderId, paymentId, totalMinor } = await paid();
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/reject`, {}));
    const payment = await untilPayment(paymentId, 'is refunded', (one) => one.amount_refunded_minor > 0);
    expect(payment).toMatchObject({
      amount_refunded_minor: totalMinor,
      refunds: [{ reason: 'order-rejected' }],
    });
  });

  it('is what is left after the fee, once a cancellation cannot be taken back', async () => {
    const { orderId, paymentId, totalMinor } = await paid();
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    await people.customer.http.put(`/orders/${orderId}/cancel`, {});
    expect((await statusOf(paymentId)).refunds).toEqual([]);
    const payment = await until('the rest is refunded', async () => {
      await advance(1);
      const one = await statusOf(paymentId);
      return one.amount_refunded_minor > 0 ? one : undefined;
    });
    const fee = Math.round(totalMinor / 5);
    expect(payment.amount_refunded_minor).toBe(totalMinor - fee);
    const statement = await people.restaurant.http.get(
      `/restaurant/statement?restaurant_id=${PIZZA_PALACE_ID}&limit=500`,
    );
    const { entries } = statement.body(StatementDto);
    expect(entries.filter((entry) => entry.order_id === orderId)).toMatchObject([
      { kind: 'cancellation', amount_minor: -fee },
    ]);
  });

  it('is a line that was missing, once for the same reason', async () => {
    const { orderId, paymentId } = await paid();
    await deliver(orderId);
    const { items } = await showOrder(people.customer, orderId);
    const lines = [{ line_id: items[0]?.line_id, quantity: 1 }];
    const request = { lines, reason: 'item-missing', charge_to: 'restaurant' };
    const [first, second] = await Promise.all([refund(paymentId, request), refund(paymentId, request)]);
    expect(first.body(RefundRequestedDto).refund_id).toBe(second.body(RefundRequestedDto).refund_id);
    (await refund(paymentId, { ...request, lines: [{ ...lines[0], quantity: 2 }] })).refused(
      'REFUND_ALREADY_REQUESTED',
    );
    const payment = await untilPayment(paymentId, 'is refunded', (one) => one.amount_refunded_minor > 0);
    expect(payment.refunds).toHaveLength(1);
    expect(await trialBalance()).toBe(0);
  });

  it('is never more than what was paid, nor given by a customer', async () => {
    const { paymentId, totalMinor } = await paid();
    const asked = { amount_minor: totalMinor + 1, reason: 'goodwill' };
    (await refund(paymentId, asked)).refused('REFUND_TOO_LARGE');
    (await refund(paymentId, asked, people.customer)).refused('FORBIDDEN');
    (await refund(paymentId, { reason: 'goodwill' })).refused('VALIDATION_ERROR');
    (await refund(paymentId, { lines: [{ line_id: 'x', quantity: 1 }], reason: 'gone' })).refused(
      'REFUND_LINES_INVALID',
    );
    (await refund(randomUUID(), { amount_minor: 1, reason: 'goodwill' })).refused('NOT_FOUND');
  });

  it('is made again by staff when it has failed', async () => {
    await gateway.misbehave({ 'refund-failed': 1000 });
    const { orderId, paymentId, totalMinor } = await paid();
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/reject`, {}));
    await untilPayment(paymentId, 'is to be refunded', (one) => one.refunds.length === 1);
    await advance(61);
    await advance(301);
    const failed = await untilPayment(paymentId, 'has a failed refund', (one) =>
      one.refunds.some(({ status }) => status === 'FAILED'),
    );
    await gateway.misbehave({});
    const path = `/payments/${paymentId}/refunds/${failed.refunds[0]?.refund_id}/retry`;
    (await people.support.http.post(path, undefined, randomUUID())).body(RefundRequestedDto);
    await untilPayment(paymentId, 'is refunded', (one) => one.amount_refunded_minor === totalMinor);
  });
});

describe('cash', () => {
  it('is owed by the courier who collected it; what was short is owed by the customer', async () => {
    const { order_id: orderId, total_amount_minor: totalMinor } = await place('COD');
    await untilStatus(people.customer, orderId, 'CONFIRMED');
    const { courier, restaurant } = people;
    const heldBefore = await cashHeld();
    const cash = { amount_minor: totalMinor - 1_000 };
    (await courier.http.put(`/delivery/orders/${orderId}/cash`, cash)).refused('NOT_FOUND');
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/ready`));
    await assignCourier(people, orderId);
    (await courier.http.put(`/delivery/orders/${orderId}/cash`, cash)).refused('NOT_ALLOWED_NOW');
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }));
    const tooMuch = { amount_minor: totalMinor + 1 };
    (await courier.http.put(`/delivery/orders/${orderId}/cash`, tooMuch)).refused('CASH_AMOUNT_INVALID');
    changed(await courier.http.put(`/delivery/orders/${orderId}/cash`, cash));
    const { delivery_code: code } = await showOrder(people.customer, orderId);
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'DELIVERED', code }));
    await until('the cash is booked', async () =>
      (await cashHeld()) === heldBefore + totalMinor - 1_000 ? true : undefined,
    );
    expect(await trialBalance()).toBe(0);
  });

  async function cashHeld(): Promise<number> {
    const reply = await people.courier.http.get('/delivery/statement');
    return reply.body(CourierStatementDto).cash_held[0]?.balance_minor ?? 0;
  }
});

describe('a gateway that is down', () => {
  it('keeps nobody from ordering: the page comes later', async () => {
    await gateway.misbehave({ 'lost-request': 1000 });
    const order = await place('UPI');
    const waiting = (await initiate(order.order_id)).body(PaymentInitiatedDto);
    expect(waiting.gateway_url).toBeNull();
    await untilStatus(people.customer, (await place('COD')).order_id, 'CONFIRMED');
    await gateway.misbehave({});
  });
});
