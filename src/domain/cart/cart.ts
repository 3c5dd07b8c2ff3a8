import { never } from '../kernel/decider';
import type { CartId, CustomerId, ItemId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';

/** How long a cart is kept after its last change: 24 hours. */
export const CART_LIFETIME_MS = 24 * 60 * 60_000;

export const CART_LIMITS = { lines: 50, quantity: 50, optionsOfLine: 30 } as const;

/** An item with its options, so many times. */
export interface CartLine {
  /** See {@link lineIdOf}: the same item with the same options is the same line. */
  readonly lineId: string;
  readonly itemId: ItemId;
  /** Whole, 1–50. */
  readonly quantity: number;
  /** In ascending order. */
  readonly optionIds: readonly string[];
  /** Price of one with its options when it was last put in. Shows a change of price; nothing is charged by it. */
  readonly seenUnitMinor: number;
  /** Name of the item when it was last put in; shown if the item leaves the menu. */
  readonly seenName: string;
}

/** What a customer is about to order, from one restaurant. It may be empty. */
export interface Cart {
  readonly cartId: CartId;
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  /** Counts the changes of this cart, from 1. */
  readonly version: number;
  readonly lines: readonly CartLine[];
  readonly updatedAt: Instant;
}

export type CartCommand =
  | {
      readonly type: 'AddLine';
      /** The id of the cart if this begins a new one; no cart had it before. */
      readonly newCartId: CartId;
      readonly customerId: CustomerId;
      readonly restaurantId: RestaurantId;
      readonly itemId: ItemId;
      readonly optionIds: readonly string[];
      readonly quantity: number;
      readonly seenUnitMinor: number;
      readonly seenName: string;
      /** Gives up a cart of another restaurant. */
      readonly replace: boolean;
      readonly at: Instant;
    }
  /** Fills the cart with lines, in place of all that it holds. */
  | {
      readonly type: 'FillCart';
      /** As of AddLine. */
      readonly newCartId: CartId;
      readonly customerId: CustomerId;
      readonly restaurantId: RestaurantId;
      /** Within the limits of a cart. */
      readonly lines: readonly CartLine[];
      /** Gives up a cart of something else. */
      readonly replace: boolean;
      readonly at: Instant;
    }
  /** Quantity 0 removes the line. */
  | {
      readonly type: 'ChangeQuantity';
      readonly lineId: string;
      readonly quantity: number;
      readonly at: Instant;
    }
  | { readonly type: 'RemoveLine'; readonly lineId: string; readonly at: Instant }
  | { readonly type: 'EmptyCart'; readonly at: Instant };

export type CartRejection =
  | 'cart-not-found'
  | 'cart-of-another-restaurant'
  | 'cart-of-something-else'
  | 'line-not-found'
  /** An item id was given for the line, and several lines hold that item. */
  | 'line-ambiguous'
  | 'quantity-out-of-range'
  | 'too-many-lines'
  | 'too-many-options';

export type CartEdit =
  { readonly ok: true; readonly cart: Cart } | { readonly ok: false; readonly rejection: CartRejection };

const refuse = (rejection: CartRejection): CartEdit => ({ ok: false, rejection });

/** In ascending order of their code units, whatever order they were chosen in. */
const inOrder = (optionIds: readonly string[]): readonly string[] => [...optionIds].sort();

/**
 * The id of the line that holds an item with these options: their ids joined by `+` (a `+` or `%` within an
 * id is percent-encoded), so that no two lines share one. Without options it is the item's own id.
 */
export const lineIdOf = (itemId: ItemId, optionIds: readonly string[]): string =>
  [itemId, ...inOrder(optionIds)].map(escaped).join('+');

/** The options of the line that has this id, in the order of a line. */
export const optionIdsIn = (lineId: string): readonly string[] =>
  inOrder(
    lineId
      .split('+')
      .slice(1)
      .map((id) => id.replaceAll('%2B', '+').replaceAll('%25', '%')),
  );

const escaped = (id: string): string => id.replaceAll('%', '%25').replaceAll('+', '%2B');

/** Carries out one edit. The edited cart has the next version; a new cart has version 1. */
export function editCart(cart: Cart | null, command: CartCommand): CartEdit {
  if (command.type === 'AddLine') return addLine(cart, command);
  if (command.type === 'FillCart') return fillCart(cart, command);
  if (cart === null) return refuse('cart-not-found');
  switch (command.type) {
    case 'ChangeQuantity':
      return changeQuantity(cart, command.lineId, command.quantity, command.at);
    case 'RemoveLine':
      return changeQuantity(cart, command.lineId, 0, command.at);
    case 'EmptyCart':
      return withLines(cart, [], command.at);
    default:
      return never(command);
  }
}

function addLine(cart: Cart | null, command: Extract<CartCommand, { type: 'AddLine' }>): CartEdit {
  if (command.optionIds.length > CART_LIMITS.optionsOfLine) return refuse('too-many-options');
  const isElsewhere = cart !== null && cart.restaurantId !== command.restaurantId;
  if (isElsewhere && cart.lines.length > 0 && !command.replace) return refuse('cart-of-another-restaurant');

  const lines = cart === null || isElsewhere ? [] : cart.lines;
  const lineId = lineIdOf(command.itemId, command.optionIds);
  const present = lines.find((line) => line.lineId === lineId);
  const quantity = command.quantity + (present?.quantity ?? 0);
  if (!isQuantity(command.quantity) || !isQuantity(quantity)) return refuse('quantity-out-of-range');
  if (present === undefined && lines.length >= CART_LIMITS.lines) return refuse('too-many-lines');

  const line: CartLine = {
    lineId,
    itemId: command.itemId,
    quantity,
    optionIds: inOrder(command.optionIds),
    seenUnitMinor: command.seenUnitMinor,
    seenName: command.seenName,
  };
  const next =
    present === undefined ? [...lines, line] : lines.map((other) => (other === present ? line : other));
  return cart === null || isElsewhere
    ? { ok: true, cart: newCart(command, next) }
    : withLines(cart, next, command.at);
}

function fillCart(cart: Cart | null, command: Extract<CartCommand, { type: 'FillCart' }>): CartEdit {
  const { restaurantId, lines, replace, at } = command;
  const isSame = cart?.restaurantId === restaurantId;
  const isRepeat = isSame && sameContent(cart.lines, lines);
  if (cart !== null && cart.lines.length > 0 && !isRepeat && !replace)
    return refuse('cart-of-something-else');
  return isSame ? withLines(cart, lines, at) : { ok: true, cart: newCart(command, lines) };
}

/** In any order. */
const sameContent = (some: readonly CartLine[], others: readonly CartLine[]): boolean =>
  some.length === others.length &&
  some.every(({ lineId, quantity }) =>
    others.some((other) => other.lineId === lineId && other.quantity === quantity),
  );

function changeQuantity(cart: Cart, lineOrItemId: string, quantity: number, at: Instant): CartEdit {
  if (quantity !== 0 && !isQuantity(quantity)) return refuse('quantity-out-of-range');
  const found = findLine(cart, lineOrItemId);
  if (typeof found === 'string') return refuse(found);
  const lines =
    quantity === 0
      ? cart.lines.filter((line) => line !== found)
      : cart.lines.map((line) => (line === found ? { ...line, quantity } : line));
  return withLines(cart, lines, at);
}

/** The line of this id; else, for callers that know items only, the one line with that item. */
function findLine(cart: Cart, lineOrItemId: string): CartLine | 'line-not-found' | 'line-ambiguous' {
  const exact = cart.lines.find((line) => line.lineId === lineOrItemId);
  if (exact !== undefined) return exact;
  const [line, another] = cart.lines.filter(({ itemId }) => itemId === lineOrItemId);
  if (line === undefined) return 'line-not-found';
  return another === undefined ? line : 'line-ambiguous';
}

const isQuantity = (quantity: number): boolean =>
  Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= CART_LIMITS.quantity;

const newCart = (
  { newCartId, customerId, restaurantId, at }: Extract<CartCommand, { type: 'AddLine' | 'FillCart' }>,
  lines: readonly CartLine[],
): Cart => ({ cartId: newCartId, customerId, restaurantId, version: 1, lines, updatedAt: at });

const withLines = (cart: Cart, lines: readonly CartLine[], at: Instant): CartEdit => ({
  ok: true,
  cart: { ...cart, version: cart.version + 1, lines, updatedAt: at },
});
