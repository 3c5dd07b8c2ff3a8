import { uuidv5 } from '../deterministic-ids';
import { reorder, type ReorderChange } from '../../domain/cart/reorder';
import { asId, type CartId, type CustomerId, type OrderId, type RestaurantId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import { availability, type Availability } from '../../domain/restaurant/restaurant';
import { menuAggregate, orderAggregate, restaurantAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { CartEditRefusal, EditCart } from './edit-cart';

export interface OrderAgainRequest {
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  /** Gives up a cart of something else. */
  readonly replace: boolean;
  /** Unique to the request: names the cart if it begins a new one. */
  readonly requestId: string;
  readonly at: Instant;
}

export type OrderAgainRefusal =
  | CartEditRefusal
  | Readonly<
      | { code: 'order-not-found' }
      /** Nothing of the order can be ordered now. */
      | { code: 'nothing-left'; changes: readonly ReorderChange[]; currency: Currency }
    >;

/** The cart is filled: with what is told by the cart itself, and not with this. */
export interface FilledAgain {
  readonly restaurantId: RestaurantId;
  readonly restaurantName: string;
  /** The cart can be filled while the restaurant is closed. */
  readonly availability: Availability;
  readonly currency: Currency;
  readonly changes: readonly ReorderChange[];
}

export type OrderedAgain =
  | { readonly ok: true; readonly filled: FilledAgain }
  | { readonly ok: false; readonly rejection: OrderAgainRefusal };

/** Puts what a customer once ordered into their cart, as far as it can be ordered now. It orders nothing. */
export class OrderAgain {
  constructor(
    private readonly loader: StreamLoader,
    private readonly carts: EditCart,
  ) {}

  async execute(request: OrderAgainRequest): Promise<OrderedAgain> {
    const { customerId, orderId, replace, requestId, at } = request;
    const placed = (await this.loader.history(orderAggregate, orderId)).events[0]?.event;
    if (placed?.type !== 'OrderPlaced' || placed.customerId !== customerId) {
      return refuse({ code: 'order-not-found' });
    }
    const { restaurantId } = placed;
    const [{ state: restaurant }, { state: menu }] = await Promise.all([
      this.loader.recent(restaurantAggregate, restaurantId),
      this.loader.recent(menuAggregate, restaurantId),
    ]);
    if (restaurant.is === 'absent' || menu.is === 'absent') return refuse({ code: 'restaurant-not-found' });
    const { currency } = menu;
    const { lines, changes } = reorder(placed.lines, menu, at);
    if (lines.length === 0) return refuse({ code: 'nothing-left', changes, currency });
    const newCartId = asId<CartId>(uuidv5('cart', customerId, requestId));
    const edited = await this.carts.fill({ newCartId, customerId, restaurantId, lines, replace, at });
    if (!edited.ok) return edited;
    const { name: restaurantName } = restaurant.details;
    return {
      ok: true,
      filled: { restaurantId, restaurantName, availability: availability(restaurant, at), currency, changes },
    };
  }
}

const refuse = (rejection: OrderAgainRefusal): OrderedAgain => ({ ok: false, rejection });
