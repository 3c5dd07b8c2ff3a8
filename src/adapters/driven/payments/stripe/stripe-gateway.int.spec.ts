import Stripe from 'stripe';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { instantOf, plusMs } from '../../../../domain/kernel/instant';
import { money } from '../../../../domain/kernel/money';
import { gatewayOverHttpContract } from '../../../contracts/gateway-over-http.contract';
import { paymentGatewayContract, type GatewayOnTrial } from '../../../contracts/payment-gateway.contract';
import type { WebhooksOnTrial } from '../../../contracts/gateway-webhooks.contract';
import { stripeClient } from './stripe-calls';
import { FakeStripe } from './fake-stripe.fixtures';
import { openStripeGateway, StripeGateway } from './stripe-gateway';

const webhookSecrets = ['whsec_current', 'whsec_previous'];
const secretKey = 'sk_test_of_nobody';
const fakes: FakeStripe[] = [];

async function aFakeStripe() {
  const fake = new FakeStripe();
  fakes.push(fake);
  const baseUrl = await fake.api.listen();
  return { fake, gateway: await openStripeGateway({ secretKey, webhookSecrets, baseUrl }) };
}
afterAll(() => fakes.forEach(({ api }) => api.close()));

/** Signed by Stripe's own client. */
const webhooks: WebhooksOnTrial = {
  areDated: true,
  bodyAbout: (reference) =>
    Buffer.from(
      JSON.stringify({
        ...{ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded' },
        data: { object: { id: 'pi_1', object: 'payment_intent', metadata: { payment_id: reference } } },
      }),
    ),
  sign: (body, secret, sentAt) => {
    const timestamp = Math.floor(sentAt / 1_000);
    const header = Stripe.webhooks.generateTestHeaderString({
      ...{ payload: body.toString(), secret: `whsec_${secret}`, timestamp },
    });
    return { headers: { 'stripe-signature': header }, body };
  },
};

paymentGatewayContract('stripe', async (): Promise<GatewayOnTrial> => {
  const { fake, gateway } = await aFakeStripe();
  return {
    gateway,
    now: () => instantOf(Date.now()),
    payer: {
      pay: (reference) => {
        fake.pay(reference);
        return Promise.resolve();
      },
      decline: (reference) => {
        fake.decline(reference);
        return Promise.resolve();
      },
    },
    during: (trouble, act) => fake.api.during(trouble, act),
    webhooks,
  };
});

gatewayOverHttpContract(
  'stripe',
  (baseUrl, { timeoutMs }) =>
    new StripeGateway(stripeClient(Stripe, { secretKey, baseUrl }), { webhookSecrets, timeoutMs }),
);

describe('The Stripe gateway', () => {
  const request = (reference: string, capture: 'automatic' | 'manual' = 'automatic') => ({
    reference: asId<PaymentId>(reference),
    orderId: asId<OrderId>('o-1'),
    amount: money(54_321, 'INR'),
    ...({ method: 'CARD', capture, returnUrl: 'https://tiffin.example/return' } as const),
    expiresAt: '2026-03-01T19:15:00.000Z',
  });
  const refer = (reference: string, gatewayPaymentId: string | null = null) => ({
    reference: asId<PaymentId>(reference),
    gatewayPaymentId,
  });

  it('asks for a page that sells half an hour longer than asked for, in one currency, by one method', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1', 'manual'));
    const [{ body, headers }] = fake.api.requests as [(typeof fake.api.requests)[0]];
    const form = Object.fromEntries(new URLSearchParams(body));
    expect(headers['idempotency-key']).toBe('p-1');
    expect(form).toMatchObject({
      client_reference_id: 'p-1',
      'metadata[order_id]': 'o-1',
      'metadata[payment_id]': 'p-1',
      'payment_intent_data[metadata][payment_id]': 'p-1',
      'payment_intent_data[capture_method]': 'manual',
      'allowed_payment_method_types[0]': 'card',
      'adaptive_pricing[enabled]': 'false',
      'line_items[0][price_data][currency]': 'inr',
      'line_items[0][price_data][unit_amount]': '54321',
      expires_at: String(Date.parse('2026-03-01T19:46:00.000Z') / 1_000),
    });
  });

  it('finds a payment that is no longer among the newest by its metadata', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-old'));
    fake.pay('p-old');
    const old = fake.session('p-old');
    for (let at = 0; at < 100; at += 1) {
      fake.sessions.unshift({ ...old, payment_intent: null, client_reference_id: `p-${at}` });
    }
    expect(await gateway.find(refer('p-old'))).toMatchObject({
      kind: 'ok',
      value: { gatewayPaymentId: old.id, status: 'CAPTURED' },
    });
    expect(fake.api.requests.some(({ path }) => path.endsWith('/search'))).toBe(true);
  });

  it('does without the search where Stripe offers none', async () => {
    const { fake, gateway } = await aFakeStripe();
    fake.hasSearch = false;
    expect(await gateway.find(refer('p-1'))).toEqual({ kind: 'ok', value: null });
    expect(await gateway.open(request('p-1'))).toMatchObject({ value: { status: 'OPEN' } });
  });

  it('is not confused by sessions of others that it cannot read', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    const session = fake.session('p-1');
    fake.sessions.unshift({
      ...session,
      id: 'cs_other',
      client_reference_id: '',
      amount_total: -1,
      status: 'odd',
    });
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { gatewayPaymentId: session.id } });
  });

  it('does nothing to a payment that has another reference', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    const { id } = fake.session('p-1');
    expect(await gateway.find(refer('p-2', id))).toEqual({ kind: 'ok', value: null });
    expect(await gateway.find(refer('p-1', 'cs_gone'))).toEqual({ kind: 'ok', value: null });
    expect(await gateway.void(refer('p-2', id))).toEqual({ kind: 'refused', code: 'payment-not-found' });
    expect(fake.session('p-1').status).toBe('open');
  });

  it('lets a payer whose card was declined try again: the payment stays open until its page is closed', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    fake.decline('p-1');
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'OPEN', failure: null } });
    fake.pay('p-1');
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'CAPTURED' } });
  });

  it('tells why the bank said no after the payer was done', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    fake.decline('p-1');
    fake.session('p-1').status = 'complete';
    expect(await gateway.find(refer('p-1'))).toMatchObject({
      value: { status: 'FAILED', failure: 'insufficient_funds', url: null },
    });
  });

  it('takes the money that came in for what counts, though the page expired at that moment', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    fake.pay('p-1');
    fake.session('p-1').status = 'expired';
    expect(await gateway.find(refer('p-1'))).toMatchObject({ value: { status: 'CAPTURED' } });
  });

  it('tells of disputes that took money, and not of inquiries', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    fake.pay('p-1');
    fake.dispute('p-1', 'warning_needs_response');
    const [open, won, lost] = ['needs_response', 'won', 'lost'].map((status) => fake.dispute('p-1', status));
    const found = await gateway.find(refer('p-1'));
    const chargeback = (chargebackId: string | undefined, status: string) => ({
      chargebackId,
      status,
      amount: money(54_321, 'INR'),
      reason: 'fraudulent',
    });
    expect(found).toMatchObject({
      value: { chargebacks: [chargeback(lost, 'LOST'), chargeback(won, 'WON'), chargeback(open, 'OPEN')] },
    });
  });

  it('tells every refund, page after page, with its state, and whose it is', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    fake.pay('p-1');
    const intent = fake.start('p-1').id;
    const states = ['succeeded', 'pending', 'requires_action', 'failed', 'canceled'];
    for (let at = 0; at < 120; at += 1) {
      const metadata = at === 0 ? {} : { refund_id: `r-${at}` };
      const status = states[at % 5]!;
      fake.refunds.push({
        id: `re_${at}`,
        payment_intent: intent,
        amount: 1,
        currency: 'inr',
        status,
        metadata,
      });
    }
    const found = await gateway.find(refer('p-1'));
    const refunds = found.kind === 'ok' ? (found.value?.refunds ?? []) : [];
    expect(refunds).toHaveLength(120);
    expect(refunds.slice(0, 5).map(({ status }) => status)).toEqual([
      ...['SETTLED', 'PENDING', 'PENDING', 'FAILED', 'FAILED'],
    ]);
    expect(refunds.slice(0, 2).map(({ reference }) => reference)).toEqual([null, 'r-1']);
  });

  it('does not call a refund undone that was made and could not be looked at', async () => {
    const { fake, gateway } = await aFakeStripe();
    await gateway.open(request('p-1'));
    fake.pay('p-1');
    const { id } = fake.session('p-1');
    const made = fake.refunds.push.bind(fake.refunds);
    fake.refunds.unshift = (...refunds) => {
      // From here on the session cannot be found any more.
      fake.sessions.splice(0);
      return made(...refunds);
    };
    const reference = asId<RefundId>('r-1');
    expect(
      await gateway.refund({ payment: refer('p-1', id), reference, amount: money(1, 'INR') }),
    ).toMatchObject({ kind: 'unknown' });
  });

  it('has every payment of its book under its own name, in pages, and leaves out what is no payment', async () => {
    const { fake, gateway } = await aFakeStripe();
    const from = instantOf(Math.floor(Date.now() / 1_000) * 1_000);
    for (let at = 0; at < 25; at += 1) {
      await gateway.open(request(`p-${at}`));
      fake.pay(`p-${at}`);
    }
    fake.dispute('p-3', 'needs_response');
    fake.enter('payout', -100, { id: 'po_1', object: 'payout' });
    fake.enter('fee', -100, null);
    fake.enter('charge', 100, { id: 'ch_pounds', object: 'charge' }, 'gbp');
    fake.enter('charge', 100, { id: 'ch_others', object: 'charge', payment_intent: 'pi_others' });
    const to = plusMs(from, 3_600_000);
    const first = await gateway.book(from, to, null);
    if (first.kind !== 'ok') throw new Error(first.kind);
    expect(first.value.next).not.toBeNull();
    const second = await gateway.book(from, to, first.value.next);
    if (second.kind !== 'ok') throw new Error(second.kind);
    expect(second.value.next).toBeNull();
    const lines = [...first.value.lines, ...second.value.lines];
    expect(lines).toHaveLength(27);
    expect(lines[0]).toMatchObject({ paymentReference: null, gatewayPaymentId: 'pi_others' });
    expect(lines[1]).toMatchObject({
      ...{ kind: 'chargeback', paymentReference: 'p-3', gatewayPaymentId: fake.session('p-3').id },
      amount: money(-54_321, 'INR'),
    });
    expect(new Set(lines.slice(2).map((line) => line.paymentReference))).toHaveProperty('size', 25);
  });
});
