import fc from 'fast-check';
import { fold } from '../kernel/decider';
import { plusMinutes, plusMs } from '../kernel/instant';
import { isAvailable, menu, type Menu, type MenuCommand, type MenuEvent, type MenuRejection } from './menu';
import { canonicalMenu, withPrice } from './menu-content';
import {
  CATEGORIES,
  hashLike,
  itemIdOf,
  itemOf,
  LASSI,
  MARGHERITA,
  MENU_AT as at,
  menuPublished,
  publishedMenu,
} from './menu.fixtures';

const published = menuPublished();
const lassiSoldOut: MenuEvent = {
  type: 'ItemAvailabilityChanged',
  itemId: LASSI.itemId,
  available: false,
  until: null,
  at,
};

const given = (...history: readonly MenuEvent[]) => ({
  when: (command: MenuCommand) => {
    const decision = menu.decide(command, fold(menu, history));
    return {
      then: (...events: readonly MenuEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenRejected: (rejection: MenuRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

const publishWith = (over: Partial<Extract<MenuCommand, { type: 'PublishMenu' }>> = {}): MenuCommand => ({
  type: 'PublishMenu',
  currency: 'INR',
  categories: CATEGORIES,
  baseHash: null,
  hash: hashLike('1'),
  at,
  ...over,
});

describe('a menu', () => {
  it('is published as version 1, and a repeat decides nothing', () => {
    given().when(publishWith()).then(published);
    given(published).when(publishWith()).then();
  });

  it('is published as the next version when it holds something else', () => {
    const categories = [{ categoryId: 'drinks', name: 'Drinks', items: [LASSI] }];
    const hash = hashLike('2');
    given(published)
      .when(publishWith({ categories, baseHash: hashLike('1'), hash }))
      .then(menuPublished({ version: 2, categories, hash }));
  });

  it('is not published with a fault', () => {
    given()
      .when(publishWith({ categories: [] }))
      .thenRejected({ code: 'menu-is-empty' });
    given(published)
      .when(
        publishWith({
          categories: [...CATEGORIES, ...CATEGORIES],
          baseHash: hashLike('1'),
          hash: hashLike('2'),
        }),
      )
      .thenRejected({ code: 'duplicate-id', id: 'pizzas' });
  });

  it('is published as an edit of the menu that was edited, and of no other', () => {
    const edit = publishWith({ hash: hashLike('2'), baseHash: hashLike('1') });
    given(published)
      .when(edit)
      .then(menuPublished({ version: 2, hash: hashLike('2') }));
    given(menuPublished({ hash: hashLike('3') }))
      .when(edit)
      .thenRejected({ code: 'menu-changed', hash: hashLike('3') });
    given(menuPublished({ hash: hashLike('2') }))
      .when(edit)
      .then();
    given().when(edit).thenRejected({ code: 'menu-not-found' });
    given(published)
      .when(publishWith({ hash: hashLike('2') }))
      .thenRejected({ code: 'menu-changed', hash: hashLike('1') });
  });

  it('has to be there before anything is changed in it', () => {
    given()
      .when({ type: 'SetAvailability', itemId: LASSI.itemId, available: false, until: null, at })
      .thenRejected({ code: 'menu-not-found' });
  });
});

describe('the price of an item', () => {
  const [baseHash, hash] = [hashLike('1'), hashLike('2')];
  const raise = { type: 'ChangePrice', itemId: LASSI.itemId, priceMinor: 7_000, baseHash, hash, at } as const;
  const raised: MenuEvent = {
    type: 'ItemPriceChanged',
    itemId: LASSI.itemId,
    priceMinor: 7_000,
    version: 2,
    hash,
    at,
  };

  it('changes, and with it the version and the hash', () => {
    given(published).when(raise).then(raised);
    given(published, raised).when(raise).then();
  });

  it('is changed in the lookup and in the categories alike', () => {
    const { version, hash: current, items, categories } = publishedMenu(published, raised);
    expect({ version, current }).toEqual({ version: 2, current: hash });
    expect(items.get(LASSI.itemId)?.priceMinor).toBe(7_000);
    expect(categories).toEqual(withPrice(CATEGORIES, LASSI.itemId, 7_000));
  });

  it('is not changed on a menu that is another by now', () => {
    const other: MenuEvent = { ...raised, itemId: MARGHERITA.itemId, hash: hashLike('3') };
    given(published, other)
      .when(raise)
      .thenRejected({ code: 'menu-changed', hash: hashLike('3') });
  });

  it('is not changed to something that is no price, nor for something that is not sold', () => {
    given(published)
      .when({ ...raise, priceMinor: -1 })
      .thenRejected({ code: 'invalid-price', id: LASSI.itemId });
    given(published)
      .when({ ...raise, itemId: itemIdOf('sushi') })
      .thenRejected({ code: 'unknown-item', itemId: itemIdOf('sushi') });
  });
});

describe('an item', () => {
  const soldOut = {
    type: 'SetAvailability',
    itemId: LASSI.itemId,
    available: false,
    until: null,
    at,
  } as const;
  const later = plusMinutes(at, 60);

  it('is sold out and comes back, and a repeat decides nothing', () => {
    given(published).when(soldOut).then(lassiSoldOut);
    given(published, lassiSoldOut).when(soldOut).then();
    given(published, lassiSoldOut)
      .when({ ...soldOut, available: true })
      .then({ ...lassiSoldOut, available: true });
    given(published)
      .when({ ...soldOut, available: true })
      .then();
  });

  it('is sold out until a moment, and available from it on', () => {
    const forAnHour: MenuEvent = { ...lassiSoldOut, until: later };
    given(published)
      .when({ ...soldOut, until: later })
      .then(forAnHour);
    const state = publishedMenu(published, forAnHour);
    expect(isAvailable(state, LASSI.itemId, plusMs(later, -1))).toBe(false);
    expect(isAvailable(state, LASSI.itemId, later)).toBe(true);
    expect(isAvailable(state, itemIdOf('sushi'), later)).toBe(false);
    given(published, forAnHour)
      .when({ ...soldOut, until: later })
      .then();
    given(published, forAnHour)
      .when({ ...soldOut, at: later })
      .then({ ...lassiSoldOut, at: later });
    given(published, forAnHour)
      .when({ ...soldOut, available: true, at: later })
      .then();
    given(published)
      .when({ ...soldOut, until: at })
      .thenRejected({ code: 'until-already-over' });
  });

  it('that has run out in the kitchen is not available until then at the earliest', () => {
    const ranOut = { type: 'MarkSoldOut', itemId: LASSI.itemId, until: later, at } as const;
    given(published)
      .when(ranOut)
      .then({ ...lassiSoldOut, until: later });
    given(published, { ...lassiSoldOut, until: plusMs(later, -1) })
      .when(ranOut)
      .then({ ...lassiSoldOut, until: later });
    for (const until of [later, plusMs(later, 1), null]) {
      given(published, { ...lassiSoldOut, until })
        .when(ranOut)
        .then();
    }
  });

  it('that is not sold cannot be sold out', () => {
    given(published)
      .when({ ...soldOut, itemId: itemIdOf('sushi') })
      .thenRejected({ code: 'unknown-item', itemId: itemIdOf('sushi') });
  });

  it('leaves version and hash alone when it is sold out', () => {
    const { version, hash, unavailable } = publishedMenu(published, lassiSoldOut);
    expect({ version, hash }).toEqual({ version: 1, hash: hashLike('1') });
    expect([...unavailable]).toEqual([[LASSI.itemId, null]]);
    expect(
      publishedMenu(published, lassiSoldOut, { ...lassiSoldOut, available: true }).unavailable.size,
    ).toBe(0);
  });

  it('stays sold out on a new menu, unless it was taken off meanwhile', () => {
    const next = menuPublished({ version: 2, hash: hashLike('2') });
    const without = menuPublished({
      version: 2,
      hash: hashLike('3'),
      categories: [{ categoryId: 'pizzas', name: 'Pizzas', items: [MARGHERITA] }],
    });
    expect([...publishedMenu(published, lassiSoldOut, next).unavailable]).toEqual([[LASSI.itemId, null]]);
    expect(publishedMenu(published, lassiSoldOut, without, next).unavailable.size).toBe(0);
  });
});

describe('any commands to a menu', () => {
  const itemIds = fc.constantFrom('lassi', 'tea', 'dosa').map(itemIdOf);
  const untils = fc.option(fc.nat(3).map((hours) => plusMinutes(at, hours * 60)));
  const price = fc.integer({ min: -1, max: 3 });
  const shown = fc.uniqueArray(fc.record({ name: fc.constantFrom('lassi', 'tea', 'dosa'), price }), {
    selector: ({ name }) => name,
  });

  type Step = (state: Menu) => MenuCommand;
  const steps: fc.Arbitrary<Step> = fc.oneof(
    shown.map((dishes): Step => {
      const items = dishes.map(({ name, price: priceMinor }) => itemOf(name, { priceMinor }));
      const categories = [{ categoryId: 'all', name: 'All', items }];
      const hash = canonicalMenu(categories, 'INR');
      return (state) =>
        publishWith({ categories, baseHash: state.is === 'absent' ? null : state.hash, hash });
    }),
    fc.tuple(itemIds, price).map(([itemId, priceMinor]): Step => (state) => {
      const categories = state.is === 'absent' ? [] : state.categories;
      const hash = canonicalMenu(withPrice(categories, itemId, priceMinor), 'INR');
      const baseHash = canonicalMenu(categories, 'INR');
      return { type: 'ChangePrice', itemId, priceMinor, baseHash, hash, at };
    }),
    fc.tuple(itemIds, fc.boolean(), untils).map(([itemId, available, until]): Step => () => ({
      type: 'SetAvailability',
      itemId,
      available,
      until,
      at,
    })),
    fc
      .tuple(itemIds, untils)
      .map(([itemId, until]): Step => () => ({ type: 'MarkSoldOut', itemId, until: until ?? at, at })),
  );

  it('decide nothing the second time, count versions without a gap, and keep the hash true', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 15 }), (some) => {
        let state = menu.initial;
        let version = 0;
        for (const step of some) {
          const command = step(state);
          const decision = menu.decide(command, state);
          if (!decision.ok) continue;
          for (const event of decision.events) {
            if (event.type !== 'ItemAvailabilityChanged') expect(event.version).toBe((version += 1));
          }
          state = decision.events.reduce(menu.evolve, state);
          expect(menu.decide(command, state)).toEqual({ ok: true, events: [] });
          if (state.is === 'absent') continue;
          const items = state.categories.flatMap((category) => category.items);
          expect(state.hash).toBe(canonicalMenu(state.categories, 'INR'));
          expect([...state.items.values()]).toEqual(items);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
