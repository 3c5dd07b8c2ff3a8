import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { CourierId, CustomerId, RestaurantId } from '../kernel/ids';
import { msBetween, type Instant } from '../kernel/instant';
import type { Money } from '../kernel/money';
import {
  CANCELLATION_FEE_POLICY,
  CANCELLATION_STAGES,
  cancellationFee,
  type CancellationStage,
} from './cancellation-fee';
import { doorReachMetres, isAtTheDoor } from './door-photo';
import {
  acceptByKitchen,
  delayByKitchen,
  remindKitchen,
  type KitchenFacet,
  type KitchenRejection,
} from './kitchen';
import { faultIn, foodTotalOf, totalOf, type LineFault } from './order-lines';
import {
  REMINDERS,
  type OrderCommand,
  type OrderEvent,
  type PaymentMethod,
  type PlaceOrder,
  type Reminder,
} from './order-messages';
import { isInTable, type OrderStatus } from './order-transitions';

type Of<T extends OrderCommand['type']> = Extract<OrderCommand, { readonly type: T }>;
type FollowUp = Exclude<OrderCommand, PlaceOrder>;

/** How an order ended early. Only a cancellation can be taken back, to the stage that it was at. */
type Cancellation =
  | { readonly how: 'CANCELLED'; readonly at: Instant; readonly stage: CancellationStage }
  | { readonly how: 'REJECTED' | 'EXPIRED' | 'UNDELIVERABLE'; readonly at: Instant };

/** What decisions need of an order. It is cached for every open order, so it leaves the lines out. */
export interface PlacedOrder extends KitchenFacet {
  readonly is: 'placed';
  readonly status: OrderStatus;
  readonly delivery: 'NONE' | 'FAILED' | 'RETURNED';
  readonly risk: 'NONE' | 'HELD' | 'CLEARED';
  readonly courierId: CourierId | null;
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  readonly quoteHash: string;
  readonly paymentMethod: PaymentMethod;
  readonly placedAt: Instant;
  /** Null until it is. */
  readonly deliveredAt: Instant | null;
  /** From the restaurant to the customer, as estimates were made of it. */
  readonly distanceMetres: number;
  readonly expiresAt: Instant;
  readonly total: Money;
  /** What a cancellation of ready food is charged by: see the cancellation fee. */
  readonly foodTotal: Money;
  /** The last that the restaurant was reminded by; null when it was not. */
  readonly reminded: Reminder | null;
  readonly deliveryCodeHash: string;
  readonly failedCodeAttempts: number;
  /** Why the status is CANCELLED; null when it is not. */
  readonly cancellation: Cancellation | null;
}

export type Order = { readonly is: 'absent' } | PlacedOrder;

export type OrderRejection = Readonly<
  | { code: 'order-not-found' | 'order-already-placed' | LineFault }
  | { code: 'transition-not-allowed'; command: OrderCommand['type']; status: OrderStatus }
  | { code: 'order-on-hold' | 'order-already-accepted' | 'order-not-accepted-yet' }
  | { code: 'order-expired' | 'not-yet-expired'; expiresAt: Instant }
  | { code: 'payment-method-mismatch'; paymentMethod: PaymentMethod }
  | KitchenRejection
  | { code: 'no-courier-assigned' | 'not-the-assigned-courier' | 'another-courier-assigned' }
  | { code: 'delivery-code-locked' | 'code-comes-first' }
  | { code: 'too-far-from-the-door'; distanceMetres: number; maxMetres: number }
  | { code: 'food-is-with-the-courier' | 'nothing-to-return' }
  | { code: 'cancellation-not-allowed'; status: OrderStatus }
  | { code: 'not-restorable' | 'restore-window-passed' }
>;

export const MAX_CODE_ATTEMPTS = 5;
export const RESTORE_WINDOW_MS = 60_000;

/** Whether the order already is as the command wants it: then a repeat has nothing to decide. */
function alreadyHolds(command: FollowUp, order: PlacedOrder): boolean {
  const { status, courierId, kitchen } = order;
  switch (command.type) {
    case 'HoldForReview':
      return order.risk === 'HELD';
    case 'ClearHold':
      return order.risk !== 'HELD';
    case 'ConfirmOrder':
      return status === 'CONFIRMED';
    case 'ExpireOrder':
      return order.cancellation?.how === 'EXPIRED';
    case 'AcceptOrder':
      return (
        status === 'PREPARING' || (status === 'CONFIRMED' && kitchen === 'ACCEPTED' && !command.startNow)
      );
    case 'RejectOrder':
      return kitchen === 'REJECTED';
    case 'RemindRestaurant':
      return order.reminded !== null && REMINDERS.indexOf(command.how) <= REMINDERS.indexOf(order.reminded);
    case 'StartPreparation':
      return status === 'PREPARING';
    case 'DelayOrder':
    case 'DetachPartner':
      return false; // decided by their own rules, below
    case 'MarkReady':
      return status === 'READY';
    case 'AttachPartner':
      return courierId === command.courierId && status !== 'CANCELLED';
    case 'ConfirmPickup':
      return status === 'PICKED_UP' && courierId === command.courierId;
    case 'MarkOutForDelivery':
      return status === 'OUT_FOR_DELIVERY' && courierId === command.courierId;
    case 'ConfirmDelivery':
      return status === 'DELIVERED';
    case 'FailDelivery':
      return order.delivery !== 'NONE';
    case 'ConfirmReturn':
      return order.delivery === 'RETURNED';
    case 'CancelOrder':
      return status === 'CANCELLED';
    case 'RestoreOrder':
      return status !== 'CANCELLED';
    case 'CompleteOrder':
      return status === 'COMPLETED';
    default:
      return never(command);
  }
}

type Outcome = Decision<OrderEvent, OrderRejection>;

function place(command: PlaceOrder): Outcome {
  const fault = faultIn(command.lines, command.bill);
  return fault === null ? accept({ ...command, type: 'OrderPlaced' }) : reject({ code: fault });
}

function confirm({ at, paymentSecured }: Of<'ConfirmOrder'>, order: PlacedOrder): Outcome {
  const { expiresAt, paymentMethod } = order;
  if (order.risk === 'HELD') return reject({ code: 'order-on-hold' });
  if (at >= expiresAt) return reject({ code: 'order-expired', expiresAt });
  if (paymentSecured === 'COD_APPROVED' && paymentMethod !== 'COD') {
    return reject({ code: 'payment-method-mismatch', paymentMethod });
  }
  return accept({ type: 'OrderConfirmed', paymentSecured, at });
}

/** Before the handover, or after a cancellation: a courier who holds the food stays until it is returned. */
function detach({ at, reason }: Of<'DetachPartner'>, { courierId, delivery }: PlacedOrder): Outcome {
  if (courierId === null) return accept();
  return delivery === 'FAILED'
    ? reject({ code: 'food-is-with-the-courier' })
    : accept({ type: 'PartnerDetached', courierId, reason, at });
}

function byCourier(courierId: CourierId, order: PlacedOrder, event: OrderEvent): Outcome {
  if (order.courierId === null) return reject({ code: 'no-courier-assigned' });
  return order.courierId === courierId ? accept(event) : reject({ code: 'not-the-assigned-courier' });
}

/**
 * A code is shown by the customer to the courier who stands before them. When no code is taken any more, a picture
 * that the courier takes at the door stands in for it. The staff's word needs no courier.
 */
function deliver({ at, courierId, proof }: Of<'ConfirmDelivery'>, order: PlacedOrder): Outcome {
  if (courierId !== (proof.kind === 'staff' ? null : order.courierId)) {
    return reject({ code: 'not-the-assigned-courier' });
  }
  if (proof.kind === 'code') {
    const attempt = order.failedCodeAttempts + 1;
    if (attempt > MAX_CODE_ATTEMPTS) return reject({ code: 'delivery-code-locked' });
    if (proof.codeHash !== order.deliveryCodeHash) return accept({ type: 'DeliveryCodeFailed', attempt, at });
  }
  if (proof.kind === 'photo') {
    const { distanceMetres, accuracyMetres } = proof;
    if (order.failedCodeAttempts < MAX_CODE_ATTEMPTS) return reject({ code: 'code-comes-first' });
    if (!isAtTheDoor(proof)) {
      const maxMetres = doorReachMetres(accuracyMetres);
      return reject({ code: 'too-far-from-the-door', distanceMetres, maxMetres });
    }
  }
  const delivered = { type: 'OrderDelivered', proof, at } as const;
  return order.status === 'PICKED_UP'
    ? accept<OrderEvent>({ type: 'OrderOutForDelivery', at }, delivered)
    : accept(delivered);
}

function cancel(command: Of<'CancelOrder'>, { status, total, foodTotal }: PlacedOrder): Outcome {
  const { at, by, fault, reason } = command;
  const stage = CANCELLATION_STAGES.find((cancellable) => cancellable === status);
  if (stage === undefined) return reject({ code: 'cancellation-not-allowed', status });
  const fee = cancellationFee(stage, fault, total, foodTotal);
  const policyVersion = CANCELLATION_FEE_POLICY;
  return accept({ type: 'OrderCancelled', by, fault, reason, stage, fee, policyVersion, at });
}

/** A mistake is taken back within a minute; every other way to end an order is final. */
function restore(at: Instant, { cancellation }: PlacedOrder): Outcome {
  if (cancellation?.how !== 'CANCELLED') return reject({ code: 'not-restorable' });
  return msBetween(cancellation.at, at) <= RESTORE_WINDOW_MS
    ? accept({ type: 'OrderRestored', status: cancellation.stage, at })
    : reject({ code: 'restore-window-passed' });
}

function decide(command: OrderCommand, order: Order): Outcome {
  const { at } = command;
  if (order.is === 'absent') {
    return command.type === 'PlaceOrder' ? place(command) : reject({ code: 'order-not-found' });
  }
  if (command.type === 'PlaceOrder') {
    return command.quoteHash === order.quoteHash ? accept() : reject({ code: 'order-already-placed' });
  }
  if (alreadyHolds(command, order)) return accept();
  if (!isInTable(command.type, order.status)) {
    return command.type === 'CancelOrder'
      ? reject({ code: 'cancellation-not-allowed', status: order.status })
      : reject({ code: 'transition-not-allowed', command: command.type, status: order.status });
  }
  switch (command.type) {
    case 'HoldForReview':
      return accept({ type: 'OrderHeld', reason: command.reason, at });
    case 'ClearHold':
      return accept({ type: 'OrderHoldCleared', at });
    case 'ConfirmOrder':
      return confirm(command, order);
    case 'ExpireOrder':
      return at < order.expiresAt
        ? reject({ code: 'not-yet-expired', expiresAt: order.expiresAt })
        : accept({ type: 'OrderExpired', at });
    case 'AcceptOrder':
      return acceptByKitchen(command, order);
    case 'RejectOrder':
      return order.kitchen === 'ACCEPTED'
        ? reject({ code: 'order-already-accepted' })
        : accept({ type: 'OrderRejectedByRestaurant', reason: command.reason, itemIds: command.itemIds, at });
    case 'RemindRestaurant':
      return remindKitchen(command, order);
    case 'StartPreparation':
      return order.kitchen === 'ACCEPTED'
        ? accept({ type: 'PreparationStarted', at })
        : reject({ code: 'order-not-accepted-yet' });
    case 'DelayOrder':
      return delayByKitchen(command, order);
    case 'MarkReady':
      return accept({ type: 'OrderReadyForPickup', at });
    case 'AttachPartner':
      return order.courierId === null
        ? accept({ type: 'PartnerAttached', courierId: command.courierId, at })
        : reject({ code: 'another-courier-assigned' });
    case 'DetachPartner':
      return detach(command, order);
    case 'ConfirmPickup':
      return byCourier(command.courierId, order, {
        type: 'OrderHandedOver',
        courierId: command.courierId,
        at,
      });
    case 'MarkOutForDelivery':
      return byCourier(command.courierId, order, { type: 'OrderOutForDelivery', at });
    case 'ConfirmDelivery':
      return deliver(command, order);
    case 'FailDelivery':
      return accept({ type: 'OrderUndeliverable', reason: command.reason, at });
    case 'ConfirmReturn':
      return order.delivery === 'FAILED'
        ? accept({ type: 'OrderReturned', at })
        : reject({ code: 'nothing-to-return' });
    case 'CancelOrder':
      return cancel(command, order);
    case 'RestoreOrder':
      return restore(at, order);
    case 'CompleteOrder':
      return accept({ type: 'OrderCompleted', at });
    default:
      return never(command);
  }
}

const placed = (event: Extract<OrderEvent, { type: 'OrderPlaced' }>): PlacedOrder => ({
  is: 'placed',
  status: 'PENDING',
  kitchen: 'NONE',
  delivery: 'NONE',
  risk: 'NONE',
  courierId: null,
  customerId: event.customerId,
  restaurantId: event.restaurantId,
  quoteHash: event.quoteHash,
  paymentMethod: event.paymentMethod,
  placedAt: event.at,
  deliveredAt: null,
  distanceMetres: event.etaInputs.distanceMetres,
  expiresAt: event.expiresAt,
  total: totalOf(event.bill),
  foodTotal: foodTotalOf(event.bill),
  readyBy: null,
  reminded: null,
  deliveryCodeHash: event.deliveryCodeHash,
  failedCodeAttempts: 0,
  cancellation: null,
});

const ended = (order: PlacedOrder, cancellation: Cancellation): PlacedOrder => ({
  ...order,
  status: 'CANCELLED',
  cancellation,
});

function evolve(order: Order, event: OrderEvent): Order {
  if (event.type === 'OrderPlaced') return placed(event);
  if (order.is === 'absent') return order;
  switch (event.type) {
    case 'OrderHeld':
      return { ...order, risk: 'HELD' };
    case 'OrderHoldCleared':
      return { ...order, risk: 'CLEARED' };
    case 'OrderConfirmed':
      return { ...order, status: 'CONFIRMED' };
    case 'OrderExpired':
      return ended(order, { how: 'EXPIRED', at: event.at });
    case 'OrderAcceptedByRestaurant':
      return { ...order, kitchen: 'ACCEPTED', readyBy: event.readyBy };
    case 'OrderRejectedByRestaurant':
      return { ...ended(order, { how: 'REJECTED', at: event.at }), kitchen: 'REJECTED' };
    case 'RestaurantReminded':
      return { ...order, reminded: event.how };
    case 'PreparationStarted':
      return { ...order, status: 'PREPARING' };
    case 'PreparationDelayed':
      return { ...order, readyBy: event.readyBy };
    case 'OrderReadyForPickup':
      return { ...order, status: 'READY' };
    case 'PartnerAttached':
      return { ...order, courierId: event.courierId };
    case 'PartnerDetached':
      return { ...order, courierId: null };
    case 'OrderHandedOver':
      return { ...order, status: 'PICKED_UP' };
    case 'OrderOutForDelivery':
      return { ...order, status: 'OUT_FOR_DELIVERY' };
    case 'DeliveryCodeFailed':
      return { ...order, failedCodeAttempts: event.attempt };
    case 'OrderDelivered':
      return { ...order, status: 'DELIVERED', deliveredAt: event.at };
    case 'OrderUndeliverable':
      return { ...ended(order, { how: 'UNDELIVERABLE', at: event.at }), delivery: 'FAILED' };
    case 'OrderReturned':
      return { ...order, delivery: 'RETURNED' };
    case 'OrderCancelled':
      return ended(order, { how: 'CANCELLED', at: event.at, stage: event.stage });
    case 'OrderRestored':
      return { ...order, status: event.status, cancellation: null };
    case 'OrderCompleted':
      return { ...order, status: 'COMPLETED' };
    default:
      return never(event);
  }
}

/**
 * The life of an order, from the tap of the customer to the last word on it. The handover to the courier is the
 * point of no return, and it is decided here, so that cancelling, cooking and picking up cannot race.
 */
export const order: Decider<OrderCommand, Order, OrderEvent, OrderRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
