import { uuidv5 } from '../deterministic-ids';
import { editCart, type Cart, type CartCommand, type CartRejection } from '../../domain/cart/cart';
import { asId, type CartId, type CustomerId, type ItemId, type RestaurantId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import { priceCart, type PricingProblem } from '../../domain/pricing/price-cart';
import { PRICING_POLICY_V1 } from '../../domain/pricing/pricing-policy';
import { menuAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { Quotes } from '../ordering/quotes';
import type { Carts } from '../ports/carts';

export interface AddToCart {
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  readonly itemId: ItemId;
  readonly optionIds: readonly string[];
  readonly quantity: number;
  /** Gives up a cart of another restaurant. */
  readonly replace: boolean;
  /** Unique to the request: names the cart if it begins a new one. */
  readonly requestId: string;
  readonly at: Instant;
}

export type CartEditRefusal = Readonly<
  | { code: CartRejection }
  | { code: 'restaurant-not-found' }
  | { code: 'not-orderable'; problems: readonly PricingProblem[] }
  /** Others kept changing the cart. */
  | { code: 'contended' }
>;

export type CartEdited =
  { readonly ok: true; readonly cart: Cart } | { readonly ok: false; readonly rejection: CartEditRefusal };

/** What is left to say of an edit once the customer and the time are known. */
export type LineEdit =
  | { readonly type: 'ChangeQuantity'; readonly lineId: string; readonly quantity: number }
  | { readonly type: 'RemoveLine'; readonly lineId: string }
  | { readonly type: 'EmptyCart' };

const MAX_TRIES = 3;

/** Edits carts. Two tabs that edit one cart at the same time both get their edit. */
export class EditCart {
  constructor(
    private readonly carts: Carts,
    private readonly quotes: Quotes,
    private readonly loader: StreamLoader,
  ) {}

  /** Puts an item into the customer's cart, if it can be ordered like this now. */
  async add(request: AddToCart): Promise<CartEdited> {
    const { customerId, restaurantId, itemId, optionIds, quantity, at } = request;
    const { state: menu } = await this.loader.recent(menuAggregate, restaurantId);
    if (menu.is === 'absent') return refuse({ code: 'restaurant-not-found' });
    const wanted = { lineId: 'wanted', itemId, quantity, optionIds };
    const pricing = priceCart(menu, [wanted], PRICING_POLICY_V1, null, at);
    if (!pricing.ok) return refuse({ code: 'not-orderable', problems: pricing.problems });
    const [line] = pricing.priced.lines;
    return this.edit(customerId, at, {
      type: 'AddLine',
      newCartId: asId<CartId>(uuidv5('cart', customerId, request.requestId)),
      customerId,
      restaurantId,
      itemId,
      optionIds,
      quantity,
      seenUnitMinor: line?.unitMinor ?? 0,
      seenName: line?.name ?? '',
      replace: request.replace,
      at,
    });
  }

  /** Fills the customer's cart with lines that can be ordered. */
  async fill(fill: Omit<Extract<CartCommand, { type: 'FillCart' }>, 'type'>): Promise<CartEdited> {
    return this.edit(fill.customerId, fill.at, { type: 'FillCart', ...fill });
  }

  async change(customerId: CustomerId, edit: LineEdit, at: Instant): Promise<CartEdited> {
    return this.edit(customerId, at, { ...edit, at });
  }

  private async edit(customerId: CustomerId, at: Instant, command: CartCommand): Promise<CartEdited> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const stored = await this.carts.get(customerId, at);
      // A cart that was just ordered is still stored, and is replaced like the old one that it is.
      const current = stored === null || this.quotes.isOrdered(stored.cartId) ? null : stored;
      const edited = editCart(current, command);
      if (!edited.ok) return refuse({ code: edited.rejection });
      if ((await this.carts.save(edited.cart, stored)) === 'saved') {
        this.quotes.markEdited(edited.cart);
        return edited;
      }
    }
    return refuse({ code: 'contended' });
  }
}

const refuse = (rejection: CartEditRefusal): CartEdited => ({ ok: false, rejection });
