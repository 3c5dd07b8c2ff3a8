import { asId, type OrderId, type PaymentId, type RefundId } from '../kernel/ids';
import { msBetween, plusMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import { minutesAfterNoon, NOON } from '../order/order.fixtures';
import { anInitiatePayment, aRequestRefund } from '../payment/payment.fixtures';
import { aWebhook } from '../inbox/inbox.fixtures';
import {
  paymentStatus,
  pollTimer,
  refundTimer,
  type PaymentStatus,
  type PaymentStatusEvent,
} from './payment-status';

const orderId = asId<OrderId>('order-1');
const paymentId = asId<PaymentId>('payment-1');
const other = asId<PaymentId>('payment-2');
const refundId = asId<RefundId>('refund-a');
const of = { orderId, paymentId };
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const LATE = [15 * MINUTE, HOUR, DAY, 3 * DAY, 3 * DAY + HOUR];
const expiresAt = minutesAfterNoon(15);

const initiated: PaymentStatusEvent = { ...anInitiatePayment({ expiresAt }), type: 'PaymentInitiated' };
const money285 = { gatewayPaymentId: 'gw-1', amount: money(28_500, 'INR'), late: false };
const authorized = (at: Instant): PaymentStatusEvent => ({
  type: 'PaymentAuthorized',
  ...money285,
  ...of,
  at,
});
const captured = (at: Instant): PaymentStatusEvent => ({ type: 'PaymentCaptured', ...money285, ...of, at });
const failed = (at: Instant): PaymentStatusEvent => ({
  type: 'PaymentFailed',
  reason: 'declined',
  ...of,
  at,
});
const voided = (at: Instant): PaymentStatusEvent => ({ type: 'PaymentVoided', ...of, at });
const captureRequested = (at: Instant): PaymentStatusEvent => ({ type: 'CaptureRequested', ...of, at });
const voidRequested = (at: Instant): PaymentStatusEvent => ({
  type: 'VoidRequested',
  reason: 'order-closed',
  ...of,
  at,
});
const doubt = (operation: 'open' | 'capture' | 'void' | 'refund', at: Instant): PaymentStatusEvent => ({
  type: 'PaymentOutcomeUnknown',
  operation,
  cause: 'timeout',
  ...of,
  at,
});
const refundRequested = (at: Instant): PaymentStatusEvent => ({
  ...aRequestRefund({ refundId, at }),
  type: 'RefundRequested',
  ...of,
});
const refundSettled = (at: Instant): PaymentStatusEvent => ({
  type: 'RefundSettled',
  refundId,
  amount: money(8_500, 'INR'),
  ...of,
  at,
});
const refundFailed = (at: Instant): PaymentStatusEvent => ({
  type: 'RefundFailed',
  refundId,
  reason: 'gateway-failed',
  ...of,
  at,
});
const told = (at: Instant, about: PaymentId | null = paymentId): PaymentStatusEvent => ({
  ...aWebhook({ at, paymentId: about }),
  orderId,
});

/** A payment status with its timers, as the runner keeps them. */
class Watching {
  state: PaymentStatus = paymentStatus.initial;
  readonly timers = new Map<string, Instant>();
  /** Which payments were asked about, and when. */
  readonly asked: { readonly paymentId: PaymentId; readonly at: Instant }[] = [];

  hear(...events: readonly PaymentStatusEvent[]): this {
    for (const event of events) this.react({ kind: 'event', event }, event.at);
    return this;
  }

  /** Fires timers as they come due, up to a moment, or until there is none. */
  until(end: Instant = '9999'): this {
    for (let [next] = this.due(); next !== undefined && next[1] <= end; [next] = this.due()) {
      const [timer, dueAt] = next;
      this.fire(timer, dueAt, dueAt);
    }
    return this;
  }

  fire(timer: string, dueAt: Instant, at: Instant): void {
    this.timers.delete(timer);
    this.react({ kind: 'timer', timer, dueAt, at }, at);
  }

  private due(): readonly (readonly [string, Instant])[] {
    return [...this.timers].sort(([, a], [, b]) => (a < b ? -1 : 1));
  }

  private react(input: Parameters<typeof paymentStatus.react>[1], at: Instant): void {
    const { state, effects } = paymentStatus.react(this.state, input);
    this.state = state;
    for (const effect of effects) {
      if (effect.do === 'schedule') this.timers.set(effect.timer, effect.at);
      else if (effect.do === 'unschedule') this.timers.delete(effect.timer);
      else this.asked.push({ paymentId: effect.command.paymentId, at });
    }
  }
}

const watching = (...events: readonly PaymentStatusEvent[]) => new Watching().hear(...events);

/** How long after a moment the gateway is asked, from then on, when it has nothing new to say. */
const asksAfter = (since: Instant, status: Watching, end?: Instant): readonly number[] =>
  status
    .until(end)
    .asked.map(({ at }) => msBetween(since, at))
    .filter((ms) => ms >= 0);

const every = (ms: number, times: number, from = 0): readonly number[] =>
  Array.from({ length: times }, (_, i) => from + (i + 1) * ms);

const QUICK = every(30 * SECOND, 10);

describe('the payment status', () => {
  describe('of a payment that the payer has to act on', () => {
    it('asks at once, which opens it', () => {
      const status = watching(initiated);
      expect(status.asked).toEqual([{ paymentId, at: NOON }]);
      expect([...status.timers]).toEqual([[pollTimer(paymentId), plusMs(NOON, 30 * SECOND)]]);
    });

    it('asks ten times every 30 s, after 1, 2 and every 4 minutes, as it expires, and five times in three days', () => {
      expect(asksAfter(NOON, watching(initiated))).toEqual([
        0,
        ...QUICK,
        ...[6, 8, 12, 15].map((minutes) => minutes * MINUTE),
        ...LATE.map((late) => 15 * MINUTE + late),
      ]);
    });

    it('leaves no timer behind when nothing ever happens', () => {
      const status = watching(initiated).until();
      expect([...status.timers]).toEqual([]);
      expect(status.state).toEqual(paymentStatus.initial);
    });

    it('uses up the quick questions about a payment that was begun just before it expires', () => {
      const at = minutesAfterNoon(13);
      expect(asksAfter(at, watching({ ...initiated, at }))).toEqual([
        0,
        ...QUICK,
        ...LATE.map((late) => 2 * MINUTE + late),
      ]);
    });

    it.each([
      ['captured', captured],
      ['held', authorized],
    ])('asks no more when the money is %s', (_, event) => {
      const status = watching(initiated, event(minutesAfterNoon(3)));
      expect([...status.timers]).toEqual([]);
      expect(status.state).toEqual(paymentStatus.initial);
    });

    it('watches the attempts of one order side by side', () => {
      const second: PaymentStatusEvent = { ...initiated, paymentId: other, at: minutesAfterNoon(4) };
      const status = watching(initiated, second, captured(minutesAfterNoon(5)));
      expect([...status.timers]).toEqual([[pollTimer(other), plusMs(minutesAfterNoon(4), 30 * SECOND)]]);
    });
  });

  describe('of a payment that ended without money', () => {
    it.each([
      ['failed', failed],
      ['was voided', voided],
    ])('asks five times more, counted from its expiry, when it %s', (_, event) => {
      const status = watching(initiated, event(minutesAfterNoon(2)));
      expect(asksAfter(minutesAfterNoon(15), status)).toEqual(LATE);
      expect(status.asked).toHaveLength(6);
      expect(status.state).toEqual(paymentStatus.initial);
    });

    it('counts from the end itself when that came after the expiry', () => {
      const at = minutesAfterNoon(20);
      expect(asksAfter(at, watching(initiated, failed(at)))).toEqual(LATE);
    });

    it('does not begin anew when it ends a second time', () => {
      const status = watching(initiated, failed(minutesAfterNoon(2))).until(minutesAfterNoon(31));
      const before = new Map(status.timers);
      expect(status.hear(voided(minutesAfterNoon(31))).timers).toEqual(before);
    });

    it('stops when the late money is there', () => {
      const status = watching(initiated, failed(minutesAfterNoon(2))).until(minutesAfterNoon(31));
      expect([...status.hear(captured(minutesAfterNoon(31))).timers]).toEqual([]);
    });

    it('leaves out what is past when it was down meanwhile', () => {
      const status = watching(initiated, failed(minutesAfterNoon(2)));
      const [[timer, dueAt] = ['', '']] = status.timers;
      status.fire(timer, dueAt, plusMs(minutesAfterNoon(15), 2 * HOUR));
      expect([...status.timers]).toEqual([[timer, plusMs(minutesAfterNoon(15), DAY)]]);
    });
  });

  describe('of a capture or a void that was asked for', () => {
    const at = minutesAfterNoon(20);
    const ladder = [
      0,
      ...QUICK,
      ...[6, 8, 12, 27, 87, 87 + 360, 87 + 720].map((minutes) => minutes * MINUTE),
    ];

    it.each([
      ['capture', [initiated, authorized(minutesAfterNoon(3)), captureRequested(at)]],
      ['void', [initiated, voidRequested(at)]],
    ])('asks at once and ever more slowly, until the %s is done', (_, events) => {
      const status = watching(...events);
      expect(asksAfter(at, status, plusMs(at, 14 * HOUR))).toEqual(ladder);
      expect(status.until(plusMs(at, 9 * DAY)).timers.size).toBe(1);
      expect([...status.hear(captured(plusMs(at, 9 * DAY))).timers]).toEqual([]);
    });

    it('asks on when the money is held again after a failure', () => {
      const status = watching(initiated, authorized(NOON), captureRequested(at), failed(at), authorized(at));
      expect([...status.timers]).toEqual([[pollTimer(paymentId), plusMs(at, 30 * SECOND)]]);
    });

    it('watches for late money after the void', () =>
      expect(asksAfter(at, watching(initiated, voidRequested(NOON), voided(at)))).toEqual(LATE));
  });

  describe('of a call whose answer was lost', () => {
    it('asks half a minute later when nothing else would', () => {
      const at = minutesAfterNoon(40);
      const status = watching(initiated, authorized(NOON), doubt('capture', at));
      expect([...status.timers]).toEqual([[pollTimer(paymentId), plusMs(at, 30 * SECOND)]]);
      expect(status.until().state).toEqual(paymentStatus.initial);
    });

    it.each(['open', 'capture', 'void'] as const)('keeps the pace that it has when %s is in doubt', (op) => {
      const status = watching(initiated).until(minutesAfterNoon(8));
      const before = new Map(status.timers);
      expect(status.hear(doubt(op, minutesAfterNoon(8))).timers).toEqual(before);
    });

    it('leaves refunds to their own ladder', () => {
      const status = watching(refundRequested(NOON), doubt('refund', NOON));
      expect([...status.timers]).toEqual([[refundTimer(refundId), minutesAfterNoon(1)]]);
    });
  });

  describe('of a refund', () => {
    it('asks at once, and after 1 and 5 minutes, 1, 6 and 24 hours, 3 and 7 days; then it stays open', () => {
      const status = watching(refundRequested(NOON));
      expect(asksAfter(NOON, status)).toEqual([0, MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY]);
      expect(status.state).toEqual(paymentStatus.initial);
    });

    it.each([
      ['settled', refundSettled],
      ['failed', refundFailed],
    ])('asks no more when it is %s', (_, event) => {
      const status = watching(refundRequested(NOON), event(minutesAfterNoon(2)));
      expect([...status.timers]).toEqual([]);
      expect(status.state).toEqual(paymentStatus.initial);
    });

    it('leaves out what is past when it was down meanwhile', () => {
      const status = watching(refundRequested(NOON));
      status.fire(refundTimer(refundId), minutesAfterNoon(1), plusMs(NOON, 2 * HOUR));
      expect([...status.timers]).toEqual([[refundTimer(refundId), plusMs(NOON, 6 * HOUR)]]);
    });
  });

  describe('when a gateway reports', () => {
    it('asks at once, and keeps its ladder', () => {
      const at = minutesAfterNoon(3);
      const status = watching(initiated).until(at);
      const before = new Map(status.timers);
      status.hear(told(at));
      expect(status.asked.at(-1)).toEqual({ paymentId, at });
      expect(status.timers).toEqual(before);
    });

    it('asks once more a quarter of an hour later about what nothing else is asked', () => {
      const at = plusMs(NOON, 9 * DAY);
      const status = watching(initiated, captured(NOON), told(at));
      expect(asksAfter(at, status)).toEqual([0, 15 * MINUTE]);
      expect(status.state).toEqual(paymentStatus.initial);
    });

    it('puts that off when it reports again', () => {
      const [at, again] = [minutesAfterNoon(60), minutesAfterNoon(70)];
      const status = watching(captured(NOON), told(at), told(again));
      expect(asksAfter(at, status)).toEqual([0, 10 * MINUTE, 25 * MINUTE]);
    });

    it('needs no second question when a refund of the payment is watched', () => {
      const status = watching(captured(NOON), refundRequested(NOON), told(minutesAfterNoon(1)));
      expect([...status.timers.keys()]).toEqual([refundTimer(refundId)]);
    });

    it('does nothing about a message that is about no payment', () => {
      const status = watching(told(NOON, null));
      expect(status.asked).toEqual([]);
      expect(status.state).toBe(paymentStatus.initial);
    });
  });

  it('ignores a timer of something that it does not watch any more', () => {
    const status = watching(initiated, captured(NOON));
    status.fire(pollTimer(paymentId), NOON, NOON);
    status.fire(refundTimer(refundId), NOON, NOON);
    status.fire('another', NOON, NOON);
    expect(status.asked).toHaveLength(1);
    expect(status.state).toEqual(paymentStatus.initial);
  });
});
