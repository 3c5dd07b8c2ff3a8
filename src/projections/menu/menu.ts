import { never } from '../../domain/kernel/decider';
import type { ItemId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import { withPrice, type MenuCategory } from '../../domain/menu/menu-content';
import type { MenuEvent } from '../../domain/menu/menu';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** What has run out. It may be back by now: that depends on when one looks. */
export interface SoldOutItem {
  readonly itemId: ItemId;
  /** When it is back by itself; null: not by itself. */
  readonly until: Instant | null;
}

/** What a restaurant sells, as one document. */
export interface MenuRow {
  readonly restaurant_id: string;
  /** Grows by 1 with every change of the content. */
  readonly version: number;
  /** Of the content; what is sold out is no part of it. */
  readonly hash: string;
  readonly currency: Currency;
  readonly categories: readonly MenuCategory[];
  /** Items that were sold out last, in the order in which they ran out. */
  readonly unavailable: readonly SoldOutItem[];
  readonly updated_at: Instant;
  /** Of the menu's stream. */
  readonly revision: number;
  readonly position: number;
}

type Change = Partial<Pick<MenuRow, 'version' | 'hash' | 'categories' | 'unavailable'>>;

function change(row: MenuRow, event: Exclude<MenuEvent, { type: 'MenuPublished' }>): Change {
  switch (event.type) {
    case 'ItemPriceChanged': {
      const { version, hash, itemId, priceMinor } = event;
      return { version, hash, categories: withPrice(row.categories, itemId, priceMinor) };
    }
    case 'ItemAvailabilityChanged': {
      const { itemId, until } = event;
      const others = row.unavailable.filter((other) => other.itemId !== itemId);
      return { unavailable: event.available ? others : [...others, { itemId, until }] };
    }
    default:
      return never(event);
  }
}

function evolve(
  row: MenuRow | null,
  { event, recorded }: FeedEvent<MenuEvent>,
  restaurantId: string,
): MenuRow {
  const { revision, position } = recorded;
  const common = { updated_at: event.at, revision, position };
  if (event.type === 'MenuPublished') {
    const { version, hash, currency, categories } = event;
    const items = new Set(categories.flatMap((category) => category.items.map(({ itemId }) => itemId)));
    const unavailable = row?.unavailable.filter(({ itemId }) => items.has(itemId)) ?? [];
    return { restaurant_id: restaurantId, version, hash, currency, categories, unavailable, ...common };
  }
  if (row === null) throw new Error(`${event.type} of a menu that was never published`);
  return { ...row, ...change(row, event), ...common };
}

/** The menu of every restaurant. */
export const menuView: Projection<MenuRow, MenuEvent> = {
  name: 'menu',
  version: 2,
  table: tableOf<MenuRow>({
    columns: {
      restaurant_id: 'text',
      version: 'integer',
      hash: 'text',
      currency: 'text',
      categories: 'json',
      unavailable: 'json',
      updated_at: 'timestamptz',
      revision: 'integer',
      position: 'bigint',
    },
    key: ['restaurant_id'],
  }),
  reads: ['MenuPublished', 'ItemPriceChanged', 'ItemAvailabilityChanged'],
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve,
};
