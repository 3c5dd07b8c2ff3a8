import type { Actor } from '../../domain/kernel/actor';
import { attempt, PaymentDesk } from '../../../test/support/payment-desk';
import { RequestRefund, RequestRefundHandler, type Refunded, type RefundOutcome } from './request-refund';
import { inr } from '../../../test/support/scripted-gateway';

const support: Actor = { id: 'support-1', role: 'support' };
const first = attempt(1);

describe('staff who give money back', () => {
  let desk: PaymentDesk;

  beforeEach(async () => {
    desk = new PaymentDesk();
    await desk.place();
  });

  const refund = (
    refunded: Refunded,
    reason = 'item-missing',
    request = desk.request(undefined, support),
  ): Promise<RefundOutcome> =>
    new RequestRefundHandler(desk.executor, desk.loader).execute(
      new RequestRefund(first, refunded, reason, 'restaurant', request),
    );
  const amount = (minor: number): Refunded => ({ of: 'amount', minor });
  const lines = (...wanted: readonly (readonly [string, number])[]): Refunded => ({
    of: 'lines',
    lines: wanted.map(([lineId, quantity]) => ({ lineId, quantity })),
  });
  const refused = (code: string, more: object = {}) => ({ kind: 'rejected', rejection: { code, ...more } });
  const requested = async () => (await desk.events()).filter(({ type }) => type === 'RefundRequested');

  describe('of a payment that was captured', () => {
    beforeEach(() => desk.bring(1, 'CAPTURED'));

    it('give back an amount, on the account of whoever was at fault', async () => {
      const outcome = await refund(amount(8_500));
      expect(outcome).toMatchObject({ kind: 'done', amount: inr(8_500) });
      expect(await requested()).toMatchObject([
        {
          refundId: outcome.kind === 'done' ? outcome.refundId : null,
          amount: inr(8_500),
          cause: 'item-missing',
          chargeTo: 'restaurant',
          lines: [],
          by: 'support',
        },
      ]);
    });

    it('give back units of lines, at what they came to', async () => {
      expect(await refund(lines(['line-1', 1], ['line-2', 1]))).toMatchObject({ amount: inr(14_538) });
      expect(await requested()).toMatchObject([
        {
          amount: inr(14_538),
          lines: [
            { lineId: 'line-1', amountMinor: 10_661 },
            { lineId: 'line-2', amountMinor: 3_877 },
          ],
        },
      ]);
    });

    it('give it back once, whoever asks and however often', async () => {
      const outcomes = [
        await refund(lines(['line-1', 1])),
        await refund(lines(['line-1', 1])),
        await refund(
          lines(['line-1', 1]),
          'item-missing',
          desk.request('x', { ...support, id: 'support-2' }),
        ),
      ];
      expect(new Set(outcomes.map((one) => (one.kind === 'done' ? one.refundId : one.kind))).size).toBe(1);
      expect(await requested()).toHaveLength(1);
    });

    it('give it back once when they ask at once', async () => {
      await Promise.all([refund(amount(100)), refund(amount(100)), refund(amount(100))]);
      expect(await requested()).toHaveLength(1);
    });

    it('get the same answer to the same request', async () => {
      const request = desk.request('once', support);
      const before = await refund(amount(100), 'item-missing', request);
      const again = await refund(amount(100), 'item-missing', request);
      expect(again).toMatchObject({ kind: 'done', done: { repeated: true } });
      expect(again).toMatchObject({ refundId: before.kind === 'done' ? before.refundId : null });
      const other = desk.request('once', support, 'another body');
      expect(await refund(amount(200), 'item-missing', other)).toEqual({ kind: 'key-reused' });
    });

    it('cannot give back another amount for the same reason', async () => {
      await refund(amount(100));
      expect(await refund(amount(200))).toEqual(refused('refund-already-requested'));
      await refund(lines(['line-1', 1]));
      expect(await refund(lines(['line-1', 2]))).toEqual(refused('refund-already-requested'));
    });

    it('give back more for another reason, or other lines', async () => {
      await refund(lines(['line-1', 1]));
      expect(await refund(lines(['line-1', 1]), 'food-was-cold')).toMatchObject({ kind: 'done' });
      expect(await refund(lines(['line-2', 1]))).toMatchObject({ kind: 'done' });
      expect(await requested()).toHaveLength(3);
    });

    it('name the same lines in any order', async () => {
      await refund(lines(['line-1', 1], ['line-2', 1]));
      expect(await refund(lines(['line-2', 1], ['line-1', 1]))).toMatchObject({ kind: 'done' });
      expect(await requested()).toHaveLength(1);
    });

    it('never give back more than was captured', async () => {
      await refund(amount(28_000));
      expect(await refund(amount(501), 'late')).toEqual(
        refused('refund-exceeds-captured', { refundable: inr(500) }),
      );
      expect(await refund(amount(500), 'late')).toMatchObject({ kind: 'done' });
    });

    it('cannot give back what was not ordered', async () => {
      expect(await refund(lines(['line-2', 2]))).toEqual(refused('more-than-ordered', { lineId: 'line-2' }));
      expect(await refund(lines(['line-3', 1]))).toEqual(refused('no-such-line', { lineId: 'line-3' }));
      expect(await requested()).toEqual([]);
    });

    it('cannot give back nothing, or less', async () => {
      expect(await refund(amount(0))).toEqual(refused('nothing-to-refund'));
      expect(await refund(amount(-1))).toEqual(refused('amount-not-positive'));
    });
  });

  it('cannot give back what was not collected', async () => {
    await desk.bring(1, 'AUTHORIZED');
    expect(await refund(amount(1))).toEqual(refused('refund-exceeds-captured', { refundable: inr(0) }));
  });

  it('cannot give cash back through a gateway', async () => {
    await desk.approveCash();
    expect(await refund(amount(1))).toEqual(refused('not-an-online-payment'));
    expect(await refund(lines(['line-1', 1]))).toEqual(refused('not-an-online-payment'));
  });

  it('cannot give back a payment that there is not', async () => {
    expect(await refund(amount(1))).toEqual(refused('payment-not-found'));
  });
});
