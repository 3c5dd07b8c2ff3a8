import type { CartLine } from '../cart/cart';
import type { ItemId } from '../kernel/ids';
import { add, allocate, money, multiply, share, subtract, sum, zero, type Currency } from '../kernel/money';
import type { Instant } from '../kernel/instant';
import { isAvailable, type PublishedMenu } from '../menu/menu';
import type { MenuItem, MenuOption, OptionGroup } from '../menu/menu-content';
import type { Bill, LineOption, OrderLine } from '../order/order-lines';
import { deliveryFeeMinor, type PricingPolicy } from './pricing-policy';

export const MAX_CART_LINES = 100;
export const MAX_QUANTITY = 50;

/** What pricing needs of a cart's line. Its options may come in any order. */
export type LineToPrice = Pick<CartLine, 'lineId' | 'itemId' | 'quantity' | 'optionIds'>;

export type PricingProblem = Readonly<
  | { code: 'cart-is-empty' }
  | { code: 'too-many-lines'; max: number }
  | { code: 'duplicate-line'; lineId: string }
  | { code: 'quantity-out-of-range'; lineId: string; min: number; max: number }
  | { code: 'unknown-item'; lineId: string; itemId: ItemId }
  | { code: 'item-unavailable'; lineId: string; itemId: ItemId; name: string }
  | { code: 'unknown-option' | 'duplicate-option'; lineId: string; optionId: string }
  | { code: 'choice-required'; lineId: string; groupId: string; name: string }
  | { code: 'too-many-choices'; lineId: string; groupId: string; name: string; max: number }
>;

export interface PricedCart {
  /** In the order of the cart's lines; a line's options in the order of the menu. */
  readonly lines: readonly OrderLine[];
  readonly bill: Bill;
}

export type PricingResult =
  | { readonly ok: true; readonly priced: PricedCart }
  | { readonly ok: false; readonly problems: readonly PricingProblem[] };

/** What pricing needs of a menu. */
export type PricedMenu = Pick<PublishedMenu, 'currency' | 'items' | 'unavailable'>;

type Choice = Readonly<{ group: OptionGroup; options: readonly MenuOption[] }>;

const maxChoices = ({ required, maxSelections }: OptionGroup): number =>
  maxSelections ?? (required ? 1 : Infinity);

function choiceProblems(lineId: string, { group, options }: Choice): readonly PricingProblem[] {
  const { groupId, name, required } = group;
  const max = maxChoices(group);
  if (required && options.length === 0) return [{ code: 'choice-required', lineId, groupId, name }];
  return options.length > max ? [{ code: 'too-many-choices', lineId, groupId, name, max }] : [];
}

function optionProblems({ lineId, optionIds }: LineToPrice, item: MenuItem): readonly PricingProblem[] {
  const onMenu = new Set(item.groups.flatMap(({ options }) => options.map(({ optionId }) => optionId)));
  return optionIds.flatMap((optionId, i): readonly PricingProblem[] => {
    if (!onMenu.has(optionId)) return [{ code: 'unknown-option', lineId, optionId }];
    return optionIds.indexOf(optionId) < i ? [{ code: 'duplicate-option', lineId, optionId }] : [];
  });
}

type PricedLine = Readonly<{ line: OrderLine | null; problems: readonly PricingProblem[] }>;

function priceLine(cartLine: LineToPrice, menu: PricedMenu, at: Instant): PricedLine {
  const { lineId, itemId, quantity, optionIds } = cartLine;
  const item = menu.items.get(itemId);
  if (item === undefined) return { line: null, problems: [{ code: 'unknown-item', lineId, itemId }] };

  const problems: PricingProblem[] = [];
  if (!isAvailable(menu, itemId, at)) {
    problems.push({ code: 'item-unavailable', lineId, itemId, name: item.name });
  }
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    problems.push({ code: 'quantity-out-of-range', lineId, min: 1, max: MAX_QUANTITY });
  }
  const choices = item.groups.map((group) => ({
    group,
    options: group.options.filter(({ optionId }) => optionIds.includes(optionId)),
  }));
  problems.push(
    ...optionProblems(cartLine, item),
    ...choices.flatMap((choice) => choiceProblems(lineId, choice)),
  );
  if (problems.length > 0) return { line: null, problems };

  const options = choices.flatMap(({ group, options: chosen }) =>
    chosen.map(({ label, priceMinor }): LineOption => ({ group: group.name, label, priceMinor })),
  );
  const prices = [item, ...options].map(({ priceMinor }) => money(priceMinor, menu.currency));
  const unit = sum(prices, menu.currency);
  const totalMinor = multiply(unit, quantity).minor;
  const line = { lineId, itemId, name: item.name, quantity, unitMinor: unit.minor, options, totalMinor };
  return { line, problems };
}

function billOf(
  lines: readonly OrderLine[],
  currency: Currency,
  policy: PricingPolicy,
  distanceMetres: number | null,
): Bill {
  const fees = policy.fees[currency];
  const subtotal = sum(
    lines.map(({ totalMinor }) => money(totalMinor, currency)),
    currency,
  );
  const discount = zero(currency);
  const goods = subtract(subtotal, discount);
  const tax = share(goods, policy.taxBasisPoints);
  const deliveryFee = money(deliveryFeeMinor(fees, distanceMetres), currency);
  const platformFee = money(fees.platformFeeMinor, currency);
  return {
    currency,
    subtotalMinor: subtotal.minor,
    taxMinor: tax.minor,
    deliveryFeeMinor: deliveryFee.minor,
    platformFeeMinor: platformFee.minor,
    discountMinor: discount.minor,
    totalMinor: [tax, deliveryFee, platformFee].reduce(add, goods).minor,
  };
}

function cartProblems(lines: readonly LineToPrice[]): readonly PricingProblem[] {
  if (lines.length === 0) return [{ code: 'cart-is-empty' }];
  if (lines.length > MAX_CART_LINES) return [{ code: 'too-many-lines', max: MAX_CART_LINES }];
  const ids = lines.map(({ lineId }) => lineId);
  return ids.flatMap((lineId, i) =>
    ids.indexOf(lineId) < i ? [{ code: 'duplicate-line' as const, lineId }] : [],
  );
}

/**
 * The one place where a price comes from: what is shown in a cart, quoted, and charged.
 *
 * A unit costs its item plus the chosen options. Tax is taken once, of the subtotal less the discount, and
 * rounded once. Amounts are in minor units of the menu's currency. All problems are told, not just the first.
 * @param distanceMetres from the restaurant to the door; null when the door is not known yet: then the delivery
 * fee is that of the nearest tier, the least that it can come to
 * @param at decides what is sold out
 */
export function priceCart(
  menu: PricedMenu,
  cart: readonly LineToPrice[],
  policy: PricingPolicy,
  distanceMetres: number | null,
  at: Instant,
): PricingResult {
  const wrongCart = cartProblems(cart);
  if (wrongCart.length > 0) return { ok: false, problems: wrongCart };

  const results = cart.map((cartLine) => priceLine(cartLine, menu, at));
  const problems = results.flatMap((result) => result.problems);
  if (problems.length > 0) return { ok: false, problems };

  const lines = results.flatMap(({ line }) => (line === null ? [] : [line]));
  return { ok: true, priced: { lines, bill: billOf(lines, menu.currency, policy, distanceMetres) } };
}

/** The bill's tax split over its lines in proportion to their totals, in minor units; it adds up exactly. */
export function lineTaxes(lines: readonly OrderLine[], bill: Bill): readonly number[] {
  // Gifts alone have no proportions, and no tax.
  if (bill.taxMinor === 0) return lines.map(() => 0);
  const weights = lines.map(({ totalMinor }) => totalMinor);
  return allocate(money(bill.taxMinor, bill.currency), weights).map(({ minor }) => minor);
}
