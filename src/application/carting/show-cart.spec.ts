import { MemoryCarts } from '../../adapters/driven/memory/memory-carts';
import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { MemorySubjectKeys } from '../../adapters/driven/memory/memory-subject-keys';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { asId, type CustomerId, type RestaurantId } from '../../domain/kernel/ids';
import { CATEGORIES, hashLike, itemIdOf, MENU_AT, menuPublished } from '../../domain/menu/menu.fixtures';
import type { MenuEvent } from '../../domain/menu/menu';
import { appendEvents } from '../../projections/projection.fixtures';
import { menuAggregate } from '../aggregates';
import { StreamCache } from '../commands/stream-cache';
import { StreamLoader } from '../commands/stream-loader';
import { Quotes } from '../ordering/quotes';
import { EditCart } from './edit-cart';
import { ShowCart } from './show-cart';

const at = MENU_AT;
const customerId = asId<CustomerId>('asha');
const restaurantId = asId<RestaurantId>('paradise');
const [margherita, lassi] = [itemIdOf('margherita'), itemIdOf('lassi')];

/** The cart, a pizza and two lassi, after more has happened to the menu; there is no address to bring it to. */
async function shownAfter(...news: readonly MenuEvent[]) {
  const store = new MemoryEventStore(new VirtualClock(at).system);
  const loaderNow = () => new StreamLoader(store, new StreamCache(10));
  const carts = new MemoryCarts();
  await appendEvents(store, menuAggregate, restaurantId, [menuPublished()]);
  const quotes = new Quotes(carts, loaderNow(), new MemorySubjectKeys());
  const edit = new EditCart(carts, quotes, loaderNow());
  for (const [itemId, quantity, optionIds] of [
    [margherita, 1, ['large', 'cheese']],
    [lassi, 2, []],
  ] as const) {
    const request = { customerId, restaurantId, itemId, quantity, optionIds, replace: false, at };
    expect(await edit.add({ ...request, requestId: itemId })).toMatchObject({ ok: true });
  }
  if (news.length > 0) await appendEvents(store, menuAggregate, restaurantId, news);
  return (await new ShowCart(quotes, loaderNow()).show(customerId, null, at))!;
}

const dearer: MenuEvent = {
  ...{ type: 'ItemPriceChanged', itemId: lassi, priceMinor: 7_000 },
  ...{ version: 2, hash: hashLike('2'), at },
};

describe('a cart that nobody said where to bring', () => {
  it('shows prices and the least that it comes to, and why there is no quote', async () => {
    const { lines, bill, changes, quote, refusal } = await shownAfter();
    expect(lines).toMatchObject([
      { itemId: margherita, unitMinor: 42_900, available: true },
      { itemId: lassi, unitMinor: 6_050, totalMinor: 12_100, available: true },
    ]);
    expect(bill).toMatchObject({ subtotalMinor: 55_000 });
    expect([changes, quote, refusal?.code]).toEqual([[], null, 'address-not-found']);
  });

  it('shows what costs another price than was seen', async () => {
    const { lines, changes } = await shownAfter(dearer);
    expect(lines[1]).toMatchObject({ unitMinor: 7_000, totalMinor: 14_000 });
    expect(changes).toMatchObject([{ itemId: lassi, oldMinor: 6_050, newMinor: 7_000 }]);
  });

  it('shows the rest at the prices of now when something is sold out, or not to be had like this', async () => {
    const soldOut = { type: 'ItemAvailabilityChanged', itemId: margherita, available: false } as const;
    const [pizzas, drinks] = CATEGORIES;
    const pizza = { ...pizzas!.items[0]!, groups: [] };
    const categories = [{ ...pizzas!, items: [pizza] }, drinks!];
    const bare = menuPublished({ categories, version: 3, hash: hashLike('3') });
    for (const news of [
      [{ ...soldOut, until: null, at }, dearer],
      [bare, dearer],
    ] as const) {
      const { lines, bill, changes } = await shownAfter(...news);
      expect(lines).toMatchObject([
        { itemId: margherita, unitMinor: 42_900, available: false },
        { itemId: lassi, unitMinor: 7_000, available: true },
      ]);
      expect(bill).toBeNull();
      expect(changes).toMatchObject([{ itemId: lassi, newMinor: 7_000 }]);
    }
  });
});
