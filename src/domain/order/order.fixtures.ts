import { fold } from '../kernel/decider';
import { asId, type CourierId } from '../kernel/ids';
import { plusMinutes, type Instant } from '../kernel/instant';
import { order, type Order, type PlacedOrder } from './order';
import type { OrderCommand, OrderEvent, PlaceOrder } from './order-messages';
import type { OrderStatus } from './order-transitions';

/** When the orders of the tests are placed. */
export const NOON: Instant = '2026-03-14T12:00:00.000Z';

/** A moment on the day of the tests. */
export const minutesAfterNoon = (minutes: number): Instant => plusMinutes(NOON, minutes);

export const courierAsha = asId<CourierId>('courier-asha');
export const courierBilal = asId<CourierId>('courier-bilal');

/** Two dosas and a coffee, ₹ 285.00 by card, to be confirmed within 15 minutes. */
export const aPlaceOrder = (overrides: Partial<PlaceOrder> = {}): PlaceOrder => ({
  type: 'PlaceOrder',
  orderId: asId('order-1'),
  customerId: asId('customer-1'),
  restaurantId: asId('restaurant-1'),
  restaurantName: 'Udupi Corner',
  cartId: asId('cart-1'),
  lines: [
    {
      lineId: 'line-1',
      itemId: asId('masala-dosa'),
      name: 'Masala dosa',
      quantity: 2,
      unitMinor: 11_000,
      options: [{ group: 'Extras', label: 'Butter', priceMinor: 1_000 }],
      totalMinor: 22_000,
    },
    {
      lineId: 'line-2',
      itemId: asId('filter-coffee'),
      name: 'Filter coffee',
      quantity: 1,
      unitMinor: 4_000,
      options: [],
      totalMinor: 4_000,
    },
  ],
  bill: {
    currency: 'INR',
    subtotalMinor: 26_000,
    taxMinor: 1_200,
    deliveryFeeMinor: 2_800,
    platformFeeMinor: 500,
    discountMinor: 2_000,
    totalMinor: 28_500,
  },
  menuVersion: 7,
  menuHash: 'menu-hash',
  quoteHash: 'quote-hash',
  pricingPolicyVersion: 'pricing/1',
  paymentMethod: 'CARD',
  address: { subject: 'customer-1', keyId: 'key-1', box: 'c2VhbGVkIGFkZHJlc3M' },
  instructions: null,
  etaMinutes: 35,
  etaInputs: { prepMinutes: 20, distanceMetres: 2_400, policyVersion: 'eta/1' },
  promisedAt: minutesAfterNoon(35),
  expiresAt: minutesAfterNoon(15),
  deliveryCodeHash: 'code-hash',
  at: NOON,
  ...overrides,
});

const code = { kind: 'code', codeHash: aPlaceOrder().deliveryCodeHash } as const;

/** One command of each type: those that move an order on belong to one order that is delivered by Asha. */
export const orderCommands = {
  PlaceOrder: aPlaceOrder(),
  HoldForReview: { type: 'HoldForReview', reason: 'new-device', at: minutesAfterNoon(1) },
  ClearHold: { type: 'ClearHold', at: minutesAfterNoon(2) },
  ConfirmOrder: { type: 'ConfirmOrder', paymentSecured: 'AUTHORIZED', at: minutesAfterNoon(3) },
  ExpireOrder: { type: 'ExpireOrder', at: minutesAfterNoon(15) },
  AcceptOrder: { type: 'AcceptOrder', prepMinutes: 20, startNow: true, at: minutesAfterNoon(4) },
  RejectOrder: {
    type: 'RejectOrder',
    reason: 'item-sold-out',
    itemIds: [asId('masala-dosa')],
    at: minutesAfterNoon(4),
  },
  RemindRestaurant: { type: 'RemindRestaurant', how: 'ring', at: minutesAfterNoon(4) },
  StartPreparation: { type: 'StartPreparation', at: minutesAfterNoon(5) },
  DelayOrder: { type: 'DelayOrder', minutes: 30, reason: 'rush', at: minutesAfterNoon(6) },
  MarkReady: { type: 'MarkReady', at: minutesAfterNoon(24) },
  AttachPartner: { type: 'AttachPartner', courierId: courierAsha, at: minutesAfterNoon(10) },
  DetachPartner: { type: 'DetachPartner', reason: 'flat-tyre', at: minutesAfterNoon(11) },
  ConfirmPickup: { type: 'ConfirmPickup', courierId: courierAsha, at: minutesAfterNoon(26) },
  MarkOutForDelivery: { type: 'MarkOutForDelivery', courierId: courierAsha, at: minutesAfterNoon(27) },
  ConfirmDelivery: {
    type: 'ConfirmDelivery',
    courierId: courierAsha,
    proof: code,
    at: minutesAfterNoon(34),
  },
  FailDelivery: { type: 'FailDelivery', reason: 'nobody-at-the-door', at: minutesAfterNoon(40) },
  ConfirmReturn: { type: 'ConfirmReturn', at: minutesAfterNoon(55) },
  CancelOrder: {
    type: 'CancelOrder',
    by: 'customer',
    fault: 'customer',
    reason: 'changed-mind',
    at: minutesAfterNoon(7),
  },
  RestoreOrder: { type: 'RestoreOrder', at: minutesAfterNoon(8) },
  CompleteOrder: { type: 'CompleteOrder', at: minutesAfterNoon(60) },
} as const satisfies { readonly [T in OrderCommand['type']]: Extract<OrderCommand, { readonly type: T }> };

const way = (status: OrderStatus): readonly OrderCommand[] => {
  const { PlaceOrder, ConfirmOrder, AcceptOrder, AttachPartner, MarkReady, ConfirmPickup } = orderCommands;
  const { MarkOutForDelivery, ConfirmDelivery, CompleteOrder, CancelOrder } = orderCommands;
  switch (status) {
    case 'PENDING':
      return [PlaceOrder];
    case 'CONFIRMED':
      return [...way('PENDING'), ConfirmOrder];
    case 'PREPARING':
      return [...way('CONFIRMED'), AcceptOrder];
    case 'READY':
      return [...way('PREPARING'), AttachPartner, MarkReady];
    case 'PICKED_UP':
      return [...way('READY'), ConfirmPickup];
    case 'OUT_FOR_DELIVERY':
      return [...way('PICKED_UP'), MarkOutForDelivery];
    case 'DELIVERED':
      return [...way('OUT_FOR_DELIVERY'), ConfirmDelivery];
    case 'COMPLETED':
      return [...way('DELIVERED'), CompleteOrder];
    case 'CANCELLED':
      return [...way('CONFIRMED'), CancelOrder];
  }
};

/**
 * What commands decide one after the other.
 * @throws when one of them is refused
 */
export function eventsOf(
  commands: readonly OrderCommand[],
  from: Order = order.initial,
): readonly OrderEvent[] {
  let state = from;
  return commands.flatMap((command) => {
    const decision = order.decide(command, state);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.rejection.code}`);
    state = fold({ ...order, initial: state }, decision.events);
    return decision.events;
  });
}

/**
 * The history that brings an order to a status by the straight way; the order may differ from the usual one.
 * From READY on, Asha is attached.
 */
export const historyTo = (status: OrderStatus, overrides: Partial<PlaceOrder> = {}): readonly OrderEvent[] =>
  eventsOf(way(status).map((command) => (command.type === 'PlaceOrder' ? aPlaceOrder(overrides) : command)));

/** The state after {@link historyTo}. */
export function orderIn(status: OrderStatus, overrides: Partial<PlaceOrder> = {}): PlacedOrder {
  const state = fold(order, historyTo(status, overrides));
  if (state.is === 'absent') throw new Error('a history begins with an order that is placed');
  return state;
}

export const placedOrder = (overrides: Partial<PlaceOrder> = {}): PlacedOrder =>
  orderIn('PENDING', overrides);
