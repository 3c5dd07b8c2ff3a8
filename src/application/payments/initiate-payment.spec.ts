import type { OnlineMethod } from '../../domain/payment/payment-messages';
import { orderCommands } from '../../domain/order/order.fixtures';
import { paymentAggregate } from '../aggregates';
import {
  InitiatePayment,
  InitiatePaymentHandler,
  MAX_ATTEMPTS,
  type AssertedAmount,
  type InitiateOutcome,
} from './initiate-payment';
import { attempt, customer, orderId, PaymentDesk } from '../../../test/support/payment-desk';
import { inr } from '../../../test/support/scripted-gateway';

const QUARTER = 15 * 60_000;
const UNSAID: AssertedAmount = { minor: null, decimal: null };
const URL = `https://gateway.example/`;

describe('a customer who wants to pay for an order', () => {
  let desk: PaymentDesk;

  beforeEach(async () => {
    desk = new PaymentDesk();
    await desk.place();
  });

  const pay = (
    method: OnlineMethod | null = null,
    {
      asserted = UNSAID,
      at = desk,
      request = at.request(),
    }: {
      readonly asserted?: AssertedAmount;
      readonly at?: PaymentDesk;
      readonly request?: ReturnType<PaymentDesk['request']>;
    } = {},
  ): Promise<InitiateOutcome> =>
    new InitiatePaymentHandler(at.executor, at.loader, at.access, at.gateways, at.syncs).execute(
      new InitiatePayment(orderId, method, asserted, request),
    );

  const offered = (n: number, method: OnlineMethod = 'CARD') => ({
    kind: 'done',
    payment: { paymentId: attempt(n), method, url: URL + attempt(n), amount: inr(28_500) },
  });
  const refused = (code: string, more: object = {}) => ({ kind: 'rejected', rejection: { code, ...more } });
  const attempts = async (): Promise<number> => {
    for (let n = 1; ; n += 1) if ((await desk.types(attempt(n))).length === 0) return n - 1;
  };

  describe('by an attempt', () => {
    it('gets the page of the first, as chosen with the order', async () => {
      expect(await pay()).toMatchObject(offered(1));
      expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
      expect((await desk.online()).capture).toBe('manual');
    });

    it('may choose another method for the first', async () => {
      expect(await pay('UPI')).toMatchObject(offered(1, 'UPI'));
      expect((await desk.online()).capture).toBe('automatic');
    });

    it('goes on by the attempt that waits', async () => {
      await pay('UPI');
      desk.gateway.asked.length = 0;
      expect(await pay()).toMatchObject(offered(1, 'UPI'));
      expect(await pay('UPI')).toMatchObject(offered(1, 'UPI'));
      expect(desk.gateway.asked).toEqual([]);
    });

    it('goes on by the attempt that the checkout has begun', async () => {
      await desk.begin();
      expect(await pay()).toMatchObject(offered(1));
    });

    it('gets no page as long as the gateway is not there, and the page later', async () => {
      desk.gateway.expect('open', 'unavailable');
      expect(await pay()).toMatchObject({ kind: 'done', payment: { paymentId: attempt(1), url: null } });
      expect(await pay()).toMatchObject(offered(1));
    });

    it('gets no page as long as nobody knows whether it was opened', async () => {
      desk.gateway.expect('open', 'lost-answer');
      expect(await pay()).toMatchObject({ kind: 'done', payment: { url: null } });
      expect(await pay()).toMatchObject(offered(1));
      expect(desk.gateway.asked).toEqual(['open', 'find']);
    });

    it('pays by the next after a failure, as the last time', async () => {
      await pay('UPI');
      desk.gateway.become(attempt(1), 'FAILED');
      await desk.sync();
      expect(await pay()).toMatchObject(offered(2, 'UPI'));
      expect(await attempts()).toBe(2);
    });

    it('pays by the next when the one that waits turns out to have failed', async () => {
      await desk.begin();
      desk.gateway.expect('open', 'refused');
      expect(await pay()).toMatchObject(offered(2));
    });

    it('pays by the next when the last brought too little', async () => {
      await desk.begin();
      await desk.sync();
      desk.gateway.become(attempt(1), 'CAPTURED', inr(28_499));
      await desk.sync();
      expect(await pay()).toMatchObject(offered(2));
    });

    it('begins no second attempt when the gateway refuses the first: it would refuse the next', async () => {
      desk.gateway.expect('open', 'refused');
      expect(await pay()).toMatchObject(refused('payment-failed'));
      expect(await attempts()).toBe(1);
      expect(await pay('UPI')).toMatchObject(offered(2, 'UPI'));
    });

    it('is told when no gateway takes the method', async () => {
      expect(await pay('WALLET')).toEqual(
        refused('method-not-available', { available: ['COD', 'CARD', 'UPI'] }),
      );
      expect(await attempts()).toBe(0);
    });

    it('has it tried so often, and no more', async () => {
      for (let n = 1; n <= MAX_ATTEMPTS; n += 1) {
        expect(await pay()).toMatchObject(offered(n));
        desk.gateway.become(attempt(n), 'FAILED');
        await desk.sync(n);
      }
      expect(await pay()).toEqual(refused('too-many-attempts'));
      expect(await attempts()).toBe(MAX_ATTEMPTS);
    });
  });

  describe('by another method', () => {
    beforeEach(async () => {
      await pay('UPI');
    });

    it('has the attempt that waits closed first', async () => {
      expect(await pay('CARD')).toMatchObject(offered(2));
      expect((await desk.types()).slice(-2)).toEqual(['VoidRequested', 'PaymentVoided']);
      expect(desk.gateway.payments.get(attempt(1))?.status).toBe('CANCELLED');
    });

    it('has to wait when that cannot be closed', async () => {
      desk.gateway.expect('void', 'lost-request');
      expect(await pay('CARD')).toEqual(refused('earlier-attempt-open'));
      expect(await pay('CARD')).toEqual(refused('earlier-attempt-open'));
      await desk.sync();
      expect(await pay('CARD')).toMatchObject(offered(2));
    });

    it('has paid when the money came at the last moment', async () => {
      desk.gateway.become(attempt(1), 'CAPTURED');
      expect(await pay('CARD')).toEqual(refused('already-paid'));
      expect((await desk.types()).at(-1)).toBe('PaymentCaptured');
      expect(await attempts()).toBe(1);
    });

    it('has paid when that was known before the void', async () => {
      const stale = desk.beside();
      await stale.loader.recent(paymentAggregate, attempt(1));
      desk.gateway.become(attempt(1), 'CAPTURED');
      await desk.sync();
      expect(await pay('CARD', { at: stale })).toEqual(refused('already-paid'));
    });

    it('pays by it when what came at the last moment was too little', async () => {
      desk.gateway.become(attempt(1), 'CAPTURED', inr(1));
      expect(await pay('CARD')).toMatchObject(offered(2));
    });
  });

  describe('at the same time as others', () => {
    it('pays by the one attempt that all of them have begun', async () => {
      const all = await Promise.all([pay(), pay(null, { at: desk.beside() }), pay()]);
      for (const one of all) expect(one).toMatchObject(offered(1));
      expect(await attempts()).toBe(1);
      expect(desk.gateway.payments.size).toBe(1);
    });

    it('takes the attempt that another has begun in another way for what it is', async () => {
      const [card, upi] = await Promise.all([pay('CARD'), pay('UPI', { at: desk.beside() })]);
      const live = [card, upi].filter(({ kind }) => kind === 'done');
      expect(live.length).toBeGreaterThan(0);
      for (const one of [card, upi]) expect(one).not.toEqual(refused('already-paid'));
      const open = [...desk.gateway.payments.values()].filter(({ status }) => status === 'OPEN');
      expect(open).toHaveLength(1);
    });
  });

  describe('with a request that comes twice', () => {
    it('gets the same attempt', async () => {
      const request = desk.request('once');
      expect(await pay(null, { request })).toMatchObject(offered(1));
      expect(await pay(null, { request, at: desk.beside() })).toMatchObject(offered(1));
      expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
    });

    it('is refused when the second asks for something else', async () => {
      await pay('CARD', { request: desk.request('once', customer, 'by card') });
      expect(await pay('UPI', { request: desk.request('once', customer, 'by UPI') })).toEqual({
        kind: 'key-reused',
      });
      expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
    });
  });

  describe('and cannot', () => {
    it.each([
      [{ minor: 28_499, decimal: null }],
      [{ minor: null, decimal: 284.99 }],
      [{ minor: 28_500, decimal: 1 }],
    ])('because the amount is not what is due: %j', async (asserted) => {
      expect(await pay(null, { asserted })).toEqual(refused('amount-mismatch', { due: inr(28_500) }));
      expect(await attempts()).toBe(0);
    });

    it('unless it is, in either form', async () => {
      expect(await pay(null, { asserted: { minor: 28_500, decimal: 285 } })).toMatchObject(offered(1));
    });

    it('because it was paid', async () => {
      await pay('UPI');
      desk.gateway.become(attempt(1), 'CAPTURED');
      await desk.sync();
      expect(await pay()).toEqual(refused('already-paid'));
    });

    it('because the money is held', async () => {
      await desk.bring(1, 'AUTHORIZED');
      expect(await pay()).toEqual(refused('already-paid'));
      expect(await pay('UPI')).toEqual(refused('already-paid'));
    });

    it('because it was paid with more than was due', async () => {
      await pay('UPI');
      desk.gateway.become(attempt(1), 'CAPTURED', inr(28_501));
      await desk.sync();
      expect(await pay()).toEqual(refused('already-paid'));
    });

    it('because it was confirmed', async () => {
      await desk.order(orderCommands.ConfirmOrder);
      expect(await pay()).toEqual(refused('already-paid'));
    });

    it('because it was cancelled', async () => {
      await desk.order(orderCommands.CancelOrder);
      expect(await pay()).toEqual(refused('order-not-payable', { status: 'CANCELLED' }));
    });

    it('because its time is over', async () => {
      await desk.time.advance(QUARTER);
      expect(await pay()).toMatchObject(refused('order-expired'));
      expect(await attempts()).toBe(0);
    });

    it('because it is paid in cash', async () => {
      desk = new PaymentDesk();
      await desk.place({ paymentMethod: 'COD' });
      expect(await pay()).toEqual(refused('order-is-paid-in-cash'));
      await desk.approveCash();
      expect(await pay('UPI')).toEqual(refused('order-is-paid-in-cash'));
    });

    it('because it is not theirs, or does not exist', async () => {
      const stranger = desk.request('a stranger', { id: 'customer-2', role: 'customer' });
      expect(await pay(null, { request: stranger })).toEqual(refused('order-not-found'));
      desk = new PaymentDesk();
      expect(await pay()).toEqual(refused('order-not-found'));
    });
  });
});
