import { allocate, money, type Money } from '../kernel/money';
import type { Bill, OrderLine } from '../order/order-lines';
import type { RefundedLine } from '../payment/payment-messages';

/** So many of a line's units. */
export interface LineQuantity {
  readonly lineId: string;
  readonly quantity: number;
}

export type LineRefundFault = {
  readonly code: 'no-such-line' | 'more-than-ordered';
  readonly lineId: string;
};

/**
 * What units of an order's lines come to: their price, less their part of the discount, and their part of the tax.
 * Fees are for bringing the order and stay. Lines share discount and tax by largest remainder. Of a line's cost its
 * units have equal shares, rounded down unless all of them are meant: so all units of all lines come to exactly what
 * the lines cost, and units given back one by one never to more.
 * @param wanted a line that is named twice is meant with both quantities
 */
export function refundForLines(
  lines: readonly OrderLine[],
  bill: Bill,
  wanted: readonly LineQuantity[],
):
  | { readonly ok: true; readonly lines: readonly RefundedLine[] }
  | { readonly ok: false; readonly fault: LineRefundFault } {
  const weights = lines.map(({ totalMinor }) => totalMinor);
  const costs = bill.subtotalMinor === 0 ? weights.map(() => 0) : costsOf(bill, weights);
  const refunded: RefundedLine[] = [];
  for (const [lineId, quantity] of quantitiesOf(wanted)) {
    const index = lines.findIndex((line) => line.lineId === lineId);
    const line = lines[index];
    if (line === undefined) return { ok: false, fault: { code: 'no-such-line', lineId } };
    if (quantity > line.quantity) return { ok: false, fault: { code: 'more-than-ordered', lineId } };
    refunded.push({ lineId, amountMinor: partOf(costs[index] ?? 0, quantity, line.quantity) });
  }
  return { ok: true, lines: refunded };
}

function quantitiesOf(wanted: readonly LineQuantity[]): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  for (const { lineId, quantity } of wanted) {
    quantities.set(lineId, (quantities.get(lineId) ?? 0) + quantity);
  }
  return quantities;
}

/** A product of two safe integers need not be one. */
const partOf = (minor: number, quantity: number, of: number): number =>
  Number((BigInt(minor) * BigInt(quantity)) / BigInt(of));

/** What each line cost in the end, in minor units. */
function costsOf(bill: Bill, weights: readonly number[]): readonly number[] {
  const split = (minor: number): readonly Money[] => allocate(money(minor, bill.currency), weights);
  const discounts = split(Math.min(bill.discountMinor, bill.subtotalMinor));
  const taxes = split(bill.taxMinor);
  return weights.map((weight, i) => weight - (discounts[i]?.minor ?? 0) + (taxes[i]?.minor ?? 0));
}
