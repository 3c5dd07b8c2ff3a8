import { aWebhook } from '../domain/inbox/inbox.fixtures';
import { fold } from '../domain/kernel/decider';
import { anApproveCod, anInitiatePayment, paymentEventsOf } from '../domain/payment/payment.fixtures';
import { inboxAggregate, ledgerAggregate, paymentAggregate } from './aggregates';
import { streamOf, type Aggregate } from './commands/aggregate';

function keyAfter<S, E extends { readonly type: string }>(
  aggregate: Aggregate<never, S, E, unknown>,
  id: string,
  events: readonly E[],
): string {
  return aggregate.partitionKey(id, fold(aggregate.decider, events));
}

describe('the streams of an order', () => {
  it('have its id as their partition key', () => {
    expect(keyAfter(paymentAggregate, 'payment-1', paymentEventsOf([anInitiatePayment()]))).toBe('order-1');
    expect(keyAfter(paymentAggregate, 'payment-1', paymentEventsOf([anApproveCod()]))).toBe('order-1');
    expect(keyAfter(inboxAggregate, 'sandbox-evt-1', [aWebhook()])).toBe('order-1');
    expect(keyAfter(ledgerAggregate, 'order-1', [])).toBe('order-1');
  });

  it('do not include a message that is about no order: it has its stream as its key', () => {
    const key = keyAfter(inboxAggregate, 'sandbox-evt-1', [aWebhook({ orderId: null })]);
    expect(key).toBe(streamOf(inboxAggregate, 'sandbox-evt-1'));
  });
});
