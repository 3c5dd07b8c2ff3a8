import type { Instant } from '../kernel/instant';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../kernel/ids';

/** Everything that somebody is told about an order. The words are chosen when it is shown. */
export const NOTICE_KINDS = [
  'order-confirmed',
  'payment-failed',
  'order-expired',
  'order-accepted',
  'order-rejected',
  'order-cancelled',
  'order-delayed',
  'courier-assigned',
  'courier-choice',
  'on-the-way',
  'at-the-door',
  'order-delivered',
  'order-undeliverable',
  'refund-settled',
  'new-order',
  'order-unanswered',
  'food-overdue',
  'courier-at-the-counter',
  'offer',
  'offer-withdrawn',
  'delivery-called-off',
  'delivery-given',
  'delivery-taken-away',
  'position-missing',
  'restaurant-to-be-called',
  'no-courier-found',
  'courier-silent',
  'delivery-failed',
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Whom it is for. A restaurant's is for its owner; that of staff is for whoever is on duty. */
export type NoticeFor =
  | { readonly role: 'customer'; readonly customerId: CustomerId }
  | { readonly role: 'restaurant' }
  | { readonly role: 'courier'; readonly courierId: CourierId }
  | { readonly role: 'staff' };

export interface Notice {
  readonly kind: NoticeKind;
  readonly orderId: OrderId;
  readonly restaurantId: RestaurantId;
  /** As it is called on the customer's bill. */
  readonly restaurantName: string;
  /** The moment that it names: when the food is ready, until when an offer stands; null when it names none. */
  readonly moment: Instant | null;
}
