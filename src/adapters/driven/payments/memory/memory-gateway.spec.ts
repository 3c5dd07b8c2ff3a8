import { randomUUID } from 'node:crypto';
import type { PaymentRequest } from '../../../../application/ports/payment-gateway';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { epochMs, plusMs, type Instant } from '../../../../domain/kernel/instant';
import { money } from '../../../../domain/kernel/money';
import { Misbehaviour, WELL_BEHAVED, type Fault } from '../../../../sandbox-gateway/misbehaviour';
import { signatureOf } from '../../../../sandbox-gateway/signature';
import { paymentGatewayContract } from '../../../contracts/payment-gateway.contract';
import { MemoryPaymentGateway, type SentWebhook } from './memory-gateway';

const secrets = { current: 'a-secret-of-today', previous: 'a-secret-of-yesterday', other: 'somebody-elses' };
const webhookSecrets = [secrets.current, secrets.previous] as const;
const start: Instant = '2026-03-01T19:00:00.000Z';

paymentGatewayContract('memory', () => {
  const gateway = new MemoryPaymentGateway({
    now: () => start,
    webhookSecrets: [...webhookSecrets],
    deliver: () => Promise.resolve(true),
    pageSize: 2,
  });
  const act = (reference: PaymentId, outcome: 'pay' | 'decline'): Promise<void> => {
    expect(gateway.pay(reference, outcome)).toBe(true);
    return Promise.resolve();
  };
  return Promise.resolve({
    gateway,
    now: () => start,
    payer: {
      pay: (reference) => act(reference, 'pay'),
      decline: (reference) => act(reference, 'decline'),
    },
    async during(trouble, call) {
      const fault: Fault = trouble === 'request-lost' ? 'lost-request' : 'lost-answer';
      gateway.misbehaviour.set({ seed: 1, faults: { [fault]: 1000 } });
      try {
        return await call();
      } finally {
        gateway.misbehaviour.set(WELL_BEHAVED);
      }
    },
    webhooks: {
      areDated: true,
      bodyAbout: (reference) =>
        Buffer.from(JSON.stringify({ id: 'evt_1', kind: 'payment.captured', payment: { reference } })),
      sign: (body, secret, sentAt) => ({
        headers: { 'sandbox-signature': signatureOf(secrets[secret], body, sentAt) },
        body,
      }),
    },
  });
});

describe('the sandbox gateway in memory', () => {
  let now: Instant;
  let received: SentWebhook[];
  let isTaken: boolean;

  const world = (faults: Partial<Record<Fault, number>> = {}) => {
    now = start;
    received = [];
    isTaken = true;
    return new MemoryPaymentGateway({
      now: () => now,
      webhookSecrets: [...webhookSecrets],
      deliver: (webhook) => {
        received.push(webhook);
        return Promise.resolve(isTaken);
      },
      misbehaviour: new Misbehaviour({ seed: 1, faults }),
    });
  };
  const aRequest = (): PaymentRequest => ({
    reference: asId<PaymentId>(randomUUID()),
    orderId: asId<OrderId>(randomUUID()),
    amount: money(10_000, 'INR'),
    method: 'UPI',
    capture: 'automatic',
    expiresAt: plusMs(start, 15 * 60_000),
    returnUrl: 'https://tiffin.example/return',
  });
  const read = (gateway: MemoryPaymentGateway) =>
    received.map(({ headers, body }) => gateway.readWebhook(headers, body, epochMs(now)));
  /** Jumps from one thing that is due to the next, as a simulation does. */
  const runFor = async (gateway: MemoryPaymentGateway, ms: number): Promise<void> => {
    const end = plusMs(now, ms);
    for (let next = gateway.nextDue; next !== null && next <= end; next = gateway.nextDue) {
      if (next > now) now = next;
      await gateway.runDue();
    }
    now = end;
  };

  it('tells of a payment by a signed webhook once it is run', async () => {
    const gateway = world();
    const request = aRequest();
    await gateway.open(request);
    gateway.pay(request.reference, 'pay');
    expect(received).toEqual([]);
    await gateway.runDue();
    expect(read(gateway)).toEqual([
      {
        ok: true,
        message: {
          eventId: `evt_${request.reference}_2`,
          kind: 'payment.captured',
          reference: request.reference,
        },
      },
    ]);
  });

  it('delivers again until the webhook is taken, with the same event id', async () => {
    const gateway = world();
    const request = aRequest();
    await gateway.open(request);
    gateway.pay(request.reference, 'pay');
    isTaken = false;
    await runFor(gateway, 10_000);
    isTaken = true;
    await runFor(gateway, 3_600_000);
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('has a first try signed wrongly, and the next one rightly', async () => {
    const gateway = world({ 'wrong-signature': 1000 });
    const request = aRequest();
    await gateway.open(request);
    gateway.pay(request.reference, 'pay');
    isTaken = false;
    await gateway.runDue();
    expect(read(gateway)).toEqual([{ ok: false, reason: 'signature-wrong' }]);
    isTaken = true;
    await runFor(gateway, 1_000);
    expect(read(gateway).map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('names another amount in a webhook while its book holds the right one', async () => {
    const gateway = world({ 'wrong-amount': 1000 });
    const request = aRequest();
    await gateway.open(request);
    gateway.pay(request.reference, 'pay');
    await gateway.runDue();
    const told = JSON.parse(received[0]!.body.toString()) as { payment: { amount_minor: number } };
    expect(told.payment.amount_minor).not.toBe(10_000);
    expect(await gateway.find({ reference: request.reference, gatewayPaymentId: null })).toMatchObject({
      value: { amount: { minor: 10_000 } },
    });
  });

  it('brings late money 16 minutes or three days later, after the payment had expired', async () => {
    for (const [fault, minutes] of [
      ['late-capture-16-min', 16],
      ['late-capture-3-days', 3 * 24 * 60],
    ] as const) {
      const gateway = world({ [fault]: 1000 });
      const request = aRequest();
      await gateway.open(request);
      gateway.pay(request.reference, 'pay');
      const status = async () => {
        const answer = await gateway.find({ reference: request.reference, gatewayPaymentId: null });
        return answer.kind === 'ok' ? answer.value?.status : answer.kind;
      };
      await runFor(gateway, minutes * 60_000 - 1);
      expect(await status()).toBe('FAILED');
      await runFor(gateway, 1);
      expect(await status()).toBe('CAPTURED');
      expect(gateway.misbehaviour.counts[fault]).toBe(1);
    }
  });

  it('cannot be reached while it is cut off, and does nothing then', async () => {
    const gateway = world();
    gateway.isReachable = false;
    const request = aRequest();
    expect(await gateway.open(request)).toEqual({ kind: 'unavailable', cause: 'ECONNREFUSED' });
    expect(gateway.truth.find(request.reference)).toBeUndefined();
  });

  it.each([
    ['server-error', false],
    ['timeout', true],
  ] as const)('leaves it open what became of a call after a %s', async (fault, isDone) => {
    const gateway = world({ [fault]: 1000 });
    const request = aRequest();
    expect(await gateway.open(request)).toEqual({ kind: 'unknown', cause: fault });
    expect(gateway.truth.find(request.reference) !== undefined).toBe(isDone);
  });

  it('keeps a refund pending for an hour, and then lets it fail, when told to', async () => {
    const gateway = world({ 'refund-failed': 1000 });
    const request = aRequest();
    await gateway.open(request);
    gateway.pay(request.reference, 'pay');
    const payment = { reference: request.reference, gatewayPaymentId: null };
    const reference = asId<RefundId>(randomUUID());
    expect(await gateway.refund({ payment, reference, amount: request.amount })).toMatchObject({
      value: { refunds: [{ status: 'PENDING' }] },
    });
    await runFor(gateway, 3_600_000);
    expect(await gateway.find(payment)).toMatchObject({ value: { refunds: [{ status: 'FAILED' }] } });
    expect(gateway.truth.sums().get('INR')).toMatchObject({ capturedMinor: 10_000, refundedMinor: 0 });
  });

  it('takes money back by a chargeback, and gives it again when that is won', async () => {
    const gateway = world();
    const request = aRequest();
    await gateway.open(request);
    gateway.pay(request.reference, 'pay');
    const order = { status: 'OPEN', amountMinor: null, reason: 'fraudulent' } as const;
    expect(gateway.chargeback(request.reference, order)).toBe(true);
    expect(gateway.truth.sums().get('INR')?.disputedMinor).toBe(10_000);
    expect(gateway.chargeback(request.reference, { status: 'WON' })).toBe(true);
    expect(gateway.truth.sums().get('INR')?.disputedMinor).toBe(0);
  });
});
