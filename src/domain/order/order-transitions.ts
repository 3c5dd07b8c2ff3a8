import { CANCELLATION_STAGES } from './cancellation-fee';
import type { OrderCommand, OrderEvent } from './order-messages';

/** What the world calls an order's state, in the order of its life; finer distinctions are facets beside it. */
export const ORDER_STATUSES = [
  ...CANCELLATION_STAGES,
  'PICKED_UP',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'COMPLETED',
  'CANCELLED',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** One way for an order to change. `previous` is the status that it was cancelled in. */
export interface Transition {
  readonly command: OrderCommand['type'];
  readonly from: readonly (OrderStatus | 'ABSENT')[];
  readonly to: OrderStatus | 'same' | 'previous';
  readonly events: readonly OrderEvent['type'][];
  readonly meaning: string;
}

const row = (
  command: Transition['command'],
  from: Transition['from'],
  to: Transition['to'],
  events: Transition['events'],
  meaning: string,
): Transition => ({ command, from, to, events, meaning });

const COOKING = ['CONFIRMED', 'PREPARING', 'READY'] as const;
const ON_THE_WAY = ['PICKED_UP', 'OUT_FOR_DELIVERY'] as const;

/**
 * Every way for an order to change: `decide` refuses what is not here, the documentation is drawn from it,
 * and the exhaustive test holds every decision against it.
 */
export const TRANSITIONS: readonly Transition[] = [
  row('PlaceOrder', ['ABSENT'], 'PENDING', ['OrderPlaced'], 'the customer orders; payment begins'),
  row('HoldForReview', ['PENDING'], 'same', ['OrderHeld'], 'a person has to look at the risk first'),
  row('ClearHold', ['PENDING'], 'same', ['OrderHoldCleared'], 'the review found no harm'),
  row('ConfirmOrder', ['PENDING'], 'CONFIRMED', ['OrderConfirmed'], 'payment is secured, risk has passed'),
  row('ExpireOrder', ['PENDING'], 'CANCELLED', ['OrderExpired'], 'nobody paid in time'),
  row('AcceptOrder', ['CONFIRMED'], 'same', ['OrderAcceptedByRestaurant'], 'the kitchen will cook it'),
  row(
    'AcceptOrder',
    ['CONFIRMED'],
    'PREPARING',
    ['OrderAcceptedByRestaurant', 'PreparationStarted'],
    'the kitchen cooks it at once',
  ),
  row('RejectOrder', ['CONFIRMED'], 'CANCELLED', ['OrderRejectedByRestaurant'], 'the kitchen cannot cook it'),
  row(
    'RemindRestaurant',
    ['CONFIRMED', 'PREPARING'],
    'same',
    ['RestaurantReminded'],
    'nobody has answered, or the food should be ready',
  ),
  row('StartPreparation', ['CONFIRMED'], 'PREPARING', ['PreparationStarted'], 'cooking begins'),
  row('DelayOrder', ['CONFIRMED', 'PREPARING'], 'same', ['PreparationDelayed'], 'it will be ready later'),
  row('MarkReady', ['PREPARING'], 'READY', ['OrderReadyForPickup'], 'the food waits to be picked up'),
  row('AttachPartner', COOKING, 'same', ['PartnerAttached'], 'a courier will bring it'),
  row('DetachPartner', [...COOKING, 'CANCELLED'], 'same', ['PartnerDetached'], 'the courier is free again'),
  row('ConfirmPickup', ['READY'], 'PICKED_UP', ['OrderHandedOver'], 'the courier has it: no way back'),
  row('MarkOutForDelivery', ['PICKED_UP'], 'OUT_FOR_DELIVERY', ['OrderOutForDelivery'], 'it is on its way'),
  row(
    'ConfirmDelivery',
    ['PICKED_UP'],
    'DELIVERED',
    ['OrderOutForDelivery', 'OrderDelivered'],
    'the customer has it; nobody saw it leave',
  ),
  row('ConfirmDelivery', ['OUT_FOR_DELIVERY'], 'DELIVERED', ['OrderDelivered'], 'the customer has it'),
  row('ConfirmDelivery', ON_THE_WAY, 'same', ['DeliveryCodeFailed'], 'the code shown was wrong'),
  row('FailDelivery', ON_THE_WAY, 'CANCELLED', ['OrderUndeliverable'], 'the customer cannot be reached'),
  row('ConfirmReturn', ['CANCELLED'], 'same', ['OrderReturned'], 'undelivered food is back'),
  row('CancelOrder', CANCELLATION_STAGES, 'CANCELLED', ['OrderCancelled'], 'called off, maybe for a fee'),
  row('RestoreOrder', ['CANCELLED'], 'previous', ['OrderRestored'], 'called off by mistake a moment ago'),
  row('CompleteOrder', ['DELIVERED'], 'COMPLETED', ['OrderCompleted'], 'rated, or left alone for a day'),
];

const IN_TABLE = new Set(
  TRANSITIONS.flatMap(({ command, from }) => from.map((status) => `${command} ${status}`)),
);

/** Whether some row lets the command act on an order of that status. */
export const isInTable = (command: OrderCommand['type'], status: OrderStatus): boolean =>
  IN_TABLE.has(`${command} ${status}`);
