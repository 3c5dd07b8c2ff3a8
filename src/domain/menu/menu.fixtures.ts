import { fold } from '../kernel/decider';
import { asId, type ItemId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import { menu, type MenuEvent, type PublishedMenu } from './menu';
import type { MenuCategory, MenuItem, OptionGroup } from './menu-content';

export const MENU_AT: Instant = '2026-03-01T06:00:00.000Z';

/** Stands for a SHA-256 in hex. */
export const hashLike = (digit: string): string => digit.repeat(64);

export const itemIdOf = (name: string): ItemId => asId<ItemId>(`item-${name}`);

export const itemOf = (name: string, over: Partial<MenuItem> = {}): MenuItem => ({
  itemId: itemIdOf(name),
  name,
  description: '',
  priceMinor: 10_000,
  isVeg: true,
  isBestseller: false,
  image: null,
  nutrition: null,
  groups: [],
  ...over,
});

export const SIZE: OptionGroup = {
  groupId: 'size',
  name: 'Size',
  required: true,
  maxSelections: null,
  options: [
    { optionId: 'small', label: 'Small', priceMinor: 0 },
    { optionId: 'medium', label: 'Medium', priceMinor: 5_000 },
    { optionId: 'large', label: 'Large', priceMinor: 10_000 },
  ],
};

export const ADD_ONS: OptionGroup = {
  groupId: 'add-ons',
  name: 'Add-ons',
  required: false,
  maxSelections: 2,
  options: [
    { optionId: 'cheese', label: 'Extra Cheese', priceMinor: 3_000 },
    { optionId: 'olives', label: 'Olives', priceMinor: 2_000 },
    { optionId: 'basil', label: 'Basil', priceMinor: 0 },
  ],
};

/** ₹299.00, a size, and up to two add-ons. */
export const MARGHERITA: MenuItem = itemOf('margherita', {
  name: 'Margherita Pizza',
  description: 'Classic cheese pizza with tomato sauce',
  priceMinor: 29_900,
  isBestseller: true,
  image: 'margherita.jpg',
  nutrition: { calories: 250, protein: 12, carbs: 30, fat: 10 },
  groups: [SIZE, ADD_ONS],
});

/** ₹60.50. */
export const LASSI: MenuItem = itemOf('lassi', { name: 'Lassi', priceMinor: 6_050 });

export const CATEGORIES: readonly MenuCategory[] = [
  { categoryId: 'pizzas', name: 'Pizzas', items: [MARGHERITA] },
  { categoryId: 'drinks', name: 'Drinks', items: [LASSI] },
];

export const menuPublished = (
  over: Partial<Extract<MenuEvent, { type: 'MenuPublished' }>> = {},
): MenuEvent => ({
  type: 'MenuPublished',
  version: 1,
  hash: hashLike('1'),
  currency: 'INR',
  categories: CATEGORIES,
  at: MENU_AT,
  ...over,
});

/** The menu that a history leaves published. */
export function publishedMenu(...history: readonly MenuEvent[]): PublishedMenu {
  const state = fold(menu, history.length === 0 ? [menuPublished()] : history);
  if (state.is === 'absent') throw new Error('nothing was published');
  return state;
}
