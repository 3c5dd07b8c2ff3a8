import type { Actor } from '../../domain/kernel/actor';
import { courierAsha, courierBilal, orderCommands } from '../../domain/order/order.fixtures';
import { orderId, PaymentDesk } from '../../../test/support/payment-desk';
import { RecordCash, RecordCashHandler } from './record-cash';
import { inr } from '../../../test/support/scripted-gateway';

const asha: Actor = { id: courierAsha, role: 'courier' };
const bilal: Actor = { id: courierBilal, role: 'courier' };

describe('a courier who says what was paid at the door', () => {
  let desk: PaymentDesk;

  const place = async (paymentMethod: 'COD' | 'UPI'): Promise<void> => {
    desk = new PaymentDesk();
    await desk.place({ paymentMethod });
    if (paymentMethod === 'COD') await desk.approveCash();
    else await desk.begin();
    await desk.order({
      ...orderCommands.ConfirmOrder,
      paymentSecured: paymentMethod === 'COD' ? 'COD_APPROVED' : 'CAPTURED',
    });
  };
  const say = (minor: number, request = desk.request(undefined, asha)) =>
    new RecordCashHandler(desk.executor, desk.loader).execute(new RecordCash(orderId, minor, request));
  const refused = (code: string, more: object = {}) => ({ kind: 'rejected', rejection: { code, ...more } });

  beforeEach(() => place('COD'));

  it('is believed while the order is with them', async () => {
    await desk.handOver();
    expect(await say(28_500)).toMatchObject({ kind: 'done' });
    expect((await desk.events()).at(-1)).toMatchObject({
      type: 'CodCollected',
      courierId: courierAsha,
      amount: inr(28_500),
      shortBy: inr(0),
    });
  });

  it('may have been given less, or nothing', async () => {
    await desk.handOver();
    await desk.order(orderCommands.MarkOutForDelivery);
    await say(0);
    expect((await desk.events()).at(-1)).toMatchObject({ amount: inr(0), shortBy: inr(28_500) });
  });

  it('says it once', async () => {
    await desk.handOver();
    await say(20_000);
    expect(await say(20_000)).toMatchObject({ kind: 'done', events: [] });
    expect(await say(28_500)).toEqual(refused('already-collected'));
    expect(await desk.types()).toEqual(['CodApproved', 'CodCollected']);
  });

  it('gets the same answer to the same request, also when the order is delivered meanwhile', async () => {
    await desk.handOver();
    const request = desk.request('once', asha);
    await say(20_000, request);
    await desk.order(orderCommands.ConfirmDelivery);
    expect(await say(20_000, request)).toMatchObject({ kind: 'done', repeated: true });
    expect(await say(20_000)).toEqual(refused('not-with-the-courier'));
  });

  it('cannot have been given more than is due, or less than nothing', async () => {
    await desk.handOver();
    expect(await say(28_501)).toEqual(refused('collected-too-much', { due: inr(28_500) }));
    expect(await say(-1)).toEqual(refused('amount-not-positive'));
  });

  it('is not asked before the order is with them', async () => {
    await desk.order(orderCommands.AcceptOrder);
    await desk.order(orderCommands.AttachPartner);
    expect(await say(28_500)).toEqual(refused('not-with-the-courier'));
  });

  it('knows nothing of the orders of others', async () => {
    await desk.handOver();
    expect(await say(28_500, desk.request('another', bilal))).toEqual(refused('payment-not-found'));
    desk = new PaymentDesk();
    expect(await say(28_500)).toEqual(refused('payment-not-found'));
  });

  it('takes no cash for an order that is paid online', async () => {
    await place('UPI');
    await desk.handOver();
    expect(await say(28_500)).toEqual(refused('not-a-cash-payment'));
    expect(await desk.types()).toEqual(['PaymentInitiated']);
  });
});
