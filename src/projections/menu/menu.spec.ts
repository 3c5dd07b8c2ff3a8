import fc from 'fast-check';
import { fold } from '../../domain/kernel/decider';
import { menu, type MenuEvent } from '../../domain/menu/menu';
import { CATEGORIES, hashLike, itemIdOf, MENU_AT, menuPublished } from '../../domain/menu/menu.fixtures';
import { foldRow, type FeedEvent } from '../projection';
import { menuView, type MenuRow } from './menu';

const at = MENU_AT;

const rowOf = (...events: readonly MenuEvent[]): MenuRow => {
  const facts = events.map((event, revision) => ({
    event,
    metadata: { partitionKey: 'r' } as FeedEvent['metadata'],
    recorded: { revision, position: 100 + revision } as FeedEvent['recorded'],
  }));
  const row = foldRow(menuView, 'r', facts);
  if (row === null) throw new Error('no row');
  return row;
};

const itemId = fc.constantFrom(itemIdOf('margherita'), itemIdOf('lassi'), itemIdOf('unknown'));

const change: fc.Arbitrary<MenuEvent> = fc.oneof(
  fc
    .constantFrom(CATEGORIES, CATEGORIES.slice(0, 1), CATEGORIES.slice(1))
    .map((categories) => menuPublished({ version: 2, hash: hashLike('2'), categories })),
  fc
    .record({ itemId, priceMinor: fc.nat(90_000) })
    .map((price): MenuEvent => ({ type: 'ItemPriceChanged', ...price, version: 3, hash: hashLike('3'), at })),
  fc
    .record({ itemId, available: fc.boolean(), until: fc.option(fc.constant('2026-03-01T12:00:00.000Z')) })
    .map((availability): MenuEvent => ({ type: 'ItemAvailabilityChanged', ...availability, at })),
);

describe('the view of a menu', () => {
  it('begins as it was published, with everything in stock', () => {
    expect(rowOf(menuPublished())).toEqual({
      restaurant_id: 'r',
      version: 1,
      hash: hashLike('1'),
      currency: 'INR',
      categories: CATEGORIES,
      unavailable: [],
      updated_at: MENU_AT,
      revision: 0,
      position: 100,
    });
  });

  it('is as the menu itself is, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const events = [menuPublished(), ...changes];
        const state = fold(menu, events);
        if (state.is === 'absent') throw new Error('not published');
        const row = rowOf(...events);
        expect(row.categories).toEqual(state.categories);
        const soldOut = row.unavailable.map(({ itemId: id, until }) => [id, until] as const);
        expect(new Map(soldOut)).toEqual(state.unavailable);
        expect(soldOut).toHaveLength(state.unavailable.size);
        expect([row.version, row.hash, row.currency]).toEqual([state.version, state.hash, state.currency]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses a history that does not begin with the publication', () => {
    const soldOut = {
      type: 'ItemAvailabilityChanged',
      itemId: itemIdOf('lassi'),
      available: false,
      until: null,
      at,
    } as const;
    expect(() => rowOf(soldOut)).toThrow('never published');
  });
});
