import type { AddressId, CartId, ItemId, RestaurantId } from '../kernel/ids';
import type { Bill, OrderLine } from '../order/order-lines';

/** What a customer agrees to when they order. */
export interface QuoteInputs {
  readonly cartId: CartId;
  readonly restaurantId: RestaurantId;
  readonly menuVersion: number;
  readonly menuHash: string;
  readonly addressId: AddressId;
  readonly lines: readonly OrderLine[];
  readonly bill: Bill;
  /** Version of the pricing policy. */
  readonly pricingPolicyVersion: string;
}

const byLineId = (a: OrderLine, b: OrderLine): number =>
  a.lineId < b.lineId ? -1 : a.lineId > b.lineId ? 1 : 0;

const canonicalLine = (line: OrderLine) => [
  line.lineId,
  line.itemId,
  line.name,
  line.quantity,
  line.unitMinor,
  line.options.map(({ group, label, priceMinor }) => [group, label, priceMinor]),
  line.totalMinor,
];

/**
 * A quote as one text: two quotes have the same text exactly if the customer agrees to the same. The order of
 * the lines does not count. The SHA-256 of its UTF-8 bytes, in hex, is the `quoteHash` of an order; a change of
 * this form needs a new name at its head.
 */
export function quoteText({ bill, ...quote }: QuoteInputs): string {
  return JSON.stringify([
    'quote/1',
    quote.cartId,
    quote.restaurantId,
    quote.menuVersion,
    quote.menuHash,
    quote.addressId,
    [...quote.lines].sort(byLineId).map(canonicalLine),
    [
      bill.currency,
      bill.subtotalMinor,
      bill.taxMinor,
      bill.deliveryFeeMinor,
      bill.platformFeeMinor,
      bill.discountMinor,
      bill.totalMinor,
    ],
    quote.pricingPolicyVersion,
  ]);
}

/** The price of one unit, options included, then and now. */
export interface PriceChange {
  readonly lineId: string;
  readonly itemId: ItemId;
  readonly name: string;
  readonly oldMinor: number;
  readonly newMinor: number;
}

/** Which lines cost another price than the customer saw. Lines that they did not see have not changed. */
export function priceChanges(
  seenLines: readonly Pick<OrderLine, 'lineId' | 'unitMinor'>[],
  pricedLines: readonly OrderLine[],
): readonly PriceChange[] {
  const seen = new Map(seenLines.map(({ lineId, unitMinor }) => [lineId, unitMinor]));
  return pricedLines.flatMap(({ lineId, itemId, name, unitMinor: newMinor }) => {
    const oldMinor = seen.get(lineId);
    return oldMinor === undefined || oldMinor === newMinor
      ? []
      : [{ lineId, itemId, name, oldMinor, newMinor }];
  });
}
