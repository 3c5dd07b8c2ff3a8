import { asId, type OrderId, type PaymentId } from '../kernel/ids';
import { NOON } from '../order/order.fixtures';
import type { InboxEvent } from './inbox';

/** The sandbox says that something became of the payment of an order. */
export const aWebhook = (overrides: Partial<Omit<InboxEvent, 'type'>> = {}): InboxEvent => ({
  type: 'WebhookReceived',
  gateway: 'sandbox',
  eventId: 'evt-1',
  kind: 'payment.captured',
  paymentId: asId<PaymentId>('payment-1'),
  orderId: asId<OrderId>('order-1'),
  bodyHash: 'f'.repeat(64),
  body: { subject: 'order-1', keyId: 'key-1', box: 'c2VhbGVk' },
  at: NOON,
  ...overrides,
});
