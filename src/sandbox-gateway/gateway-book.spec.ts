import type { Opening } from './book-records';
import { GatewayBook, type BookAnswer } from './gateway-book';

const start = '2026-03-01T19:00:00.000Z';
const later = (ms: number): string => new Date(Date.parse(start) + ms).toISOString();
const MINUTE_MS = 60_000;

const opening: Opening = {
  reference: 'payment-1',
  orderId: 'order-1',
  amountMinor: 10_000,
  currency: 'INR',
  method: 'UPI',
  capture: 'automatic',
  expiresAt: later(15 * MINUTE_MS),
  returnUrl: 'https://tiffin.example/return',
};
const exactly = { amountMinor: null, late: null };
const atOnce = { afterMs: 0, fails: false };

const paymentOf = (answer: BookAnswer) => {
  if (!answer.ok) throw new Error(answer.code);
  return answer.payment;
};
const no = (code: string) => ({ ok: false, code });
const refundOf = (amountMinor: number, refundReference = 'refund-1') => ({
  ...{ reference: 'payment-1', refundReference, amountMinor },
  currency: 'INR',
});

describe('the gateway’s book', () => {
  let book: GatewayBook;
  const typesOfFresh = () => book.takeFresh().map(({ record }) => record.type);

  beforeEach(() => {
    book = new GatewayBook();
    book.open(opening, 'token-1', start);
  });

  const captured = () => book.pay('payment-1', exactly, start);

  describe('opening', () => {
    it('finds a payment by its reference, and by the token of its page', () => {
      expect(book.find('payment-1')).toMatchObject({ status: 'OPEN', amountMinor: 10_000 });
      expect(book.findByToken('token-1')).toBe(book.find('payment-1'));
      expect(book.findByToken('payment-1')).toBeUndefined();
    });

    it('takes the same opening twice as one, with the first token', () => {
      expect(paymentOf(book.open(opening, 'token-2', later(1))).token).toBe('token-1');
      expect(book.findByToken('token-2')).toBeUndefined();
      expect(typesOfFresh()).toEqual(['opened']);
    });

    it.each([{ amountMinor: 9_999 }, { currency: 'USD' }, { capture: 'manual' as const }])(
      'refuses the same reference with %j',
      (change) => {
        expect(book.open({ ...opening, ...change }, 'token-2', start)).toEqual(no('reference-taken'));
      },
    );

    it('opens what has expired already as expired', () => {
      const past = { ...opening, reference: 'payment-2', expiresAt: start };
      expect(paymentOf(book.open(past, 'token-2', later(1)))).toMatchObject({
        status: 'FAILED',
        failure: 'expired',
      });
    });
  });

  describe('paying', () => {
    it('collects in automatic mode, and holds in manual mode', () => {
      expect(paymentOf(captured()).status).toBe('CAPTURED');
      book.open({ ...opening, reference: 'payment-2', capture: 'manual' }, 'token-2', start);
      expect(paymentOf(book.pay('payment-2', exactly, start)).status).toBe('AUTHORIZED');
      expect(book.allLines.map(({ reference }) => reference)).toEqual(['payment-1']);
      expect(paymentOf(book.capture('payment-2', start)).status).toBe('CAPTURED');
      expect(book.allLines.map(({ amountMinor }) => amountMinor)).toEqual([10_000, 10_000]);
    });

    it('takes a payer’s yes or no once', () => {
      captured();
      expect(book.pay('payment-1', exactly, start)).toEqual(no('payment-not-open'));
      expect(book.decline('payment-1', 'declined', start)).toEqual(no('payment-not-open'));
    });

    it('remembers why it failed', () => {
      expect(paymentOf(book.decline('payment-1', 'declined', start))).toMatchObject({
        status: 'FAILED',
        failure: 'declined',
      });
      expect(book.allLines).toEqual([]);
    });

    it('takes another amount than was asked for as it arrives', () => {
      book.pay('payment-1', { amountMinor: 9_990, late: null }, start);
      expect(book.find('payment-1')).toMatchObject({ status: 'CAPTURED', amountMinor: 9_990 });
      expect(book.allLines).toMatchObject([{ kind: 'capture', amountMinor: 9_990 }]);
    });

    it('expires at its moment, not before', () => {
      book.settle(later(15 * MINUTE_MS - 1));
      expect(book.find('payment-1')?.status).toBe('OPEN');
      expect(book.nextDue).toBe(opening.expiresAt);
      expect(book.pay('payment-1', exactly, opening.expiresAt)).toEqual(no('payment-not-open'));
      expect(book.find('payment-1')).toMatchObject({ status: 'FAILED', failure: 'expired' });
    });
  });

  describe('late money', () => {
    const late = (meanwhile: 'OPEN' | 'FAILED') =>
      book.pay('payment-1', { amountMinor: null, late: { byMs: 16 * MINUTE_MS, meanwhile } }, start);

    it.each(['OPEN', 'FAILED'] as const)('shows %s first, and is captured in its time', (meanwhile) => {
      expect(paymentOf(late(meanwhile)).status).toBe(meanwhile);
      expect(book.allLines).toEqual([]);
      book.settle(later(16 * MINUTE_MS));
      expect(book.find('payment-1')).toMatchObject({ status: 'CAPTURED', failure: null });
      expect(book.allLines).toMatchObject([{ amountMinor: 10_000, at: later(16 * MINUTE_MS) }]);
    });

    it('cannot be paid a second time meanwhile', () => {
      late('OPEN');
      expect(book.pay('payment-1', exactly, later(1))).toEqual(no('payment-in-process'));
      expect(book.decline('payment-1', 'declined', later(1))).toEqual(no('payment-in-process'));
    });

    it('arrives even after the payment was voided', () => {
      late('OPEN');
      expect(paymentOf(book.void('payment-1', later(1))).status).toBe('CANCELLED');
      book.settle(later(16 * MINUTE_MS));
      expect(book.find('payment-1')?.status).toBe('CAPTURED');
    });
  });

  describe('capturing and voiding', () => {
    it('captures only what is held, and gives what is captured again', () => {
      expect(book.capture('payment-1', start)).toEqual(no('not-authorized'));
      captured();
      expect(paymentOf(book.capture('payment-1', start)).status).toBe('CAPTURED');
      expect(book.allLines).toHaveLength(1);
    });

    it('voids what is open or held, leaves a failure alone, and refuses what was captured', () => {
      expect(paymentOf(book.void('payment-1', start)).status).toBe('CANCELLED');
      expect(paymentOf(book.void('payment-1', start)).status).toBe('CANCELLED');
      book.open({ ...opening, reference: 'payment-2' }, 'token-2', start);
      book.decline('payment-2', 'declined', start);
      expect(paymentOf(book.void('payment-2', start)).status).toBe('FAILED');
      book.open({ ...opening, reference: 'payment-3' }, 'token-3', start);
      book.pay('payment-3', exactly, start);
      expect(book.void('payment-3', start)).toEqual(no('already-captured'));
    });

    it('knows no payment that was never opened', () => {
      const unknown = no('payment-not-found');
      expect(book.capture('payment-9', start)).toEqual(unknown);
      expect(book.void('payment-9', start)).toEqual(unknown);
      expect(book.pay('payment-9', exactly, start)).toEqual(unknown);
      expect(book.refund({ ...refundOf(1), reference: 'payment-9' }, atOnce, start)).toEqual(unknown);
      expect(book.chargeback('payment-9', { status: 'WON' }, start)).toEqual(unknown);
    });
  });

  describe('refunding', () => {
    it('never gives back more than was captured, refunds under way among it', () => {
      captured();
      book.refund(refundOf(6_000), { afterMs: MINUTE_MS, fails: false }, start);
      expect(book.refund(refundOf(4_001, 'refund-2'), atOnce, start)).toEqual(no('refund-exceeds-captured'));
      expect(paymentOf(book.refund(refundOf(4_000, 'refund-2'), atOnce, start)).refunds).toMatchObject([
        { amountMinor: 6_000, status: 'PENDING' },
        { amountMinor: 4_000, status: 'SETTLED' },
      ]);
      expect(book.sums().get('INR')).toEqual({
        capturedMinor: 10_000,
        refundedMinor: 4_000,
        disputedMinor: 0,
      });
      book.settle(later(MINUTE_MS));
      expect(book.sums().get('INR')?.refundedMinor).toBe(10_000);
    });

    it('makes one refund of one reference, and refuses another amount under it', () => {
      captured();
      book.refund(refundOf(100), atOnce, start);
      expect(paymentOf(book.refund(refundOf(100), atOnce, start)).refunds).toHaveLength(1);
      expect(book.refund(refundOf(101), atOnce, start)).toEqual(no('refund-reference-taken'));
    });

    it('refuses before the capture, and in another currency', () => {
      expect(book.refund(refundOf(1), atOnce, start)).toEqual(no('not-captured'));
      captured();
      expect(book.refund({ ...refundOf(1), currency: 'USD' }, atOnce, start)).toEqual(
        no('currency-mismatch'),
      );
    });

    it('frees the amount of a refund that failed', () => {
      captured();
      book.refund(refundOf(10_000), { afterMs: MINUTE_MS, fails: true }, start);
      book.settle(later(MINUTE_MS));
      expect(book.find('payment-1')?.refunds).toMatchObject([{ status: 'FAILED' }]);
      expect(book.allLines).toHaveLength(1);
      expect(
        paymentOf(book.refund(refundOf(10_000, 'refund-2'), atOnce, later(MINUTE_MS))).refunds,
      ).toHaveLength(2);
    });
  });

  describe('chargebacks', () => {
    const dispute = (amountMinor: number | null = null) =>
      book.chargeback('payment-1', { status: 'OPEN', amountMinor, reason: 'fraudulent' }, start);

    it('takes the money when opened, and gives it again when won', () => {
      captured();
      dispute(4_000);
      book.chargeback('payment-1', { status: 'WON' }, start);
      expect(book.allLines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
        ['capture', 10_000],
        ['chargeback', -4_000],
        ['chargeback', 4_000],
      ]);
      expect(book.sums().get('INR')?.disputedMinor).toBe(0);
    });

    it('moves nothing more when lost', () => {
      captured();
      dispute();
      expect(paymentOf(book.chargeback('payment-1', { status: 'LOST' }, start)).chargebacks).toEqual([
        { chargebackId: 'cb_payment-1_1', amountMinor: 10_000, status: 'LOST', reason: 'fraudulent' },
      ]);
      expect(book.allLines).toHaveLength(2);
    });

    it('disputes only what is left, and refunds only what is not disputed', () => {
      captured();
      book.refund(refundOf(3_000), atOnce, start);
      expect(dispute(7_001)).toEqual(no('chargeback-exceeds-captured'));
      dispute(6_000);
      expect(book.refund(refundOf(1_001, 'refund-2'), atOnce, start)).toEqual(no('refund-exceeds-captured'));
    });

    it('opens one at a time, of what was captured, and decides only what is open', () => {
      expect(dispute()).toEqual(no('not-captured'));
      captured();
      expect(book.chargeback('payment-1', { status: 'WON' }, start)).toEqual(no('chargeback-not-open'));
      dispute(1);
      expect(dispute(1)).toEqual(no('chargeback-open'));
    });
  });

  describe('its pages', () => {
    const all = { from: start, to: later(60 * MINUTE_MS) };

    it('gives each line once, in order, from its moment on and before the end', () => {
      for (let n = 2; n <= 6; n += 1) {
        const at = later(n * MINUTE_MS);
        book.open({ ...opening, reference: `payment-${n}` }, `token-${n}`, at);
        book.pay(`payment-${n}`, exactly, at);
      }
      const first = book.page(all, null, 2);
      const second = book.page(all, first.next, 2);
      const third = book.page(all, second.next, 2);
      expect([first, second, third].map(({ lines }) => lines.map(({ reference }) => reference))).toEqual([
        ['payment-2', 'payment-3'],
        ['payment-4', 'payment-5'],
        ['payment-6'],
      ]);
      expect(third.next).toBeNull();
      const some = { from: later(3 * MINUTE_MS), to: later(5 * MINUTE_MS) };
      expect(book.page(some, null, 10).lines.map(({ reference }) => reference)).toEqual([
        'payment-3',
        'payment-4',
      ]);
    });

    it('never goes back in time, whatever it is told', () => {
      captured();
      book.refund(refundOf(1), atOnce, '2020-01-01T00:00:00.000Z');
      expect(book.allLines.map(({ at }) => at)).toEqual([start, start]);
    });
  });
});
