import fc from 'fast-check';
import {
  PaymentGateway,
  type GatewayAnswer,
  type PaymentReference,
  type ReadWebhook,
} from '../../../application/ports/payment-gateway';
import { asId, type PaymentId } from '../../../domain/kernel/ids';
import type { GatewayPayment } from '../../../domain/payment/gateway-payment';
import type { CaptureMode, OnlineMethod } from '../../../domain/payment/payment-messages';
import { CircuitBreakingGateway } from './circuit-breaker';

type Answer = GatewayAnswer<never>;

const unknown: Answer = { kind: 'unknown', cause: 'no answer' };
const unavailable: Answer = { kind: 'unavailable', cause: 'nobody listens' };
const refused: Answer = { kind: 'refused', code: 'too-much' };
const nothing: GatewayAnswer<GatewayPayment | null> = { kind: 'ok', value: null };
const payment: PaymentReference = { reference: asId<PaymentId>('p-1'), gatewayPaymentId: null };

/** A gateway whose answers are given by hand, in any order. */
class HeldGateway extends PaymentGateway {
  readonly name = 'sandbox';
  readonly methods: ReadonlyMap<OnlineMethod, CaptureMode> = new Map([['UPI', 'automatic']]);
  readonly calls: ((answer: GatewayAnswer<GatewayPayment | null> | Error) => void)[] = [];

  private held = (): Promise<GatewayAnswer<never>> =>
    new Promise((resolve, reject) => {
      this.calls.push((answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer as GatewayAnswer<never>);
      });
    });
  override open = this.held;
  override find = this.held;
  override capture = this.held;
  override void = this.held;
  override refund = this.held;
  override book = this.held;
  override readWebhook = (): ReadWebhook => ({ ok: false, reason: 'not-understood' });
}

function aBreaker() {
  const clock = { at: Date.parse('2026-03-01T19:00:00.000Z'), now: () => clock.at };
  const gateway = new HeldGateway();
  const breaker = new CircuitBreakingGateway(gateway, clock);
  const answered = async (answer: GatewayAnswer<GatewayPayment | null> | Error) => {
    const asked = breaker.find(payment);
    gateway.calls.shift()!(answer);
    return asked;
  };
  return { clock, gateway, breaker, answered };
}

async function anOpenBreaker() {
  const trial = aBreaker();
  for (const answer of [unknown, unavailable, unknown]) await trial.answered(answer);
  return trial;
}

describe('A gateway behind a circuit breaker', () => {
  it('gives every answer on as it came, above all an unknown outcome', async () => {
    const { answered } = aBreaker();
    for (const answer of [nothing, refused, unknown, unavailable])
      expect(await answered(answer)).toBe(answer);
  });

  it('is left alone after three faults: calls are answered at once, and none is made', async () => {
    const { breaker, gateway } = await anOpenBreaker();
    const cause = 'circuit open until 2026-03-01T19:00:30.000Z';
    expect(await breaker.find(payment)).toEqual({ kind: 'unavailable', cause });
    expect(await breaker.capture(payment)).toEqual({ kind: 'unavailable', cause });
    expect(await breaker.void(payment)).toEqual({ kind: 'unavailable', cause });
    expect(await breaker.book('', '', null)).toEqual({ kind: 'unavailable', cause });
    expect(gateway.calls).toEqual([]);
    expect(breaker.state()).toEqual({
      state: 'OPEN',
      openUntil: '2026-03-01T19:00:30.000Z',
      ...{ calls: 3, faults: 3, probes: 0, turnedAway: 4, timesOpened: 1 },
    });
  });

  it('is never left alone because it declines or refuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(nothing, refused), { maxLength: 50 }), async (answers) => {
        const { breaker, answered } = aBreaker();
        for (const answer of answers) expect(await answered(answer)).toBe(answer);
        expect(breaker.state()).toMatchObject({ state: 'CLOSED', calls: answers.length, faults: 0 });
      }),
    );
  });

  it('is probed by one call when the time is over, and used again when it answers, be it with a no', async () => {
    for (const answer of [nothing, refused]) {
      const { breaker, gateway, clock } = await anOpenBreaker();
      clock.at += 30_000;
      expect(breaker.state()).toMatchObject({ state: 'HALF_OPEN', openUntil: null });
      const probe = breaker.find(payment);
      expect(await breaker.find(payment)).toEqual({
        kind: 'unavailable',
        cause: 'circuit half open, a probe is on its way',
      });
      expect(gateway.calls).toHaveLength(1);
      expect(breaker.state()).toMatchObject({ state: 'HALF_OPEN', probes: 1 });
      gateway.calls.shift()!(answer);
      expect(await probe).toBe(answer);
      expect(breaker.state()).toMatchObject({ state: 'CLOSED', timesOpened: 1 });
    }
  });

  it('is left alone again when the probe fails, and the probe keeps its answer', async () => {
    const { breaker, answered, clock } = await anOpenBreaker();
    clock.at += 30_000;
    expect(await answered(unknown)).toBe(unknown);
    expect(breaker.state()).toMatchObject({ state: 'OPEN', openUntil: '2026-03-01T19:01:00.000Z' });
  });

  it('is not blocked for ever by a probe that throws', async () => {
    const { breaker, answered, clock } = await anOpenBreaker();
    clock.at += 30_000;
    await expect(answered(new Error('a bug'))).rejects.toThrow('a bug');
    expect(breaker.state().state).toBe('OPEN');
    clock.at += 30_000;
    expect(await answered(nothing)).toBe(nothing);
    expect(breaker.state().state).toBe('CLOSED');
  });

  it('has its webhooks read with an open circuit too, and offers the same methods', async () => {
    const { breaker, gateway, clock } = await anOpenBreaker();
    expect(breaker.readWebhook({}, Buffer.from(''), clock.at)).toEqual(gateway.readWebhook());
    expect([breaker.name, breaker.methods]).toEqual(['sandbox', gateway.methods]);
  });
});
