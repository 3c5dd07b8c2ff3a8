import { attempt, PaymentDesk } from '../../../test/support/payment-desk';
import { inr } from '../../../test/support/scripted-gateway';
import type { Actor } from '../../domain/kernel/actor';
import { asId, type RefundId } from '../../domain/kernel/ids';
import { retriedRefundIdFor } from '../deterministic-ids';
import { RequestRefund, RequestRefundHandler, type RefundOutcome } from './request-refund';
import { RetryRefund, RetryRefundHandler } from './retry-refund';

const support: Actor = { id: 'support-1', role: 'support' };
const first = attempt(1);

describe('a refund that failed', () => {
  let desk: PaymentDesk;
  let refundId: RefundId;

  beforeEach(async () => {
    desk = new PaymentDesk();
    await desk.place();
    await desk.bring(1, 'CAPTURED');
    const outcome = await new RequestRefundHandler(desk.executor, desk.loader).execute(
      new RequestRefund(
        first,
        { of: 'amount', minor: 8_500 },
        'item-missing',
        'courier',
        desk.request(undefined, support),
      ),
    );
    if (outcome.kind !== 'done') throw new Error(`refused: ${outcome.kind}`);
    ({ refundId } = outcome);
  });

  const retry = (id = refundId, request = desk.request(undefined, support)): Promise<RefundOutcome> =>
    new RetryRefundHandler(desk.executor, desk.loader).execute(new RetryRefund(first, id, request));

  const fail = () => desk.pay(first, { type: 'RecordRefundRefused', refundId, reason: 'account-closed' });

  it('is made again with the same terms, once, however often staff ask', async () => {
    await fail();
    const again = retriedRefundIdFor(first, refundId);
    const outcomes = [await retry(), await retry(), ...(await Promise.all([retry(), retry()]))];
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'done', refundId: again });
    const requested = (await desk.events()).filter(({ type }) => type === 'RefundRequested');
    expect(requested).toMatchObject([
      { refundId, amount: inr(8_500), cause: 'item-missing', chargeTo: 'courier' },
      { refundId: again, amount: inr(8_500), cause: 'item-missing', chargeTo: 'courier', by: 'support' },
    ]);
  });

  it.each(['of another name', 'that has not failed'])('%s is not made again', async (which) => {
    const id = which === 'of another name' ? asId<RefundId>('unknown') : refundId;
    const code = which === 'of another name' ? 'refund-not-found' : 'refund-has-not-failed';
    expect(await retry(id)).toEqual({ kind: 'rejected', rejection: { code } });
  });
});
