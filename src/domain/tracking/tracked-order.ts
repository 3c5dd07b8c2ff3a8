import type { DeliveryEvent } from '../delivery/delivery-messages';
import type { EtaPhase, EtaReason } from '../eta/phase-eta';
import { never } from '../kernel/decider';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';
import type { OrderEvent } from '../order/order-messages';
import type { OrderStatus } from '../order/order-transitions';
import type { CallOff, SearchState, TrackingMessage, TrackingStep, Unnumbered } from './tracking-messages';

/** Events of a delivery that customers are told of, or that change what they are shown. */
export const TRACKED_DELIVERY_EVENTS = [
  'PartnerSearchStarted',
  'SearchEscalated',
  'SearchExhausted',
  'CustomerChoiceOffered',
  'CustomerChoseToWait',
  'ArrivedAtRestaurant',
  'ArrivedAtCustomer',
  'EtaRevised',
] as const satisfies readonly DeliveryEvent['type'][];

type TrackedDeliveryEvent = Extract<
  DeliveryEvent,
  { readonly type: (typeof TRACKED_DELIVERY_EVENTS)[number] }
>;

/** What the tracking of an order is made of: every event of the order, and some of its delivery. */
export type TrackedEvent = OrderEvent | TrackedDeliveryEvent;

/** Where the food is, and who has it. */
export type TrackedDelivery =
  | 'NONE'
  | 'SEARCHING'
  | 'ASSIGNED'
  | 'AT_RESTAURANT'
  | 'PICKED_UP'
  | 'OUT_FOR_DELIVERY'
  | 'AT_CUSTOMER'
  | 'DELIVERED'
  | 'FAILED'
  | 'RETURNED';

/** When the food is expected at the door: as likely earlier as later, and later once in ten times. */
export interface TrackedEta {
  readonly phase: EtaPhase;
  readonly p50: Instant;
  readonly p90: Instant;
  readonly reason: EtaReason;
}

/** An order as its customer follows it. */
export interface TrackedOrder {
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  /** Where it goes: the distance of the courier is measured from there. */
  readonly address: Sealed;
  readonly promisedAt: Instant;
  readonly status: OrderStatus;
  readonly delivery: TrackedDelivery;
  readonly search: SearchState | null;
  /** Who brings it; after the delivery, who brought it. */
  readonly courierId: CourierId | null;
  /** Null until a courier is looked for. */
  readonly eta: TrackedEta | null;
  /** When the courier took it over; null before. */
  readonly handedOverAt: Instant | null;
  readonly delivered: boolean;
  /** Nothing more will be told, unless a cancellation is taken back. */
  readonly isOver: boolean;
  readonly messages: readonly TrackingMessage[];
}

/** Whether the customer may see where the courier was at that moment: between the handover and the delivery. */
export const showsLocation = ({ handedOverAt, isOver }: TrackedOrder, at: Instant): boolean =>
  handedOverAt !== null && handedOverAt <= at && !isOver;

/** When it is expected, as far as is known. */
export const expectedAt = ({ eta, promisedAt }: TrackedOrder): Instant => eta?.p50 ?? promisedAt;

type Change = Partial<Omit<TrackedOrder, 'orderId' | 'messages'>>;

function changed(order: TrackedOrder, change: Change, told?: Unnumbered<TrackingMessage>): TrackedOrder {
  if (told === undefined) return { ...order, ...change };
  const message: TrackingMessage = { seq: order.messages.length + 1, ...told };
  return { ...order, ...change, messages: [...order.messages, message] };
}

function stepped(order: TrackedOrder, at: Instant, step: TrackingStep, change: Change = {}): TrackedOrder {
  const after = { ...order, ...change };
  const { status } = after;
  return changed(order, change, { type: 'status_update', status, step, expectedAt: expectedAt(after), at });
}

const searched = (order: TrackedOrder, at: Instant, state: SearchState, until: Instant | null = null) =>
  changed(order, { search: state }, { type: 'search_update', state, until, at });

type Cancelled = Extract<TrackingMessage, { readonly type: 'cancelled' }>;

function calledOff(
  order: TrackedOrder,
  at: Instant,
  how: CallOff,
  { by = null, reason = null, fee = null }: Partial<Pick<Cancelled, 'by' | 'reason' | 'fee'>> = {},
): TrackedOrder {
  const delivery = how === 'undeliverable' ? 'FAILED' : 'NONE';
  const over = { status: 'CANCELLED', delivery, search: null, eta: null, isOver: true } as const;
  return changed(order, over, { type: 'cancelled', how, by, reason, fee, at });
}

function placed(event: Extract<OrderEvent, { type: 'OrderPlaced' }>): TrackedOrder {
  const order: TrackedOrder = {
    orderId: event.orderId,
    customerId: event.customerId,
    restaurantId: event.restaurantId,
    address: event.address,
    promisedAt: event.promisedAt,
    status: 'PENDING',
    delivery: 'NONE',
    search: null,
    courierId: null,
    eta: null,
    handedOverAt: null,
    delivered: false,
    isOver: false,
    messages: [],
  };
  return stepped(order, event.at, 'placed');
}

/** What may still happen to an order that is over: nothing of it is a message, but that it goes on after all. */
function afterwards(order: TrackedOrder, event: TrackedEvent): TrackedOrder {
  switch (event.type) {
    case 'OrderCompleted':
      return changed(order, { status: 'COMPLETED' });
    case 'OrderReturned':
      return changed(order, { delivery: 'RETURNED' });
    case 'PartnerDetached':
      return changed(order, { courierId: null });
    case 'OrderRestored':
      return stepped(order, event.at, 'restored', {
        status: event.status,
        delivery: order.courierId === null ? 'NONE' : 'ASSIGNED',
        isOver: false,
      });
    default:
      return order;
  }
}

function onTheWay(order: TrackedOrder, event: TrackedEvent): TrackedOrder {
  const { at } = event;
  switch (event.type) {
    case 'OrderConfirmed':
      return stepped(order, at, 'confirmed', { status: 'CONFIRMED' });
    case 'OrderAcceptedByRestaurant':
      return stepped(order, at, 'accepted');
    case 'PreparationStarted':
      return stepped(order, at, 'preparing', { status: 'PREPARING' });
    case 'OrderReadyForPickup':
      return stepped(order, at, 'ready', { status: 'READY' });
    case 'PartnerAttached': {
      const { courierId } = event;
      return changed(
        order,
        { courierId, delivery: 'ASSIGNED', search: null },
        { type: 'partner_assigned', courierId, expectedAt: expectedAt(order), at },
      );
    }
    case 'PartnerDetached':
      return changed(
        order,
        { courierId: null, delivery: 'NONE' },
        { type: 'partner_unassigned', courierId: event.courierId, at },
      );
    case 'OrderHandedOver':
      return stepped(order, at, 'picked-up', {
        status: 'PICKED_UP',
        delivery: 'PICKED_UP',
        courierId: event.courierId,
        handedOverAt: at,
      });
    case 'OrderOutForDelivery':
      return stepped(order, at, 'out-for-delivery', {
        status: 'OUT_FOR_DELIVERY',
        delivery: order.delivery === 'AT_CUSTOMER' ? 'AT_CUSTOMER' : 'OUT_FOR_DELIVERY',
      });
    case 'OrderDelivered':
      return changed(
        order,
        { status: 'DELIVERED', delivery: 'DELIVERED', search: null, delivered: true, isOver: true },
        { type: 'delivered', codeVerified: event.proof.kind === 'code', at },
      );
    case 'OrderExpired':
      return calledOff(order, at, 'expired');
    case 'OrderRejectedByRestaurant':
      return calledOff(order, at, 'rejected', { by: 'restaurant', reason: event.reason });
    case 'OrderUndeliverable':
      return calledOff(order, at, 'undeliverable', { reason: event.reason });
    case 'OrderCancelled':
      return calledOff(order, at, 'cancelled', event);
    case 'PartnerSearchStarted':
      // A courier who never was the order's gave it back: the search that the customer knows of goes on.
      return order.search === null
        ? searched(changed(order, { delivery: 'SEARCHING' }), at, 'searching')
        : order;
    case 'SearchEscalated':
    case 'SearchExhausted':
      return order.search === 'searching' ? searched(order, at, 'delayed') : order;
    case 'CustomerChoiceOffered':
      return searched(order, at, 'choice', event.until);
    case 'CustomerChoseToWait':
      return searched(order, at, 'waiting');
    case 'ArrivedAtRestaurant':
      return stepped(order, at, 'courier-at-restaurant', { delivery: 'AT_RESTAURANT' });
    case 'ArrivedAtCustomer':
      return stepped(order, at, 'courier-at-door', { delivery: 'AT_CUSTOMER' });
    case 'EtaRevised': {
      const { phase, p50, p90, reason } = event;
      return changed(
        order,
        { eta: { phase, p50, p90, reason } },
        { type: 'eta_update', phase, p50, p90, reason, at },
      );
    }
    case 'OrderPlaced':
    case 'OrderHeld':
    case 'OrderHoldCleared':
    case 'RestaurantReminded':
    case 'PreparationDelayed':
    case 'DeliveryCodeFailed':
    case 'OrderReturned':
    case 'OrderRestored':
    case 'OrderCompleted':
      return order;
    default:
      return never(event);
  }
}

/**
 * The order after an event.
 * @param order as it was before; null before it was placed
 * @throws Error when the first event of an order is not that it was placed
 */
export function track(order: TrackedOrder | null, event: TrackedEvent): TrackedOrder {
  if (order === null) {
    if (event.type === 'OrderPlaced') return placed(event);
    throw new Error(`${event.type} of an order that was never placed`);
  }
  return order.isOver ? afterwards(order, event) : onTheWay(order, event);
}
