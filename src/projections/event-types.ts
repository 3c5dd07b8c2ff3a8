import type { TiffinEvent } from '../../eventstore/registry/catalogue';
import type { OrderEvent } from '../domain/order/order-messages';
import type { PaymentEvent } from '../domain/payment/payment-messages';

/** Every event of an order's own stream. */
export const ORDER_EVENT_TYPES: readonly OrderEvent['type'][] = [
  'OrderPlaced',
  'OrderHeld',
  'OrderHoldCleared',
  'OrderConfirmed',
  'OrderExpired',
  'OrderAcceptedByRestaurant',
  'OrderRejectedByRestaurant',
  'PreparationStarted',
  'PreparationDelayed',
  'OrderReadyForPickup',
  'PartnerAttached',
  'PartnerDetached',
  'OrderHandedOver',
  'OrderOutForDelivery',
  'DeliveryCodeFailed',
  'OrderDelivered',
  'OrderUndeliverable',
  'OrderReturned',
  'OrderCancelled',
  'OrderRestored',
  'OrderCompleted',
];

/** Every event of an attempt to pay for an order. */
export const PAYMENT_EVENT_TYPES: readonly PaymentEvent['type'][] = [
  'PaymentInitiated',
  'PaymentActionRequired',
  'PaymentOutcomeUnknown',
  'PaymentAuthorized',
  'CaptureRequested',
  'PaymentCaptured',
  'PaymentFailed',
  'VoidRequested',
  'PaymentVoided',
  'CodApproved',
  'CodCollected',
  'RefundRequested',
  'RefundSubmitted',
  'RefundSettled',
  'RefundFailed',
  'ChargebackOpened',
  'ChargebackWon',
  'ChargebackLost',
];

const ofPayments: ReadonlySet<string> = new Set(PAYMENT_EVENT_TYPES);

export const isPaymentEvent = (event: TiffinEvent): event is PaymentEvent => ofPayments.has(event.type);
