import type { ItemId } from '../kernel/ids';
import type { Currency } from '../kernel/money';

/** One choice of a group: "Large", "Extra Cheese". */
export interface MenuOption {
  /** Unique within the item. */
  readonly optionId: string;
  readonly label: string;
  /** What it adds to the price of one. */
  readonly priceMinor: number;
}

/** Choices that belong together: "Size", "Add-ons". */
export interface OptionGroup {
  /** Unique within the item. */
  readonly groupId: string;
  readonly name: string;
  /** Whether something has to be chosen. */
  readonly required: boolean;
  /** How many may be chosen. Null: exactly one where a choice is required, any number where it is not. */
  readonly maxSelections: number | null;
  readonly options: readonly MenuOption[];
}

/** What one serving holds: energy in kcal, the rest in grams. */
export interface Nutrition {
  readonly calories: number;
  readonly protein: number;
  readonly carbs: number;
  readonly fat: number;
}

export interface MenuItem {
  /** Unique within the menu. */
  readonly itemId: ItemId;
  readonly name: string;
  readonly description: string;
  /** Price of one without options. */
  readonly priceMinor: number;
  readonly isVeg: boolean;
  readonly isBestseller: boolean;
  /** Reference of a stored picture. */
  readonly image: string | null;
  readonly nutrition: Nutrition | null;
  readonly groups: readonly OptionGroup[];
}

export interface MenuCategory {
  readonly categoryId: string;
  readonly name: string;
  readonly items: readonly MenuItem[];
}

export const MAX_MENU_ITEMS = 500;

/** Keeps the bill of the largest cart far below what a double holds exactly. */
export const MAX_PRICE_MINOR = 100_000_000;

export type MenuFault = Readonly<
  | { code: 'menu-is-empty' }
  | { code: 'menu-too-large'; max: number }
  | { code: 'duplicate-id'; id: string }
  /** Of an item or an option: below zero, not whole, or above {@link MAX_PRICE_MINOR}. */
  | { code: 'invalid-price'; id: string }
  | { code: 'required-group-has-no-options'; itemId: ItemId; groupId: string }
  /** Less than one, or more than there are options. */
  | { code: 'max-selections-out-of-range'; itemId: ItemId; groupId: string }
>;

export const isPrice = (minor: number): boolean =>
  Number.isSafeInteger(minor) && minor >= 0 && minor <= MAX_PRICE_MINOR;

const firstRepeated = (ids: readonly string[]): string | undefined => {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
};

function groupFault(
  itemId: ItemId,
  { groupId, required, maxSelections, options }: OptionGroup,
): MenuFault | null {
  if (required && options.length === 0) return { code: 'required-group-has-no-options', itemId, groupId };
  const isInRange =
    maxSelections === null ||
    (Number.isSafeInteger(maxSelections) && maxSelections >= 1 && maxSelections <= options.length);
  return isInRange ? null : { code: 'max-selections-out-of-range', itemId, groupId };
}

function itemFault(item: MenuItem): MenuFault | null {
  const options = item.groups.flatMap((group) => group.options);
  if (!isPrice(item.priceMinor)) return { code: 'invalid-price', id: item.itemId };
  const overpriced = options.find(({ priceMinor }) => !isPrice(priceMinor));
  if (overpriced !== undefined) return { code: 'invalid-price', id: overpriced.optionId };
  const repeated =
    firstRepeated(item.groups.map(({ groupId }) => groupId)) ??
    firstRepeated(options.map(({ optionId }) => optionId));
  if (repeated !== undefined) return { code: 'duplicate-id', id: repeated };
  return item.groups.reduce<MenuFault | null>(
    (fault, group) => fault ?? groupFault(item.itemId, group),
    null,
  );
}

/** The first thing that is wrong with a menu; null when it is sound. */
export function faultInMenu(categories: readonly MenuCategory[]): MenuFault | null {
  const items = categories.flatMap((category) => category.items);
  if (items.length === 0) return { code: 'menu-is-empty' };
  if (items.length > MAX_MENU_ITEMS) return { code: 'menu-too-large', max: MAX_MENU_ITEMS };
  const repeated =
    firstRepeated(categories.map(({ categoryId }) => categoryId)) ??
    firstRepeated(items.map(({ itemId }) => itemId));
  if (repeated !== undefined) return { code: 'duplicate-id', id: repeated };
  return items.reduce<MenuFault | null>((fault, item) => fault ?? itemFault(item), null);
}

/** The categories with one item's price replaced. */
export const withPrice = (
  categories: readonly MenuCategory[],
  itemId: ItemId,
  priceMinor: number,
): readonly MenuCategory[] =>
  categories.map((category) => ({
    ...category,
    items: category.items.map((item) => (item.itemId === itemId ? { ...item, priceMinor } : item)),
  }));

const canonicalGroup = ({ groupId, name, required, maxSelections, options }: OptionGroup) => [
  groupId,
  name,
  required,
  maxSelections,
  options.map(({ optionId, label, priceMinor }) => [optionId, label, priceMinor]),
];

const canonicalNutrition = ({ calories, protein, carbs, fat }: Nutrition) => [calories, protein, carbs, fat];

const canonicalItem = (item: MenuItem) => [
  item.itemId,
  item.name,
  item.description,
  item.priceMinor,
  item.isVeg,
  item.isBestseller,
  item.image,
  item.nutrition === null ? null : canonicalNutrition(item.nutrition),
  item.groups.map(canonicalGroup),
];

/**
 * A menu as one text: two menus have the same text exactly if they hold the same, in the same order. What is
 * sold out is no part of it. The SHA-256 of its UTF-8 bytes, in hex, is the menu's `hash`. Customers' quotes
 * hold that hash: a change of this form needs a new name at its head.
 */
export const canonicalMenu = (categories: readonly MenuCategory[], currency: Currency): string =>
  JSON.stringify([
    'menu/1',
    currency,
    categories.map(({ categoryId, name, items }) => [categoryId, name, items.map(canonicalItem)]),
  ]);
