import fc from 'fast-check';
import type { BookRecord, Opening } from './book-records';
import { GatewayBook, leftOf } from './gateway-book';

const START_MS = Date.parse('2026-03-01T19:00:00.000Z');
const MINUTE_MS = 60_000;

const openingOf = (reference: string, amountMinor: number, isManual: boolean): Opening => ({
  reference,
  orderId: 'order-1',
  amountMinor,
  currency: 'INR',
  method: 'CARD',
  capture: isManual ? 'manual' : 'automatic',
  expiresAt: new Date(START_MS + 90 * MINUTE_MS).toISOString(),
  returnUrl: 'https://tiffin.example/return',
});

const reference = fc.constantFrom('payment-1', 'payment-2');
const amount = fc.integer({ min: 1, max: 20 });
const ms = fc.nat(20 * MINUTE_MS);
/** Mostly short, so that few payments expire before they are paid. */
const pause = fc.oneof({ weight: 9, arbitrary: fc.nat(MINUTE_MS) }, { weight: 1, arbitrary: ms });
const late = fc.option(
  fc.record({ byMs: ms, meanwhile: fc.constantFrom('OPEN' as const, 'FAILED' as const) }),
);
type Act = (book: GatewayBook, now: string) => unknown;

const open = fc.tuple(reference, amount, fc.boolean()).map(
  ([name, minor, isManual]): Act =>
    (book, now) =>
      book.open(openingOf(name, minor, isManual), `token-${name}`, now),
);
const pay = fc.tuple(reference, fc.option(amount), late).map(
  ([name, amountMinor, lateness]): Act =>
    (book, now) =>
      book.pay(name, { amountMinor, late: lateness }, now),
);
const refund = fc
  .tuple(
    reference,
    fc.constantFrom('refund-1', 'refund-2', 'refund-3'),
    fc.integer({ min: 1, max: 8 }),
    ms,
    fc.boolean(),
  )
  .map(
    ([name, refundReference, amountMinor, afterMs, fails]): Act =>
      (book, now) =>
        book.refund(
          { reference: name, refundReference, amountMinor, currency: 'INR' },
          { afterMs, fails },
          now,
        ),
  );
const dispute = fc.tuple(reference, fc.option(amount)).map(
  ([name, amountMinor]): Act =>
    (book, now) =>
      book.chargeback(name, { status: 'OPEN', amountMinor, reason: 'fraudulent' }, now),
);
const judge = fc.tuple(reference, fc.constantFrom('WON' as const, 'LOST' as const)).map(
  ([name, status]): Act =>
    (book, now) =>
      book.chargeback(name, { status }, now),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(open, pay) },
  { weight: 3, arbitrary: refund },
  { weight: 2, arbitrary: fc.oneof(dispute, judge) },
  {
    weight: 2,
    arbitrary: reference.map(
      (name): Act =>
        (book, now) =>
          book.capture(name, now),
    ),
  },
  {
    weight: 1,
    arbitrary: reference.map(
      (name): Act =>
        (book, now) =>
          book.decline(name, 'declined', now),
    ),
  },
  {
    weight: 1,
    arbitrary: reference.map(
      (name): Act =>
        (book, now) =>
          book.void(name, now),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((book, now) => book.settle(now)) },
);
const steps = fc.array(fc.tuple(pause, act), { minLength: 10, maxLength: 60, size: 'max' });
/** Whatever happens to two payments that were opened. */
const story = fc
  .tuple(fc.tuple(amount, fc.boolean()), fc.tuple(amount, fc.boolean()), steps)
  .map(([first, second, rest]) => [
    ...[first, second].map(([minor, isManual], index): [number, Act] => {
      const name = `payment-${index + 1}`;
      return [0, (book, now) => book.open(openingOf(name, minor, isManual), `token-${name}`, now)];
    }),
    ...rest,
  ]);

function played(told: readonly (readonly [number, Act])[]) {
  const book = new GatewayBook();
  const records: BookRecord[] = [];
  let nowMs = START_MS;
  for (const [passed, does] of told) {
    nowMs += passed;
    does(book, new Date(nowMs).toISOString());
    records.push(...book.takeFresh().map(({ record }) => record));
  }
  return { book, records, now: new Date(nowMs).toISOString() };
}

const shownBy = (book: GatewayBook) => ({
  payments: [...book.allPayments],
  lines: book.allLines,
  sums: [...book.sums()],
});

describe('the gateway’s book, whatever happens', () => {
  it('never lets more leave than came in, and its lines come to its payments', () => {
    let captures = 0;
    let refunds = 0;
    fc.assert(
      fc.property(story, (told) => {
        const { book } = played(told);
        for (const payment of book.allPayments) {
          const { reference: name } = payment.opening;
          const lines = book.allLines.filter((line) => line.reference === name);
          const total = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          const capturedLines = lines.filter(({ kind }) => kind === 'capture');
          captures += capturedLines.length;
          refunds += lines.filter(({ kind }) => kind === 'refund').length;
          expect(total).toBeGreaterThanOrEqual(0);
          expect(leftOf(payment)).toBeGreaterThanOrEqual(0);
          expect(capturedLines.map(({ amountMinor }) => amountMinor)).toEqual(
            payment.status === 'CAPTURED' ? [payment.amountMinor] : [],
          );
          const pending = payment.refunds.filter(({ status }) => status === 'PENDING');
          expect(total).toBe(leftOf(payment) + pending.reduce((sum, one) => sum + one.amountMinor, 0));
        }
      }),
      { numRuns: 3_000 },
    );
    expect(captures).toBeGreaterThan(1_000);
    expect(refunds).toBeGreaterThan(500);
  });

  it('comes to the same again from its records, and goes on the same from there', () => {
    fc.assert(
      fc.property(story, steps, (told, more) => {
        const { book, records, now } = played(told);
        const again = new GatewayBook();
        for (const record of records) again.replay(record);
        expect(shownBy(again)).toEqual(shownBy(book));
        expect(again.takeFresh()).toEqual([]);
        let nowMs = Date.parse(now);
        for (const [passed, does] of more) {
          nowMs += passed;
          for (const one of [book, again]) does(one, new Date(nowMs).toISOString());
        }
        expect(again.takeFresh()).toEqual(book.takeFresh());
      }),
      { numRuns: 1_000 },
    );
  });

  it('never moves a time back, numbers the changes of a payment without a gap, and records no change twice', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { records } = played(told);
        const times = records.map(({ at }) => at);
        expect(times).toEqual([...times].sort());
        for (const name of ['payment-1', 'payment-2']) {
          const changes = records.filter((record) => record.reference === name);
          expect(changes.map(({ change }) => change)).toEqual(changes.map((_, index) => index + 1));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
