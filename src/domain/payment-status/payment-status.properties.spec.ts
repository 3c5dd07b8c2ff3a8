import assert from 'node:assert/strict';
import fc from 'fast-check';
import { aWebhook } from '../inbox/inbox.fixtures';
import { asId, type OrderId, type PaymentId, type RefundId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import type { ProcessInput, ProcessManager } from '../kernel/process';
import { NOON } from '../order/order.fixtures';
import { anInitiatePayment, aRequestRefund } from '../payment/payment.fixtures';
import {
  paymentStatus,
  pollTimer,
  refundTimer,
  type PaymentStatus,
  type PaymentStatusEvent,
  type SyncPayment,
} from './payment-status';

type Status = ProcessManager<PaymentStatus, PaymentStatusEvent, SyncPayment>;
type Type = PaymentStatusEvent['type'];

const orderId = asId<OrderId>('order-1');
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** Any event, at a moment, about one of the payments and one of its refunds. */
function anEvent(type: Type, pick: number, at: Instant): PaymentStatusEvent {
  const paymentId = asId<PaymentId>(`payment-${pick % 2}`);
  const refundId = asId<RefundId>(`refund-${pick % 4}`);
  const of = { orderId, paymentId, at };
  const amount = money(28_500, 'INR');
  switch (type) {
    case 'PaymentInitiated':
      return { ...anInitiatePayment({ ...of, expiresAt: plusMs(at, 15 * MINUTE) }), type };
    case 'PaymentAuthorized':
    case 'PaymentCaptured':
      return { type, gatewayPaymentId: 'gw-1', amount, late: false, ...of };
    case 'PaymentOutcomeUnknown':
      return { type, operation: pick % 3 === 0 ? 'refund' : 'capture', cause: 'timeout', ...of };
    case 'CaptureRequested':
    case 'PaymentVoided':
      return { type, ...of };
    case 'VoidRequested':
    case 'PaymentFailed':
      return { type, reason: 'a-reason', ...of };
    case 'RefundRequested':
      return { ...aRequestRefund({ refundId }), type, ...of };
    case 'RefundSettled':
      return { type, refundId, amount, ...of };
    case 'RefundFailed':
      return { type, refundId, reason: 'gateway-failed', ...of };
    case 'WebhookReceived':
      return { ...aWebhook({ at, paymentId: pick % 5 === 0 ? null : paymentId }), orderId };
  }
}

/** Runs a status over events and timers, as early or late as they come, and checks it after every input. */
class Run {
  now = NOON;
  private state: PaymentStatus;
  private readonly timers = new Map<string, Instant>();

  constructor(private readonly status: Status) {
    this.state = status.initial;
  }

  hear(type: Type, pick: number): void {
    this.react({ kind: 'event', event: anEvent(type, pick, this.now) });
  }

  pass(ms: number): void {
    this.now = plusMs(this.now, ms);
  }

  fire(): boolean {
    const due = [...this.timers].find(([, at]) => at <= this.now);
    if (due === undefined) return false;
    const [timer, dueAt] = due;
    this.timers.delete(timer);
    this.react({ kind: 'timer', timer, dueAt, at: this.now });
    return true;
  }

  /** Lets time pass until the next timer is due, and fires it. */
  skipToNext(): boolean {
    const [next] = [...this.timers.values()].sort();
    if (next === undefined) return false;
    this.now = next > this.now ? next : this.now;
    return this.fire();
  }

  /** What the gateway has to say has been said: everything that was begun has ended. */
  end(): void {
    for (const pick of [0, 1, 2, 3]) {
      this.hear('PaymentCaptured', pick);
      this.hear('RefundSettled', pick);
    }
    assert.deepEqual(this.state, paymentStatus.initial);
    assert.equal(this.timers.size, 0, 'a timer was left over');
  }

  private react(input: ProcessInput<PaymentStatusEvent>): void {
    const { state, effects } = this.status.react(this.state, input);
    this.state = JSON.parse(JSON.stringify(state)) as PaymentStatus; // as it is stored
    const asked = effects.filter((effect) => effect.do === 'send').length;
    for (const effect of effects) {
      if (effect.do === 'unschedule') this.timers.delete(effect.timer);
      if (effect.do !== 'schedule') continue;
      assert(effect.at > this.now, 'a timer that is due at once');
      this.timers.set(effect.timer, effect.at);
    }
    if (input.kind === 'timer') assert.equal(asked, 1, 'a timer for nothing');
    const watched = [
      ...Object.keys(this.state.payments).map(pollTimer),
      ...Object.keys(this.state.refunds).map(refundTimer),
    ];
    assert.deepEqual([...this.timers.keys()].sort(), watched.sort());
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...paymentStatus.reads), fc.nat(19)).map(
      ([type, pick]) =>
        (run: Run) =>
          run.hear(type, pick),
    ),
  },
  { weight: 4, arbitrary: fc.constant((run: Run) => void run.fire()) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(0, 1_000, 30_000, 5 * MINUTE, 16 * MINUTE, 7 * 60 * MINUTE, 4 * DAY)
      .map((ms) => (run: Run) => run.pass(ms)),
  },
);

const holdsFor = (status: Status) =>
  fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
    const run = new Run(status);
    for (const take of steps) take(run);
    run.end();
  });

const RUNS = { numRuns: 5_000 };

/** A status that does one thing differently. */
const substitute = (
  change: (
    reaction: ReturnType<Status['react']>,
    input: ProcessInput<PaymentStatusEvent>,
  ) => ReturnType<Status['react']>,
): Status => ({
  ...paymentStatus,
  react: (state, input) => change(paymentStatus.react(state, input), input),
});

describe('what the payment status watches', () => {
  it('has one timer each that is still to come, and none when all is done, whatever happens', () =>
    fc.assert(holdsFor(paymentStatus), RUNS));

  it.each<[string, Status]>([
    [
      'forgets to unset a timer',
      substitute(({ state, effects }) => ({
        state,
        effects: effects.filter((effect) => effect.do !== 'unschedule'),
      })),
    ],
    [
      'asks again without a wait',
      substitute(({ state, effects }, input) => ({
        state,
        effects: effects.map((effect) =>
          effect.do === 'schedule' && input.kind === 'timer' ? { ...effect, at: input.dueAt } : effect,
        ),
      })),
    ],
    [
      'does not set its timer again',
      substitute(({ state, effects }, input) => ({
        state,
        effects: input.kind === 'timer' ? effects.filter(({ do: what }) => what === 'send') : effects,
      })),
    ],
  ])('would show one that %s', (_, wrong) =>
    expect(() => fc.assert(holdsFor(wrong), RUNS)).toThrow('Property failed'),
  );

  it('comes to an end by itself when nothing was asked of the gateway', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom<Type>('PaymentInitiated', 'PaymentFailed', 'WebhookReceived', 'RefundRequested'),
            fc.nat(19),
          ),
        ),
        (events) => {
          const run = new Run(paymentStatus);
          for (const [type, pick] of events) run.hear(type, pick);
          let asked = 0;
          while (run.skipToNext()) asked += 1;
          assert(asked <= 19 * events.length, `asked ${asked} times`);
        },
      ),
      { numRuns: 1_000 },
    ));
});
