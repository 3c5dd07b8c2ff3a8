import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { Sealed } from '../../domain/kernel/sealed';
import type { CancellationStage, FaultParty } from '../../domain/order/cancellation-fee';
import type { Bill, OrderLine } from '../../domain/order/order-lines';
import type { OrderEvent, PaymentMethod } from '../../domain/order/order-messages';
import type { OrderStatus } from '../../domain/order/order-transitions';
import type { PaymentEvent } from '../../domain/payment/payment-messages';
import { isPaymentEvent, ORDER_EVENT_TYPES } from '../event-types';
import { ATTEMPT_EVENT_TYPES, paymentIdOf, type AttemptEvent } from '../payment-attempt';
import { foldRow, tableOf, type FeedEvent, type Projection } from '../projection';
import { payOn, UNPAID, type PaymentFacet } from './order-payments';

export type KitchenStatus = 'NONE' | 'ACCEPTED' | 'PREPARING' | 'READY' | 'HANDED_OVER' | 'REJECTED';
/** `FAILED`: the courier said so a moment ago; `RETURNING`: the order has ended, and the food is brought back. */
export type DeliveryStatus =
  | 'NONE'
  | 'SEARCHING'
  | 'NO_COURIER_FOUND'
  | 'ASSIGNED'
  | 'AT_RESTAURANT'
  | 'PICKED_UP'
  | 'OUT_FOR_DELIVERY'
  | 'AT_CUSTOMER'
  | 'DELIVERED'
  | 'FAILED'
  | 'RETURNING'
  | 'RETURNED';
export type RiskStatus = 'NONE' | 'HELD' | 'CLEARED';

/** How an order came to be called off, and what that costs the customer. */
export interface CancellationView {
  readonly how: 'CANCELLED' | 'REJECTED' | 'EXPIRED' | 'UNDELIVERABLE';
  /** Role of who called it off; null when it lapsed by itself. */
  readonly by: string | null;
  readonly fault: FaultParty | null;
  readonly stage: CancellationStage | null;
  readonly feeMinor: number;
}

/** Of a delivery, what its customer wants to know. Offers to couriers are part of the search to them. */
const DELIVERY_READS = [
  'PartnerSearchStarted',
  'SearchExhausted',
  'CustomerChoiceOffered',
  'PartnerReassigned',
  'ArrivedAtRestaurant',
  'ArrivedAtCustomer',
  'EtaRevised',
  'DeliveryFailed',
] as const satisfies readonly DeliveryEvent['type'][];

type ShownDeliveryEvent = Extract<DeliveryEvent, { readonly type: (typeof DELIVERY_READS)[number] }>;

/** What the view of an order is made of: its own events, those of the attempts to pay for it, and of its delivery. */
export type OrderViewEvent = OrderEvent | AttemptEvent | ShownDeliveryEvent;

/** An order as the world sees it: one row per order. Personal data stays sealed. */
export interface OrderViewRow extends PaymentFacet {
  readonly order_id: string;
  readonly customer_id: string;
  readonly restaurant_id: string;
  readonly restaurant_name: string;
  readonly status: OrderStatus;
  /** Whether somebody still has to do something about it: not delivered, not called off. */
  readonly is_active: boolean;
  readonly kitchen_status: KitchenStatus;
  readonly delivery_status: DeliveryStatus;
  readonly risk_status: RiskStatus;
  /** Code of why it is held or was called off. */
  readonly reason: string | null;
  readonly cancellation: CancellationView | null;
  readonly payment_method: PaymentMethod;
  readonly lines: readonly OrderLine[];
  readonly bill: Bill;
  readonly currency: Currency;
  readonly total_minor: number;
  readonly address: Sealed;
  readonly instructions: Sealed | null;
  readonly courier_id: string | null;
  readonly placed_at: Instant;
  readonly eta_minutes: number;
  readonly promised_at: Instant;
  readonly ready_by: Instant | null;
  readonly delivered_at: Instant | null;
  /** When it is expected at the door by now; null as long as the promise of the beginning stands. */
  readonly eta_at: Instant | null;
  /** Set while nobody is found for long: until then the customer may wait, or call it off for nothing. */
  readonly choice_until: Instant | null;
  /** When the last event happened, to the order, its payments or its delivery. */
  readonly updated_at: Instant;
  /** Of the order's own stream. */
  readonly revision: number;
  /** Of the last event. */
  readonly position: number;
}

const ENDED: ReadonlySet<OrderStatus> = new Set(['DELIVERED', 'COMPLETED', 'CANCELLED']);

type Change = Partial<Omit<OrderViewRow, 'order_id' | 'is_active' | 'updated_at' | 'revision' | 'position'>>;

function placed(
  event: Extract<OrderEvent, { type: 'OrderPlaced' }>,
): Omit<OrderViewRow, 'revision' | 'position'> {
  return {
    order_id: event.orderId,
    customer_id: event.customerId,
    restaurant_id: event.restaurantId,
    restaurant_name: event.restaurantName,
    status: 'PENDING',
    is_active: true,
    ...UNPAID,
    kitchen_status: 'NONE',
    delivery_status: 'NONE',
    risk_status: 'NONE',
    reason: null,
    cancellation: null,
    payment_method: event.paymentMethod,
    lines: event.lines,
    bill: event.bill,
    currency: event.bill.currency,
    total_minor: event.bill.totalMinor,
    address: event.address,
    instructions: event.instructions,
    courier_id: null,
    placed_at: event.at,
    eta_minutes: event.etaMinutes,
    promised_at: event.promisedAt,
    ready_by: null,
    delivered_at: null,
    eta_at: null,
    choice_until: null,
    updated_at: event.at,
  };
}

const hasCourier = ({ delivery_status: status }: OrderViewRow): boolean =>
  status === 'ASSIGNED' || status === 'AT_RESTAURANT';

const calledOff = (how: CancellationView['how'], reason: string | null): Change => ({
  status: 'CANCELLED',
  reason,
  cancellation: { how, by: null, fault: null, stage: null, feeMinor: 0 },
});

function change(row: OrderViewRow, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>): Change {
  switch (event.type) {
    case 'OrderHeld':
      return { risk_status: 'HELD', reason: event.reason };
    case 'OrderHoldCleared':
      return { risk_status: 'CLEARED', reason: null };
    case 'OrderConfirmed':
      // The payments themselves say more; but cash on delivery may be approved a moment later.
      return row.payments.length > 0
        ? { status: 'CONFIRMED' }
        : { status: 'CONFIRMED', payment_status: event.paymentSecured };
    case 'OrderExpired':
      return calledOff('EXPIRED', null);
    case 'OrderAcceptedByRestaurant':
      return { kitchen_status: 'ACCEPTED', ready_by: event.readyBy };
    case 'OrderRejectedByRestaurant':
      return { ...calledOff('REJECTED', event.reason), kitchen_status: 'REJECTED' };
    case 'PreparationStarted':
      return { status: 'PREPARING', kitchen_status: 'PREPARING' };
    case 'PreparationDelayed':
      return { ready_by: event.readyBy };
    case 'OrderReadyForPickup':
      return { status: 'READY', kitchen_status: 'READY' };
    case 'PartnerAttached':
      return { courier_id: event.courierId, delivery_status: 'ASSIGNED', choice_until: null };
    case 'PartnerDetached':
      return { courier_id: null, delivery_status: hasCourier(row) ? 'NONE' : row.delivery_status };
    case 'OrderHandedOver':
      return { status: 'PICKED_UP', kitchen_status: 'HANDED_OVER', delivery_status: 'PICKED_UP' };
    case 'OrderOutForDelivery':
      return {
        status: 'OUT_FOR_DELIVERY',
        delivery_status: row.delivery_status === 'AT_CUSTOMER' ? 'AT_CUSTOMER' : 'OUT_FOR_DELIVERY',
      };
    case 'RestaurantReminded':
    case 'DeliveryCodeFailed':
      return {};
    case 'OrderDelivered':
      return { status: 'DELIVERED', delivery_status: 'DELIVERED', delivered_at: event.at };
    case 'OrderUndeliverable':
      return { ...calledOff('UNDELIVERABLE', event.reason), delivery_status: 'RETURNING' };
    case 'OrderReturned':
      return { delivery_status: 'RETURNED' };
    case 'OrderCancelled': {
      const { by, fault, stage, reason, fee } = event;
      const isSearched = row.delivery_status === 'SEARCHING' || row.delivery_status === 'NO_COURIER_FOUND';
      return {
        status: 'CANCELLED',
        delivery_status: isSearched ? 'NONE' : row.delivery_status,
        choice_until: null,
        reason,
        cancellation: { how: 'CANCELLED', by, fault, stage, feeMinor: fee.minor },
      };
    }
    case 'OrderRestored':
      return { status: event.status, reason: null, cancellation: null };
    case 'OrderCompleted':
      return { status: 'COMPLETED' };
    default:
      return never(event);
  }
}

/** What the delivery tells; whether somebody brings the order, and has it, its own events say. */
function changeOfDelivery(row: OrderViewRow, event: ShownDeliveryEvent): Change {
  switch (event.type) {
    case 'PartnerSearchStarted':
      return row.courier_id === null ? { delivery_status: 'SEARCHING', choice_until: null } : {};
    case 'SearchExhausted':
      return row.courier_id === null ? { delivery_status: 'NO_COURIER_FOUND' } : {};
    case 'CustomerChoiceOffered':
      return row.courier_id === null ? { choice_until: event.until } : {};
    case 'PartnerReassigned':
      // Staff may have chosen somebody else meanwhile.
      return row.courier_id === null || row.courier_id === event.courierId
        ? { delivery_status: 'SEARCHING' }
        : {};
    case 'ArrivedAtRestaurant':
      return row.delivery_status === 'ASSIGNED' ? { delivery_status: 'AT_RESTAURANT' } : {};
    case 'ArrivedAtCustomer':
      return row.kitchen_status === 'HANDED_OVER' ? { delivery_status: 'AT_CUSTOMER' } : {};
    case 'EtaRevised':
      return { eta_at: event.p50 };
    case 'DeliveryFailed':
      return { delivery_status: 'FAILED' };
    default:
      return never(event);
  }
}

const ofDelivery: ReadonlySet<string> = new Set(DELIVERY_READS);

const isOfDelivery = (event: OrderViewEvent): event is ShownDeliveryEvent => ofDelivery.has(event.type);

function evolve(row: OrderViewRow | null, { event, recorded }: FeedEvent<OrderViewEvent>): OrderViewRow {
  const { revision, position } = recorded;
  if (event.type === 'OrderPlaced') return { ...placed(event), revision, position };
  if (row === null) throw new Error(`${event.type} of an order that was never placed`);
  if (isPaymentEvent(event)) {
    return { ...row, ...payOn(row, event, paymentIdOf(recorded)), updated_at: event.at, position };
  }
  if (isOfDelivery(event)) {
    // What comes after the end of an order adds nothing to it.
    const told = row.is_active ? changeOfDelivery(row, event) : {};
    return { ...row, ...told, updated_at: event.at, position };
  }
  const changed = { ...row, ...change(row, event) };
  return { ...changed, is_active: !ENDED.has(changed.status), updated_at: event.at, revision, position };
}

/** Every order with its status, facets, lines, bill, payments and when it is expected. */
export const orderView: Projection<OrderViewRow, OrderViewEvent> = {
  name: 'order-view',
  version: 3,
  table: tableOf<OrderViewRow>({
    columns: {
      order_id: 'text',
      customer_id: 'text',
      restaurant_id: 'text',
      restaurant_name: 'text',
      status: 'text',
      is_active: 'boolean',
      payment_status: 'text',
      payment_id: 'text',
      captured_minor: 'bigint',
      refunded_minor: 'bigint',
      refund_pending_minor: 'bigint',
      payments: 'json',
      kitchen_status: 'text',
      delivery_status: 'text',
      risk_status: 'text',
      reason: 'text',
      cancellation: 'json',
      payment_method: 'text',
      lines: 'json',
      bill: 'json',
      currency: 'text',
      total_minor: 'bigint',
      address: 'json',
      instructions: 'json',
      courier_id: 'text',
      placed_at: 'timestamptz',
      eta_minutes: 'integer',
      promised_at: 'timestamptz',
      ready_by: 'timestamptz',
      delivered_at: 'timestamptz',
      eta_at: 'timestamptz',
      choice_until: 'timestamptz',
      updated_at: 'timestamptz',
      revision: 'integer',
      position: 'bigint',
    },
    key: ['order_id'],
    // None of them holds a column that changes with every step of an order: most updates touch no index.
    indexes: [
      '(customer_id, placed_at DESC, order_id DESC)',
      '(restaurant_id, placed_at DESC, order_id DESC)',
      '(courier_id, placed_at DESC, order_id DESC) WHERE courier_id IS NOT NULL',
    ],
  }),
  reads: [...ORDER_EVENT_TYPES, ...ATTEMPT_EVENT_TYPES, ...DELIVERY_READS],
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve,
};

/** Whatever happens to an order, its payments and its delivery; the view shows a part of it. */
type EventOfOrder = OrderEvent | PaymentEvent | DeliveryEvent;

/**
 * The row of one order, straight from the events of its stream, its payments and its delivery; null when there are
 * none.
 * @param facts in the order of their positions
 */
export const foldOrderView = (facts: readonly FeedEvent<EventOfOrder>[]): OrderViewRow | null =>
  foldRow(orderView, facts[0]?.metadata.partitionKey ?? '', facts.filter(isShown));

const shown: ReadonlySet<string> = new Set(orderView.reads);

const isShown = (fact: FeedEvent<EventOfOrder>): fact is FeedEvent<OrderViewEvent> =>
  shown.has(fact.event.type);
