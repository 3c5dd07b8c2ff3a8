import type { ItemId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { OrderLine } from '../order/order-lines';
import { priceCart, type PricedMenu, type PricingProblem } from '../pricing/price-cart';
import { PRICING_POLICY_V1 } from '../pricing/pricing-policy';
import { CART_LIMITS, lineIdOf, optionIdsIn, type CartLine } from './cart';

export const REORDER_CHANGES = [
  'item-gone',
  'item-unavailable',
  'not-orderable',
  'options-gone',
  'price-changed',
  'fewer',
] as const;

/** What is not as it was when the order was placed. */
export type ReorderChange = Readonly<
  { itemId: ItemId; name: string } & (
    | { what: 'item-gone' | 'item-unavailable' }
    /** It is on the menu, but not like this: the lines of the problems are those of the order. */
    | { what: 'not-orderable'; problems: readonly PricingProblem[] }
    /** Put in without the options that the menu no longer has; they are those of the order, by their labels. */
    | { what: 'options-gone'; options: readonly string[] }
    /** Of one, with its options. */
    | { what: 'price-changed'; oldMinor: number; newMinor: number }
    /** More than a cart takes of one item. */
    | { what: 'fewer'; quantity: number }
  )
>;

/** What a cart would hold to order the same again, and how that differs from what was ordered. */
export interface Reorder {
  readonly lines: readonly CartLine[];
  readonly changes: readonly ReorderChange[];
}

interface Again {
  readonly line: CartLine | null;
  readonly changes: readonly ReorderChange[];
}

/** Options are told from the line's id; by their labels only what is gone can be named. */
function again(line: OrderLine, menu: PricedMenu, at: Instant): Again {
  const { lineId, itemId, name, quantity } = line;
  const item = menu.items.get(itemId);
  if (item === undefined) return { line: null, changes: [{ itemId, name, what: 'item-gone' }] };
  const onMenu = item.groups.flatMap(({ options }) => options);
  const wanted = optionIdsIn(lineId);
  const optionIds = wanted.filter((id) => onMenu.some(({ optionId }) => optionId === id));
  const pricing = priceCart(menu, [{ lineId, itemId, quantity, optionIds }], PRICING_POLICY_V1, null, at);
  if (!pricing.ok) {
    const isSoldOut = pricing.problems.some(({ code }) => code === 'item-unavailable');
    const change: ReorderChange = isSoldOut
      ? { itemId, name, what: 'item-unavailable' }
      : { itemId, name, what: 'not-orderable', problems: pricing.problems };
    return { line: null, changes: [change] };
  }
  const [priced] = pricing.priced.lines;
  const newMinor = priced?.unitMinor ?? 0;
  const changes: ReorderChange[] = [];
  if (optionIds.length < wanted.length) {
    const labels = new Set(priced?.options.map(({ label }) => label));
    const options = line.options.map(({ label }) => label).filter((label) => !labels.has(label));
    changes.push({ itemId, name, what: 'options-gone', options });
  }
  if (newMinor !== line.unitMinor) {
    changes.push({ itemId, name, what: 'price-changed', oldMinor: line.unitMinor, newMinor });
  }
  const id = lineIdOf(itemId, optionIds);
  return {
    line: {
      ...{ lineId: id, itemId, quantity, optionIds: optionIdsIn(id) },
      ...{ seenUnitMinor: newMinor, seenName: item.name },
    },
    changes,
  };
}

/**
 * The lines of an order as they can be ordered at a moment, at the prices of now. What cannot be ordered is left out
 * and told; lines that have come to be the same are one.
 */
export function reorder(ordered: readonly OrderLine[], menu: PricedMenu, at: Instant): Reorder {
  const lines = new Map<string, CartLine>();
  const changes: ReorderChange[] = [];
  for (const one of ordered) {
    const { line, changes: own } = again(one, menu, at);
    changes.push(...own);
    if (line === null) continue;
    const sum = (lines.get(line.lineId)?.quantity ?? 0) + line.quantity;
    const quantity = Math.min(sum, CART_LIMITS.quantity);
    if (quantity < sum) changes.push({ itemId: line.itemId, name: one.name, what: 'fewer', quantity });
    lines.set(line.lineId, { ...line, quantity });
  }
  return { lines: [...lines.values()], changes };
}
