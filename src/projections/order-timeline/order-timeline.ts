import type { RecordedEvent } from '../../../eventstore/registry/event-record';
import type { Role } from '../../domain/kernel/actor';
import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import type { OrderEvent } from '../../domain/order/order-messages';
import type { PaymentEvent } from '../../domain/payment/payment-messages';
import { isPaymentEvent, ORDER_EVENT_TYPES, PAYMENT_EVENT_TYPES } from '../event-types';
import { paymentIdOf } from '../payment-attempt';
import { tableOf, type FeedEvent, type Projection } from '../projection';
import { DELIVERY_READS, deliverySummary, isOfDelivery, type ToldDeliveryEvent } from './delivery-summary';
import { paymentSummary } from './payment-summary';

type TimelineEvent = OrderEvent | PaymentEvent | ToldDeliveryEvent;

/** One thing that happened to an order, to one of its payments or to its delivery. */
export interface TimelineRow {
  readonly order_id: string;
  /** The order of the story: revisions of several streams do not give one. */
  readonly position: number;
  /** Of the order's own stream; where `data` names a `paymentId`, of that payment's; of `of: 'delivery'`, of that. */
  readonly revision: number;
  readonly type: TimelineEvent['type'];
  /** When it happened, on the business clock. */
  readonly at: Instant;
  /** Who did it, in what capacity. */
  readonly actor_role: Role;
  /** What a reader wants to know of it; no personal data. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The part of an event that anybody who may see the order may see. */
function orderSummary(event: OrderEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'OrderPlaced': {
      const { restaurantName, bill, lines, paymentMethod, promisedAt, etaMinutes } = event;
      const items = lines.reduce((total, { quantity }) => total + quantity, 0);
      const { totalMinor, currency } = bill;
      return { restaurantName, items, totalMinor, currency, paymentMethod, promisedAt, etaMinutes };
    }
    case 'OrderConfirmed':
      return { paymentSecured: event.paymentSecured };
    case 'OrderAcceptedByRestaurant':
      return { readyBy: event.readyBy };
    case 'PreparationDelayed':
      return { readyBy: event.readyBy, reason: event.reason };
    case 'OrderRejectedByRestaurant':
      return { reason: event.reason, itemIds: event.itemIds };
    case 'RestaurantReminded':
      return { how: event.how };
    case 'PartnerAttached':
    case 'OrderHandedOver':
      return { courierId: event.courierId };
    case 'PartnerDetached':
      return { courierId: event.courierId, reason: event.reason };
    case 'DeliveryCodeFailed':
      return { attempt: event.attempt };
    case 'OrderDelivered':
      return { proof: event.proof.kind };
    case 'OrderCancelled': {
      const { by, fault, reason, stage, fee, policyVersion } = event;
      return { by, fault, reason, stage, feeMinor: fee.minor, currency: fee.currency, policyVersion };
    }
    case 'OrderRestored':
      return { status: event.status };
    case 'OrderHeld':
    case 'OrderUndeliverable':
      return { reason: event.reason };
    case 'OrderHoldCleared':
    case 'OrderExpired':
    case 'PreparationStarted':
    case 'OrderReadyForPickup':
    case 'OrderOutForDelivery':
    case 'OrderReturned':
    case 'OrderCompleted':
      return {};
    default:
      return never(event);
  }
}

function summary(event: TimelineEvent, recorded: RecordedEvent): TimelineRow['data'] {
  if (isPaymentEvent(event)) return { paymentId: paymentIdOf(recorded), ...paymentSummary(event) };
  return isOfDelivery(event) ? { of: 'delivery', ...deliverySummary(event) } : orderSummary(event);
}

function evolve({ event, metadata, recorded }: FeedEvent<TimelineEvent>, orderId: string): TimelineRow {
  return {
    order_id: orderId,
    position: recorded.position,
    revision: recorded.revision,
    type: event.type,
    at: event.at,
    actor_role: metadata.actor.role,
    data: summary(event, recorded),
  };
}

/** The story of every order, its payments and its delivery, one row per event. */
export const orderTimeline: Projection<TimelineRow, TimelineEvent> = {
  name: 'order-timeline',
  version: 3,
  table: tableOf<TimelineRow>({
    columns: {
      order_id: 'text',
      position: 'bigint',
      revision: 'integer',
      type: 'text',
      at: 'timestamptz',
      actor_role: 'text',
      data: 'json',
    },
    key: ['order_id', 'position'],
  }),
  reads: [...ORDER_EVENT_TYPES, ...PAYMENT_EVENT_TYPES, ...DELIVERY_READS],
  insertOnly: true,
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve: (_row, fact, orderId) => evolve(fact, orderId),
};
