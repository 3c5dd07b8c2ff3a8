import {
  asId,
  type AddressId,
  type CourierId,
  type CustomerId,
  type OrderId,
  type RestaurantId,
} from '../../src/domain/kernel/ids';
import { plusMs, type Instant } from '../../src/domain/kernel/instant';
import type { Sealed } from '../../src/domain/kernel/sealed';
import type { OrderLine } from '../../src/domain/order/order-lines';
import type { PaymentMethod, PlaceOrder } from '../../src/domain/order/order-messages';
import type { PostalAddress } from '../../src/application/customers/personal-data';
import type { Draws } from '../engine/draws';
import type { Habits, Mood } from '../world/mood';
import { DELIVERY_CODES } from '../world/handlers';

const PAYMENT_WINDOW_MS = 15 * 60_000;

/** Who takes part in an order. */
export interface Cast {
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  readonly addressId: AddressId;
  readonly restaurantId: RestaurantId;
  readonly courierIds: readonly CourierId[];
  readonly method: PaymentMethod;
}

/** Those of the nth order of a run. */
export function drawCast(
  n: number,
  draws: Draws,
  mood: Mood,
  { cash }: Habits,
  courierIds: readonly CourierId[],
): Cast {
  // Some order twice on one evening, and both orders come out of one cart.
  const customer = draws.chance(200) ? Math.max(1, n - 1) : n;
  const restaurant = mood.isRush ? 1 : draws.between(1, 2);
  return {
    orderId: asId<OrderId>(`o${n}`),
    customerId: asId<CustomerId>(`customer-${customer}`),
    addressId: asId<AddressId>(`home-${customer}`),
    restaurantId: asId<RestaurantId>(`restaurant-${restaurant}`),
    courierIds,
    method: draws.chance(cash) ? 'COD' : draws.pick(['UPI', 'UPI', 'CARD', 'CARD', 'WALLET']),
  };
}

/** Where a customer lives. */
export const homeOf = (draws: Draws): PostalAddress => ({
  ...{ line1: '7 Main Street', line2: null, landmark: null, city: 'Bengaluru', state: null },
  pincode: '560001',
  location: { lat: 12.965 + draws.below(100) / 10_000, lng: 77.61 + draws.below(100) / 10_000 },
});

/** An order with a discount, which no menu gives yet, at prices that do not divide evenly. */
export function drawDiscountedOrder(cast: Cast, address: Sealed, at: Instant, draws: Draws): PlaceOrder {
  const { orderId, customerId, restaurantId, method } = cast;
  const lines = Array.from({ length: draws.between(1, 3) }, (_, i): OrderLine => {
    const quantity = draws.between(1, 3);
    const unitMinor = draws.between(101, 20_000);
    const line = { lineId: `line-${i}`, name: `Dish ${i}`, options: [] };
    return { ...line, itemId: asId(`dish-${i}`), quantity, unitMinor, totalMinor: quantity * unitMinor };
  });
  const subtotalMinor = lines.reduce((total, { totalMinor }) => total + totalMinor, 0);
  const discountMinor = draws.between(1, Math.floor(subtotalMinor / 3));
  const taxMinor = Math.floor(subtotalMinor / 20);
  const deliveryFeeMinor = draws.pick([0, 2_900, 4_001]);
  const platformFeeMinor = draws.pick([0, 500]);
  return {
    type: 'PlaceOrder',
    ...{ orderId, customerId, restaurantId, lines, at, address },
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
    instructions: null,
    etaMinutes: 35,
    etaInputs: { prepMinutes: 20, distanceMetres: 2_400, policyVersion: 'eta/1' },
    promisedAt: plusMs(at, 35 * 60_000),
    expiresAt: plusMs(at, PAYMENT_WINDOW_MS),
    deliveryCodeHash: DELIVERY_CODES.hashOf(orderId, DELIVERY_CODES.codeOf(orderId)),
  };
}
