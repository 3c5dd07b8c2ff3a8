import { createHmac } from 'node:crypto';
import {
  GatewayUnderTest,
  MerchantUnderTest,
  webhookSecret,
  type Received,
} from './sandbox-gateway.fixtures';

const opening = {
  reference: 'payment-1',
  order_id: 'order-1',
  amount_minor: 54_321,
  currency: 'INR',
  method: 'UPI',
  capture: 'automatic',
  expires_at: '2099-01-01T00:00:00.000Z',
  return_url: 'https://tiffin.example/return',
};

/** Whether a webhook is signed with the secret, by the words of the header's description. */
function isSigned({ headers, body }: Received): boolean {
  const [, time = '', hex = ''] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['sandbox-signature'])) ?? [];
  return createHmac('sha256', webhookSecret).update(`${time}.${body}`).digest('hex') === hex;
}

describe('the sandbox gateway’s webhooks and its restart', () => {
  let gateway: GatewayUnderTest;
  let merchant: MerchantUnderTest;

  beforeEach(async () => {
    merchant = await MerchantUnderTest.start();
    gateway = await GatewayUnderTest.start(merchant.url);
  });
  afterEach(async () => {
    await gateway.remove();
    await merchant.stop();
  });

  const paid = async (reference = 'payment-1') => {
    const { json } = await gateway.call('POST', '/v1/payments', { ...opening, reference });
    await gateway.call('POST', new URL((json as { url: string }).url).pathname, { outcome: 'pay' });
  };
  const countsIn = (json: unknown) => (json as { readonly counts: Readonly<Record<string, number>> }).counts;
  const only = (fault: string) => gateway.call('PUT', '/control/misbehaviour', { faults: { [fault]: 1000 } });
  const advance = (ms: number) => gateway.call('PUT', '/control/clock', { advance_ms: ms });
  const ids = () => merchant.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);

  it('tells the merchant of a capture, signed, with the amount', async () => {
    await paid();
    await merchant.has(1);
    const [webhook] = merchant.received;
    expect(isSigned(webhook!)).toBe(true);
    expect(JSON.parse(webhook!.body)).toMatchObject({
      id: 'evt_payment-1_2',
      kind: 'payment.captured',
      payment: {
        ...{ reference: 'payment-1', id: 'pay_payment-1', status: 'CAPTURED' },
        ...{ amount_minor: 54_321, currency: 'INR' },
      },
    });
  });

  it('tells again what was not answered with a 2xx, as its clock goes on', async () => {
    merchant.status = 500;
    await paid();
    await merchant.has(1);
    merchant.status = 302;
    await advance(1_000);
    await merchant.has(2);
    merchant.status = 204;
    await advance(5_000);
    await merchant.has(3);
    expect(new Set(ids())).toEqual(new Set(['evt_payment-1_2']));
    await advance(3 * 86_400_000);
    await paid('payment-2');
    await merchant.has(4);
    expect(ids()[3]).toBe('evt_payment-2_2');
  });

  it('tells after a restart what was not taken in before, and nothing else', async () => {
    await paid('payment-1');
    await merchant.has(1);
    merchant.status = 503;
    await paid('payment-2');
    await merchant.has(2);
    await gateway.stop();
    merchant.status = 200;
    await gateway.restart();
    await merchant.has(3);
    await paid('payment-3');
    await merchant.has(4);
    expect(ids().slice(2)).toEqual(['evt_payment-2_2', 'evt_payment-3_2']);
  });

  it('keeps its book, clock and misbehaviour over a restart', async () => {
    await paid();
    await only('delay');
    const { json: once } = await gateway.call('GET', '/control/misbehaviour');
    await paid('payment-2');
    const { json: twice } = await gateway.call('GET', '/control/misbehaviour');
    expect(countsIn(twice)['delay']).toBeGreaterThan(countsIn(once)['delay'] ?? 0);
    await gateway.call('PUT', '/control/clock', { advance_ms: 86_400_000, rate: 7 });
    const before = (await gateway.call('GET', '/control/book')).json;
    const { json: clock } = await gateway.call('GET', '/control/clock');
    await gateway.restart();
    const after = await gateway.call('GET', '/control/book');
    expect(after.json).toEqual(before);
    expect((await gateway.call('GET', '/control/misbehaviour')).json).toMatchObject({
      faults: { delay: 1000 },
      counts: countsIn(twice),
    });
    const { json: again } = await gateway.call('GET', '/control/clock');
    expect(again).toMatchObject({ rate: 7 });
    expect((again as { now: string }).now > (clock as { now: string }).now).toBe(true);
  });

  it('lies about the amount, signs wrongly at first, or says nothing, when told to', async () => {
    await only('wrong-amount');
    await paid('payment-1');
    await merchant.has(1);
    expect(merchant.received[0]!.body).not.toContain('54321');
    expect(isSigned(merchant.received[0]!)).toBe(true);
    await only('wrong-signature');
    merchant.status = 400;
    await paid('payment-2');
    await merchant.has(2);
    expect(isSigned(merchant.received[1]!)).toBe(false);
    merchant.status = 200;
    await only('webhook-never');
    await paid('payment-3');
    await advance(1_000);
    await merchant.has(3);
    expect(isSigned(merchant.received[2]!)).toBe(true);
    await gateway.call('PUT', '/control/misbehaviour', {});
    await paid('payment-4');
    await merchant.has(4);
    expect(ids()).toEqual(['evt_payment-1_2', 'evt_payment-2_2', 'evt_payment-2_2', 'evt_payment-4_2']);
  });

  it('sends twice or more, late, or behind the next, when told to', async () => {
    await only('duplicate');
    await paid('payment-1');
    await advance(60_000);
    await merchant.has(2);
    expect(new Set(ids())).toEqual(new Set(['evt_payment-1_2']));
    await only('reorder');
    await paid('payment-2');
    await gateway.call('PUT', '/control/misbehaviour', {});
    await paid('payment-3');
    await merchant.until(() => ids().includes('evt_payment-3_2'));
    expect(ids()).not.toContain('evt_payment-2_2');
    await advance(10_000);
    await merchant.until(() => ids().includes('evt_payment-2_2'));
    await only('delay');
    await paid('payment-4');
    await advance(59_000);
    expect(ids()).not.toContain('evt_payment-4_2');
    await advance(3_600_000);
    await merchant.until(() => ids().includes('evt_payment-4_2'));
  });

  it('lets late money arrive, and tells of it, by its clock alone', async () => {
    await only('late-capture-3-days');
    await paid();
    await advance(3 * 86_400_000);
    await merchant.has(1);
    expect(ids().at(-1)).toMatch(/^evt_payment-1_/);
    const { json } = await gateway.call('GET', '/v1/payments/payment-1');
    expect(json).toMatchObject({ status: 'CAPTURED' });
  });

  it('sends to wherever it is told to, waits while that is nowhere, and remembers it', async () => {
    const homeless = await GatewayUnderTest.start();
    const { json } = await homeless.call('POST', '/v1/payments', opening);
    await homeless.call('POST', new URL((json as { url: string }).url).pathname, { outcome: 'pay' });
    expect((await homeless.call('GET', '/control/webhooks')).json).toEqual({ url: null });
    await homeless.call('PUT', '/control/webhooks', { url: merchant.url });
    await merchant.has(1);
    await homeless.restart();
    expect((await homeless.call('GET', '/control/webhooks')).json).toEqual({ url: merchant.url });
    await homeless.remove();
  });
});
