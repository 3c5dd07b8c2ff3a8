import fc from 'fast-check';
import { ZodError } from 'zod';
import { asId, type ItemId } from '../../src/domain/kernel/ids';
import { instantOf } from '../../src/domain/kernel/instant';
import type { MenuEvent } from '../../src/domain/menu/menu';
import type { MenuCategory } from '../../src/domain/menu/menu-content';
import { itemIdOf, MENU_AT, menuPublished } from '../../src/domain/menu/menu.fixtures';
import { menuCodec } from './menu.codec';

const at = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(instantOf);
const itemId = fc.string().map((text) => asId<ItemId>(text));
const amount = fc.maxSafeNat();
const grams = fc.nat(1_000);

const group = fc.record({
  options: fc.array(fc.record({ label: fc.string(), priceMinor: amount, optionId: fc.string() }), {
    maxLength: 3,
  }),
  maxSelections: fc.option(fc.nat(9)),
  required: fc.boolean(),
  name: fc.string(),
  groupId: fc.string(),
});

const item = fc.record({
  groups: fc.array(group, { maxLength: 2 }),
  nutrition: fc.option(fc.record({ fat: grams, carbs: grams, protein: grams, calories: grams })),
  image: fc.option(fc.string()),
  isBestseller: fc.boolean(),
  isVeg: fc.boolean(),
  priceMinor: amount,
  description: fc.string(),
  name: fc.string(),
  itemId,
});

const categories: fc.Arbitrary<readonly MenuCategory[]> = fc.array(
  fc.record({ items: fc.array(item, { maxLength: 3 }), name: fc.string(), categoryId: fc.string() }),
  { maxLength: 2 },
);

const events: fc.Arbitrary<MenuEvent> = fc.oneof(
  fc.record({
    type: fc.constant('MenuPublished' as const),
    at,
    categories,
    currency: fc.constantFrom('INR' as const, 'USD' as const, 'EUR' as const),
    hash: fc.string(),
    version: fc.nat(),
  }),
  fc.record({
    type: fc.constant('ItemPriceChanged' as const),
    at,
    hash: fc.string(),
    version: fc.nat(),
    priceMinor: amount,
    itemId,
  }),
  fc.record({
    type: fc.constant('ItemAvailabilityChanged' as const),
    at,
    until: fc.option(at),
    available: fc.boolean(),
    itemId,
  }),
);

describe('the stored form of a menu', () => {
  it('gives back every event, and the same bytes when written again', () => {
    fc.assert(
      fc.property(events, (event) => {
        const { type, schema, data } = menuCodec.encode(event);
        const decoded = menuCodec.decode(type, schema, data);
        expect(decoded).toEqual(event);
        expect(menuCodec.encode(decoded)).toEqual({ type, schema, data });
      }),
      { numRuns: 1000 },
    );
  });

  it('is in the order of the schema, whatever the order of the event', () => {
    const event: MenuEvent = {
      at: MENU_AT,
      until: null,
      available: false,
      itemId: itemIdOf('lassi'),
      type: 'ItemAvailabilityChanged',
    };
    expect(menuCodec.encode(event).data).toBe(
      '{"itemId":"item-lassi","available":false,"until":null,"at":"2026-03-01T06:00:00.000Z"}',
    );
  });

  it('of an item that was sold out before there were times is without one', () => {
    const stored = '{"itemId":"item-lassi","available":false,"at":"2026-03-01T06:00:00.000Z"}';
    expect(menuCodec.decode('ItemAvailabilityChanged', 1, stored)).toEqual({
      type: 'ItemAvailabilityChanged',
      itemId: itemIdOf('lassi'),
      available: false,
      until: null,
      at: MENU_AT,
    });
  });

  it('is refused when a version is no number or a part is missing', () => {
    const { data } = menuCodec.encode(menuPublished());
    expect(() => menuCodec.decode('MenuPublished', 1, data.replace('"version":1', '"version":"1"'))).toThrow(
      ZodError,
    );
    expect(() => menuCodec.decode('MenuPublished', 1, data.replace('"image":null,', ''))).toThrow(ZodError);
  });
});
