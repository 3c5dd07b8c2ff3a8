import type { Role } from '../kernel/actor';
import type { CartId, CourierId, CustomerId, ItemId, OrderId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Money } from '../kernel/money';
import type { Sealed } from '../kernel/sealed';
import type { CancellationStage, FaultParty } from './cancellation-fee';
import type { DoorPhoto } from './door-photo';
import type { Bill, OrderLine } from './order-lines';

export const PAYMENT_METHODS = ['COD', 'UPI', 'CARD', 'WALLET'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** How the money is certain: cash on delivery was approved, or the amount is held, or it is collected. */
export const PAYMENT_SECURITIES = ['COD_APPROVED', 'AUTHORIZED', 'CAPTURED'] as const;
export type PaymentSecured = (typeof PAYMENT_SECURITIES)[number];

/**
 * What shows that the food reached the customer: the code that only they know; when too many wrong ones were tried,
 * a picture from the door; or the word of the staff. `codeHash` is made as the order's `deliveryCodeHash` was.
 */
export type DeliveryProof =
  | { readonly kind: 'code'; readonly codeHash: string }
  | DoorPhoto
  | { readonly kind: 'staff'; readonly reason: string };

/**
 * How a restaurant is reminded of an order: the kitchen's screen rings because nobody has answered, somebody is
 * called because nobody still has, or the food should be ready and is not. They escalate in this order.
 */
export const REMINDERS = ['ring', 'call', 'overdue'] as const;
export type Reminder = (typeof REMINDERS)[number];

/** What the customer ordered and what they were promised. */
export interface OrderTerms {
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  readonly restaurantName: string;
  readonly cartId: CartId;
  readonly lines: readonly OrderLine[];
  readonly bill: Bill;
  /** The menu that the prices are from. */
  readonly menuVersion: number;
  readonly menuHash: string;
  /** Hash of the quote that the customer agreed to. */
  readonly quoteHash: string;
  readonly pricingPolicyVersion: string;
  readonly paymentMethod: PaymentMethod;
  /** Address with its location: neither is ever stored in clear. */
  readonly address: Sealed;
  readonly instructions: Sealed | null;
  readonly etaMinutes: number;
  /** What the ETA rests on; the distance is from the restaurant to the door. */
  readonly etaInputs: {
    readonly prepMinutes: number;
    readonly distanceMetres: number;
    readonly policyVersion: string;
  };
  readonly promisedAt: Instant;
  /** An order that is not confirmed before then lapses. */
  readonly expiresAt: Instant;
  readonly deliveryCodeHash: string;
}

/** Each of a union's variants, read-only, with the moment it is of. */
export type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/** Stored format: the codec and the golden files hold every version. A `reason` is a short code, no free text. */
export type OrderEvent = Dated<
  | ({ type: 'OrderPlaced' } & OrderTerms)
  | { type: 'OrderHeld'; reason: string }
  | { type: 'OrderHoldCleared' }
  | { type: 'OrderConfirmed'; paymentSecured: PaymentSecured }
  | { type: 'OrderExpired' }
  | { type: 'OrderAcceptedByRestaurant'; readyBy: Instant }
  | { type: 'OrderRejectedByRestaurant'; reason: string; itemIds: readonly ItemId[] }
  | { type: 'RestaurantReminded'; how: Reminder }
  | { type: 'PreparationStarted' }
  | { type: 'PreparationDelayed'; readyBy: Instant; reason: string }
  | { type: 'OrderReadyForPickup' }
  | { type: 'PartnerAttached'; courierId: CourierId }
  | { type: 'PartnerDetached'; courierId: CourierId; reason: string }
  | { type: 'OrderHandedOver'; courierId: CourierId }
  | { type: 'OrderOutForDelivery' }
  | { type: 'DeliveryCodeFailed'; attempt: number }
  | { type: 'OrderDelivered'; proof: DeliveryProof }
  | { type: 'OrderUndeliverable'; reason: string }
  | { type: 'OrderReturned' }
  | ({ type: 'OrderCancelled'; by: Role; fault: FaultParty; reason: string } & CancellationTerms)
  | { type: 'OrderRestored'; status: CancellationStage }
  | { type: 'OrderCompleted' }
>;

/** How far the order was, and what the cancellation costs the customer by which policy. */
interface CancellationTerms {
  readonly stage: CancellationStage;
  readonly fee: Money;
  readonly policyVersion: string;
}

/** Minutes of AcceptOrder and DelayOrder count from the command's `at`: the food is ready that long after it. */
export type OrderCommand = Dated<
  | ({ type: 'PlaceOrder' } & OrderTerms)
  | { type: 'HoldForReview'; reason: string }
  | { type: 'ClearHold' }
  | { type: 'ConfirmOrder'; paymentSecured: PaymentSecured }
  | { type: 'ExpireOrder' }
  | { type: 'AcceptOrder'; prepMinutes: number; startNow: boolean }
  | { type: 'RejectOrder'; reason: string; itemIds: readonly ItemId[] }
  /** Each way once, and none after a later one. */
  | { type: 'RemindRestaurant'; how: Reminder }
  | { type: 'StartPreparation' }
  | { type: 'DelayOrder'; minutes: number; reason: string }
  | { type: 'MarkReady' }
  | { type: 'AttachPartner'; courierId: CourierId }
  | { type: 'DetachPartner'; reason: string }
  | { type: 'ConfirmPickup'; courierId: CourierId }
  | { type: 'MarkOutForDelivery'; courierId: CourierId }
  | { type: 'ConfirmDelivery'; courierId: CourierId | null; proof: DeliveryProof }
  | { type: 'FailDelivery'; reason: string }
  | { type: 'ConfirmReturn' }
  | { type: 'CancelOrder'; by: Role; fault: FaultParty; reason: string }
  | { type: 'RestoreOrder' }
  | { type: 'CompleteOrder' }
>;

export type PlaceOrder = Extract<OrderCommand, { type: 'PlaceOrder' }>;
