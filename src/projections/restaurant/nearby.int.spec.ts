import { createTestDatabase } from '../../../test/support/database';
import { restaurantAggregate, reviewAggregate } from '../../application/aggregates';
import { asId } from '../../domain/kernel/ids';
import { money } from '../../domain/kernel/money';
import {
  detailsOf,
  FRIDAY_EVENING,
  hoursOf,
  restaurantRegistered,
} from '../../domain/restaurant/restaurant.fixtures';
import { aReview } from '../../domain/review/review.fixtures';
import { InvalidCursor } from '../cursor';
import { dice } from '../histories.fixtures';
import { appendEvents, ModelWorld } from '../projection.fixtures';
import { CourierRatingQuery, RestaurantRatingQuery } from '../ratings/query';
import { ratings } from '../ratings/ratings';
import { encodePlace, RESTAURANT_SORTS, type NearbyRequest } from './nearby';
import { RestaurantQuery, type RestaurantCard } from './query';
import { restaurantView } from './restaurant';

const centre = { lat: 12.9716, lng: 77.5946 };
const throwDie = dice(7);
const around = (degrees: number): number => degrees + (throwDie(2_001) - 1_000) * 0.00005;

/** Four in five are closed at the moment of the tests; all are near. */
const all = Array.from({ length: 240 }, (_, n) =>
  detailsOf({
    restaurantId: asId(`kitchen-${n}`),
    name: `Kitchen ${n}`,
    location: { lat: around(centre.lat), lng: around(centre.lng) },
    hours: n % 5 === 0 ? hoursOf() : hoursOf({ weekly: { ...hoursOf().weekly, fri: [], sat: [] } }),
    prepMinutes: 5 + throwDie(40),
    costForTwoMinor: 10_000 + throwDie(20) * 1_000,
    deliveryRadiusMetres: 15_000,
  }),
);

/** What the customers of each gave it; every third is not rated. */
const stars = all.map((_, n) =>
  n % 3 === 0 ? [] : Array.from({ length: 1 + throwDie(6) }, () => 1 + throwDie(5)),
);

const averageOf = (given: readonly number[]): number | null =>
  given.length === 0 ? null : Math.round((given.reduce((sum, one) => sum + one, 0) / given.length) * 10) / 10;

describe('the restaurants nearby', () => {
  let world: ModelWorld;
  let restaurants: RestaurantQuery;

  beforeAll(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure([restaurantView, ratings]);
    world.start(restaurantView);
    world.start(ratings);
    restaurants = new RestaurantQuery(world.database);
    for (const [n, details] of all.entries()) {
      const { restaurantId } = details;
      await appendEvents(world.store, restaurantAggregate, restaurantId, [restaurantRegistered(details)]);
      for (const [i, restaurantStars] of stars[n]!.entries()) {
        const orderId = asId<never>(`order-${n}-${i}`);
        const said = aReview({ orderId, restaurantId, restaurantStars, foodStars: null });
        await appendEvents(world.store, reviewAggregate, orderId, [{ ...said, type: 'ReviewSubmitted' }]);
      }
    }
    await world.caughtUp(restaurantView);
    await world.caughtUp(ratings);
  });

  afterAll(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  const near = (over: Partial<NearbyRequest> = {}) =>
    restaurants.near({ ...centre, sort: 'distance', page: 1, limit: 1_000, at: FRIDAY_EVENING, ...over });

  const idsOf = (cards: readonly RestaurantCard[]): readonly string[] =>
    cards.map(({ restaurant }) => restaurant.restaurant_id);

  /** The whole list, closed ones and all: what filters have to leave of it. */
  const whole = async (over: Partial<NearbyRequest> = {}): Promise<readonly RestaurantCard[]> =>
    (await near(over)).cards;

  it('have the average of their stars, in tenths, and how many gave them', async () => {
    const cards = await whole();
    expect(cards).toHaveLength(all.length);
    for (const { restaurant, rating } of cards) {
      const given = stars[all.findIndex(({ restaurantId }) => restaurantId === restaurant.restaurant_id)]!;
      expect(rating.count).toBe(given.length);
      // Halves of a tenth may be rounded either way: binary numbers do not have them all.
      if (given.length === 0) expect(rating.average).toBeNull();
      else expect(rating.average).toBeCloseTo(averageOf(given)!, 1);
    }
  });

  it('by rating are the best first, and unrated ones last', async () => {
    const averages = (await whole({ sort: 'rating' })).map(({ rating }) => rating.average ?? 0);
    expect(averages).toEqual([...averages].sort((a, b) => b - a));
    expect(averages.at(-1)).toBe(0);
  });

  it('are the same, in the same order, whether the stars are added up for all or for a page', async () => {
    expect(await whole({ minRating: 1 })).toEqual((await whole()).filter(({ rating }) => rating.count > 0));
  });

  const filters: readonly (readonly [string, Partial<NearbyRequest>, (card: RestaurantCard) => boolean])[] = [
    ['open now', { openNow: true }, ({ availability }) => availability.open],
    ['rated three and a half or better', { minRating: 3.5 }, ({ rating }) => (rating.average ?? 0) >= 3.5],
    [
      'no dearer than 200',
      { maxCost: money(20_000, 'INR') },
      (card) => card.restaurant.cost_for_two_minor <= 20_000,
    ],
    ['there within half an hour', { maxDeliveryMinutes: 30 }, ({ etaMinutes }) => etaMinutes <= 30],
    [
      'all of that together',
      { openNow: true, minRating: 3, maxCost: money(24_000, 'INR'), maxDeliveryMinutes: 45 },
      ({ availability, rating, etaMinutes, restaurant }) =>
        availability.open &&
        (rating.average ?? 0) >= 3 &&
        etaMinutes <= 45 &&
        restaurant.cost_for_two_minor <= 24_000,
    ],
  ];

  describe.each(filters)('that are %s', (_, filter, holds) => {
    it.each(RESTAURANT_SORTS)('by %s are those of the whole list, in its order', async (sort) => {
      const expected = idsOf((await whole({ sort })).filter(holds));
      expect(expected.length).toBeGreaterThan(3);
      expect(expected.length).toBeLessThan(all.length);
      expect(idsOf(await whole({ sort, ...filter }))).toEqual(expected);
    });

    it.each(RESTAURANT_SORTS)(
      'by %s are paged without gaps or repeats, by cursor and by number',
      async (sort) => {
        const expected = idsOf(await whole({ sort, ...filter }));
        for (const limit of [4, 17, expected.length]) {
          const [byCursor, byNumber]: [string[], string[]] = [[], []];
          let cursor: string | null | undefined;
          for (let page = 1; cursor !== null; page += 1) {
            const found = await near({ sort, ...filter, limit, cursor });
            byCursor.push(...idsOf(found.cards));
            byNumber.push(...idsOf((await near({ sort, ...filter, limit, page })).cards));
            cursor = found.nextCursor;
          }
          expect(byCursor).toEqual(expected);
          expect(byNumber).toEqual(expected);
        }
      },
    );
  });

  it('are none at a price in a currency that nobody takes', async () => {
    expect(await near({ maxCost: money(1_000_000, 'USD') })).toEqual({ cards: [], nextCursor: null });
  });

  it('are none, with no next page, when nobody is open or the page is beyond the last', async () => {
    const asleep = { openNow: true, at: '2026-03-06T20:30:00.000Z' } as const;
    expect(await near(asleep)).toEqual({ cards: [], nextCursor: null });
    expect(await near({ page: 1_000, limit: 100 })).toEqual({ cards: [], nextCursor: null });
    expect(await near({ page: 1_000, limit: 100, openNow: true })).toEqual({ cards: [], nextCursor: null });
  });

  it('refuse a cursor of another order, and one that was made up', async () => {
    const { nextCursor } = await near({ limit: 5 });
    const made = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const cursors = [
      'nonsense',
      made(null),
      made(['cost', 1, 2]),
      made(['cost', 1, 5e-324, 'a']),
      made(['cost', null, 2, 'a']),
      made(['cost', 1, 2, 'a\0']),
      encodePlace('cost', { key: Infinity, distance: 1, id: 'a' }),
      nextCursor!,
    ];
    for (const cursor of cursors) {
      await expect(near({ sort: 'cost', cursor })).rejects.toThrow(InvalidCursor);
    }
  });

  it('tell what is thought of one restaurant, its food, and a courier', async () => {
    const orderId = asId<never>('order-of-the-courier');
    const courierId = asId<never>('courier-rated');
    const said = aReview({ orderId, courierId, restaurantId: asId('rated'), foodStars: 2, deliveryStars: 5 });
    await appendEvents(world.store, reviewAggregate, orderId, [{ ...said, type: 'ReviewSubmitted' }]);
    const silent = aReview({
      orderId: asId('order-of-nobody'),
      courierId: null,
      restaurantId: asId('rated'),
    });
    await appendEvents(world.store, reviewAggregate, 'order-of-nobody', [
      { ...silent, foodStars: null, restaurantStars: 1, type: 'ReviewSubmitted' },
    ]);
    await world.caughtUp(ratings);
    expect(await new RestaurantRatingQuery(world.database).of('rated')).toEqual({
      restaurant: { average: 2.5, count: 2 },
      food: { average: 2, count: 1 },
    });
    const couriers = new CourierRatingQuery(world.database);
    expect(await couriers.of('courier-rated')).toEqual({ average: 5, count: 1 });
    expect(await couriers.of('courier-of-nobody')).toEqual({ average: null, count: 0 });
  });
});
