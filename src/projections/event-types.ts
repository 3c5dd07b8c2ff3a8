import type { TiffinEvent } from '../../eventstore/registry/catalogue';
import type { DeliveryEvent } from '../domain/delivery/delivery-messages';
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
  'RestaurantReminded',
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

/** Every event of the delivery of an order. */
export const DELIVERY_EVENT_TYPES: readonly DeliveryEvent['type'][] = [
  'DeliveryRequested',
  'PartnerSearchStarted',
  'CandidatesScored',
  'CandidateUnavailable',
  'AssignmentOffered',
  'AssignmentAccepted',
  'AssignmentDeclined',
  'AssignmentExpired',
  'AssignmentWithdrawn',
  'SearchEscalated',
  'SearchExhausted',
  'CustomerChoiceOffered',
  'CustomerChoseToWait',
  'PartnerAssigned',
  'PartnerReassigned',
  'ArrivedAtRestaurant',
  'PickupVerified',
  'DepartedToCustomer',
  'ArrivedAtCustomer',
  'EtaRevised',
  'PartnerWentSilent',
  'PartnerHeardAgain',
  'ProofRecorded',
  'DeliveryFailed',
  'ReturnCompleted',
  'DeliveryCompleted',
  'DeliveryCancelled',
];

const ofPayments: ReadonlySet<string> = new Set(PAYMENT_EVENT_TYPES);

export const isPaymentEvent = (event: TiffinEvent): event is PaymentEvent => ofPayments.has(event.type);
