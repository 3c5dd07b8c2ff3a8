import type { Counts } from '../engine/counts';
import { must, mustEqual } from '../engine/violation';
import type { Facts, OrderFact, RestaurantFact } from './facts';
import type { Told } from './told';

/** In the order of an order's life. Written down a second time, on purpose. */
const LIFE = [
  'PENDING',
  'CONFIRMED',
  'PREPARING',
  'READY',
  'PICKED_UP',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'COMPLETED',
];

/** The status that an event brings an order to. */
const REACHED: Readonly<Record<string, string>> = {
  OrderConfirmed: 'CONFIRMED',
  PreparationStarted: 'PREPARING',
  OrderReadyForPickup: 'READY',
  OrderHandedOver: 'PICKED_UP',
  OrderOutForDelivery: 'OUT_FOR_DELIVERY',
  OrderDelivered: 'DELIVERED',
  OrderCompleted: 'COMPLETED',
};

const CLOSINGS: ReadonlySet<string> = new Set([
  'OrderCancelled',
  'OrderExpired',
  'OrderRejectedByRestaurant',
  'OrderUndeliverable',
]);

const MOST_WRONG_CODES = 5;

const MISSED_LIMIT = 3;
const MISSED_WINDOW_MS = 60 * 60_000;
const REST_MS = 30 * 60_000;

/** @throws Violation */
export function auditOrder(facts: Facts, told: Told, counts: Counts): void {
  const { type, data, key: orderId } = told;
  if (type === 'OrderPlaced') {
    const { restaurantId, deliveryCodeHash } = data;
    facts.orders.set(orderId, newOrder(orderId, restaurantId, deliveryCodeHash));
    return;
  }
  const order = facts.orders.get(orderId);
  must('an order begins with its placing', order !== undefined, () => `${type} of ${orderId}`);
  const reached = REACHED[type];
  if (reached !== undefined) goesForward(order, reached);
  switch (type) {
    case 'OrderConfirmed':
      notePause(facts, order, told);
      return;
    case 'OrderAcceptedByRestaurant':
      mustEqual('a kitchen answers once', orderId, order.isAccepted || order.closing !== null, false);
      order.isAccepted = true;
      return;
    case 'PreparationDelayed':
      order.isOverdue = false;
      return;
    case 'RestaurantReminded':
      counts.add(`restaurant: ${data.how}`);
      if (data.how === 'overdue') order.isOverdue = true;
      return;
    case 'PreparationStarted':
      must('cooking begins with a yes', order.isAccepted, () => orderId);
      return;
    case 'PartnerAttached':
      attach(facts, order, told);
      return;
    case 'PartnerDetached':
      mustEqual('who goes was there', orderId, data.courierId, order.courierId);
      order.courierId = null;
      order.detachedAt = told.position;
      return;
    case 'OrderHandedOver':
      handOver(order, told);
      return;
    case 'DeliveryCodeFailed':
      order.wrongCodes += 1;
      must('codes are guessed five times at most', order.wrongCodes <= MOST_WRONG_CODES, () => orderId);
      return;
    case 'OrderDelivered':
      deliver(order, told);
      return;
    case 'OrderReturned':
      mustEqual(
        'only what could not be delivered comes back',
        orderId,
        order.closing?.type,
        'OrderUndeliverable',
      );
      order.isReturned = true;
      return;
    case 'OrderRestored':
      mustEqual('only a cancellation is taken back', orderId, order.closing?.type, 'OrderCancelled');
      order.closing = null;
      order.status = data.status;
      return;
  }
  if (CLOSINGS.has(type)) close(order, told);
}

const newOrder = (orderId: string, restaurantId: string, codeHash: string): OrderFact => ({
  orderId,
  restaurantId,
  codeHash,
  status: 'PENDING',
  isAccepted: false,
  courierId: null,
  detachedAt: 0,
  carrierId: null,
  wrongCodes: 0,
  closing: null,
  isReturned: false,
  isNoted: false,
  isOverdue: false,
  confirmedInPause: null,
  confirmedAt: null,
});

function goesForward(order: OrderFact, reached: string): void {
  const step = LIFE.indexOf(reached) - LIFE.indexOf(order.status);
  must('a status never goes back', order.closing === null && step > 0, () => {
    return `${order.orderId} from ${order.status} to ${reached}`;
  });
  order.status = reached;
}

/** Whether the restaurant rests at a moment, and goes on resting until another. */
export const rests = (restaurant: RestaurantFact | undefined, at: string, end = at): boolean => {
  const pause = restaurant?.pause ?? null;
  return pause !== null && (pause.until === null || (at < pause.until && end <= pause.until));
};

function notePause({ restaurants }: Facts, order: OrderFact, { data }: Told): void {
  order.confirmedAt = data.at;
  if (rests(restaurants.get(order.restaurantId), data.at)) order.confirmedInPause = data.at;
}

function attach(facts: Facts, order: OrderFact, { data, actor, key }: Told): void {
  mustEqual('an order has one courier at a time', key, order.courierId, null);
  const isTaker = facts.deliveries.get(key)?.takers.has(data.courierId) === true;
  must(
    'a courier is attached when they have accepted, or by staff',
    isTaker || actor.role !== 'system',
    () => {
      return `${data.courierId} to ${key}`;
    },
  );
  must(
    'room is reserved for whom staff choose',
    actor.role === 'system' || hadRoom(facts, data.courierId, order),
    () => {
      return `${data.courierId} for ${key}`;
    },
  );
  order.courierId = data.courierId;
}

/**
 * Whether room with the courier was reserved for the order since it has none. It may be gone again: whoever clears up
 * behind the one before frees all that they find, and the dispatch reserves it anew.
 */
const hadRoom = ({ shifts }: Facts, courierId: string, { orderId, detachedAt }: OrderFact): boolean =>
  [...shifts.values()].some(
    ({ courierId: of, madeAt, reserved }) =>
      of === courierId &&
      [...madeAt].some(
        ([one, at]) => one.startsWith(`${orderId} `) && (at > detachedAt || reserved.has(one)),
      ),
  );

function handOver(order: OrderFact, { data, actor }: Told): void {
  const { orderId } = order;
  mustEqual('food is handed to the courier of the order', orderId, data.courierId, order.courierId);
  mustEqual('the courier of the order takes it', orderId, actor.id, order.courierId);
  must('nothing is both called off and handed over', order.closing === null, () => orderId);
  order.carrierId = data.courierId;
}

function deliver(order: OrderFact, { data: { proof } }: Told): void {
  const { orderId } = order;
  must('what is delivered was handed over', order.carrierId !== null, () => orderId);
  const isProven = proof.kind === 'staff' || proof.codeHash === order.codeHash;
  must('what is delivered has a proof', isProven, () => `${orderId}: ${JSON.stringify(proof)}`);
}

function close(order: OrderFact, told: Told): void {
  const { orderId, closing, carrierId } = order;
  must('an order ends once', closing === null && order.status !== 'COMPLETED', () => orderId);
  if (told.type === 'OrderUndeliverable')
    must('what fails at the door was handed over', carrierId !== null, () => orderId);
  else must('nothing is both called off and handed over', carrierId === null, () => orderId);
  order.closing = told;
  order.status = 'CANCELLED';
}

/** @throws Violation */
export function auditRestaurant(facts: Facts, { type, data, key: restaurantId }: Told): void {
  const known = facts.restaurants.get(restaurantId);
  const restaurant = known ?? { restaurantId, pause: null, pauses: [], missed: [], mustRest: false };
  facts.restaurants.set(restaurantId, restaurant);
  const isPaused = type === 'RestaurantPaused';
  must(MUST_REST, !restaurant.mustRest || isPaused, () => restaurantId);
  if (isPaused) {
    restaurant.pause = { from: data.at, reason: data.reason, until: data.until, resumedAt: null };
    restaurant.pauses.push(restaurant.pause);
    restaurant.mustRest = false;
  }
  if (type === 'RestaurantResumed') {
    if (restaurant.pause !== null) restaurant.pause.resumedAt = data.at;
    restaurant.pause = null;
    restaurant.missed = [];
  }
  if (type === 'OrderMissed') {
    miss(restaurant, data);
    const order = facts.orders.get(data.orderId);
    if (order !== undefined) order.isNoted = true;
  }
}

export const MUST_REST = 'a restaurant that does not answer is paused';

/** Three orders without an answer within an hour: it rests for half an hour, if it does not rest longer anyway. */
function miss(restaurant: RestaurantFact, { orderId, at }: { orderId: string; at: string }): void {
  restaurant.missed.push({ orderId, at });
  const recent = restaurant.missed.filter((one) => Date.parse(at) - Date.parse(one.at) < MISSED_WINDOW_MS);
  const rest = new Date(Date.parse(at) + REST_MS).toISOString();
  restaurant.mustRest = recent.length >= MISSED_LIMIT && !rests(restaurant, at, rest);
}
