import { createHmac } from 'node:crypto';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { instantOf, plusMs } from '../../../../domain/kernel/instant';
import { money } from '../../../../domain/kernel/money';
import { gatewayOverHttpContract } from '../../../contracts/gateway-over-http.contract';
import type { WebhooksOnTrial } from '../../../contracts/gateway-webhooks.contract';
import { paymentGatewayContract, type GatewayOnTrial } from '../../../contracts/payment-gateway.contract';
import { FakeRazorpay } from './fake-razorpay.fixtures';
import { openRazorpayGateway } from './razorpay-gateway';

const keys = { keyId: 'rzp_test_of_nobody', keySecret: 'nobody' };
const webhookSecrets = ['the current secret', 'the previous secret'];
const fakes: FakeRazorpay[] = [];

/** An account that collects everything but cards by itself. */
async function aFakeRazorpay(captures = (method: string): boolean => method !== 'card') {
  const fake = new FakeRazorpay(captures);
  fakes.push(fake);
  const baseUrl = await fake.api.listen();
  return {
    fake,
    gateway: openRazorpayGateway({ ...keys, webhookSecrets, baseUrl, cardCapture: 'manual' }),
  };
}
afterAll(() => fakes.forEach(({ api }) => api.close()));

const webhooks: WebhooksOnTrial = {
  areDated: false,
  bodyAbout: (reference) =>
    Buffer.from(
      JSON.stringify({
        ...{ entity: 'event', account_id: 'acc_1', event: 'payment_link.paid', contains: ['payment_link'] },
        payload: { payment_link: { entity: { id: 'plink_1', reference_id: reference, notes: [] } } },
        created_at: 1_596_890_208,
      }),
    ),
  sign: (body, secret) => {
    const signature = createHmac('sha256', `the ${secret} secret`).update(body).digest('hex');
    return { headers: { 'x-razorpay-signature': signature, 'x-razorpay-event-id': 'evt_1' }, body };
  },
};

paymentGatewayContract('razorpay', async (): Promise<GatewayOnTrial> => {
  const { fake, gateway } = await aFakeRazorpay();
  return {
    gateway,
    now: () => instantOf(Date.now()),
    payer: {
      pay: (reference) => {
        fake.pay(reference);
        return Promise.resolve();
      },
      decline: (reference) => {
        fake.attempt(reference, 'failed');
        return Promise.resolve();
      },
    },
    during: (trouble, act) => fake.api.during(trouble, act),
    webhooks,
  };
});

gatewayOverHttpContract('razorpay', (baseUrl, { timeoutMs }) =>
  openRazorpayGateway({ ...keys, webhookSecrets, baseUrl, timeoutMs }),
);

describe('The Razorpay gateway', () => {
  const request = (reference: string) => ({
    reference: asId<PaymentId>(reference),
    orderId: asId<OrderId>('o-1'),
    amount: money(54_321, 'INR'),
    ...({ method: 'UPI', capture: 'automatic', returnUrl: 'https://tiffin.example/return' } as const),
    expiresAt: '2026-03-01T19:15:00.000Z',
  });
  const refer = (reference: string, gatewayPaymentId: string | null = null) => ({
    reference: asId<PaymentId>(reference),
    gatewayPaymentId,
  });
  async function opened(reference = 'p-1') {
    const trial = await aFakeRazorpay();
    await trial.gateway.open(request(reference));
    return trial;
  }

  it('asks for a link that lives a quarter of an hour longer, takes one method, and writes to nobody', async () => {
    const { fake } = await opened();
    const [{ body, headers }] = fake.api.requests as [(typeof fake.api.requests)[0]];
    expect(headers.authorization).toBe(
      `Basic ${Buffer.from('rzp_test_of_nobody:nobody').toString('base64')}`,
    );
    expect(JSON.parse(body)).toMatchObject({
      reference_id: 'p-1',
      amount: 54_321,
      currency: 'INR',
      accept_partial: false,
      notes: { payment_id: 'p-1', order_id: 'o-1' },
      notify: { sms: false, email: false },
      callback_url: 'https://tiffin.example/return',
      options: { checkout: { method: { upi: '1', card: '0', wallet: '0', netbanking: '0' } } },
      expire_by: Date.parse('2026-03-01T19:31:00.000Z') / 1_000,
    });
  });

  it('sends each refund under its own idempotency key', async () => {
    const { fake, gateway } = await opened();
    fake.pay('p-1');
    await gateway.refund({
      payment: refer('p-1'),
      reference: asId<RefundId>('r-1'),
      amount: money(5, 'INR'),
    });
    const asked = fake.api.requests.find(({ path }) => path.endsWith('/refund'));
    expect(asked?.headers['x-refund-idempotency']).toBe('r-1');
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      amount: 5,
      notes: { refund_id: 'r-1', payment_id: 'p-1' },
    });
  });

  it('takes a payment that was authorised after it had failed for what it has come to', async () => {
    const { fake, gateway } = await opened();
    const late = fake.attempt('p-1', 'failed');
    fake.attempt('p-1', 'failed');
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'OPEN', failure: null } });
    late.status = 'authorized';
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'AUTHORIZED' } });
    fake.link('p-1').status = 'expired';
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'AUTHORIZED', url: null } });
    expect(await gateway.capture(refer('p-1'))).toMatchObject({ value: { status: 'CAPTURED' } });
  });

  it('has nothing to do any more with money that was held, never captured, and given back by Razorpay', async () => {
    const { fake, gateway } = await opened();
    const held = fake.attempt('p-1', 'authorized');
    fake.link('p-1').status = 'expired';
    held.status = 'refunded';
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'CANCELLED', refunds: [] } });
  });

  it('does not even try to cancel a link that was paid', async () => {
    const { fake, gateway } = await opened();
    fake.pay('p-1');
    expect(await gateway.void(refer('p-1'))).toEqual({ kind: 'refused', code: 'already-captured' });
    expect(fake.api.requests.some(({ path }) => path.endsWith('/cancel'))).toBe(false);
  });

  it('knows a payment that went back whole as captured, with its refunds', async () => {
    const { fake, gateway } = await opened();
    fake.pay('p-1');
    const reference = asId<RefundId>('r-1');
    await gateway.refund({ payment: refer('p-1'), reference, amount: money(54_321, 'INR') });
    expect(fake.payments[0]?.status).toBe('refunded');
    expect(await gateway.find(refer('p-1'))).toMatchObject({
      value: { status: 'CAPTURED', refunds: [{ reference, status: 'SETTLED' }] },
    });
  });

  it('does not know about a link that is paid while its payments cannot be seen', async () => {
    const { fake, gateway } = await opened();
    fake.link('p-1').status = 'paid';
    expect(await gateway.find(refer('p-1'))).toMatchObject({ kind: 'unknown' });
  });

  it('does nothing to a link that has another reference', async () => {
    const { fake, gateway } = await opened();
    const { id } = fake.link('p-1');
    expect(await gateway.find(refer('p-2', id))).toEqual({ kind: 'ok', value: null });
    expect(await gateway.find(refer('p-1', 'plink_gone'))).toEqual({ kind: 'ok', value: null });
    expect(await gateway.void(refer('p-2', id))).toEqual({ kind: 'refused', code: 'payment-not-found' });
    expect(fake.link('p-1').status).toBe('created');
  });

  it('tells every refund with its state, page after page, and whose it is', async () => {
    const { fake, gateway } = await opened();
    fake.pay('p-1');
    const payment_id = fake.payments[0]?.id ?? '';
    const states = ['processed', 'pending', 'failed'];
    for (let at = 0; at < 120; at += 1) {
      const notes = at === 0 ? [] : { refund_id: `r-${at}` };
      const status = states[at % 3];
      fake.refunds.push({
        id: `rfnd_${at}`,
        payment_id,
        amount: 1,
        currency: 'INR',
        status,
        notes,
        created_at: 1,
      });
    }
    const found = await gateway.find(refer('p-1'));
    const refunds = found.kind === 'ok' ? (found.value?.refunds ?? []) : [];
    expect(refunds).toHaveLength(120);
    expect(refunds.slice(0, 3).map(({ status }) => status)).toEqual(['SETTLED', 'PENDING', 'FAILED']);
    expect(refunds.slice(0, 2).map(({ reference }) => reference)).toEqual([null, 'r-1']);
  });

  it('tells of the chargebacks of this payment, and neither of inquiries nor of those of others', async () => {
    const { fake, gateway } = await opened();
    await gateway.open(request('p-2'));
    fake.pay('p-1');
    fake.dispute('p-1', 'retrieval', 'open');
    fake.dispute('p-1', 'fraud', 'open');
    const ids = ['open', 'under_review', 'won', 'closed', 'lost'].map((status) =>
      fake.dispute('p-1', 'chargeback', status),
    );
    fake.pay('p-2');
    fake.dispute('p-2', 'chargeback', 'open');
    const found = await gateway.find(refer('p-1'));
    const chargebacks = found.kind === 'ok' ? (found.value?.chargebacks ?? []) : [];
    expect([...chargebacks].reverse().map(({ chargebackId, status }) => [chargebackId, status])).toEqual(
      ids.map((id, at) => [id, ['OPEN', 'OPEN', 'WON', 'WON', 'LOST'][at]]),
    );
  });

  it('has every movement of its book under its payment, in pages, without what was only held', async () => {
    const { fake, gateway } = await opened('p-held');
    const from = instantOf((Math.floor(Date.now() / 1_000) - 60) * 1_000);
    const held = fake.attempt('p-held', 'refunded');
    const created_at = Math.floor(Date.now() / 1_000);
    const unasked = { currency: 'INR', status: 'processed', notes: [], created_at };
    fake.refunds.unshift({ ...unasked, id: 'rfnd_held', payment_id: held.id, amount: 54_321 });
    for (let at = 0; at < 25; at += 1) {
      await gateway.open(request(`p-${at}`));
      fake.pay(`p-${at}`);
    }
    fake.refunds.unshift({
      ...unasked,
      id: 'rfnd_by_staff',
      payment_id: fake.payments[0]?.id ?? '',
      amount: 1,
    });
    fake.refunds.unshift({ ...unasked, id: 'rfnd_bad', payment_id: held.id, amount: 1, status: 'failed' });
    fake.dispute('p-3', 'chargeback', 'open');
    fake.dispute('p-4', 'chargeback', 'won');
    fake.payments.unshift({ ...held, id: 'pay_pounds', currency: 'GBP', status: 'captured', captured: true });
    fake.payments.unshift({
      ...held,
      id: 'pay_others',
      order_id: 'order_x',
      status: 'captured',
      captured: true,
    });

    const to = plusMs(from, 3_600_000);
    const lines = [];
    const cursors = [];
    for (let cursor: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof gateway.book>> = await gateway.book(from, to, cursor);
      if (page.kind !== 'ok') throw new Error(page.kind);
      lines.push(...page.value.lines);
      cursor = page.value.next;
      if (cursor === null) break;
      cursors.push(cursor);
    }
    expect(cursors).toEqual(['payments:20', 'refunds:0', 'disputes:0']);
    expect(lines.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 26 }, () => 'capture'),
      ...['refund', 'chargeback'],
    ]);
    expect(lines[0]).toMatchObject({ paymentReference: null, gatewayPaymentId: 'pay_others' });
    expect(lines[26]).toMatchObject({
      ...{ paymentReference: 'p-24', refundReference: null, amount: money(-1, 'INR') },
    });
    expect(lines[27]).toMatchObject({
      ...{ paymentReference: 'p-3', gatewayPaymentId: fake.link('p-3').id, amount: money(-54_321, 'INR') },
    });
    expect(await gateway.book(from, to, 'nonsense')).toMatchObject({ kind: 'refused' });
  });
});
