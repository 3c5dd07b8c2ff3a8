import { randomUUID } from 'node:crypto';
import { OrderListDto, type OrderDto } from '../src/adapters/driving/http/orders/orders.dto';
import {
  PaymentListDto,
  PaymentStatusDto,
  ReceiptDto,
  RefundRequestedDto,
} from '../src/adapters/driving/http/payments/payments.dto';
import { StatementDto } from '../src/adapters/driving/http/payments/statements.dto';
import { restaurantIdOf } from '../src/main/demo/demo-city';
import { startTestGateway, type TestGateway } from './support/e2e-gateway';
import { expectHidden } from './support/e2e-hidden';
import type { HttpClient, Reply } from './support/e2e-http';
import {
  assignCourier,
  changed,
  orderAt,
  PIZZA_PALACE_ID,
  showOrder,
  untilTimeline,
} from './support/e2e-orders';
import { initiate, orderToPay, paidOrder, type Paid } from './support/e2e-payments';
import { addAddress, register, signIn, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

/** Owns other restaurants than Pizza Palace. */
const OTHER_OWNER = '+919000000016';

let gateway: TestGateway;
let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let stranger: Person;
let otherCourier: Person;
let otherOwner: Person;
let paid: Paid;

beforeAll(async () => {
  gateway = await startTestGateway();
  deployment = await createDeployment();
  server = await deployment.start({ payments: gateway.payments });
  people = await signInAll(server.http);
  stranger = await register(server.http);
  await addAddress(stranger);
  otherCourier = await register(server.http, 'DELIVERY');
  otherOwner = await signIn(server.http, OTHER_OWNER);
  paid = await paidOrder(gateway, people.customer);
}, 60_000);

afterAll(async () => {
  await deployment.remove();
  await gateway.remove();
});

const refundOne = (paymentId: string, reason: string): Promise<Reply> =>
  people.support.http.post(`/payments/${paymentId}/refund`, { amount_minor: 1, reason }, randomUUID());

describe('somebody else’s payment', () => {
  it('has no status and no receipt, and cannot be begun', async () => {
    await expectHidden((id) => stranger.http.get(`/payments/${id}/status`), paid.paymentId);
    await expectHidden((id) => stranger.http.get(`/orders/${id}/receipt`), paid.orderId);
    const { order } = await orderToPay(people.customer);
    await expectHidden((id) => initiate(stranger, id), order.order_id);
    await expectHidden((id) => initiate(stranger, id, { amount_minor: 1, method: 'CARD' }), order.order_id);
    await until('the attempts can be seen', async () => {
      const reply = await people.support.http.get(`/staff/orders/${order.order_id}/payments`);
      const { payments } = reply.body(PaymentListDto);
      expect(payments.length).toBeLessThan(2);
      return payments.length === 1 ? true : undefined;
    });
  });

  it('is not one’s own with the same key', async () => {
    const key = randomUUID();
    const { order } = await orderToPay(people.customer);
    const body = { order_id: order.order_id };
    expect((await people.customer.http.post('/payments/initiate', body, key)).status).toBe(200);
    (await stranger.http.post('/payments/initiate', body, key)).refused('NOT_FOUND');
  });

  it('looks the same to its customer and to those who keep the books, but for the way to pay it', async () => {
    const { payment } = await orderToPay(people.customer);
    const seenBy = async ({ http }: Person) =>
      (await http.get(`/payments/${payment.payment_id}/status`)).body(PaymentStatusDto);
    const { http } = people.support;
    await until('the payment can be seen', async () => {
      const { payments } = (await http.get(`/staff/orders/${payment.order_id}/payments`)).body(
        PaymentListDto,
      );
      return payments[0]?.status === 'ACTION_REQUIRED' ? true : undefined;
    });
    const own = await seenBy(people.customer);
    expect(own.gateway_url).toBe(payment.gateway_url);
    for (const person of [people.support, people.admin, people.auditor]) {
      expect(await seenBy(person)).toEqual({ ...own, gateway_url: null });
      for (const path of ['/staff/payments?limit=100', `/staff/orders/${payment.order_id}/payments`]) {
        expect((await person.http.get(path)).text).not.toContain(gateway.url);
      }
    }
  });
});

describe('a refund', () => {
  it('is given for payments that exist, and made again only under its own payment', async () => {
    const other = await paidOrder(gateway, people.customer);
    const refund = (await refundOne(other.paymentId, 'goodwill')).body(RefundRequestedDto);
    (await refundOne(randomUUID(), 'goodwill')).refused('NOT_FOUND');
    (await refundOne(other.orderId, 'goodwill')).refused('NOT_FOUND');
    const retry = (paymentId: string, refundId: string) =>
      people.support.http.post(`/payments/${paymentId}/refunds/${refundId}/retry`, undefined, randomUUID());
    await expectHidden((id) => retry(paid.paymentId, id), refund.refund_id);
    (await retry(other.paymentId, refund.refund_id)).refused('NOT_ALLOWED_NOW');
    const status = await people.customer.http.get(`/payments/${paid.paymentId}/status`);
    expect(status.body(PaymentStatusDto).refunds).toEqual([]);
  });

  it('needs a key, and has one reply for it', async () => {
    const { paymentId } = await paidOrder(gateway, people.customer);
    const ask = (body: object, key?: string) =>
      people.support.http.post(`/payments/${paymentId}/refund`, body, key);
    const body = { amount_minor: 100, reason: 'goodwill' };
    (await ask(body)).refused('IDEMPOTENCY_KEY_REQUIRED');
    (await ask(body, '"two words"')).refused('IDEMPOTENCY_KEY_INVALID');
    const key = randomUUID();
    const first = await ask(body, key);
    first.body(RefundRequestedDto);
    expect((await ask(body, key)).text).toBe(first.text);
    (await ask({ ...body, amount_minor: 101 }, key)).refused('IDEMPOTENCY_KEY_REUSED');
    (await ask({ ...body, reason: 'late' }, key)).refused('IDEMPOTENCY_KEY_REUSED');
    (await ask({ ...body, charge_to: 'courier' }, key)).refused('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('the beginning of a payment', () => {
  it('needs a key, which serves for one body', async () => {
    const { order } = await orderToPay(people.customer);
    const ask = (body: object, key?: string) => people.customer.http.post('/payments/initiate', body, key);
    const fresh = { order_id: order.order_id, method: 'WALLET' };
    (await ask(fresh)).refused('IDEMPOTENCY_KEY_REQUIRED');
    const key = randomUUID();
    const first = await ask(fresh, key);
    expect((await ask(fresh, key)).text).toBe(first.text);
    (await ask({ ...fresh, method: 'CARD' }, key)).refused('IDEMPOTENCY_KEY_REUSED');
    (await ask({ ...fresh, amount_minor: order.total_amount_minor }, key)).refused('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('cash', () => {
  type Ask = (http: HttpClient, id: string) => Promise<Reply>;
  const say: Ask = (http, id) => http.put(`/delivery/orders/${id}/cash`, { amount_minor: 1 });

  it('is recorded by the courier who has the order, and by no other', async () => {
    const orderId = await orderAt('PICKED_UP', people);
    await expectHidden((id) => say(otherCourier.http, id), orderId);
    changed(await say(people.courier.http, orderId));
  });

  it('is not how an order is paid that was paid through a gateway', async () => {
    const { orderId } = await paidOrder(gateway, people.customer);
    const { restaurant, courier } = people;
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/ready`));
    await assignCourier(people, orderId);
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }));
    (await say(courier.http, orderId)).refused('NOT_ALLOWED_NOW');
  });
});

describe('what is owed', () => {
  it('to a restaurant is told to its owner alone', async () => {
    const ask = ({ http }: Person, id: string) => http.get(`/restaurant/statement?restaurant_id=${id}`);
    await expectHidden((id) => ask(otherOwner, id), PIZZA_PALACE_ID);
    const own = await ask(otherOwner, restaurantIdOf('Dragon Wok'));
    expect(own.body(StatementDto).party).toBe(restaurantIdOf('Dragon Wok'));
    expect((await ask(people.restaurant, PIZZA_PALACE_ID)).status).toBe(200);
    (await people.restaurant.http.get('/restaurant/statement')).refused('VALIDATION_ERROR');
  });

  it('is not chosen by a parameter: a courier has one statement', async () => {
    const query = `party=${people.courier.id}&account=psp_clearing&restaurant_id=${PIZZA_PALACE_ID}`;
    const reply = await otherCourier.http.get(`/delivery/statement?${query}`);
    expect(JSON.parse(reply.text)).toMatchObject({
      earnings: { account: 'partner_payable', party: otherCourier.id, entries: [] },
      cash_held: [],
    });
  });
});

describe('how a customer paid', () => {
  const hidden: Partial<OrderDto> = {
    payment_id: null,
    captured_amount: null,
    captured_amount_minor: null,
    refunded_amount: null,
    refunded_amount_minor: null,
    refund_pending_amount: null,
    refund_pending_amount_minor: null,
  };

  it('is told to the customer and to staff, not to the kitchen and the courier', async () => {
    const { restaurant, customer, support } = people;
    const courier = await register(server.http, 'DELIVERY');
    const { orderId, paymentId, totalMinor } = await paidOrder(gateway, customer);
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    await assignCourier({ courier, support }, orderId);
    (await refundOne(paymentId, 'too-late')).body(RefundRequestedDto);
    await until('the refund is settled', async () => {
      const order = await showOrder(customer, orderId);
      return order.refunded_amount_minor === 1 ? order : undefined;
    });
    const shown = { payment_id: paymentId, captured_amount_minor: totalMinor, refunded_amount_minor: 1 };
    for (const person of [customer, support, people.admin, people.auditor]) {
      expect(await showOrder(person, orderId)).toMatchObject(shown);
    }
    await untilTimeline(customer, orderId, 'RefundSettled');
    for (const [person, list] of [
      [restaurant, '/restaurant/orders'],
      [courier, '/delivery/orders'],
      [courier, '/orders'],
    ] as const) {
      expect(await showOrder(person, orderId)).toMatchObject(hidden);
      const { orders } = (await person.http.get(`${list}?limit=100`)).body(OrderListDto);
      expect(orders.find((order) => order.order_id === orderId)).toMatchObject(hidden);
      const timeline = await person.http.get(`/orders/${orderId}/timeline`);
      expect(timeline.text).toContain('PartnerAttached');
      expect(timeline.text).not.toMatch(/Payment|Refund|Capture/);
    }
  });

  it('stands on the receipt, for the customer and the books', async () => {
    const path = `/orders/${paid.orderId}/receipt`;
    for (const person of [people.customer, people.support, people.admin, people.auditor]) {
      expect((await person.http.get(path)).body(ReceiptDto).paid_minor).toBe(paid.totalMinor);
    }
    (await people.restaurant.http.get(path)).refused('FORBIDDEN');
    (await people.courier.http.get(path)).refused('FORBIDDEN');
    const page = await people.customer.http.request('GET', `/api/v1${path}`, {
      headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' },
    });
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
  });
});
