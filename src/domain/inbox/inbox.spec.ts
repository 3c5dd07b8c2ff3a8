import { inboxCodec } from '../../../eventstore/registry/inbox.codec';
import { accept, fold } from '../kernel/decider';
import { inbox, type InboxCommand } from './inbox';
import { aWebhook } from './inbox.fixtures';

const received = aWebhook();
const receive: InboxCommand = { ...received, type: 'ReceiveWebhook' };

describe('a message of a gateway', () => {
  it('is kept as it came', () => {
    expect(inbox.decide(receive, inbox.initial)).toEqual(accept(received));
  });

  it('is kept once, however often and in whatever form it comes', () => {
    const state = fold(inbox, [received]);
    expect(inbox.decide(receive, state)).toEqual(accept());
    expect(inbox.decide({ ...receive, bodyHash: '0'.repeat(64), kind: 'other' }, state)).toEqual(accept());
  });

  it('is remembered with its order, or with none', () => {
    expect(fold(inbox, [received])).toEqual({ is: 'received', orderId: 'order-1' });
    expect(fold(inbox, [{ ...received, orderId: null }])).toEqual({ is: 'received', orderId: null });
  });

  it('comes back from the store as it was, whether it is about a payment or not', () => {
    for (const event of [received, { ...received, paymentId: null, orderId: null }]) {
      const { type, schema, data } = inboxCodec.encode(event);
      expect(inboxCodec.decode(type, schema, data)).toEqual(event);
    }
  });
});
