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
  /** `until`: when it is available again by itself; null while it is, and as long as nobody says otherwise. */
  | { type: 'ItemAvailabilityChanged'; itemId: ItemId; available: boolean; until: Instant | null }
>;

/**
 * `hash` is the SHA-256 (hex) of the canonical text of the menu as the command leaves it; see `canonicalMenu`.
 */
export type MenuCommand = Dated<
  /** `baseHash`: the menu that this one is an edit of; null for the restaurant's first. */
  | {
      type: 'PublishMenu';
      currency: Currency;
      categories: readonly MenuCategory[];
      baseHash: string | null;
      hash: string;
    }
  /** `baseHash` names the menu that `hash` was computed from: if it is no longer the current one, compute anew. */
  | { type: 'ChangePrice'; itemId: ItemId; priceMinor: number; baseHash: string; hash: string }
  /** `until` is when an item that is sold out comes back by itself; null: not by itself. */
  | { type: 'SetAvailability'; itemId: ItemId; available: boolean; until: Instant | null }
  /** The item has run out. Not available until then at the earliest: never sooner than was said before. */
  | { type: 'MarkSoldOut'; itemId: ItemId; until: Instant }
>;

export interface PublishedMenu {
  readonly is: 'published';
  /** Grows by 1 with every change of the content. */
  readonly version: number;
  readonly hash: string;
  readonly currency: Currency;
  readonly categories: readonly MenuCategory[];
  readonly items: ReadonlyMap<ItemId, MenuItem>;
  /** What was sold out last, and until when it is; null: until somebody says otherwise. */
  readonly unavailable: ReadonlyMap<ItemId, Instant | null>;
}

export type Menu = { readonly is: 'absent' } | PublishedMenu;

export type MenuRejection =
  | MenuFault
  | Readonly<
      | { code: 'menu-not-found' }
      | { code: 'unknown-item'; itemId: ItemId }
      | { code: 'until-already-over' }
      /** The menu is not the one that was changed; `hash` is the current one's. */
      | { code: 'menu-changed'; hash: string }
    >;

type Publish = Extract<MenuCommand, { type: 'PublishMenu' }>;
type FollowUp = Exclude<MenuCommand, { type: 'PublishMenu' }>;

/**
 * Whether something that was sold out still is at a moment.
 * @param until what was said of it; undefined when it was not sold out
 */
export const isSoldOut = (until: Instant | null | undefined, at: Instant): boolean =>
  until !== undefined && (until === null || at < until);

/** Whether an item can be ordered at a moment: the menu has it and it is not sold out. */
export const isAvailable = (
  { items, unavailable }: Pick<PublishedMenu, 'items' | 'unavailable'>,
  itemId: ItemId,
  at: Instant,
): boolean => items.has(itemId) && !isSoldOut(unavailable.get(itemId), at);

function publish(
  { currency, categories, baseHash, hash, at }: Publish,
  menu: Menu,
): Decision<MenuEvent, MenuRejection> {
  if (menu.is === 'published' && menu.hash === hash) return accept();
  if (menu.is === 'absent' && baseHash !== null) return reject({ code: 'menu-not-found' });
  if (menu.is === 'published' && menu.hash !== baseHash) {
    return reject({ code: 'menu-changed', hash: menu.hash });
  }
  const fault = faultInMenu(categories);
  if (fault !== null) return reject(fault);
  const version = menu.is === 'published' ? menu.version + 1 : 1;
  return accept({ type: 'MenuPublished', version, hash, currency, categories, at });
}

const comeBack = (menu: PublishedMenu, itemId: ItemId, at: Instant): Decision<MenuEvent, MenuRejection> =>
  isAvailable(menu, itemId, at)
    ? accept()
    : accept({ type: 'ItemAvailabilityChanged', itemId, available: true, until: null, at });

function sellOut(
  { unavailable }: PublishedMenu,
  itemId: ItemId,
  until: Instant | null,
  at: Instant,
): Decision<MenuEvent, MenuRejection> {
  if (unavailable.get(itemId) === until) return accept();
  if (until !== null && until <= at) return reject({ code: 'until-already-over' });
  return accept({ type: 'ItemAvailabilityChanged', itemId, available: false, until, at });
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
    case 'SetAvailability':
      return command.available ? comeBack(menu, itemId, at) : sellOut(menu, itemId, command.until, at);
    case 'MarkSoldOut': {
      const { until } = command;
      const known = menu.unavailable.get(itemId);
      return known === null || (known !== undefined && known >= until)
        ? accept()
        : sellOut(menu, itemId, until, at);
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
  const unavailable = new Map(soldOut.filter(([itemId]) => items.has(itemId)));
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
      const unavailable = new Map(menu.unavailable);
      if (event.available) unavailable.delete(itemId);
      else unavailable.set(itemId, event.until);
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
