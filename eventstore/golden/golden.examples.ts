import {
  customerAggregate,
  menuAggregate,
  orderAggregate,
  restaurantAggregate,
} from '../../src/application/aggregates';
import { orderIdFor, uuidv5 } from '../../src/application/deterministic-ids';
import { addressIdOf, CUSTOMER_AT, CUSTOMER_ID } from '../../src/domain/customer/customer.fixtures';
import type { Actor } from '../../src/domain/kernel/actor';
import { asId, type RestaurantId } from '../../src/domain/kernel/ids';
import { plusMinutes, type Instant } from '../../src/domain/kernel/instant';
import type { MenuCommand } from '../../src/domain/menu/menu';
import { canonicalMenu, withPrice } from '../../src/domain/menu/menu-content';
import { CATEGORIES, LASSI, MARGHERITA, MENU_AT } from '../../src/domain/menu/menu.fixtures';
import {
  aPlaceOrder,
  courierBilal,
  minutesAfterNoon,
  orderCommands,
} from '../../src/domain/order/order.fixtures';
import type { OrderCommand, PlaceOrder } from '../../src/domain/order/order-messages';
import type { RestaurantCommand } from '../../src/domain/restaurant/restaurant';
import {
  detailsOf,
  everyDay,
  FRIDAY_EVENING,
  hoursOf,
  RESTAURANT_ID,
} from '../../src/domain/restaurant/restaurant.fixtures';
import { courierExamples } from './golden.couriers';
import { moneyExamples } from './golden.money';
import { ADMIN, ASHA, CUSTOMER, OWNER, sealed, SUPPORT, systemActor } from './golden.people';
import { example, sha256, type ExampleStream } from './record-example';

const SYSTEM = systemActor('process-checkout');

function orderActor(command: OrderCommand): Actor {
  switch (command.type) {
    case 'PlaceOrder':
      return CUSTOMER;
    case 'RemindRestaurant':
      return systemActor('process-restaurant-sla');
    case 'AcceptOrder':
    case 'RejectOrder':
    case 'StartPreparation':
    case 'DelayOrder':
    case 'MarkReady':
      return OWNER;
    case 'ConfirmPickup':
    case 'MarkOutForDelivery':
      return ASHA;
    case 'ConfirmDelivery':
      return command.proof.kind === 'staff' ? SUPPORT : ASHA;
    case 'CancelOrder':
      return command.by === 'customer' ? CUSTOMER : SUPPORT;
    case 'FailDelivery':
    case 'ConfirmReturn':
    case 'RestoreOrder':
      return SUPPORT;
    case 'HoldForReview':
    case 'ClearHold':
    case 'ConfirmOrder':
    case 'ExpireOrder':
    case 'AttachPartner':
    case 'DetachPartner':
    case 'CompleteOrder':
      return SYSTEM;
  }
}

const CODE_HASH = sha256('the code of the door');

function orderHistory(
  name: string,
  commands: readonly OrderCommand[],
  terms: Partial<PlaceOrder> = {},
): ExampleStream {
  const orderId = orderIdFor(CUSTOMER_ID, name);
  const placed = aPlaceOrder({
    orderId,
    customerId: CUSTOMER_ID,
    restaurantId: RESTAURANT_ID,
    restaurantName: 'Café Udupi · उडुपी',
    cartId: asId(uuidv5('example', 'cart', name)),
    menuHash: sha256('menu'),
    bill: {
      currency: 'INR',
      subtotalMinor: 26_000,
      taxMinor: 1_200,
      deliveryFeeMinor: 4_000,
      platformFeeMinor: 500,
      discountMinor: 2_000,
      totalMinor: 29_700,
    },
    etaMinutes: 30,
    promisedAt: minutesAfterNoon(30),
    quoteHash: sha256(`quote of ${name}`),
    address: sealed('address'),
    deliveryCodeHash: CODE_HASH,
    ...terms,
  });
  return example(name, orderAggregate, orderId, orderActor, [placed, ...commands]);
}

const {
  HoldForReview,
  ClearHold,
  ConfirmOrder,
  ExpireOrder,
  AcceptOrder,
  RejectOrder,
  RemindRestaurant,
  DelayOrder,
  MarkReady,
  AttachPartner,
  DetachPartner,
  ConfirmPickup,
  MarkOutForDelivery,
  FailDelivery,
  ConfirmReturn,
  CancelOrder,
  RestoreOrder,
  CompleteOrder,
} = orderCommands;

const CONFIRMED: readonly OrderCommand[] = [ConfirmOrder];
const PREPARING: readonly OrderCommand[] = [...CONFIRMED, AcceptOrder];
const READY: readonly OrderCommand[] = [...PREPARING, AttachPartner, MarkReady];
const ON_THE_WAY: readonly OrderCommand[] = [...READY, ConfirmPickup, MarkOutForDelivery];
const DELIVERED: readonly OrderCommand[] = [
  ...ON_THE_WAY,
  { ...orderCommands.ConfirmDelivery, proof: { kind: 'code', codeHash: CODE_HASH } },
];

/** Cooked late, brought by the second courier, who is told a wrong code: support closes it. */
const EVENTFUL: readonly OrderCommand[] = [
  HoldForReview,
  ClearHold,
  { ...ConfirmOrder, paymentSecured: 'COD_APPROVED' },
  { ...AcceptOrder, startNow: false },
  orderCommands.StartPreparation,
  DelayOrder,
  { ...AttachPartner, courierId: courierBilal },
  DetachPartner,
  { ...AttachPartner, at: minutesAfterNoon(12) },
  MarkReady,
  ConfirmPickup,
  { ...orderCommands.ConfirmDelivery, proof: { kind: 'code', codeHash: sha256('another code') } },
  {
    ...orderCommands.ConfirmDelivery,
    courierId: null,
    proof: { kind: 'staff', reason: 'customer-confirmed-by-phone' },
    at: minutesAfterNoon(36),
  },
  CompleteOrder,
];

/** Five codes that are wrong, then a picture from the door. */
const BY_PHOTO: readonly OrderCommand[] = [
  ...ON_THE_WAY,
  ...[1, 2, 3, 4, 5].map((attempt) => ({
    ...orderCommands.ConfirmDelivery,
    proof: { kind: 'code', codeHash: sha256(`wrong code ${attempt}`) } as const,
  })),
  {
    ...orderCommands.ConfirmDelivery,
    proof: { kind: 'photo', sha256: sha256('picture'), distanceMetres: 20, accuracyMetres: 10 },
    at: minutesAfterNoon(36),
  },
];

const orders = (): readonly ExampleStream[] => [
  orderHistory('delivered', DELIVERED, { instructions: sealed('instructions') }),
  orderHistory('delivered-by-photo', BY_PHOTO),
  orderHistory('completed', EVENTFUL, { paymentMethod: 'COD' }),
  orderHistory('cancelled-while-preparing', [...PREPARING, CancelOrder]),
  orderHistory('cancelled-while-pending', [{ ...CancelOrder, at: minutesAfterNoon(2) }]),
  orderHistory('cancelled-while-confirmed', [
    { ...ConfirmOrder, paymentSecured: 'CAPTURED' },
    { ...CancelOrder, by: 'support', fault: 'restaurant', reason: 'kitchen-closed' },
  ]),
  orderHistory('cancelled-while-ready', [
    ...READY,
    { ...CancelOrder, at: minutesAfterNoon(25) },
    { ...DetachPartner, reason: 'order-cancelled', at: minutesAfterNoon(25) },
  ]),
  orderHistory('rejected', [...CONFIRMED, RejectOrder], { paymentMethod: 'UPI' }),
  orderHistory('expired', [ExpireOrder], { paymentMethod: 'WALLET' }),
  orderHistory('undeliverable-and-returned', [
    ...ON_THE_WAY,
    FailDelivery,
    ConfirmReturn,
    { ...DetachPartner, reason: 'food-returned', at: minutesAfterNoon(56) },
  ]),
  orderHistory('restored', [...PREPARING, CancelOrder, { ...RestoreOrder, at: CancelOrder.at }, MarkReady]),
  orderHistory('held', [HoldForReview]),
  orderHistory('reminded', [
    ...CONFIRMED,
    RemindRestaurant,
    { ...RemindRestaurant, how: 'call', at: minutesAfterNoon(6) },
    { ...AcceptOrder, at: minutesAfterNoon(7) },
    { ...RemindRestaurant, how: 'overdue', at: minutesAfterNoon(32) },
  ]),
];

const evening = (minutes: number): Instant => plusMinutes(FRIDAY_EVENING, minutes);

function restaurantActor({ type }: RestaurantCommand): Actor {
  if (type === 'RecordMissedOrder') return systemActor('process-restaurant-sla');
  return type === 'DeactivateRestaurant' || type === 'ActivateRestaurant' ? ADMIN : OWNER;
}

/** Of histories beside those of the first restaurant: a stream has one. */
const OTHER_RESTAURANT_ID = asId<RestaurantId>('8d1f0c3e-5b7a-5c21-9e64-2f3a7b90c1d5');

/** Three orders that nobody answers, and a pause. */
const unansweredStream = (): ExampleStream =>
  example('paused-for-unanswered-orders', restaurantAggregate, OTHER_RESTAURANT_ID, restaurantActor, [
    {
      type: 'RegisterRestaurant',
      details: detailsOf({ restaurantId: OTHER_RESTAURANT_ID, ownerId: OWNER.id }),
      at: evening(0),
    },
    ...['first', 'second', 'third'].map((name, i) => ({
      type: 'RecordMissedOrder' as const,
      orderId: orderIdFor(CUSTOMER_ID, name),
      at: evening(10 * (i + 1)),
    })),
    { type: 'ResumeRestaurant', at: evening(35) },
  ]);

const restaurantStream = (): ExampleStream =>
  example(
    'opened-and-closed',
    restaurantAggregate,
    RESTAURANT_ID,
    restaurantActor,
    [
      { type: 'RegisterRestaurant', details: detailsOf({ ownerId: OWNER.id }), at: evening(0) },
      {
        type: 'ChangeHours',
        hours: hoursOf({
          weekly: {
            ...everyDay({ open: '11:00', close: '15:00' }, { open: '18:00', close: '02:00' }),
            mon: [],
          },
          exceptions: [{ date: '2026-03-25', intervals: [] }],
        }),
        at: evening(1),
      },
      { type: 'PauseRestaurant', reason: 'rush', until: evening(30), at: evening(2) },
      { type: 'ResumeRestaurant', at: evening(10) },
      { type: 'DeactivateRestaurant', at: evening(20) },
      { type: 'ActivateRestaurant', at: evening(25) },
      { type: 'PauseRestaurant', reason: 'gas-leak', until: null, at: evening(40) },
    ],
  );

const menuHash = (categories: typeof CATEGORIES): string => sha256(canonicalMenu(categories, 'INR'));
const PUBLISH: MenuCommand = {
  type: 'PublishMenu',
  currency: 'INR',
  categories: CATEGORIES,
  baseHash: null,
  hash: menuHash(CATEGORIES),
  at: MENU_AT,
};
const SOLD_OUT = { type: 'SetAvailability', itemId: LASSI.itemId, until: null } as const;
const CHEAPER = withPrice(CATEGORIES, MARGHERITA.itemId, 27_900);

const menuStream = (): ExampleStream =>
  example('published-and-changed', menuAggregate, RESTAURANT_ID, () => OWNER, [
    PUBLISH,
    {
      type: 'ChangePrice',
      itemId: MARGHERITA.itemId,
      priceMinor: 27_900,
      baseHash: menuHash(CATEGORIES),
      hash: menuHash(CHEAPER),
      at: plusMinutes(MENU_AT, 1),
    },
    { ...SOLD_OUT, available: false, at: plusMinutes(MENU_AT, 2) },
    { ...SOLD_OUT, available: true, at: plusMinutes(MENU_AT, 3) },
    { ...SOLD_OUT, itemId: MARGHERITA.itemId, available: false, at: plusMinutes(MENU_AT, 4) },
  ]);

/** Sold out until the evening, for good, and back. */
const soldOutStream = (): ExampleStream =>
  example('sold-out-for-a-while', menuAggregate, OTHER_RESTAURANT_ID, () => OWNER, [
    PUBLISH,
    { ...SOLD_OUT, available: false, until: plusMinutes(MENU_AT, 600), at: plusMinutes(MENU_AT, 1) },
    { ...SOLD_OUT, available: false, at: plusMinutes(MENU_AT, 2) },
    { ...SOLD_OUT, available: true, at: plusMinutes(MENU_AT, 3) },
    {
      type: 'MarkSoldOut',
      itemId: MARGHERITA.itemId,
      until: plusMinutes(MENU_AT, 720),
      at: plusMinutes(MENU_AT, 4),
    },
  ]);

const HOME = { addressId: addressIdOf('home'), addressType: 'HOME', isDefault: false } as const;
const WORK = { addressId: addressIdOf('work'), addressType: 'WORK', isDefault: false } as const;
const later = (minutes: number): Instant => plusMinutes(CUSTOMER_AT, minutes);

const customerStream = (): ExampleStream =>
  example('moved', customerAggregate, CUSTOMER_ID, () => CUSTOMER, [
    { type: 'RegisterCustomer', customerId: CUSTOMER_ID, profile: sealed('profile'), at: later(0) },
    { type: 'UpdateProfile', profile: sealed('new profile'), at: later(1) },
    { type: 'AddAddress', ...HOME, sealed: sealed('home'), at: later(2) },
    { type: 'AddAddress', ...WORK, sealed: sealed('work'), at: later(3) },
    { type: 'ChangeAddress', ...WORK, isDefault: true, sealed: sealed('new work'), at: later(4) },
    { type: 'RemoveAddress', addressId: WORK.addressId, at: later(5) },
    { type: 'RemoveAddress', addressId: HOME.addressId, at: later(6) },
  ]);

/**
 * What golden files are made from, once: every registered type occurs. A new type or version is shown by a new
 * stream or a new step; what was stored from the old ones stays as it is.
 */
export const examples = (): readonly ExampleStream[] => [
  ...orders(),
  restaurantStream(),
  unansweredStream(),
  menuStream(),
  soldOutStream(),
  customerStream(),
  ...moneyExamples(),
  ...courierExamples(),
];
