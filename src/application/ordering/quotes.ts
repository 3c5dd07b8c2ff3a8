import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Cart } from '../../domain/cart/cart';
import { distanceInMetres } from '../../domain/kernel/geo';
import type { AddressId, CartId, CustomerId } from '../../domain/kernel/ids';
import { plusMinutes, type Instant } from '../../domain/kernel/instant';
import { priceCart, type PricingProblem } from '../../domain/pricing/price-cart';
import { PRICING_POLICY_V1 } from '../../domain/pricing/pricing-policy';
import { priceChanges, quoteText } from '../../domain/pricing/quote';
import { availability } from '../../domain/restaurant/restaurant';
import { customerAggregate, menuAggregate, restaurantAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import { openAddress } from '../customers/personal-data';
import type { Carts } from '../ports/carts';
import type { SubjectKeys } from '../ports/subject-keys';
import { QUOTE_LIFETIME_MINUTES, type PlacementRefusal, type Quoted, type Quote } from './quote';

const CAPACITY = 10_000;

/**
 * Makes quotes and keeps the latest of them in memory, so that an order placed on a quote needs no read. A quote
 * that was forgotten, or was made by another process, is made again and has the same hash.
 */
export class Quotes {
  private readonly byHash: LRUCache<string, Quote>;
  /** Carts that became an order here. Their removal from the store follows a moment later. */
  private readonly ordered: LRUCache<CartId, true>;
  /** The latest edits of carts that were made here. */
  private readonly edited: LRUCache<CartId, number>;

  /** @param capacity quotes and carts that are remembered; room for them is taken at once */
  constructor(
    private readonly carts: Carts,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
    capacity = CAPACITY,
  ) {
    this.byHash = new LRUCache({ max: capacity });
    this.ordered = new LRUCache({ max: capacity });
    this.edited = new LRUCache({ max: capacity });
  }

  /** The quote of this hash if it is the customer's own and still holds. */
  recall(quoteHash: string, customerId: CustomerId, now: Instant): Quote | undefined {
    const quote = this.byHash.get(quoteHash);
    if (quote === undefined || quote.customerId !== customerId) return undefined;
    if (quote.expiresAt <= now || this.ordered.has(quote.cartId)) return undefined;
    const version = this.edited.get(quote.cartId);
    return version === undefined || version === quote.cartVersion ? quote : undefined;
  }

  /** Remembers an edit: quotes of the cart as it was before no longer hold. */
  markEdited({ cartId, version }: Cart): void {
    this.edited.set(cartId, version);
  }

  /** The customer's cart, unless it was just ordered. */
  async cartOf(customerId: CustomerId, now: Instant): Promise<Cart | null> {
    const cart = await this.carts.get(customerId, now);
    return cart === null || this.isOrdered(cart.cartId) ? null : cart;
  }

  isOrdered(cartId: CartId): boolean {
    return this.ordered.has(cartId);
  }

  /** Remembers that a cart became an order. */
  markOrdered(cartId: CartId): void {
    this.ordered.set(cartId, true);
  }

  /** Prices a cart for an address as things stand now. */
  async make(cart: Cart, addressId: AddressId, now: Instant): Promise<Quoted> {
    const { customerId, restaurantId } = cart;
    const [{ state: restaurant }, { state: menu }, { state: customer }] = await Promise.all([
      this.loader.recent(restaurantAggregate, restaurantId),
      this.loader.recent(menuAggregate, restaurantId),
      this.loader.recent(customerAggregate, customerId),
    ]);
    if (restaurant.is === 'absent' || menu.is === 'absent') return refuse({ code: 'restaurant-not-found' });
    if (customer.is === 'absent') return refuse({ code: 'customer-not-found' });
    if (cart.lines.length === 0) return refuse({ code: 'cart-empty' });
    const address = customer.addresses.get(addressId)?.sealed;
    const opened = address === undefined ? null : await openAddress(this.keys, address);
    if (address === undefined || opened === null) return refuse({ code: 'address-not-found' });

    const { details } = restaurant;
    const distanceMetres = distanceInMetres(details.location, opened.location);
    const pricing = priceCart(menu, cart.lines, PRICING_POLICY_V1, distanceMetres, now);
    if (!pricing.ok) return refuse(notOrderable(pricing.problems));

    const { lines, bill } = pricing.priced;
    const agreed = {
      cartId: cart.cartId,
      restaurantId,
      menuVersion: menu.version,
      menuHash: menu.hash,
      addressId,
      lines,
      bill,
      pricingPolicyVersion: PRICING_POLICY_V1.version,
    };
    const quote: Quote = {
      ...agreed,
      hash: hash('sha256', quoteText(agreed), 'hex'),
      customerId,
      cartVersion: cart.version,
      restaurantName: details.name,
      minOrderMinor: details.minOrderMinor,
      deliveryRadiusMetres: details.deliveryRadiusMetres,
      prepMinutes: details.prepMinutes,
      address,
      distanceMetres,
      changes: priceChanges(seenIn(cart), lines),
      expiresAt: plusMinutes(now, QUOTE_LIFETIME_MINUTES),
    };
    this.byHash.set(quote.hash, quote);
    return { ok: true, quote };
  }

  /** What keeps an order on a quote from being placed at this moment; null when nothing does. */
  async obstacleTo(quote: Quote, now: Instant): Promise<PlacementRefusal | null> {
    const { state: restaurant } = await this.loader.recent(restaurantAggregate, quote.restaurantId);
    const available = availability(restaurant, now);
    if (!available.open) return { code: 'restaurant-closed', opensAt: available.opensAt };
    const { minOrderMinor, deliveryRadiusMetres, distanceMetres, bill } = quote;
    if (bill.subtotalMinor < minOrderMinor) {
      return { code: 'minimum-not-reached', minOrderMinor, subtotalMinor: bill.subtotalMinor };
    }
    if (distanceMetres > deliveryRadiusMetres) {
      return { code: 'out-of-delivery-range', distanceMetres, deliveryRadiusMetres };
    }
    return null;
  }
}

/** The prices that the customer saw when the lines were put in. */
export const seenIn = ({ lines }: Cart) =>
  lines.map(({ lineId, seenUnitMinor }) => ({ lineId, unitMinor: seenUnitMinor }));

const refuse = (rejection: PlacementRefusal): Quoted => ({ ok: false, rejection });

/** Items that are sold out are named by themselves: the customer can take them out. */
function notOrderable(problems: readonly PricingProblem[]): PlacementRefusal {
  const gone = problems.filter((problem) => problem.code === 'item-unavailable');
  return gone.length === problems.length
    ? { code: 'items-unavailable', items: gone.map(({ itemId, name }) => ({ itemId, name })) }
    : { code: 'not-orderable', problems };
}
