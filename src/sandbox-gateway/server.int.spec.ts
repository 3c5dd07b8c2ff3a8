import { randomUUID } from 'node:crypto';
import { FAULTS } from './misbehaviour';
import { apiKey, GatewayUnderTest } from './sandbox-gateway.fixtures';

interface Shown {
  readonly id: string;
  readonly url: string | null;
  readonly status: string;
}

describe('the sandbox gateway’s API', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await GatewayUnderTest.start();
  });
  afterAll(() => gateway.remove());
  afterEach(() => gateway.call('PUT', '/control/misbehaviour', {}));

  const anOpening = (change: object = {}) => ({
    reference: randomUUID(),
    order_id: randomUUID(),
    amount_minor: 54_321,
    currency: 'INR',
    method: 'UPI',
    capture: 'automatic',
    expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    return_url: 'https://tiffin.example/return?order=1',
    ...change,
  });
  const opened = async (change: object = {}) => {
    const opening = anOpening(change);
    const { status, json } = await gateway.call('POST', '/v1/payments', opening);
    expect(status).toBe(200);
    const { url } = json as Shown;
    return { reference: opening.reference, page: new URL(url ?? '').pathname };
  };
  const statusOf = async (reference: string) =>
    ((await gateway.call('GET', `/v1/payments/${reference}`)).json as Shown).status;
  const form = (page: string, fields: Record<string, string>) =>
    gateway.call('POST', page, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });

  describe('who may call it', () => {
    it.each([
      ['POST', '/v1/payments'],
      ['GET', '/v1/payments/x'],
      ['GET', '/v1/book'],
      ['GET', '/control/book'],
      ['PUT', '/control/clock'],
      ['GET', '/nowhere'],
    ])('answers 401 to %s %s without the right key', async (method, path) => {
      for (const authorization of ['', 'Bearer ', `Bearer ${apiKey}x`, apiKey]) {
        const { status, json } = await gateway.call(method, path, undefined, { authorization });
        expect(status).toBe(401);
        expect(json).toMatchObject({ error: { code: 'unauthorized' } });
      }
    });

    it('tells everybody that it is there', async () => {
      const { status, json } = await gateway.call('GET', '/health', undefined, { authorization: '' });
      expect([status, json]).toEqual([200, { status: 'ok' }]);
    });
  });

  describe('bad input', () => {
    it.each<[string, unknown]>([
      ['no body', undefined],
      ['an empty body', ''],
      ['no JSON', '{"reference":'],
      ['null', null],
      ['a list', []],
      ['nothing in it', {}],
      ['a fraction of a paisa', anOpening({ amount_minor: 1.5 })],
      ['nothing to pay', anOpening({ amount_minor: 0 })],
      ['less than nothing to pay', anOpening({ amount_minor: -1 })],
      ['more than a double holds', anOpening({ amount_minor: 2 ** 53 })],
      ['an amount in words', anOpening({ amount_minor: '100' })],
      ['a currency in small letters', anOpening({ currency: 'inr' })],
      ['cash', anOpening({ method: 'COD' })],
      ['a return address that is a script', anOpening({ return_url: 'javascript:alert(1)' })],
      ['a reference that is a path', anOpening({ reference: '../x' })],
      ['an expiry without a zone', anOpening({ expires_at: '2026-03-01T19:00:00.000' })],
      ['a field that nobody knows', anOpening({ amount: 1 })],
    ])('answers 400 to an opening with %s', async (_what, body) => {
      const { status, json } = await gateway.call('POST', '/v1/payments', body);
      expect(status).toBe(400);
      expect((json as { error: { code: string } }).error.code).toMatch(/^bad-/);
    });

    it.each([
      ['GET', '/v1/book'],
      ['GET', '/v1/book?from=2026-03-01T00:00:00.000Z&to=yesterday'],
      ['GET', '/v1/book?from=2026-03-01T00:00:00.000Z&to=2026-03-02T00:00:00.000Z&cursor=-1'],
      ['GET', '/v1/book?from=2026-03-01T00:00:00.000Z&to=2026-03-02T00:00:00.000Z&limit=0'],
      ['GET', '/v1/payments/%00'],
      ['GET', '/v1/payments/%E0%A4%A'],
      ['POST', '/v1/payments/x/refunds'],
      ['PUT', '/control/clock'],
      ['PUT', '/control/webhooks'],
      ['PUT', '/control/misbehaviour'],
      ['POST', '/control/payments/x/chargeback'],
      ['POST', '/pay/x%'],
    ])('answers 400 to %s %s', async (method, path) => {
      expect((await gateway.call(method, path)).status).toBe(400);
    });

    it('moves its clock neither back nor out of all bounds', async () => {
      for (const body of [{ advance_ms: -1 }, { rate: 0 }, { rate: 1e9 }, { advance_ms: 1e15 }]) {
        expect((await gateway.call('PUT', '/control/clock', body)).status).toBe(400);
      }
    });

    it('takes no body that is too long, and none in a language it does not speak', async () => {
      expect((await gateway.call('POST', '/v1/payments', `"${'x'.repeat(70_000)}"`)).status).toBe(413);
      const xml = { 'content-type': 'application/xml' };
      expect((await gateway.call('POST', '/v1/payments', '<a/>', xml)).status).toBe(415);
      expect((await gateway.call('GET', '/nowhere')).status).toBe(404);
    });
  });

  describe('refusals', () => {
    it('says why with a code', async () => {
      const { reference } = await opened();
      const codeOf = async (path: string, body: object = {}) => {
        const { status, json } = await gateway.call('POST', path, body);
        return [status, (json as { error: { code: string } }).error.code];
      };
      expect(await codeOf('/v1/payments', anOpening({ reference, amount_minor: 1 }))).toEqual([
        409,
        'reference-taken',
      ]);
      expect(await codeOf(`/v1/payments/${reference}/capture`)).toEqual([422, 'not-authorized']);
      expect(await codeOf(`/v1/payments/${randomUUID()}/void`)).toEqual([404, 'payment-not-found']);
    });
  });

  describe('the pay page', () => {
    it.each([
      ['UPI', 'upi_id', 'asha@okbank', '₹543.21'],
      ['CARD', 'card_number', '4111 1111 1111 1111', '₹543.21'],
      ['WALLET', 'wallet_phone', '+91 98000 00000', '₹543.21'],
    ])('asks for %s, takes it, and sends the payer back', async (method, field, value, amount) => {
      const { reference, page } = await opened({ method });
      const shown = await gateway.call('GET', page, undefined, { authorization: '' });
      expect(shown.status).toBe(200);
      expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(shown.headers.get('cache-control')).toBe('no-store');
      expect(shown.headers.get('content-security-policy')).toContain(
        "form-action 'self' https://tiffin.example",
      );
      expect(shown.text).toContain('<label for="field">');
      expect(shown.text).toContain(`name="${field}"`);
      expect(shown.text).toContain(amount);
      expect(shown.text).not.toMatch(/src=|https?:\/\/(?!tiffin\.example)/);

      const answer = await form(page, { [field]: value, outcome: 'pay' });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe('https://tiffin.example/return?order=1');
      expect(await statusOf(reference)).toBe('CAPTURED');
      expect((await gateway.call('GET', page)).text).toContain('<h1>Paid</h1>');
    });

    it('asks again when the field is not filled in well, and says what is wrong', async () => {
      const { reference, page } = await opened();
      for (const upi of ['', 'asha', 'a@b@c', '"><script>']) {
        const { status, text } = await form(page, { upi_id: upi, outcome: 'pay' });
        expect(status).toBe(422);
        expect(text).toContain('role="alert"');
        expect(text).not.toContain('<script>');
      }
      expect(await statusOf(reference)).toBe('OPEN');
    });

    it('declines at the press of a button, or by the number of the card', async () => {
      const pressed = await opened();
      expect((await form(pressed.page, { outcome: 'decline' })).status).toBe(303);
      const typed = await opened({ method: 'CARD' });
      await form(typed.page, { card_number: '4000 0000 0000 0002', outcome: 'pay' });
      for (const { reference, page } of [pressed, typed]) {
        expect(await statusOf(reference)).toBe('FAILED');
        expect((await gateway.call('GET', page)).text).toContain('<h1>Payment failed</h1>');
      }
    });

    it('shows a payment that is in process, held, cancelled, expired or unknown', async () => {
      const headingOf = async (page: string) =>
        /<h1>(.*)<\/h1>/.exec((await gateway.call('GET', page)).text)?.[1];
      const late = await opened();
      await form(late.page, { upi_id: 'late@sandbox', outcome: 'pay' });
      expect(await headingOf(late.page)).toBe('Payment in process');
      const held = await opened({ capture: 'manual' });
      await gateway.call('POST', held.page, { outcome: 'pay' });
      expect(await headingOf(held.page)).toBe('Payment held');
      const cancelled = await opened();
      await gateway.call('POST', `/v1/payments/${cancelled.reference}/void`);
      expect(await headingOf(cancelled.page)).toBe('Payment cancelled');
      const expiring = await opened();
      await gateway.call('PUT', '/control/clock', { advance_ms: 31 * 86_400_000 });
      expect(await headingOf(expiring.page)).toBe('Payment expired');
      expect(await headingOf('/pay/nothing')).toBe('Payment not found');
      expect((await gateway.call('GET', '/pay/nothing')).status).toBe(404);
    });

    it('answers a form of a payment that is over with how it stands', async () => {
      const { page } = await opened({ expires_at: '2099-01-01T00:00:00.000Z' });
      await gateway.call('POST', page, { outcome: 'decline' });
      const { status, text } = await form(page, { upi_id: 'asha@okbank', outcome: 'pay' });
      expect(status).toBe(409);
      expect(text).toContain('Payment failed');
      expect((await form('/pay/nothing', { outcome: 'pay' })).status).toBe(404);
    });

    it('writes what the merchant gave it as text, not as markup', async () => {
      const { page } = await opened({
        expires_at: '2099-01-01T00:00:00.000Z',
        return_url: `https://tiffin.example/?a="><script>1&b='₹`,
      });
      const { status, headers } = await gateway.call('POST', page, { outcome: 'decline' });
      expect(status).toBe(303);
      expect(headers.get('location')).toBe('https://tiffin.example/?a=%22%3E%3Cscript%3E1&b=%27%E2%82%B9');
      const { text } = await gateway.call('GET', page);
      expect(text).toContain('href="https://tiffin.example/?a=%22%3E%3Cscript%3E1&amp;b=%27%E2%82%B9"');
    });
  });

  describe('a driver at the pay page', () => {
    const far = { expires_at: '2099-01-01T00:00:00.000Z' };

    it.each([
      ['pay', 'CAPTURED'],
      ['decline', 'FAILED'],
      ['abandon', 'OPEN'],
      ['pay-late', 'OPEN'],
    ])('says %s, and the payment is %s', async (outcome, status) => {
      const { reference, page } = await opened(far);
      expect((await gateway.call('POST', page, { outcome })).status).toBe(303);
      expect(await statusOf(reference)).toBe(status);
    });

    it('chooses how late the money comes, and it comes on the gateway’s clock', async () => {
      const { reference, page } = await opened(far);
      await gateway.call('POST', page, { outcome: 'pay-late', late_by_ms: 60_000, meanwhile: 'FAILED' });
      expect(await statusOf(reference)).toBe('FAILED');
      await gateway.call('PUT', '/control/clock', { advance_ms: 60_000 });
      expect(await statusOf(reference)).toBe('CAPTURED');
    });

    it('is told when it is too late, and what it did not say', async () => {
      const { page } = await opened(far);
      await gateway.call('POST', page, { outcome: 'pay' });
      expect((await gateway.call('POST', page, { outcome: 'pay' })).status).toBe(409);
      expect((await gateway.call('POST', page, { outcome: 'steal' })).status).toBe(400);
      expect((await gateway.call('POST', '/pay/nothing', { outcome: 'pay' })).status).toBe(404);
    });
  });

  describe('misbehaving', () => {
    const far = { expires_at: '2099-01-01T00:00:00.000Z' };
    const only = (fault: string) =>
      gateway.call('PUT', '/control/misbehaviour', { seed: 3, faults: { [fault]: 1000 } });

    it('shows what is set, and how often each fault fired', async () => {
      const before = (await gateway.call('GET', '/control/misbehaviour')).json as {
        counts: Record<string, number>;
      };
      expect(Object.keys(before.counts)).toEqual([...FAULTS]);
      const { page } = await opened(far);
      await only('decline');
      await gateway.call('POST', page, { outcome: 'pay' });
      const { json } = await gateway.call('GET', '/control/misbehaviour');
      expect(json).toMatchObject({ seed: 3, faults: { decline: 1000 } });
      expect(json).toMatchObject({ counts: { decline: (before.counts['decline'] ?? 0) + 1 } });
    });

    it('refuses a fault that it does not know', async () => {
      expect((await only('explode')).status).toBe(400);
    });

    it('does nothing when the request is lost or the server fails, and all when the answer is lost', async () => {
      const openings = {
        'lost-request': anOpening(far),
        'server-error': anOpening(far),
        'lost-answer': anOpening(far),
      };
      for (const [fault, opening] of Object.entries(openings)) {
        await only(fault);
        const answer = gateway.call('POST', '/v1/payments', opening);
        if (fault === 'server-error') expect((await answer).status).toBe(500);
        else await expect(answer).rejects.toThrow('fetch failed');
      }
      await gateway.call('PUT', '/control/misbehaviour', {});
      const found = Object.entries(openings).map(async ([fault, { reference }]) => [
        fault,
        (await gateway.call('GET', `/v1/payments/${reference}`)).status,
      ]);
      expect(Object.fromEntries(await Promise.all(found))).toEqual({
        'lost-request': 404,
        'server-error': 404,
        'lost-answer': 200,
      });
    });

    it('captures another amount than was asked for', async () => {
      const { reference, page } = await opened(far);
      await only('captured-other-amount');
      await gateway.call('POST', page, { outcome: 'pay' });
      const { json } = await gateway.call('GET', `/v1/payments/${reference}`);
      expect(json).toMatchObject({ status: 'CAPTURED' });
      expect((json as { amount_minor: number }).amount_minor).not.toBe(54_321);
    });
  });

  describe('the whole book', () => {
    it('shows its sums, lines and payments, chargebacks among them', async () => {
      const own = await GatewayUnderTest.start();
      const { json } = await own.call('POST', '/v1/payments', anOpening({ reference: 'payment-1' }));
      await own.call('POST', new URL((json as Shown).url ?? '').pathname, { outcome: 'pay' });
      await own.call('POST', '/v1/payments/payment-1/refunds', {
        ...{ reference: 'refund-1', amount_minor: 4_321, currency: 'INR' },
      });
      const chargeback = '/control/payments/payment-1/chargeback';
      const opened = await own.call('POST', chargeback, { status: 'OPEN', amount_minor: 10_000 });
      expect(opened.json).toMatchObject({
        chargebacks: [{ amount_minor: 10_000, status: 'OPEN', reason: 'fraudulent' }],
      });
      expect((await own.call('POST', chargeback, { status: 'OPEN' })).status).toBe(422);
      await own.call('POST', chargeback, { status: 'LOST' });
      const { json: book } = await own.call('GET', '/control/book');
      expect(book).toMatchObject({
        sums: { INR: { captured_minor: 54_321, refunded_minor: 4_321, disputed_minor: 10_000 } },
        lines: [
          { kind: 'capture', reference: 'payment-1', refund_reference: null, amount_minor: 54_321 },
          { kind: 'refund', reference: 'payment-1', refund_reference: 'refund-1', amount_minor: -4_321 },
          { kind: 'chargeback', reference: 'payment-1', amount_minor: -10_000 },
        ],
        payments: [{ reference: 'payment-1', status: 'CAPTURED', chargebacks: [{ status: 'LOST' }] }],
      });
      await own.remove();
    });
  });
});
