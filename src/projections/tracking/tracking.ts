import type { CourierId, CustomerId, OrderId, RestaurantId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import type { OrderStatus } from '../../domain/order/order-transitions';
import {
  track,
  TRACKED_DELIVERY_EVENTS,
  type TrackedDelivery,
  type TrackedEta,
  type TrackedEvent,
  type TrackedOrder,
} from '../../domain/tracking/tracked-order';
import type { SearchState, TrackingMessage } from '../../domain/tracking/tracking-messages';
import { ORDER_EVENT_TYPES } from '../event-types';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** An order as its customer follows it, with everything that they were told. Personal data stays sealed. */
export interface TrackingRow {
  readonly order_id: OrderId;
  readonly customer_id: CustomerId;
  readonly restaurant_id: RestaurantId;
  readonly address: Sealed;
  readonly promised_at: Instant;
  readonly status: OrderStatus;
  readonly delivery_status: TrackedDelivery;
  readonly search: SearchState | null;
  readonly courier_id: CourierId | null;
  readonly eta: TrackedEta | null;
  readonly handed_over_at: Instant | null;
  readonly delivered: boolean;
  readonly is_over: boolean;
  readonly messages: readonly TrackingMessage[];
  /** Of the last event. */
  readonly position: number;
}

/** The order that a row shows. */
export const trackedOrderOf = (row: TrackingRow): TrackedOrder => ({
  orderId: row.order_id,
  customerId: row.customer_id,
  restaurantId: row.restaurant_id,
  address: row.address,
  promisedAt: row.promised_at,
  status: row.status,
  delivery: row.delivery_status,
  search: row.search,
  courierId: row.courier_id,
  eta: row.eta,
  handedOverAt: row.handed_over_at,
  delivered: row.delivered,
  isOver: row.is_over,
  messages: row.messages,
});

const rowOf = (order: TrackedOrder, position: number): TrackingRow => ({
  order_id: order.orderId,
  customer_id: order.customerId,
  restaurant_id: order.restaurantId,
  address: order.address,
  promised_at: order.promisedAt,
  status: order.status,
  delivery_status: order.delivery,
  search: order.search,
  courier_id: order.courierId,
  eta: order.eta,
  handed_over_at: order.handedOverAt,
  delivered: order.delivered,
  is_over: order.isOver,
  messages: order.messages,
  position,
});

const evolve = (row: TrackingRow | null, { event, recorded }: FeedEvent<TrackedEvent>): TrackingRow =>
  rowOf(track(row === null ? null : trackedOrderOf(row), event), recorded.position);

/** Every order as its customer follows it, with the numbered messages that they get: one row per order. */
export const tracking: Projection<TrackingRow, TrackedEvent> = {
  name: 'tracking',
  version: 1,
  table: tableOf<TrackingRow>({
    columns: {
      order_id: 'text',
      customer_id: 'text',
      restaurant_id: 'text',
      address: 'json',
      promised_at: 'timestamptz',
      status: 'text',
      delivery_status: 'text',
      search: 'text',
      courier_id: 'text',
      eta: 'json',
      handed_over_at: 'timestamptz',
      delivered: 'boolean',
      is_over: 'boolean',
      messages: 'json',
      position: 'bigint',
    },
    key: ['order_id'],
  }),
  reads: [...ORDER_EVENT_TYPES, ...TRACKED_DELIVERY_EVENTS],
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve,
};
