import { deliveryCodec } from '../../eventstore/registry/delivery.codec';
import { orderCodec } from '../../eventstore/registry/order.codec';
import { paymentCodec } from '../../eventstore/registry/payment.codec';
import { DELIVERY_EVENT_TYPES, isPaymentEvent, ORDER_EVENT_TYPES, PAYMENT_EVENT_TYPES } from './event-types';

describe('the events that read models read', () => {
  it('are all that an order, its payments and its delivery have', () => {
    expect([...ORDER_EVENT_TYPES].sort()).toEqual(Object.keys(orderCodec.entries).sort());
    expect([...PAYMENT_EVENT_TYPES].sort()).toEqual(Object.keys(paymentCodec.entries).sort());
    expect([...DELIVERY_EVENT_TYPES].sort()).toEqual(Object.keys(deliveryCodec.entries).sort());
  });

  it('are told apart', () => {
    expect(isPaymentEvent({ type: 'PaymentVoided', at: '' })).toBe(true);
    expect(isPaymentEvent({ type: 'OrderExpired', at: '' })).toBe(false);
  });
});
