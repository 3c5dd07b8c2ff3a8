import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { ItemId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Currency } from '../kernel/money';
import {
  faultInMenu,
  isPrice,
  withPrice,
  type MenuCategory,
  type MenuFault,
  type MenuItem,
} from './menu-content';

type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/** Stored format: the codec and the golden files hold every version. `version` counts from 1. */
export type MenuEvent = Dated<
  | {
      type: 'MenuPublished';
      version: number;
      hash: string;
      currency: Currency;
      categories: readonly MenuCategory[];
    }
  | { type: 'ItemPriceChanged'; itemId: ItemId; priceMinor: number; version: number; hash: string }
  | { type: 'ItemAvailabilityChanged'; itemId: ItemId; available: boolean }
>;

/**
 * `hash` is the SHA-256 (hex) of the canonical text of the menu as the command leaves it; see `canonicalMenu`.
 */
export type MenuCommand = Dated<
  | { type: 'PublishMenu'; currency: Currency; categories: readonly MenuCategory[]; hash: string }
  /** `baseHash` names the menu that `hash` was computed from: if it is no longer the current one, compute anew. */
  | { type: 'ChangePrice'; itemId: ItemId; priceMinor: number; baseHash: string; hash: string }
  | { type: 'SetAvailability'; itemId: ItemId; available: boolean }
>;

export interface PublishedMenu {
  readonly is: 'published';
  /** Grows by 1 with every change of the content. */
  readonly version: number;
  readonly hash: string;
  readonly currency: Currency;
  readonly categories: readonly MenuCategory[];
  readonly items: ReadonlyMap<ItemId, MenuItem>;
  /** What is sold out. */
  readonly unavailable: ReadonlySet<ItemId>;
}

export type Menu = { readonly is: 'absent' } | PublishedMenu;

export type MenuRejection =
  | MenuFault
  | Readonly<
      | { code: 'menu-not-found' }
      | { code: 'unknown-item'; itemId: ItemId }
      /** The menu was changed meanwhile; `hash` is the current one's. */
      | { code: 'menu-changed'; hash: string }
    >;

type Publish = Extract<MenuCommand, { type: 'PublishMenu' }>;
type FollowUp = Exclude<MenuCommand, { type: 'PublishMenu' }>;

function publish(
  { currency, categories, hash, at }: Publish,
  menu: Menu,
): Decision<MenuEvent, MenuRejection> {
  if (menu.is === 'published' && menu.hash === hash) return accept();
  const fault = faultInMenu(categories);
  if (fault !== null) return reject(fault);
  const version = menu.is === 'published' ? menu.version + 1 : 1;
  return accept({ type: 'MenuPublished', version, hash, currency, categories, at });
}

function change(command: FollowUp, menu: PublishedMenu): Decision<MenuEvent, MenuRejection> {
  const { itemId, at } = command;
  const item = menu.items.get(itemId);
  if (item === undefined) return reject({ code: 'unknown-item', itemId });
  switch (command.type) {
    case 'ChangePrice': {
      const { priceMinor, baseHash, hash } = command;
      if (!isPrice(priceMinor)) return reject({ code: 'invalid-price', id: itemId });
      if (item.priceMinor === priceMinor) return accept();
      if (menu.hash !== baseHash) return reject({ code: 'menu-changed', hash: menu.hash });
      return accept({ type: 'ItemPriceChanged', itemId, priceMinor, version: menu.version + 1, hash, at });
    }
    case 'SetAvailability': {
      const { available } = command;
      if (available !== menu.unavailable.has(itemId)) return accept();
      return accept({ type: 'ItemAvailabilityChanged', itemId, available, at });
    }
    default:
      return never(command);
  }
}

function decide(command: MenuCommand, menu: Menu): Decision<MenuEvent, MenuRejection> {
  if (command.type === 'PublishMenu') return publish(command, menu);
  return menu.is === 'absent' ? reject({ code: 'menu-not-found' }) : change(command, menu);
}

function published(
  { version, hash, currency, categories }: Extract<MenuEvent, { type: 'MenuPublished' }>,
  menu: Menu,
): Menu {
  const items = new Map(categories.flatMap((category) => category.items).map((item) => [item.itemId, item]));
  const soldOut = menu.is === 'published' ? [...menu.unavailable] : [];
  const unavailable = new Set(soldOut.filter((itemId) => items.has(itemId)));
  return { is: 'published', version, hash, currency, categories, items, unavailable };
}

function evolve(menu: Menu, event: MenuEvent): Menu {
  if (event.type === 'MenuPublished') return published(event, menu);
  if (menu.is === 'absent') return menu;
  const { itemId } = event;
  switch (event.type) {
    case 'ItemPriceChanged': {
      const { priceMinor, version, hash } = event;
      const item = menu.items.get(itemId);
      const items = new Map(menu.items);
      if (item !== undefined) items.set(itemId, { ...item, priceMinor });
      return { ...menu, version, hash, items, categories: withPrice(menu.categories, itemId, priceMinor) };
    }
    case 'ItemAvailabilityChanged': {
      const unavailable = new Set(menu.unavailable);
      if (event.available) unavailable.delete(itemId);
      else unavailable.add(itemId);
      return { ...menu, unavailable };
    }
    default:
      return never(event);
  }
}

/**
 * What a restaurant sells and for how much. A new menu leaves sold out what was sold out before, as long as
 * it still has the item.
 */
export const menu: Decider<MenuCommand, Menu, MenuEvent, MenuRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
