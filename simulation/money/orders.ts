import {
  asId,
  type CourierId,
  type CustomerId,
  type OrderId,
  type RestaurantId,
} from '../../src/domain/kernel/ids';
import { plusMs, type Instant } from '../../src/domain/kernel/instant';
import type { OrderLine } from '../../src/domain/order/order-lines';
import type { PaymentMethod, PlaceOrder } from '../../src/domain/order/order-messages';
import type { Draws } from './draws';

/** Where everybody lives, in a box without a lock. */
const DOOR = Buffer.from(
  JSON.stringify({
    ...{ line1: '7 Main Street', line2: null, landmark: null, city: 'Bengaluru', state: null },
    pincode: '560001',
    location: { lat: 12.965, lng: 77.61 },
  }),
).toString('base64');

const PAYMENT_WINDOW_MS = 15 * 60_000;

/** Who takes part in an order. */
export interface Cast {
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  readonly courierId: CourierId;
  readonly method: PaymentMethod;
}

/** The nth order of a run. */
export function drawCast(n: number, draws: Draws): Cast {
  return {
    orderId: asId<OrderId>(`o${n}`),
    customerId: asId<CustomerId>(`customer-${draws.between(1, 3)}`),
    restaurantId: asId<RestaurantId>(`restaurant-${draws.between(1, 2)}`),
    courierId: asId<CourierId>(`courier-${draws.between(1, 3)}`),
    method: draws.pick(['UPI', 'UPI', 'CARD', 'CARD', 'WALLET', 'COD']),
  };
}

/** What the customer orders: prices that do not divide evenly, now and then a discount. */
export function drawOrder(cast: Cast, at: Instant, draws: Draws): PlaceOrder {
  const { orderId, customerId, restaurantId, method } = cast;
  const lines = Array.from({ length: draws.between(1, 3) }, (_, i): OrderLine => {
    const quantity = draws.between(1, 3);
    const unitMinor = draws.between(101, 20_000);
    const line = { lineId: `line-${i}`, name: `Dish ${i}`, options: [] };
    return { ...line, itemId: asId(`dish-${i}`), quantity, unitMinor, totalMinor: quantity * unitMinor };
  });
  const subtotalMinor = lines.reduce((total, { totalMinor }) => total + totalMinor, 0);
  const discountMinor = draws.chance(300) ? draws.between(1, Math.floor(subtotalMinor / 3)) : 0;
  const taxMinor = Math.floor(subtotalMinor / 20);
  const deliveryFeeMinor = draws.pick([0, 2_900, 4_001]);
  const platformFeeMinor = draws.pick([0, 500]);
  return {
    type: 'PlaceOrder',
    ...{ orderId, customerId, restaurantId, lines, at },
    restaurantName: 'Udupi Corner',
    cartId: asId(`cart-of-${orderId}`),
    bill: {
      currency: 'INR',
      ...{ subtotalMinor, taxMinor, deliveryFeeMinor, platformFeeMinor, discountMinor },
      totalMinor: subtotalMinor + taxMinor + deliveryFeeMinor + platformFeeMinor - discountMinor,
    },
    menuVersion: 1,
    menuHash: 'menu',
    quoteHash: `quote of ${orderId}`,
    pricingPolicyVersion: 'pricing/1',
    paymentMethod: method,
    address: { subject: customerId, keyId: 'key', box: DOOR },
    instructions: null,
    etaMinutes: 35,
    etaInputs: { prepMinutes: 20, distanceMetres: 2_400, policyVersion: 'eta/1' },
    promisedAt: plusMs(at, 35 * 60_000),
    expiresAt: plusMs(at, PAYMENT_WINDOW_MS),
    deliveryCodeHash: 'code',
  };
}
