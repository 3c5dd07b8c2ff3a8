import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { refundA } from '../../domain/payment/payment.fixtures';
import { OutcomeUnknown } from '../ports/event-store';
import { attempt, PaymentDesk } from '../../../test/support/payment-desk';
import { inr } from '../../../test/support/scripted-gateway';

const first = attempt(1);
const aRefund = (refundId = refundA, minor = 8_500) => ({
  ...({ type: 'RequestRefund', refundId, amount: inr(minor), cause: 'item-missing' } as const),
  ...({ chargeTo: null, lines: [], by: 'support' } as const),
});

describe('a sync of a payment beside others', () => {
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

  /** Something else happens to the payment, once, while the gateway is being asked. */
  const meanwhile = (act: () => Promise<unknown>): void => {
    let isDone = false;
    desk.gateway.meanwhile = async () => {
      if (isDone) return;
      isDone = true;
      await act();
    };
  };

  it('does not record what is older than what another has recorded', async () => {
    await desk.bring(1, 'OPEN');
    desk.gateway.become(first, 'FAILED');
    meanwhile(async () => {
      desk.gateway.become(first, 'AUTHORIZED');
      await desk.beside().sync();
    });
    expect(await news(() => desk.sync())).toEqual(['PaymentAuthorized']);
  });

  it('does not take a hold for good that another knows to be lost', async () => {
    await desk.bring(1, 'AUTHORIZED');
    await desk.pay(first, { type: 'RequestCapture' });
    desk.gateway.expect('capture', 'unavailable');
    meanwhile(async () => {
      desk.gateway.become(first, 'FAILED');
      await desk.beside().sync();
    });
    expect(await news(() => desk.sync())).toEqual(['PaymentFailed']);
  });

  it('does at once what was decided while it asked', async () => {
    await desk.bring(1, 'OPEN');
    desk.gateway.become(first, 'AUTHORIZED');
    meanwhile(() => desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' }));
    expect(await news(() => desk.sync())).toEqual(['VoidRequested', 'PaymentVoided']);
  });

  it('gives up for now when others are always faster', async () => {
    await desk.bring(1, 'CAPTURED');
    let refunds = 0;
    const refund = () => desk.pay(first, aRefund(`${refundA} ${(refunds += 1)}` as never, 1));
    await refund();
    desk.gateway.meanwhile = async (call) => {
      if (call === 'find') await refund();
    };
    expect(await desk.sync()).toBe('contended');
    desk.gateway.meanwhile = () => Promise.resolve();
    expect(await desk.sync()).toBe('done');
    expect(desk.gateway.payments.get(first)?.refunds).toHaveLength(refunds);
  });

  it('keeps that an outcome is unknown, whatever others record', async () => {
    await desk.bring(1, 'AUTHORIZED');
    await desk.pay(first, { type: 'RequestCapture' });
    desk.gateway.expect('capture', 'lost-request');
    meanwhile(() => desk.pay(first, { type: 'RequestVoid', reason: 'order-closed' }));
    expect(await news(() => desk.sync())).toEqual([
      'VoidRequested',
      'PaymentOutcomeUnknown',
      'PaymentVoided',
    ]);
  });

  it('takes news for news when the same request brings it a second time', async () => {
    await desk.bring(1, 'OPEN');
    const again = desk.request('the same');
    for (const status of ['FAILED', 'AUTHORIZED', 'FAILED', 'AUTHORIZED'] as const) {
      desk.gateway.become(first, status);
      await desk.syncs.sync(first, again);
    }
    expect((await desk.types()).slice(-4)).toEqual([
      'PaymentFailed',
      'PaymentAuthorized',
      'PaymentFailed',
      'PaymentAuthorized',
    ]);
  });

  it('says so when the store does not say whether it was recorded', async () => {
    await desk.bring(1, 'OPEN');
    desk.gateway.become(first, 'CAPTURED');
    desk.store.append = () => Promise.reject(new OutcomeUnknown('no answer'));
    expect(await desk.sync()).toBe('unknown');
    desk.store.append = MemoryEventStore.prototype.append;
    expect(await news(() => desk.sync())).toEqual(['PaymentCaptured']);
  });
});
