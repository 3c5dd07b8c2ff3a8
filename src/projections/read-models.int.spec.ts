import { createTestDatabase } from '../../test/support/database';
import { menuAggregate, orderAggregate, restaurantAggregate } from '../application/aggregates';
import { distanceInMetres } from '../domain/kernel/geo';
import { asId } from '../domain/kernel/ids';
import { estimateDelivery } from '../domain/eta/eta';
import { plusMinutes } from '../domain/kernel/instant';
import { CATEGORIES, hashLike, itemIdOf, MENU_AT, menuPublished } from '../domain/menu/menu.fixtures';
import { courierAsha, historyTo, NOON } from '../domain/order/order.fixtures';
import type { OrderStatus } from '../domain/order/order-transitions';
import { detailsOf, FRIDAY_EVENING, restaurantRegistered } from '../domain/restaurant/restaurant.fixtures';
import { AssignmentDecisionQuery } from './assignment-decisions/query';
import { CourierQuery } from './couriers/query';
import { DELIVERY_NEEDS, DeliveryQuery } from './deliveries/query';
import { dice, someHistory } from './histories.fixtures';
import { MenuQuery } from './menu/query';
import { menuView } from './menu/menu';
import { InvalidCursor } from './cursor';
import { orderTimeline } from './order-timeline/order-timeline';
import { TimelineQuery } from './order-timeline/query';
import { foldOrderView, orderView } from './order-view/order-view';
import { OrderViewQuery, type OrderFilter } from './order-view/query';
import { appendEvents, factOf, ModelWorld } from './projection.fixtures';
import { READ_MODELS } from './read-models';
import { RESTAURANT_SORTS, type NearbyRequest } from './restaurant/nearby';
import { RestaurantQuery } from './restaurant/query';
import { RestaurantRatingQuery } from './ratings/query';
import { restaurantView } from './restaurant/restaurant';
import { ReviewQuery } from './reviews/query';

describe('the queries of the read models', () => {
  let world: ModelWorld;

  beforeAll(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(READ_MODELS);
    for (const model of READ_MODELS) world.start(model);
  });

  afterAll(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
    expect(world.witness.causes).toEqual([]);
  });

  describe('for orders', () => {
    const statuses: readonly OrderStatus[] = ['PENDING', 'READY', 'DELIVERED', 'COMPLETED', 'CANCELLED'];
    let orders: OrderViewQuery;

    /** Twenty orders of Mira at two restaurants, two at any one moment, and one of somebody else. */
    beforeAll(async () => {
      orders = new OrderViewQuery(world.database);
      const place = (id: string, n: number, customer: string) =>
        appendEvents(
          world.store,
          orderAggregate,
          id,
          historyTo(statuses[n % statuses.length]!, {
            orderId: asId(id),
            customerId: asId(customer),
            restaurantId: asId(`restaurant-${n % 2}`),
            at: plusMinutes(NOON, -60 * Math.floor(n / 2)),
            expiresAt: plusMinutes(NOON, 60),
          }),
        );
      for (let n = 0; n < 20; n += 1) await place(`mira-${String(n).padStart(2, '0')}`, n, 'mira');
      await place('noor-00', 1, 'noor');
      await world.caughtUp(orderView);
      await world.caughtUp(orderTimeline);
    });

    const ids = async (filter: OrderFilter, limit: number, more: { cursor?: string; page?: number } = {}) =>
      (await orders.listForCustomer('mira', { filter, limit, ...more })).orders.map(
        ({ order_id }) => order_id,
      );

    it('find one by its id', async () => {
      expect((await orders.byId('mira-03'))?.status).toBe('COMPLETED');
      expect(await orders.byId('nobody-00')).toBeNull();
    });

    it('give the row that a fold of the order’s stream gives', async () => {
      const events = await world.store.readStream('order-mira-07');
      expect(await orders.byId('mira-07')).toEqual(foldOrderView(events.map((event) => factOf(event))));
    });

    it('list a customer’s own, the newest first', async () => {
      expect(await ids('all', 4)).toEqual(['mira-01', 'mira-00', 'mira-03', 'mira-02']);
      expect(await ids('all', 100)).toHaveLength(20);
    });

    it.each([
      ['active', 8],
      ['completed', 8],
      ['cancelled', 4],
    ] as const)('list those that are %s', async (filter, count) => {
      expect(await ids(filter, 100)).toHaveLength(count);
    });

    it.each([1, 3, 7, 20])('go through all of them in pages of %p by their cursors', async (limit) => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await orders.listForCustomer('mira', { filter: 'all', limit, cursor });
        seen.push(...page.orders.map(({ order_id }) => order_id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(await ids('all', 100));
    });

    it('go through them by numbered pages too', async () => {
      const [one, two, three] = [1, 2, 3].map((page) => ids('all', 8, { page }));
      expect([...(await one!), ...(await two!), ...(await three!)]).toEqual(await ids('all', 100));
    });

    it('refuse a cursor that was made up', async () => {
      await expect(ids('all', 5, { cursor: 'bm9uc2Vuc2U' })).rejects.toThrow(InvalidCursor);
    });

    it('list those of several restaurants together', async () => {
      const of = async (...restaurants: readonly string[]): Promise<readonly string[]> =>
        (await orders.listForRestaurants(restaurants, { filter: 'all', limit: 100 })).orders.map(
          ({ order_id }) => order_id,
        );
      expect(await of('restaurant-0')).toHaveLength(10);
      expect(await of('restaurant-0', 'restaurant-1')).toEqual(['noor-00', ...(await ids('all', 100))]);
      expect(await of('restaurant-9')).toEqual([]);
    });

    it('list those that a courier has to bring', async () => {
      const { orders: found } = await orders.listForCourier(courierAsha, { filter: 'active', limit: 100 });
      expect(found.map(({ status }) => status)).toEqual(['READY', 'READY', 'READY', 'READY', 'READY']);
    });

    it('tell an order’s story in its order, by whom, and without personal data', async () => {
      const story = await new TimelineQuery(world.database).ofOrder('mira-02');
      expect(story.map(({ type }) => type)).toEqual(historyTo('DELIVERED').map(({ type }) => type));
      expect(story.map(({ revision }) => revision)).toEqual(story.map((_, n) => n));
      expect(story[0]).toMatchObject({
        actor_role: 'customer',
        data: { restaurantName: 'Udupi Corner', items: 3, totalMinor: 28_500, currency: 'INR' },
      });
      expect(JSON.stringify(story)).not.toContain('c2VhbGVkIGFkZHJlc3M');
      expect(JSON.stringify(story)).not.toContain('code-hash');
    });
  });

  describe('for restaurants', () => {
    const centre = { lat: 12.9716, lng: 77.5946 };
    let restaurants: RestaurantQuery;
    const throwDie = dice(1_000);
    const all = Array.from({ length: 300 }, (_, n) => {
      const around = (degrees: number): number => degrees + (throwDie(2_001) - 1_000) * 0.00015;
      return detailsOf({
        restaurantId: asId(`near-${String(n).padStart(3, '0')}`),
        ownerId: `owner-${n % 50}`,
        name: `Kitchen ${n}`,
        location: { lat: around(centre.lat), lng: around(centre.lng) },
        cuisines: n % 3 === 0 ? ['Italian'] : ['South Indian', 'Cafe'],
        isVeg: n % 4 === 0,
        prepMinutes: 5 + throwDie(40),
        costForTwoMinor: 10_000 + throwDie(500) * 100,
        deliveryRadiusMetres: 1_000 + throwDie(14_000),
      });
    });

    beforeAll(async () => {
      restaurants = new RestaurantQuery(world.database);
      for (const details of all) {
        await appendEvents(world.store, restaurantAggregate, details.restaurantId, [
          restaurantRegistered(details),
        ]);
      }
      const append = (id: string, type: 'RestaurantDelisted' | 'RestaurantResumed') =>
        appendEvents(world.store, restaurantAggregate, id, [{ type, at: FRIDAY_EVENING }]);
      await append('near-010', 'RestaurantDelisted');
      await appendEvents(world.store, restaurantAggregate, 'near-011', [
        { type: 'RestaurantPaused', reason: 'too-busy', until: null, at: FRIDAY_EVENING },
      ]);
      await world.caughtUp(restaurantView);
    });

    const request = (over: Partial<NearbyRequest> = {}): NearbyRequest => ({
      ...centre,
      sort: 'distance',
      page: 1,
      limit: 1_000,
      at: FRIDAY_EVENING,
      ...over,
    });

    const distanceOf = (details: (typeof all)[number]): number => distanceInMetres(centre, details.location);

    const expected = (radius: number) =>
      all.filter(
        (details) =>
          details.restaurantId !== 'near-010' &&
          distanceOf(details) <= Math.min(details.deliveryRadiusMetres, radius),
      );

    const idsOf = async (over: Partial<NearbyRequest>): Promise<readonly string[]> =>
      (await restaurants.near(request(over))).cards.map(({ restaurant }) => restaurant.restaurant_id);

    it.each([5_000, 7_000, 10_000])(
      'find exactly those that deliver there and lie within %p metres, with their distance',
      async (radiusMetres) => {
        const { cards } = await restaurants.near(request({ radiusMetres }));
        const wanted = expected(radiusMetres);
        expect(cards.map(({ restaurant }) => restaurant.restaurant_id).sort()).toEqual(
          wanted.map(({ restaurantId }) => restaurantId).sort(),
        );
        expect(wanted.length).toBeGreaterThan(10);
        for (const { restaurant, distanceMetres } of cards) {
          expect(distanceMetres).toBe(
            distanceOf(all.find((d) => d.restaurantId === restaurant.restaurant_id)!),
          );
        }
      },
    );

    it('never look further than ten kilometres', async () => {
      expect(await idsOf({ radiusMetres: 1_000_000 })).toEqual(await idsOf({ radiusMetres: 10_000 }));
    });

    it('narrow them down by cuisine, in any case, and to vegetarian ones', async () => {
      const { cards } = await restaurants.near(request({ cuisine: 'ITALIAN', vegOnly: true }));
      expect(cards.length).toBeGreaterThan(0);
      for (const { restaurant } of cards) {
        expect(restaurant.is_veg).toBe(true);
        expect(restaurant.details.cuisines).toEqual(['Italian']);
      }
    });

    it.each(RESTAURANT_SORTS)('sort by %s, and page without gaps or repeats', async (sort) => {
      const whole = (await restaurants.near(request({ sort }))).cards;
      const by = {
        rating: () => 0,
        cost: (n: number) => whole[n]!.restaurant.cost_for_two_minor,
        distance: (n: number) => whole[n]!.distanceMetres,
        delivery_time: (n: number) => whole[n]!.etaMinutes,
      }[sort];
      // Whole minutes and metres: neighbours may be rounded past each other by one.
      for (let n = 1; n < whole.length; n += 1) expect(by(n)).toBeGreaterThanOrEqual(by(n - 1) - 1);
      const paged: string[] = [];
      for (let page = 1, more = true; more; page += 1) {
        const { cards, nextCursor } = await restaurants.near(request({ sort, page, limit: 7 }));
        paged.push(...cards.map(({ restaurant }) => restaurant.restaurant_id));
        more = nextCursor !== null;
      }
      expect(paged).toEqual(whole.map(({ restaurant }) => restaurant.restaurant_id));
    });

    it('estimate the delivery as an order would', async () => {
      const [card] = (await restaurants.near(request())).cards;
      const { minutes } = estimateDelivery({
        prepMinutes: card!.restaurant.prep_minutes,
        distanceMetres: card!.distanceMetres,
        at: FRIDAY_EVENING,
      });
      expect(card!.etaMinutes).toBe(minutes);
    });

    it('say of each whether it takes orders at that moment', async () => {
      const at = (id: string, instant: string) =>
        restaurants
          .near(request({ at: instant, radiusMetres: 10_000 }))
          .then(({ cards }) => cards.find(({ restaurant }) => restaurant.restaurant_id === id)?.availability);
      const open = expected(10_000).find(({ restaurantId }) => restaurantId !== 'near-011')!.restaurantId;
      expect(await at(open, FRIDAY_EVENING)).toEqual({ open: true });
      expect(await at(open, '2026-03-06T20:00:00.000Z')).toMatchObject({ open: false, reason: 'closed' });
    });

    it('find one by its id, delisted or not, and all of an owner', async () => {
      expect(await restaurants.byId('near-010')).toMatchObject({ listed: false });
      expect(await restaurants.byId('near-011')).toMatchObject({
        pause: { reason: 'too-busy', until: null },
      });
      expect(await restaurants.byId('nowhere')).toBeNull();
      expect((await restaurants.ownedBy('owner-7')).map(({ restaurant_id }) => restaurant_id)).toEqual([
        'near-107',
        'near-157',
        'near-207',
        'near-257',
        'near-057',
        'near-007',
      ]);
    });
  });

  it('for menus give the whole menu with what is sold out', async () => {
    const menus = new MenuQuery(world.database);
    const lassi = itemIdOf('lassi');
    await appendEvents(world.store, menuAggregate, 'with-menu', [menuPublished()]);
    await appendEvents(world.store, menuAggregate, 'with-menu', [
      { type: 'ItemAvailabilityChanged', itemId: lassi, available: false, until: null, at: MENU_AT },
      {
        type: 'ItemPriceChanged',
        itemId: lassi,
        priceMinor: 7_000,
        version: 2,
        hash: hashLike('2'),
        at: MENU_AT,
      },
    ]);
    await world.caughtUp(menuView);
    const menu = await menus.ofRestaurant('with-menu');
    expect(menu).toMatchObject({
      version: 2,
      hash: hashLike('2'),
      unavailable: [{ itemId: lassi, until: null }],
    });
    expect(menu?.categories[0]).toEqual(CATEGORIES[0]);
    expect(menu?.categories[1]?.items[0]?.priceMinor).toBe(7_000);
    expect(await menus.ofRestaurant('without-menu')).toBeNull();
  });

  it('use an index even when they are planned while the tables are empty', async () => {
    const empty = ModelWorld.open(await createTestDatabase());
    try {
      await empty.generations.ensure(READ_MODELS);
      const scanned: string[] = [];
      const explain = {
        query: async ({ text }: { readonly text: string }) => {
          const { rows } = await empty.database.query<{ 'QUERY PLAN': string }>(
            `EXPLAIN (GENERIC_PLAN) ${text}`,
          );
          scanned.push(...rows.map((row) => row['QUERY PLAN']).filter((line) => /Seq Scan/.test(line)));
          return { rows: [], rowCount: 0 };
        },
      } as unknown as typeof empty.database;
      const orders = new OrderViewQuery(explain);
      await orders.byId('a');
      for (const filter of ['all', 'active', 'completed', 'cancelled'] as const) {
        await orders.listForCustomer('a', { filter, limit: 5 });
        await orders.listForRestaurants(['a'], { filter, limit: 5 });
        await orders.listForCourier('a', { filter, limit: 5 });
      }
      await new TimelineQuery(explain).ofOrder('a');
      const restaurants = new RestaurantQuery(explain);
      await restaurants.near({ lat: 1, lng: 1, sort: 'rating', page: 1, limit: 5, at: NOON });
      await restaurants.near({ lat: 1, lng: 1, sort: 'cost', page: 1, limit: 5, at: NOON });
      await new RestaurantRatingQuery(explain).of('a');
      await new ReviewQuery(explain).ofRestaurant('a', { limit: 5 });
      await restaurants.byIds(['a']);
      await restaurants.ownedBy('a');
      await new MenuQuery(explain).ofRestaurant('a');
      const queries = new DeliveryQuery(explain);
      await queries.byOrder('a');
      await queries.offersTo('a', NOON);
      await queries.activeOf('a');
      for (const needs of DELIVERY_NEEDS) await queries.list({ needs, limit: 5 });
      await new CourierQuery(explain).byIds(['a']);
      await new AssignmentDecisionQuery(explain).ofOrder('a');
      expect(scanned).toEqual([]);
    } finally {
      await empty.close();
    }
  });

  it('are not disturbed by whatever else happens', async () => {
    await someHistory(world.store, 300, 77);
    for (const model of READ_MODELS) {
      await world.caughtUp(model);
      expect(await world.rows(model)).toEqual(await world.folded(model));
    }
  });
});
