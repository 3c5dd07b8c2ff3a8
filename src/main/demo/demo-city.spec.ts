import { normaliseEmail, normalisePhone } from '../../application/identity/contact-details';
import { passwordFault } from '../../application/identity/password-rules';
import { ACCOUNT_ROLES } from '../../application/ports/accounts';
import { fold } from '../../domain/kernel/decider';
import { distanceInMetres } from '../../domain/kernel/geo';
import { instantOf } from '../../domain/kernel/instant';
import { menu } from '../../domain/menu/menu';
import { isOpen } from '../../domain/restaurant/opening-hours';
import { availability, restaurant } from '../../domain/restaurant/restaurant';
import { DEMO_RESTAURANTS } from './city/all-restaurants';
import type { DemoRestaurant } from './city/demo-shapes';
import { DISH_KINDS, dishKindOf } from './city/dish-kinds';
import { DEMO_PEOPLE } from './city/people';
import {
  accountIdOf,
  addressIdOf,
  DEMO_COURIERS,
  DEMO_CUSTOMERS,
  detailsOf,
  menuOf,
  restaurantIdOf,
} from './demo-city';
import { DEMO_PASSWORD, demoLogins } from './demo-logins';

const AT = '2026-03-06T12:30:00.000Z';

const CENTRE = { lat: 12.9716, lng: 77.5946 };

/** Every quarter of an hour of the week from Monday, 2 March 2026, 00:00 in India. */
const QUARTERS = Array.from({ length: 7 * 24 * 4 }, (_, i) =>
  instantOf(Date.parse('2026-03-01T18:30:00.000Z') + i * 15 * 60_000),
);

const SCRIPTS = [
  'Latin',
  'Kannada',
  'Devanagari',
  'Tamil',
  'Telugu',
  'Malayalam',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Arabic',
  'Tibetan',
  'Han',
] as const;

const isWrittenIn = (script: string, text: string): boolean =>
  new RegExp(`\\p{Script=${script}}`, 'u').test(text);

const dishesOf = (one: DemoRestaurant) => one.menu.flatMap(({ dishes }) => dishes);

const named = (name: string): DemoRestaurant => DEMO_RESTAURANTS.find((one) => one.name === name)!;

const openAroundTheClock = DEMO_RESTAURANTS.filter(
  ({ hours, pausedFor }) => pausedFor === null && QUARTERS.every((at) => isOpen(hours, at)),
);

const onTheCity = (test: (one: DemoRestaurant) => void) => () => {
  for (const one of DEMO_RESTAURANTS) test(one);
};

describe('the restaurants of the demo city', () => {
  it('are more than sixty, the fourteen of the tour first', () => {
    expect(DEMO_RESTAURANTS.length).toBeGreaterThanOrEqual(64);
    expect(DEMO_RESTAURANTS[0]).toBe(named('Pizza Palace'));
    expect(DEMO_RESTAURANTS.indexOf(named('Filter & Foam'))).toBe(13);
  });

  it(
    'can be registered as they are',
    onTheCity((one) => {
      const decision = restaurant.decide(
        { type: 'RegisterRestaurant', details: detailsOf(one), at: AT },
        restaurant.initial,
      );
      expect(decision).toMatchObject({ ok: true, events: [{ type: 'RestaurantRegistered' }] });
    }),
  );

  it(
    'have menus that can be published',
    onTheCity((one) => {
      const decision = menu.decide({ ...menuOf(one), at: AT }, menu.initial);
      expect(decision).toMatchObject({ ok: true, events: [{ type: 'MenuPublished', version: 1 }] });
    }),
  );

  it(
    'have dishes enough to choose from, at prices that people pay',
    onTheCity((one) => {
      const dishes = dishesOf(one);
      expect(dishes.length).toBeGreaterThanOrEqual(8);
      expect(dishes.length).toBeLessThanOrEqual(25);
      for (const { priceMinor, groups } of dishes) {
        const extras = groups.flatMap(({ options }) => options.map((option) => option.priceMinor));
        for (const price of [priceMinor, ...extras])
          expect(price % 500 === 0 || price % 1_000 === 900).toBe(true);
        expect(priceMinor).toBeGreaterThanOrEqual(3_000);
        expect(priceMinor).toBeLessThanOrEqual(100_000);
      }
      expect(one.minOrderMinor).toBeLessThan(one.costForTwoMinor);
      expect(dishes.some(({ isBestseller }) => isBestseller)).toBe(true);
      expect(dishes.some(({ nutrition }) => nutrition !== null)).toBe(true);
      expect(dishes.some(({ groups }) => groups.length > 0)).toBe(true);
    }),
  );

  it(
    'sell only vegetarian dishes exactly where they say so',
    onTheCity((one) => expect(one.isVeg).toBe(dishesOf(one).every(({ isVeg }) => isVeg))),
  );

  it('are vegetarian in fifteen cases and more, and wherever they call themselves so', () => {
    expect(DEMO_RESTAURANTS.filter(({ isVeg }) => isVeg).length).toBeGreaterThanOrEqual(15);
    const pure = DEMO_RESTAURANTS.filter(({ tags }) => tags.includes('pure veg'));
    expect(pure.every(({ isVeg }) => isVeg)).toBe(true);
  });

  it(
    'give a figure for energy that fits what is in the dish',
    onTheCity((one) => {
      for (const { nutrition } of dishesOf(one)) {
        if (nutrition === null) continue;
        // 4 kcal a gram of protein and of carbohydrates, 9 of fat.
        const energy = 4 * nutrition.protein + 4 * nutrition.carbs + 9 * nutrition.fat;
        expect(Math.abs(nutrition.calories - energy)).toBeLessThanOrEqual(0.1 * energy + 10);
      }
    }),
  );

  it(
    'lie within eight kilometres of the centre',
    onTheCity((one) => expect(distanceInMetres(one.location, CENTRE)).toBeLessThan(8_000)),
  );

  it('are open around the clock in a few cases, Pizza Palace among them', () => {
    expect(openAroundTheClock.map(({ name }) => name)).toEqual([
      'Pizza Palace',
      "Nawab's Biryani Darbar",
      'Filter & Foam',
      'Murugan Idli House',
      "شیخ کا دیگ Sheikh's Deg",
      'शर्मा जी का ढाबा',
      'Irani Chai Adda',
      'Third Rain Coffee',
    ]);
  });

  it('are paused in two cases', () => {
    expect(DEMO_RESTAURANTS.filter(({ pausedFor }) => pausedFor !== null)).toEqual([
      named('Smoke & Seekh'),
      named('केक वाली Cakewali'),
    ]);
    const history = [
      { type: 'RestaurantRegistered', details: detailsOf(named('Smoke & Seekh')), at: AT },
      { type: 'RestaurantPaused', reason: 'repairs', until: null, at: AT },
    ] as const;
    expect(availability(fold(restaurant, history), AT)).toMatchObject({ open: false, reason: 'paused' });
  });

  it('are closed on Mondays in a few cases', () => {
    const monday = QUARTERS.slice(0, 24 * 4);
    const closed = DEMO_RESTAURANTS.filter(({ hours }) => !monday.some((at) => isOpen(hours, at)));
    expect(closed).toEqual([
      named('Konkan Catch'),
      named('Gowdra Mane Oota'),
      named('四川小馆 Little Sichuan'),
      named('La Cocina de Ximena'),
    ]);
  });

  it('are open at two in the night in some more', () => {
    const inTheNight = QUARTERS[24 * 4 + 8]!;
    const late = DEMO_RESTAURANTS.filter(
      (one) => isOpen(one.hours, inTheNight) && !openAroundTheClock.includes(one),
    );
    expect(late).toContain(named('Midnight Tiffin Company'));
    expect(late.length).toBeGreaterThanOrEqual(5);
  });

  it('rest in the afternoon in many cases', () => {
    const atFour = QUARTERS[16 * 4]!;
    const resting = DEMO_RESTAURANTS.filter(
      ({ hours }) => !isOpen(hours, atFour) && isOpen(hours, QUARTERS[13 * 4]!),
    );
    expect(resting.length).toBeGreaterThanOrEqual(12);
  });

  it('cook in fifty cases and more on every evening from seven to half past ten', () => {
    for (let day = 0; day < 7; day += 1) {
      for (let quarter = 19 * 4; quarter <= 22 * 4; quarter += 1) {
        const at = QUARTERS[day * 96 + quarter]!;
        const cooking = DEMO_RESTAURANTS.filter(
          ({ hours, pausedFor }) => pausedFor === null && isOpen(hours, at),
        );
        expect(cooking.length).toBeGreaterThanOrEqual(50);
      }
    }
  });

  it('have menus of their own: no two share more than two thirds of their dishes at the same price', () => {
    const offers = DEMO_RESTAURANTS.map(
      (one) => new Set(dishesOf(one).map(({ name, priceMinor }) => `${name} ${String(priceMinor)}`)),
    );
    for (const [i, mine] of offers.entries()) {
      for (const theirs of offers.slice(i + 1)) {
        const shared = [...mine].filter((offer) => theirs.has(offer)).length;
        expect(shared).toBeLessThanOrEqual((2 / 3) * Math.min(mine.size, theirs.size));
      }
    }
    expect(new Set(DEMO_RESTAURANTS.flatMap(({ cuisines }) => cuisines)).size).toBeGreaterThanOrEqual(30);
  });

  it('serve every kind of dish, and tell of few only that it is a curry', () => {
    const kinds = DEMO_RESTAURANTS.flatMap(dishesOf).map(({ name }) => dishKindOf(name));
    expect([...new Set(kinds)].sort()).toEqual([...DISH_KINDS].sort());
    expect(kinds.filter((kind) => kind === 'curry').length).toBeLessThan(0.25 * kinds.length);
  });

  it('write their names in ten scripts and more', () => {
    const names = DEMO_RESTAURANTS.map(({ name }) => name).join('');
    expect(SCRIPTS.filter((script) => isWrittenIn(script, names)).length).toBeGreaterThanOrEqual(10);
  });

  it(
    'belong to owners who can sign in',
    onTheCity(({ owner }) => {
      expect(DEMO_PEOPLE.find(({ name }) => name === owner)?.role).toBe('restaurant');
    }),
  );

  it('sell a Margherita at Pizza Palace, with a size and up to three add-ons', () => {
    const margherita = dishesOf(named('Pizza Palace')).find(({ name }) => name === 'Margherita Pizza')!;
    const [size, addOns] = margherita.groups;
    expect(margherita.priceMinor).toBe(29_900);
    expect(size).toMatchObject({
      groupId: 'size',
      required: true,
      options: [
        { optionId: 'small', priceMinor: 0 },
        { optionId: 'medium', priceMinor: 5_000 },
        { optionId: 'large', priceMinor: 10_000 },
      ],
    });
    expect(addOns).toMatchObject({ groupId: 'add-ons', required: false, maxSelections: 3 });
    expect(addOns!.options.slice(0, 2)).toEqual([
      { optionId: 'extra-cheese', label: 'Extra Cheese', priceMinor: 3_000 },
      { optionId: 'olives', label: 'Olives', priceMinor: 2_000 },
    ]);
  });
});

describe('the people of the demo city', () => {
  it('are there in the numbers that a tour needs', () => {
    const count = (role: string) => DEMO_PEOPLE.filter((person) => person.role === role).length;
    expect(ACCOUNT_ROLES.map(count)).toEqual([64, 26, 47, 1, 1, 1]);
  });

  it('write their names in many scripts, whichever their role', () => {
    for (const role of ['customer', 'restaurant', 'courier']) {
      const names = DEMO_PEOPLE.filter((person) => person.role === role).map(({ name }) => name);
      expect(SCRIPTS.filter((script) => isWrittenIn(script, names.join(''))).length).toBeGreaterThanOrEqual(
        8,
      );
    }
  });

  it('ride on two wheels with a plate, or a bicycle without one', () => {
    for (const { ride } of DEMO_COURIERS) {
      expect(ride?.vehicleNumber === null).toBe(ride?.vehicle === 'bicycle');
    }
  });

  it('own something if they keep a restaurant', () => {
    const owners = DEMO_PEOPLE.filter(({ role }) => role === 'restaurant').map(({ name }) => name);
    expect([...new Set(DEMO_RESTAURANTS.map(({ owner }) => owner))].sort()).toEqual(owners.sort());
  });

  it('have phones and emails in the form that accounts are kept in', () => {
    for (const { phone, email } of DEMO_PEOPLE) {
      expect(normalisePhone(phone)).toBe(phone);
      expect(normaliseEmail(email)).toBe(email);
      expect(passwordFault(DEMO_PASSWORD, [phone, email])).toBeNull();
    }
    expect(new Set(DEMO_PEOPLE.map(({ phone }) => phone)).size).toBe(DEMO_PEOPLE.length);
    expect(new Set(DEMO_PEOPLE.map(({ email }) => email)).size).toBe(DEMO_PEOPLE.length);
  });

  it('have addresses exactly if they are customers', () => {
    for (const { role, addresses } of DEMO_PEOPLE) expect(addresses.length > 0).toBe(role === 'customer');
  });

  it('can order from three restaurants at any hour, wherever they are', () => {
    for (const { location } of DEMO_CUSTOMERS.flatMap(({ addresses }) => addresses)) {
      const inReach = openAroundTheClock.filter(
        (one) => distanceInMetres(one.location, location) <= one.deliveryRadiusMetres,
      );
      expect(inReach.length).toBeGreaterThanOrEqual(3);
    }
  });

  it('have one login per role, the numbers of which are known', () => {
    expect(demoLogins()).toEqual([
      { role: 'customer', login: '+919000000001', password: 'tiffin-demo', name: 'Asha Rao' },
      { role: 'restaurant', login: '+919000000002', password: 'tiffin-demo', name: 'Vikram Shetty' },
      { role: 'courier', login: '+919000000003', password: 'tiffin-demo', name: 'Ravi Kumar' },
      { role: 'support', login: '+919000000004', password: 'tiffin-demo', name: 'Priya Nair' },
      { role: 'admin', login: '+919000000005', password: 'tiffin-demo', name: 'Arjun Menon' },
      { role: 'auditor', login: '+919000000006', password: 'tiffin-demo', name: 'Kavya Bhat' },
    ]);
  });
});

describe('the evening of the demo city', () => {
  it('offers everybody eight restaurants and more that deliver to their door at eight', () => {
    const friday = QUARTERS[4 * 96 + 20 * 4]!;
    for (const { location } of DEMO_CUSTOMERS.flatMap(({ addresses }) => addresses)) {
      const inReach = DEMO_RESTAURANTS.filter(
        (one) =>
          one.pausedFor === null &&
          isOpen(one.hours, friday) &&
          distanceInMetres(one.location, location) <= one.deliveryRadiusMetres,
      );
      expect(inReach.length).toBeGreaterThanOrEqual(8);
    }
  });
});

describe('the ids of the demo city', () => {
  it('are each given once', () => {
    const ids = [
      ...DEMO_RESTAURANTS.map(({ name }) => restaurantIdOf(name)),
      ...DEMO_RESTAURANTS.flatMap((one) => menuOf(one).categories.flatMap(({ items }) => items)).map(
        ({ itemId }) => itemId,
      ),
      ...DEMO_PEOPLE.map(({ name }) => accountIdOf(name)),
      ...DEMO_PEOPLE.flatMap(({ name, addresses }) => addresses.map((address) => addressIdOf(name, address))),
    ];
    expect(new Set<string>(ids).size).toBe(ids.length);
  });

  it('stay the same from run to run', () => {
    expect(restaurantIdOf('Pizza Palace')).toBe('58c36b12-2e6e-550f-9e91-3776653a549d');
    expect(accountIdOf('Asha Rao')).toBe('3a61b3ff-1196-5944-af4b-17d88fa623c1');
  });
});
