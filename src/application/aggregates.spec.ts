import { aWebhook } from '../domain/inbox/inbox.fixtures';
import { fold } from '../domain/kernel/decider';
import { anApproveCod, anInitiatePayment, paymentEventsOf } from '../domain/payment/payment.fixtures';
import { courierAsha } from '../domain/order/order.fixtures';
import {
  deliveryAggregate,
  gpsAggregate,
  inboxAggregate,
  ledgerAggregate,
  partnerAggregate,
  paymentAggregate,
  reviewAggregate,
  shiftAggregate,
} from './aggregates';
import { streamOf, type Aggregate } from './commands/aggregate';
import { shiftIdFor } from './deterministic-ids';

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
    expect(keyAfter(deliveryAggregate, 'order-1', [])).toBe('order-1');
    expect(keyAfter(reviewAggregate, 'order-1', [])).toBe('order-1');
  });

  it('do not include a message that is about no order: it has its stream as its key', () => {
    const key = keyAfter(inboxAggregate, 'sandbox-evt-1', [aWebhook({ orderId: null })]);
    expect(key).toBe(streamOf(inboxAggregate, 'sandbox-evt-1'));
  });

  it('do not include where its courier was: that has its stream as its key', () => {
    expect(keyAfter(gpsAggregate, 'order-1', [])).toBe(streamOf(gpsAggregate, 'order-1'));
  });
});

describe('the streams of a courier', () => {
  it('have their id as their partition key, whatever the number of the shift', () => {
    expect(keyAfter(partnerAggregate, courierAsha, [])).toBe(courierAsha);
    expect(keyAfter(shiftAggregate, shiftIdFor(courierAsha, 1), [])).toBe(courierAsha);
    expect(keyAfter(shiftAggregate, shiftIdFor(courierAsha, 120), [])).toBe(courierAsha);
  });
});
