import { refundA, refundB } from '../../domain/payment/payment.fixtures';
import { attempt, PaymentDesk } from '../../../test/support/payment-desk';
import { inr } from '../../../test/support/scripted-gateway';

const QUARTER = 15 * 60_000;

const first = attempt(1);
const aRefund = (refundId = refundA, minor = 8_500) => ({
  ...({ type: 'RequestRefund', refundId, amount: inr(minor), cause: 'item-missing' } as const),
  ...({ chargeTo: null, lines: [], by: 'support' } as const),
});

describe('a sync of a payment with its gateway', () => {
  let desk: PaymentDesk;

  beforeEach(() => {
    desk = new PaymentDesk();
  });

  /** The events after those that were there before. */
  const news = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = await desk.types();
    await act();
    return (await desk.types()).slice(before.length);
  };
  const asked = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    desk.gateway.asked.length = 0;
    await act();
    return desk.gateway.asked;
  };

  it('has nothing to do for cash, and for a payment that nobody began', async () => {
    expect(await desk.sync()).toBe('done');
    await desk.approveCash();
    expect(await desk.sync()).toBe('done');
    expect(desk.gateway.asked).toEqual([]);
  });

  it('cannot do anything at a gateway that is not connected', async () => {
    await desk.begin(1, { gateway: 'stripe' });
    expect(await desk.sync()).toBe('unanswered');
    expect(await desk.types()).toEqual(['PaymentInitiated']);
  });

  describe('that is not open yet', () => {
    beforeEach(() => desk.begin());

    it('opens it, and keeps where it is paid', async () => {
      expect(await desk.sync()).toBe('done');
      expect(desk.gateway.asked).toEqual(['open']);
      expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
      expect(await desk.online()).toMatchObject({ url: `https://gateway.example/${first}` });
    });

    it('opens it once, and only asks from then on', async () => {
      await desk.sync();
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
    });

    it('opens it once when two programs are at it at once', async () => {
      expect(await Promise.all([desk.sync(), desk.beside().sync(), desk.sync()])).toEqual([
        'done',
        'done',
        'done',
      ]);
      expect(desk.gateway.payments.size).toBe(1);
      expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
    });

    it('takes down that the answer was lost, and asks before it opens it again', async () => {
      desk.gateway.expect('open', 'lost-request');
      expect(await desk.sync()).toBe('unanswered');
      expect(await desk.events()).toMatchObject([
        { type: 'PaymentInitiated' },
        { type: 'PaymentOutcomeUnknown', operation: 'open', cause: 'timeout' },
      ]);
      expect(await asked(() => desk.sync())).toEqual(['find', 'open']);
      expect((await desk.types()).at(-1)).toBe('PaymentActionRequired');
    });

    it('finds it open when only the answer was lost', async () => {
      desk.gateway.expect('open', 'lost-answer');
      await desk.sync();
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.types()).at(-1)).toBe('PaymentActionRequired');
    });

    it('does not open it while it cannot ask what became of the first try', async () => {
      desk.gateway.expect('open', 'lost-answer');
      await desk.sync();
      desk.gateway.expect('find', 'lost-request');
      expect(await asked(() => desk.sync())).toEqual(['find']);
    });

    it('takes down nothing when the gateway is not there, and opens it the next time', async () => {
      desk.gateway.expect('open', 'unavailable');
      expect(await desk.sync()).toBe('unanswered');
      expect(await desk.types()).toEqual(['PaymentInitiated']);
      expect(await asked(() => desk.sync())).toEqual(['open']);
    });

    it('fails it when the gateway refuses', async () => {
      desk.gateway.expect('open', 'refused');
      expect(await desk.sync()).toBe('done');
      expect((await desk.events()).at(-1)).toMatchObject({ type: 'PaymentFailed', reason: 'will-not' });
    });

    it('does not open it any more when it was let go of', async () => {
      await desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' });
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.events()).at(-1)).toMatchObject({ type: 'PaymentFailed', reason: 'never-opened' });
    });

    it('does not open it any more when it has expired', async () => {
      await desk.time.advance(QUARTER);
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.events()).at(-1)).toMatchObject({ type: 'PaymentFailed', reason: 'never-opened' });
    });

    it('lets go of one that was opened without its knowing', async () => {
      desk.gateway.expect('open', 'lost-answer');
      await desk.sync();
      await desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' });
      expect(await asked(() => desk.sync())).toEqual(['find', 'void']);
      expect((await desk.types()).slice(-2)).toEqual(['PaymentActionRequired', 'PaymentVoided']);
    });

    it('takes nothing for ended as long as it cannot ask', async () => {
      await desk.time.advance(QUARTER);
      desk.gateway.expect('find', 'unavailable');
      expect(await desk.sync()).toBe('unanswered');
      expect(await desk.types()).toEqual(['PaymentInitiated']);
    });
  });

  describe('that waits for its payer', () => {
    beforeEach(() => desk.bring(1, 'OPEN'));

    it.each([
      ['AUTHORIZED', 'PaymentAuthorized'],
      ['CAPTURED', 'PaymentCaptured'],
      ['FAILED', 'PaymentFailed'],
      ['CANCELLED', 'PaymentVoided'],
    ] as const)('records that it is %s, once', async (status, event) => {
      desk.gateway.become(first, status);
      expect(await news(() => desk.sync())).toEqual([event]);
      expect(await news(() => desk.sync())).toEqual([]);
    });

    it.each(['unavailable', 'lost-request', 'refused'] as const)(
      'records nothing when the answer is %s',
      async (trouble) => {
        desk.gateway.become(first, 'CAPTURED');
        desk.gateway.expect('find', trouble);
        expect(await news(() => desk.sync())).toEqual([]);
      },
    );

    it('collects nothing that it was not told to', async () => {
      desk.gateway.become(first, 'AUTHORIZED');
      expect(await asked(() => desk.sync())).toEqual(['find']);
    });

    it('keeps the amount that came, whatever was due', async () => {
      desk.gateway.become(first, 'CAPTURED', inr(100));
      await desk.sync();
      expect(await desk.online()).toMatchObject({ captured: inr(100) });
    });

    it('says of money that came after the expiry that it is late', async () => {
      await desk.time.advance(QUARTER);
      desk.gateway.become(first, 'CAPTURED');
      await desk.sync();
      expect((await desk.events()).at(-1)).toMatchObject({ type: 'PaymentCaptured', late: true });
    });

    it('lets go of it', async () => {
      await desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' });
      expect(await asked(() => desk.sync())).toEqual(['find', 'void']);
      expect((await desk.types()).at(-1)).toBe('PaymentVoided');
      expect(await asked(() => desk.sync())).toEqual(['find']);
    });

    it('sees money that came between the question and the void', async () => {
      await desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' });
      desk.gateway.meanwhile = (call) => {
        if (call === 'find') desk.gateway.become(first, 'CAPTURED');
        return Promise.resolve();
      };
      desk.gateway.expect('void', 'refused');
      expect(await asked(() => desk.sync())).toEqual(['find', 'void', 'find']);
      expect((await desk.types()).at(-1)).toBe('PaymentCaptured');
    });

    it('takes down that nobody knows of the void, and no hold that will not last', async () => {
      await desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' });
      desk.gateway.become(first, 'AUTHORIZED');
      desk.gateway.expect('void', 'lost-answer');
      expect(await news(() => desk.sync())).toEqual(['PaymentOutcomeUnknown']);
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.types()).at(-1)).toBe('PaymentVoided');
    });

    it('records nothing of another payment', async () => {
      const held = desk.gateway.payments.get(first)!;
      desk.gateway.payments.set(first, { ...held, status: 'CAPTURED', gatewayPaymentId: 'another' });
      expect(await desk.syncs.sync(first, desk.request())).toEqual({
        kind: 'rejected',
        code: 'another-payment-observed',
      });
      expect((await desk.types()).at(-1)).toBe('PaymentActionRequired');
    });
  });

  describe('whose money is to be collected', () => {
    beforeEach(async () => {
      await desk.bring(1, 'AUTHORIZED');
      await desk.pay(first, { type: 'RequestCapture' });
    });

    it('has it captured, once', async () => {
      expect(await asked(() => desk.sync())).toEqual(['find', 'capture']);
      expect((await desk.types()).at(-1)).toBe('PaymentCaptured');
      expect(await asked(() => desk.sync())).toEqual(['find']);
    });

    it('takes down that the answer was lost, and captures again only what is not captured', async () => {
      desk.gateway.expect('capture', 'lost-request');
      expect(await news(() => desk.sync())).toEqual(['PaymentOutcomeUnknown']);
      expect(await asked(() => desk.sync())).toEqual(['find', 'capture']);
    });

    it('sees that it was captured when only the answer was lost', async () => {
      desk.gateway.expect('capture', 'lost-answer');
      expect(await desk.sync()).toBe('unanswered');
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.types()).at(-1)).toBe('PaymentCaptured');
    });

    it('tries again when the gateway is not there', async () => {
      desk.gateway.expect('capture', 'unavailable');
      expect(await news(() => desk.sync())).toEqual([]);
      expect(await news(() => desk.sync())).toEqual(['PaymentCaptured']);
    });

    it('looks what is true when the capture is refused', async () => {
      desk.gateway.meanwhile = (call) => {
        if (call === 'capture') desk.gateway.become(first, 'CANCELLED');
        return Promise.resolve();
      };
      desk.gateway.expect('capture', 'refused');
      expect(await asked(() => desk.sync())).toEqual(['find', 'capture', 'find']);
      expect((await desk.types()).at(-1)).toBe('PaymentVoided');
    });

    it('lets go of it instead when that was decided since', async () => {
      await desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' });
      expect(await asked(() => desk.sync())).toEqual(['find', 'void']);
      expect((await desk.types()).at(-1)).toBe('PaymentVoided');
    });
  });

  describe('that has refunds', () => {
    beforeEach(async () => {
      await desk.bring(1, 'CAPTURED');
      await desk.pay(first, aRefund());
    });

    it('makes each of them once, and sees how they end', async () => {
      await desk.pay(first, aRefund(refundB, 1_000));
      expect(await asked(() => desk.sync())).toEqual(['find', 'refund', 'refund']);
      expect(await asked(() => desk.sync())).toEqual(['find']);
      desk.gateway.endRefunds(first, 'SETTLED');
      expect(await news(() => desk.sync())).toEqual(['RefundSettled', 'RefundSettled']);
      expect(desk.gateway.payments.get(first)?.refunds.map(({ amount }) => amount.minor)).toEqual([
        8_500, 1_000,
      ]);
    });

    it('asks whether it was made when the answer was lost', async () => {
      desk.gateway.expect('refund', 'lost-answer');
      expect(await news(() => desk.sync())).toEqual(['PaymentOutcomeUnknown']);
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.types()).at(-1)).toBe('RefundSubmitted');
    });

    it('makes it again when the request was lost', async () => {
      desk.gateway.expect('refund', 'lost-request');
      await desk.sync();
      expect(await asked(() => desk.sync())).toEqual(['find', 'refund']);
      expect(desk.gateway.payments.get(first)?.refunds).toHaveLength(1);
    });

    it('makes it later when the gateway is not there', async () => {
      desk.gateway.expect('refund', 'unavailable');
      expect(await desk.sync()).toBe('unanswered');
      expect(await news(() => desk.sync())).toEqual(['RefundSubmitted']);
    });

    it('fails the one that is refused, and makes the other', async () => {
      await desk.pay(first, aRefund(refundB, 1_000));
      desk.gateway.expect('refund', 'refused');
      expect((await news(() => desk.sync())).toSorted()).toEqual(['RefundFailed', 'RefundSubmitted']);
      expect((await desk.online()).refunds.get(refundA)?.status).toBe('FAILED');
    });

    it('makes none again that failed', async () => {
      await desk.sync();
      desk.gateway.endRefunds(first, 'FAILED');
      await desk.sync();
      expect(await asked(() => desk.sync())).toEqual(['find']);
      expect((await desk.types()).at(-1)).toBe('RefundFailed');
    });
  });
});
