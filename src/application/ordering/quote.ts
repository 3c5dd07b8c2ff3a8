import type { AddressId, CartId, CustomerId, ItemId, RestaurantId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import type { Bill, OrderLine } from '../../domain/order/order-lines';
import type { PaymentMethod } from '../../domain/order/order-messages';
import type { PricingProblem } from '../../domain/pricing/price-cart';
import type { PriceChange } from '../../domain/pricing/quote';

/** For how long a quote holds: 10 minutes of the business clock. */
export const QUOTE_LIFETIME_MINUTES = 10;

/**
 * What an order of a cart to an address costs, and until when. A quote is a value: its hash covers all that the
 * customer agrees to, so a quote made again from the same facts is the same quote.
 */
export interface Quote {
  readonly hash: string;
  readonly customerId: CustomerId;
  readonly cartId: CartId;
  /** Which edit of the cart was quoted. */
  readonly cartVersion: number;
  readonly restaurantId: RestaurantId;
  readonly restaurantName: string;
  readonly minOrderMinor: number;
  readonly deliveryRadiusMetres: number;
  readonly prepMinutes: number;
  readonly menuVersion: number;
  readonly menuHash: string;
  readonly pricingPolicyVersion: string;
  readonly addressId: AddressId;
  /** The box of the customer's own stream: an order that goes there holds the same one. */
  readonly address: Sealed;
  readonly distanceMetres: number;
  readonly lines: readonly OrderLine[];
  readonly bill: Bill;
  /** Lines that cost another price than when they were put into the cart. */
  readonly changes: readonly PriceChange[];
  readonly expiresAt: Instant;
}

/** Why an order cannot be placed, or a cart not be quoted. */
export type PlacementRefusal = Readonly<
  | { code: 'cart-empty' | 'address-not-found' | 'restaurant-not-found' | 'customer-not-found' }
  | { code: 'restaurant-closed'; opensAt: Instant | null }
  | { code: 'items-unavailable'; items: readonly { itemId: ItemId; name: string }[] }
  | { code: 'not-orderable'; problems: readonly PricingProblem[] }
  | { code: 'price-changed'; changes: readonly PriceChange[]; quote: Quote }
  | { code: 'minimum-not-reached'; minOrderMinor: number; subtotalMinor: number }
  | { code: 'out-of-delivery-range'; distanceMetres: number; deliveryRadiusMetres: number }
  | { code: 'payment-method-not-available'; available: readonly PaymentMethod[] }
>;

export type Quoted =
  { readonly ok: true; readonly quote: Quote } | { readonly ok: false; readonly rejection: PlacementRefusal };
