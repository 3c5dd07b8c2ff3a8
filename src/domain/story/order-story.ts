import type { DeliveryEvent } from '../delivery/delivery-messages';
import type { InboxEvent } from '../inbox/inbox';
import type { OrderId, PaymentId } from '../kernel/ids';
import type { OrderEvent } from '../order/order-messages';
import type { PaymentEvent } from '../payment/payment-messages';
import type { ReviewEvent } from '../review/review-messages';

/** An event of an order's own stream, and which order it is of. */
export type OfOrder<E> = E extends unknown ? E & { readonly orderId: OrderId } : never;

/** An event of one of the attempts to pay for an order. */
export type OfPayment<E> = E extends unknown
  ? E & { readonly orderId: OrderId; readonly paymentId: PaymentId }
  : never;

/**
 * Everything that happens around one order, in the order in which it happened: the streams of an order share its
 * partition key. Processes of an order read from this.
 */
export type StoryEvent =
  | OfOrder<OrderEvent>
  | OfPayment<PaymentEvent>
  | OfOrder<InboxEvent>
  | OfOrder<DeliveryEvent>
  | OfOrder<ReviewEvent>;

/** The events of a story with these names. */
export type Told<Type extends StoryEvent['type']> = Extract<StoryEvent, { readonly type: Type }>;
