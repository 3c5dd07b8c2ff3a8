import { randomUUID } from 'node:crypto';
import { CartDto } from '../src/adapters/driving/http/cart/cart.dto';
import { OrderPlacedDto } from '../src/adapters/driving/http/orders/orders.dto';
import {
  OwnRestaurantsDto,
  RestaurantChangedDto,
} from '../src/adapters/driving/http/restaurant-admin/restaurant-admin.dto';
import { MenuDto, RestaurantDto } from '../src/adapters/driving/http/restaurants/restaurants.dto';
import type { Reply } from './support/e2e-http';
import { expectHidden } from './support/e2e-hidden';
import {
  changed,
  confirmedOrder,
  dishId,
  fillCart,
  orderOf,
  PIZZA_PALACE_ID,
  TWO_PIZZAS,
  untilStatus,
} from './support/e2e-orders';
import { addAddress, register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
/** Of Pizza Palace. No test leaves an order unanswered, for that would count against it. */
let owner: Person;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
  owner = people.restaurant;
}, 60_000);

afterAll(() => deployment.remove());

const own = `/restaurant/${PIZZA_PALACE_ID}`;
const pizza = dishId('Margherita Pizza');

const done = (reply: Reply): RestaurantChangedDto => reply.body(RestaurantChangedDto);

async function newCustomer(): Promise<Person> {
  const customer = await register(server.http);
  await addAddress(customer);
  return customer;
}

async function ownRestaurant() {
  const { restaurants } = (await owner.http.get('/restaurant/restaurants')).body(OwnRestaurantsDto);
  return restaurants.find(({ id }) => id === PIZZA_PALACE_ID);
}

/** Waits for the view to show it. */
const untilRestaurant = (
  what: string,
  is: (shown: NonNullable<Awaited<ReturnType<typeof ownRestaurant>>>) => boolean,
) =>
  until(what, async () => {
    const shown = await ownRestaurant();
    return shown !== undefined && is(shown) ? shown : undefined;
  });

async function menu(): Promise<{ readonly etag: string; readonly menu: MenuDto }> {
  const reply = await server.http.get(`/restaurants/${PIZZA_PALACE_ID}/menu`);
  return { etag: reply.headers.get('etag') ?? '', menu: reply.body(MenuDto) };
}

const untilMenu = (what: string, is: (shown: MenuDto) => boolean) =>
  until(what, async () => {
    const shown = await menu();
    return is(shown.menu) ? shown : undefined;
  });

const itemIn = (shown: MenuDto, id: string) =>
  shown.categories.flatMap(({ items }) => items).find((item) => item.id === id);

const publish = (body: unknown, etag?: string): Promise<Reply> =>
  owner.http.request('PUT', `/api/v1${own}/menu`, {
    body,
    headers: etag === undefined ? {} : { 'if-match': etag },
  });

describe('a restaurant', () => {
  it('pauses until a moment, takes no orders meanwhile, and resumes', async () => {
    const customer = await newCustomer();
    const cart = await fillCart(customer);
    expect(done(await owner.http.post(`${own}/pause`, { reason: 'rush', minutes: 45 })).events).toEqual([
      'RestaurantPaused',
    ]);
    const paused = await untilRestaurant('it is paused', ({ pause }) => pause !== null);
    expect(paused).toMatchObject({ is_open: false, pause: { reason: 'rush' } });
    expect(paused.opens_at).toBe(paused.pause?.until);
    (await customer.http.post('/orders', orderOf(cart), randomUUID())).refused('RESTAURANT_CLOSED');

    done(await owner.http.post(`${own}/resume`));
    await untilRestaurant('it is open', ({ is_open: isOpen, pause }) => isOpen && pause === null);
    const placed = await customer.http.post('/orders', orderOf(cart), randomUUID());
    const { order_id: orderId } = placed.body(OrderPlacedDto);
    await untilStatus(customer, orderId, 'CONFIRMED');
    changed(await owner.http.post(`/restaurant/orders/${orderId}/reject`, {}));
  });

  it('does once what is asked twice under one key', async () => {
    const key = randomUUID();
    const pause = () => owner.http.post(`${own}/pause`, { reason: 'oven', minutes: 10 }, key);
    const first = done(await pause());
    done(await owner.http.post(`${own}/resume`));
    expect(done(await pause())).toEqual(first);
    expect((await untilRestaurant('it is open', ({ is_open: isOpen }) => isOpen)).pause).toBeNull();
    const other = await owner.http.post(`${own}/pause`, { reason: 'oven', minutes: 11 }, key);
    other.refused('IDEMPOTENCY_KEY_REUSED');
  });

  it('is told what is wrong with a pause or with hours', async () => {
    const both = { until: '2100-01-01T00:00:00Z', minutes: 5 };
    (await owner.http.post(`${own}/pause`, both)).refused('VALIDATION_ERROR');
    const over = await owner.http.post(`${own}/pause`, { until: '2020-01-01T00:00:00Z' });
    expect(over.refused('VALIDATION_ERROR').detail).toContain('still to come');
    const { operating_hours: hours } = (await server.http.get(`/restaurants/${PIZZA_PALACE_ID}`)).body(
      RestaurantDto,
    );
    const wrong = await owner.http.put(`${own}/hours`, { ...hours, time_zone: 'Mars/Olympus' });
    expect(wrong.refused('VALIDATION_ERROR').detail).toBe('unknown time zone: Mars/Olympus');
  });

  it('changes its hours, for everybody to see', async () => {
    const { operating_hours: hours } = (await server.http.get(`/restaurants/${PIZZA_PALACE_ID}`)).body(
      RestaurantDto,
    );
    const closed = { ...hours, exceptions: [{ date: '2100-01-01', intervals: [] }] };
    expect(done(await owner.http.put(`${own}/hours`, closed)).events).toEqual(['HoursChanged']);
    expect(done(await owner.http.put(`${own}/hours`, closed)).events).toEqual([]);
    await until('the hours are shown', async () => {
      const shown = (await server.http.get(`/restaurants/${PIZZA_PALACE_ID}`)).body(RestaurantDto);
      return shown.operating_hours.exceptions.length === 1 ? shown : undefined;
    });
  });

  it('may be paused by staff, and by nobody who does not run it', async () => {
    expect((await people.support.http.post(`${own}/pause`, { minutes: 5 })).status).toBe(200);
    expect((await people.support.http.post(`${own}/resume`)).status).toBe(200);
    for (const { http } of [people.customer, people.courier, people.auditor]) {
      (await http.post(`${own}/pause`, {})).refused('FORBIDDEN');
    }
  });

  it('of somebody else is answered like one that does not exist', async () => {
    const stranger = await register(server.http, 'RESTAURANT');
    const { menu: shown, etag } = await menu();
    const hours = { time_zone: 'Asia/Kolkata', weekly: shownWeek() };
    const asks: readonly ((id: string) => Promise<Reply>)[] = [
      (id) => stranger.http.post(`/restaurant/${id}/pause`, {}),
      (id) => stranger.http.post(`/restaurant/${id}/resume`),
      (id) => stranger.http.put(`/restaurant/${id}/hours`, hours),
      (id) => stranger.http.put(`/restaurant/${id}/menu`, shown),
      (id) =>
        stranger.http.request('PUT', `/api/v1/restaurant/${id}/menu`, {
          body: shown,
          headers: { 'if-match': etag },
        }),
      (id) => stranger.http.put(`/restaurant/${id}/menu/items/${pizza}/price`, { price_minor: 1 }),
      (id) => stranger.http.put(`/restaurant/${id}/menu/items/${pizza}/availability`, { available: true }),
      (id) => stranger.http.get(`/restaurant/feed?restaurant_id=${id}`),
    ];
    for (const ask of asks) {
      (await ask(PIZZA_PALACE_ID)).refused('NOT_FOUND');
      await expectHidden(ask, PIZZA_PALACE_ID);
    }
    const { restaurants } = (await stranger.http.get('/restaurant/restaurants')).body(OwnRestaurantsDto);
    expect(restaurants).toEqual([]);
  });
});

const shownWeek = () =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []]));

describe('a menu', () => {
  it('is published as an edit of the menu that was edited, and of no other', async () => {
    const before = await menu();
    const [first, ...others] = before.menu.categories;
    const edited = { categories: [{ ...first!, name: 'The classics' }, ...others] };
    const published = await publish(edited, before.etag);
    expect(done(published).events).toEqual(['MenuPublished']);
    const after = await untilMenu('it is shown', ({ categories }) => categories[0]?.name === 'The classics');
    expect(after.etag).toBe(published.headers.get('etag'));
    expect(after.menu.version).toBe(before.menu.version + 1);
    expect(after.menu.categories.slice(1)).toEqual(before.menu.categories.slice(1));

    // Somebody else still has the menu of before.
    const stale = await publish({ categories: others }, before.etag);
    expect(stale.refused('PRECONDITION_FAILED')['hash']).toBe(after.menu.hash);
    (await publish({ categories: others })).refused('PRECONDITION_REQUIRED');
    (await publish({ categories: others }, 'W/"1"')).refused('VALIDATION_ERROR');
    expect(done(await publish(edited, before.etag)).events).toEqual([]);
  });

  it('is refused with what is wrong with it', async () => {
    const { menu: shown, etag } = await menu();
    const [first] = shown.categories;
    const [dish] = first!.items;
    const twice = await publish({ categories: [{ ...first!, items: [dish!, dish!] }] }, etag);
    expect(twice.refused('VALIDATION_ERROR').detail).toBe(`The id ${dish!.id} stands for two things.`);
    const empty = await publish({ categories: [{ ...first!, items: [] }] }, etag);
    expect(empty.refused('VALIDATION_ERROR').detail).toBe('categories: a menu has at least one item');
    const free = { ...dish!, price_minor: -1 };
    const cheap = await publish({ categories: [{ ...first!, items: [free] }] }, etag);
    expect(cheap.refused('VALIDATION_ERROR').detail).toMatch(/^categories\.0\.items\.0\.price_minor: /);
  });

  it('has a price changed, which those see who have the item in their cart', async () => {
    const customer = await newCustomer();
    await fillCart(customer);
    const { menu: shown } = await menu();
    const price = itemIn(shown, pizza)!.price_minor;
    const path = `${own}/menu/items/${pizza}/price`;
    expect(done(await owner.http.put(path, { price_minor: price + 1_000 })).events).toEqual([
      'ItemPriceChanged',
    ]);
    const cart = (await customer.http.get('/cart')).body(CartDto);
    expect(cart.price_changes).toHaveLength(1);
    expect(done(await owner.http.put(path, { price_minor: price })).events).toEqual(['ItemPriceChanged']);
    (await owner.http.put(`${own}/menu/items/sushi/price`, { price_minor: 1 })).refused('NOT_FOUND');
  });

  it('has an item sold out for a while, and back by itself', async () => {
    const customer = await newCustomer();
    const path = `${own}/menu/items/${pizza}/availability`;
    expect(done(await owner.http.put(path, { available: false, minutes: 90 })).events).toEqual([
      'ItemAvailabilityChanged',
    ]);
    const { menu: shown } = await untilMenu(
      'it is sold out',
      (seen) => itemIn(seen, pizza)?.available === false,
    );
    const { available_from: from } = itemIn(shown, pizza)!;
    expect(Date.parse(from!)).toBeGreaterThan(Date.now() + 80 * 60_000);
    (await customer.http.post('/cart/items', TWO_PIZZAS)).refused('ITEM_NOT_ORDERABLE');

    await people.admin.http.put('/sandbox/clock', { advance_minutes: 91 });
    const back = await menu();
    expect(itemIn(back.menu, pizza)).toMatchObject({ available: true, available_from: null });
    expect((await customer.http.post('/cart/items', TWO_PIZZAS)).status).toBe(201);
    expect(done(await owner.http.put(path, { available: true })).events).toEqual([]);
    (await owner.http.put(path, { available: true, minutes: 5 })).refused('VALIDATION_ERROR');
  });

  it('loses for a while what an order was rejected for', async () => {
    const customer = await newCustomer();
    const orderId = await confirmedOrder(customer);
    const rejection = { reason: 'items-unavailable', item_ids: [pizza] };
    changed(await owner.http.post(`/restaurant/orders/${orderId}/reject`, rejection));
    await untilMenu('it is sold out', (seen) => itemIn(seen, pizza)?.available === false);
    done(await owner.http.put(`${own}/menu/items/${pizza}/availability`, { available: true }));
    await untilMenu('it is back', (seen) => itemIn(seen, pizza)?.available === true);
  });
});
