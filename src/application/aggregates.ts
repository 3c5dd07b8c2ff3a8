import { customerCodec } from '../../eventstore/registry/customer.codec';
import { menuCodec } from '../../eventstore/registry/menu.codec';
import { orderCodec } from '../../eventstore/registry/order.codec';
import { restaurantCodec } from '../../eventstore/registry/restaurant.codec';
import { customer } from '../domain/customer/customer';
import { menu } from '../domain/menu/menu';
import { order } from '../domain/order/order';
import { restaurant } from '../domain/restaurant/restaurant';
import type { Aggregate } from './commands/aggregate';

function aggregate<C, S, E extends { readonly type: string }, R>(
  category: string,
  decider: Aggregate<C, S, E, R>['decider'],
  codec: Aggregate<C, S, E, R>['codec'],
): Aggregate<C, S, E, R> {
  return { category, decider, codec, partitionKey: (id) => id };
}

/** Stream `order-<order id>`, partitioned by the order. */
export const orderAggregate = aggregate('order', order, orderCodec);

/** Stream `restaurant-<restaurant id>`, partitioned by the restaurant. */
export const restaurantAggregate = aggregate('restaurant', restaurant, restaurantCodec);

/** Stream `menu-<restaurant id>`, partitioned by the restaurant: its menu shares its shard. */
export const menuAggregate = aggregate('menu', menu, menuCodec);

/** Stream `customer-<customer id>`, partitioned by the customer. */
export const customerAggregate = aggregate('customer', customer, customerCodec);
