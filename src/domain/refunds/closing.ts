import { never } from '../kernel/decider';
import { cancellationFee, type FaultParty } from '../order/cancellation-fee';
import { foodTotalOf, totalOf, type Bill } from '../order/order-lines';
import type { OrderEvent } from '../order/order-messages';

/** The policy below. Stands in every journal and refund that rests on it; a change of the rules gets a new number. */
export const CLOSING_POLICY = 'closing/1';

/** How an order ends without a delivery. */
export type ClosingEvent = Extract<
  OrderEvent,
  {
    readonly type: 'OrderCancelled' | 'OrderRejectedByRestaurant' | 'OrderExpired' | 'OrderUndeliverable';
  }
>;

/** What an order that was not delivered costs, and whom. Amounts in minor units of the bill's currency. */
export interface Closing {
  /** What the customer pays all the same. */
  readonly keepMinor: number;
  /** Whether it counts as sold: the customer pays the total, and everybody gets what a delivery gives them. */
  readonly sold: boolean;
  /** What the restaurant gets for its trouble; nothing when the order counts as sold. */
  readonly compensationMinor: number;
  /** Who pays the compensation. */
  readonly borneBy: FaultParty;
}

/** Why food that was brought to the door counts as sold. */
export const CUSTOMER_REASONS: readonly string[] = [
  'customer-unreachable',
  'customer-refused',
  'wrong-address',
];

const free = (borneBy: FaultParty, compensationMinor = 0): Closing => ({
  keepMinor: 0,
  sold: false,
  compensationMinor,
  borneBy,
});

function cancelled(event: Extract<ClosingEvent, { type: 'OrderCancelled' }>, bill: Bill): Closing {
  const { fault, stage, fee } = event;
  switch (fault) {
    case 'customer':
      return { keepMinor: fee.minor, sold: false, compensationMinor: fee.minor, borneBy: fault };
    case 'courier':
    case 'platform':
      return free(fault, cancellationFee(stage, 'customer', totalOf(bill), foodTotalOf(bill)).minor);
    case 'restaurant':
      return free(fault);
    default:
      return never(fault);
  }
}

function undeliverable(reason: string, bill: Bill): Closing {
  if (CUSTOMER_REASONS.includes(reason)) {
    return { keepMinor: bill.totalMinor, sold: true, compensationMinor: 0, borneBy: 'customer' };
  }
  return free(reason.startsWith('courier-') ? 'courier' : 'platform', foodTotalOf(bill).minor);
}

/**
 * What is left to pay when an order ends without a delivery.
 *
 * | ending | the customer pays | the restaurant gets | borne by |
 * |---|---|---|---|
 * | cancelled, customer's fault | the fee | the fee | customer |
 * | cancelled, courier's or platform's fault | nothing | what the fee would have been | that party |
 * | cancelled, restaurant's fault | nothing | nothing | |
 * | rejected, expired | nothing | nothing | |
 * | undeliverable for a reason of the customer's | the total | its share of a sale | customer |
 * | undeliverable for any other reason | nothing | the price of the food | courier or platform |
 */
export function closingOf(event: ClosingEvent, bill: Bill): Closing {
  switch (event.type) {
    case 'OrderCancelled':
      return cancelled(event, bill);
    case 'OrderRejectedByRestaurant':
      return free('restaurant');
    case 'OrderExpired':
      return free('customer');
    case 'OrderUndeliverable':
      return undeliverable(event.reason, bill);
    default:
      return never(event);
  }
}
