import { customerCodec } from '../../eventstore/registry/customer.codec';
import { deliveryCodec } from '../../eventstore/registry/delivery.codec';
import { gpsCodec } from '../../eventstore/registry/gps.codec';
import { inboxCodec } from '../../eventstore/registry/inbox.codec';
import { ledgerCodec } from '../../eventstore/registry/ledger.codec';
import { menuCodec } from '../../eventstore/registry/menu.codec';
import { orderCodec } from '../../eventstore/registry/order.codec';
import { partnerCodec } from '../../eventstore/registry/partner.codec';
import { paymentCodec } from '../../eventstore/registry/payment.codec';
import { restaurantCodec } from '../../eventstore/registry/restaurant.codec';
import { reviewCodec } from '../../eventstore/registry/review.codec';
import { shiftCodec } from '../../eventstore/registry/shift.codec';
import { customer } from '../domain/customer/customer';
import { delivery } from '../domain/delivery/delivery';
import { gps } from '../domain/gps/gps';
import { inbox } from '../domain/inbox/inbox';
import { ledger } from '../domain/ledger/ledger';
import { menu } from '../domain/menu/menu';
import { order } from '../domain/order/order';
import { partner } from '../domain/partner/partner';
import { payment } from '../domain/payment/payment';
import { restaurant } from '../domain/restaurant/restaurant';
import { review } from '../domain/review/review';
import { shift } from '../domain/shift/shift';
import type { Aggregate } from './commands/aggregate';

function aggregate<C, S, E extends { readonly type: string }, R>(
  category: string,
  decider: Aggregate<C, S, E, R>['decider'],
  codec: Aggregate<C, S, E, R>['codec'],
  partitionKey: Aggregate<C, S, E, R>['partitionKey'] = (id) => id,
): Aggregate<C, S, E, R> {
  return { category, decider, codec, partitionKey };
}

/** Stream `order-<order id>`, partitioned by the order. */
export const orderAggregate = aggregate('order', order, orderCodec);

/** Stream `payment-<payment id>`, partitioned by the order that it pays for. */
export const paymentAggregate = aggregate('payment', payment, paymentCodec, (id, state) =>
  state.is === 'absent' ? id : state.orderId,
);

/**
 * Stream `inbox-<gateway>-<gateway's id of the message>`, partitioned by the order that the message is about; by
 * its own name when it is about none.
 */
export const inboxAggregate = aggregate('inbox', inbox, inboxCodec, (id, state) =>
  state.is === 'received' && state.orderId !== null ? state.orderId : `inbox-${id}`,
);

/** Stream `ledger-<order id>`, partitioned by the order. */
export const ledgerAggregate = aggregate('ledger', ledger, ledgerCodec);

/** Stream `delivery-<order id>`, partitioned by the order. */
export const deliveryAggregate = aggregate('delivery', delivery, deliveryCodec);

/** Stream `review-<order id>`, partitioned by the order. */
export const reviewAggregate = aggregate('review', review, reviewCodec);

/** Stream `gps-<order id>`, partitioned by its own name: there is much of it, and the order does not wait for it. */
export const gpsAggregate = aggregate('gps', gps, gpsCodec, (id) => `gps-${id}`);

/** Stream `partner-<courier id>`, partitioned by the courier. */
export const partnerAggregate = aggregate('partner', partner, partnerCodec);

/** Stream `shift-<courier id>-<number>`, partitioned by the courier: see `shiftIdFor`. */
export const shiftAggregate = aggregate('shift', shift, shiftCodec, (id) => id.slice(0, id.lastIndexOf('-')));

/** Stream `restaurant-<restaurant id>`, partitioned by the restaurant. */
export const restaurantAggregate = aggregate('restaurant', restaurant, restaurantCodec);

/** Stream `menu-<restaurant id>`, partitioned by the restaurant: its menu shares its shard. */
export const menuAggregate = aggregate('menu', menu, menuCodec);

/** Stream `customer-<customer id>`, partitioned by the customer. */
export const customerAggregate = aggregate('customer', customer, customerCodec);
