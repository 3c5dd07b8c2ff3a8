import type { Cart, CartLine } from '../../domain/cart/cart';
import type { AddressId, CustomerId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { PublishedMenu } from '../../domain/menu/menu';
import type { Bill, OrderLine } from '../../domain/order/order-lines';
import { priceCart } from '../../domain/pricing/price-cart';
import { PRICING_POLICY_V1 } from '../../domain/pricing/pricing-policy';
import { priceChanges, type PriceChange } from '../../domain/pricing/quote';
import { customerAggregate, menuAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { PlacementRefusal, Quote } from '../ordering/quote';
import { seenIn, type Quotes } from '../ordering/quotes';

/** A cart with its prices as they are now. */
export interface PricedCartView {
  readonly cart: Cart;
  readonly currency: Currency;
  /** What is not available cannot be ordered like this now; its price is the one that was seen. */
  readonly lines: readonly (OrderLine & { readonly available: boolean })[];
  /** Null when something in the cart cannot be ordered. Without a quote, the delivery fee is the least there is. */
  readonly bill: Bill | null;
  /** Lines that cost another price than when they were put in. */
  readonly changes: readonly PriceChange[];
  readonly quote: Quote | null;
  /** Why there is no quote, or why it cannot be ordered by now. */
  readonly refusal: PlacementRefusal | null;
}

/** Shows customers their cart, with a quote to order it by. */
export class ShowCart {
  constructor(
    private readonly quotes: Quotes,
    private readonly loader: StreamLoader,
  ) {}

  /** @param addressId where to; null: the customer's default address */
  async show(
    customerId: CustomerId,
    addressId: AddressId | null,
    now: Instant,
  ): Promise<PricedCartView | null> {
    const cart = await this.quotes.cartOf(customerId, now);
    if (cart === null) return null;
    const { state: menu } = await this.loader.recent(menuAggregate, cart.restaurantId);
    if (menu.is === 'absent') return null;
    const { currency } = menu;
    const to = addressId ?? (await this.defaultAddressOf(customerId));
    const quoted =
      to === null
        ? { ok: false as const, rejection: { code: 'address-not-found' as const } }
        : await this.quotes.make(cart, to, now);
    if (quoted.ok) {
      const { quote } = quoted;
      const lines = quote.lines.map((line) => ({ ...line, available: true }));
      const refusal = await this.quotes.obstacleTo(quote, now);
      return { cart, currency, lines, bill: quote.bill, changes: quote.changes, quote, refusal };
    }
    return { ...unquoted(cart, menu, now), cart, currency, quote: null, refusal: quoted.rejection };
  }

  private async defaultAddressOf(customerId: CustomerId): Promise<AddressId | null> {
    const { state } = await this.loader.recent(customerAggregate, customerId);
    return state.is === 'absent' ? null : state.defaultAddressId;
  }
}

/** The lines, each at the price of now if it can be ordered, and the bill if the whole cart could be. */
function unquoted(
  cart: Cart,
  menu: PublishedMenu,
  now: Instant,
): Pick<PricedCartView, 'lines' | 'bill' | 'changes'> {
  const price = (...lines: readonly CartLine[]) => priceCart(menu, lines, PRICING_POLICY_V1, null, now);
  const whole = price(...cart.lines);
  const lines = cart.lines.map((line) => {
    const alone = price(line);
    const [priced] = alone.ok ? alone.priced.lines : [];
    return priced === undefined ? asSeen(line) : { ...priced, available: true };
  });
  return { lines, bill: whole.ok ? whole.priced.bill : null, changes: priceChanges(seenIn(cart), lines) };
}

const asSeen = ({ lineId, itemId, quantity, seenName: name, seenUnitMinor: unitMinor }: CartLine) => ({
  ...{ lineId, itemId, name, quantity, unitMinor, options: [] },
  ...{ totalMinor: unitMinor * quantity, available: false },
});
