import type { MenuCategory, MenuItem } from './menu-content';
import { canonicalMenu, faultInMenu, MAX_MENU_ITEMS, MAX_PRICE_MINOR, withPrice } from './menu-content';
import { ADD_ONS, CATEGORIES, itemIdOf, itemOf, LASSI, MARGHERITA, SIZE } from './menu.fixtures';

const menuOf = (...items: readonly MenuItem[]): readonly MenuCategory[] => [
  { categoryId: 'all', name: 'All', items },
];

const pizzaWith = (over: Partial<MenuItem>) => menuOf({ ...MARGHERITA, ...over });

const manyItems = (count: number) => menuOf(...Array.from({ length: count }, (_, i) => itemOf(`dish-${i}`)));

describe('a menu', () => {
  it('is sound with items that have sizes and add-ons', () => {
    expect(faultInMenu(CATEGORIES)).toBeNull();
  });

  it('has at least one item and at most 500', () => {
    expect(faultInMenu([])).toEqual({ code: 'menu-is-empty' });
    expect(faultInMenu(menuOf())).toEqual({ code: 'menu-is-empty' });
    expect(faultInMenu(manyItems(MAX_MENU_ITEMS))).toBeNull();
    expect(faultInMenu(manyItems(MAX_MENU_ITEMS + 1))).toEqual({ code: 'menu-too-large', max: 500 });
  });

  it('gives every category and item an id of its own', () => {
    const twice = { categoryId: 'all', name: 'More', items: [LASSI] };
    expect(faultInMenu([...menuOf(MARGHERITA), twice])).toEqual({ code: 'duplicate-id', id: 'all' });
    expect(faultInMenu(menuOf(LASSI, MARGHERITA, LASSI))).toEqual({ code: 'duplicate-id', id: LASSI.itemId });
  });

  it('gives every group and option of an item an id of its own', () => {
    expect(faultInMenu(pizzaWith({ groups: [SIZE, SIZE] }))).toEqual({ code: 'duplicate-id', id: 'size' });
    const again = { ...SIZE, groupId: 'base' };
    expect(faultInMenu(pizzaWith({ groups: [SIZE, again] }))).toEqual({ code: 'duplicate-id', id: 'small' });
    expect(faultInMenu(menuOf(MARGHERITA, itemOf('calzone', { groups: [SIZE] })))).toBeNull();
  });

  it.each([-1, 0.5, MAX_PRICE_MINOR + 1, Number.NaN])('has no price of %d', (priceMinor) => {
    expect(faultInMenu(pizzaWith({ priceMinor }))).toEqual({ code: 'invalid-price', id: MARGHERITA.itemId });
    const option = { optionId: 'gold', label: 'Gold leaf', priceMinor };
    expect(
      faultInMenu(pizzaWith({ groups: [{ ...ADD_ONS, options: [...ADD_ONS.options, option] }] })),
    ).toEqual({
      code: 'invalid-price',
      id: 'gold',
    });
  });

  it('may give things away', () => {
    expect(faultInMenu(pizzaWith({ priceMinor: 0 }))).toBeNull();
    expect(faultInMenu(pizzaWith({ priceMinor: MAX_PRICE_MINOR }))).toBeNull();
  });

  it('does not require a choice among nothing', () => {
    const { itemId } = MARGHERITA;
    expect(faultInMenu(pizzaWith({ groups: [{ ...SIZE, options: [] }] }))).toEqual({
      code: 'required-group-has-no-options',
      itemId,
      groupId: 'size',
    });
    expect(faultInMenu(pizzaWith({ groups: [{ ...ADD_ONS, maxSelections: null, options: [] }] }))).toBeNull();
  });

  it('lets one to all options of a group be chosen', () => {
    const withMax = (maxSelections: number | null) =>
      faultInMenu(pizzaWith({ groups: [{ ...ADD_ONS, maxSelections }] }));
    const outOfRange = {
      code: 'max-selections-out-of-range',
      itemId: MARGHERITA.itemId,
      groupId: 'add-ons',
    };
    expect([0, 4, 1.5].map(withMax)).toEqual([outOfRange, outOfRange, outOfRange]);
    expect([1, 3, null].map(withMax)).toEqual([null, null, null]);
  });
});

describe('the canonical text of a menu', () => {
  const text = canonicalMenu(CATEGORIES, 'INR');

  it('is the one that hashes on disk were made of', () => {
    expect(text).toBe(
      '["menu/1","INR",[["pizzas","Pizzas",[["item-margherita","Margherita Pizza",' +
        '"Classic cheese pizza with tomato sauce",29900,true,true,"margherita.jpg",[250,12,30,10],' +
        '[["size","Size",true,null,[["small","Small",0],["medium","Medium",5000],["large","Large",10000]]],' +
        '["add-ons","Add-ons",false,2,[["cheese","Extra Cheese",3000],["olives","Olives",2000],["basil","Basil",0]]]' +
        ']]]],["drinks","Drinks",[["item-lassi","Lassi","",6050,true,false,null,null,[]]]]]]',
    );
  });

  it("does not depend on the order of an object's keys", () => {
    const reversed = <T extends object>(value: T): T =>
      Object.fromEntries(Object.entries(value).reverse()) as T;
    const shuffled = CATEGORIES.map((category) =>
      reversed({ ...category, items: category.items.map(reversed) }),
    );
    expect(canonicalMenu(shuffled, 'INR')).toBe(text);
  });

  it.each<[string, Partial<MenuItem>]>([
    ['name', { name: 'Margarita' }],
    ['description', { description: '' }],
    ['price', { priceMinor: 29_901 }],
    ['mark of vegetarian food', { isVeg: false }],
    ['mark of a bestseller', { isBestseller: false }],
    ['image', { image: null }],
    ['nutrition', { nutrition: { calories: 250, protein: 12, carbs: 10, fat: 30 } }],
    ['groups', { groups: [ADD_ONS, SIZE] }],
    ['options', { groups: [SIZE, { ...ADD_ONS, options: ADD_ONS.options.slice(1) }] }],
    ['limit of choices', { groups: [SIZE, { ...ADD_ONS, maxSelections: null }] }],
    ['need to choose', { groups: [SIZE, { ...ADD_ONS, required: true }] }],
  ])("changes with an item's %s", (_, over) => {
    const changed = [{ ...CATEGORIES[0]!, items: [{ ...MARGHERITA, ...over }] }, CATEGORIES[1]!];
    expect(canonicalMenu(changed, 'INR')).not.toBe(text);
  });

  it('changes with the currency and with the order of the categories', () => {
    expect(canonicalMenu(CATEGORIES, 'USD')).not.toBe(text);
    expect(canonicalMenu([...CATEGORIES].reverse(), 'INR')).not.toBe(text);
  });
});

describe('a menu with another price', () => {
  it('differs in that price alone', () => {
    const changed = withPrice(CATEGORIES, LASSI.itemId, 7_000);
    expect(changed).toEqual([CATEGORIES[0], { ...CATEGORIES[1], items: [{ ...LASSI, priceMinor: 7_000 }] }]);
    expect(withPrice(CATEGORIES, itemIdOf('unknown'), 7_000)).toEqual(CATEGORIES);
  });
});
