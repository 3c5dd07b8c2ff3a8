import { randomUUID } from 'node:crypto';
import { CartDto, OrderedAgainDto } from '../src/adapters/driving/http/cart/cart.dto';
import { ProfileDto } from '../src/adapters/driving/http/identity/users.dto';
import { EarningsDto } from '../src/adapters/driving/http/payments/earnings.dto';
import { OrderCancelledDto, OrderListDto } from '../src/adapters/driving/http/orders/orders.dto';
import {
  MenuDto,
  RestaurantDto,
  RestaurantListDto,
} from '../src/adapters/driving/http/restaurants/restaurants.dto';
import { menuAggregate, restaurantAggregate } from '../src/application/aggregates';
import type { Aggregate } from '../src/application/commands/aggregate';
import { asId, type ItemId } from '../src/domain/kernel/ids';
import type { MenuCommand } from '../src/domain/menu/menu';
import type { RestaurantCommand } from '../src/domain/restaurant/restaurant';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import {
  changed,
  dishId,
  fillCart,
  orderAt,
  orderOf,
  PIZZA_PALACE_ID,
  placeOrder,
  showOrder,
  TWO_PIZZAS,
} from './support/e2e-orders';
import {
  addAddress,
  manyCustomers,
  newPhone,
  PASSWORD,
  register,
  signInAll,
  type Person,
} from './support/e2e-people';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let customers: readonly Person[];
let next = 0;

const somebody = (): Person => customers[next++]!;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
  customers = await manyCustomers(server.tiffin, 8);
}, 60_000);

afterAll(() => deployment.remove());

/** Has an aggregate decide something, as its own program would. */
async function decide<C, S, E extends { readonly type: string }, R>(
  aggregate: Aggregate<C, S, E, R>,
  id: string,
  commandAt: (at: string) => NoInfer<C>,
): Promise<void> {
  const { executor, businessClock } = server.tiffin.parts;
  const at = businessClock.now();
  const outcome = await executor.execute(
    aggregate,
    id,
    {
      ...{ commandId: randomUUID(), fingerprint: '', correlationId: 'spec', causationId: 'spec' },
      ...{ actor: { id: 'spec', role: 'system' }, at, traceparent: null },
    },
    () => ({ ok: true, command: commandAt(at) }),
  );
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
}

describe('a profile', () => {
  it('is changed by whoever it is of, in parts', async () => {
    const { http } = await register(server.http);
    const before = (await http.get('/users/profile')).body(ProfileDto);
    expect(before).toMatchObject({ name: 'Somebody New', email: null, language: 'en' });
    const email = `${randomUUID()}@Example.in`;
    const after = { ...before, name: 'Asha Rao', email: email.toLowerCase(), language: 'ta' };
    expect((await http.put('/users/profile', { name: 'Asha Rao', email })).body(ProfileDto)).toMatchObject({
      name: 'Asha Rao',
    });
    expect((await http.put('/users/profile', { language: 'ta' })).body(ProfileDto)).toEqual(after);
    expect((await http.put('/users/profile', {})).body(ProfileDto)).toEqual(after);
    expect((await http.get('/users/profile')).body(ProfileDto)).toEqual(after);
    const cleared = (await http.put('/users/profile', { email: null })).body(ProfileDto);
    expect(cleared.email).toBeNull();
  });

  it('has another phone only for whoever knows the password, and signs them in from then on', async () => {
    const { http } = await register(server.http);
    const phone = newPhone();
    expect((await http.put('/users/profile', { phone })).refused('VALIDATION_ERROR').detail).toContain(
      'current_password',
    );
    (await http.put('/users/profile', { phone, current_password: 'wrong' })).refused('INVALID_CREDENTIALS');
    (await http.put('/users/profile', { phone, current_password: PASSWORD })).body(ProfileDto);
    const signedIn = await server.http.post('/auth/login', { login: phone, password: PASSWORD });
    expect(signedIn.status).toBe(200);
  });

  it('cannot have what is another’s', async () => {
    const [asha, ravi] = [await register(server.http), await register(server.http, 'DELIVERY')];
    const email = `${randomUUID()}@example.in`;
    (await asha.http.put('/users/profile', { email })).body(ProfileDto);
    (await ravi.http.put('/users/profile', { email })).refused('EMAIL_TAKEN');
    const { phone } = (await asha.http.get('/users/profile')).body(ProfileDto);
    (await ravi.http.put('/users/profile', { phone, current_password: PASSWORD })).refused('PHONE_TAKEN');
    for (const body of [{ name: '' }, { language: 'xx' }, { email: 'nobody' }, { name: 'x'.repeat(256) }]) {
      (await ravi.http.put('/users/profile', body)).refused('VALIDATION_ERROR');
    }
  });
});

describe('restaurants', () => {
  const PLACE = 'lat=12.9745&lng=77.6033';
  const list = async (query = ''): Promise<RestaurantListDto> =>
    (await server.http.get(`/restaurants?${PLACE}${query}`)).body(RestaurantListDto);

  it('are listed with all that a card shows, and may be kept by whoever asked for half a minute', async () => {
    const reply = await server.http.get(`/restaurants?${PLACE}&limit=100`);
    expect(reply.headers.get('cache-control')).toBe('public, max-age=30');
    const { restaurants } = reply.body(RestaurantListDto);
    expect(restaurants.length).toBeGreaterThan(5);
    expect(restaurants.find(({ id }) => id === PIZZA_PALACE_ID)).toMatchObject({
      ...{ name: 'Pizza Palace', is_open: true, opens_at: null, is_veg: false, currency: 'INR' },
      ...{ rating: null, rating_count: 0 },
    });
    const refused = await server.http.get(`/restaurants/${randomUUID()}`);
    refused.refused('NOT_FOUND');
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  it('are gone through by cursor, whatever narrows them down', async () => {
    for (const query of ['&sort=cost', '&open_now=true', '&max_delivery_minutes=45&sort=delivery_time']) {
      const whole = await list(`${query}&limit=100`);
      expect(whole.next_cursor).toBeNull();
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await list(`${query}&limit=3&cursor=${cursor}`);
        seen.push(...page.restaurants.map(({ id }) => id));
        expect(page.has_more).toBe(page.next_cursor !== null);
        cursor = page.next_cursor;
      }
      expect(seen).toEqual(whole.restaurants.map(({ id }) => id));
    }
  });

  it('are those that were asked for', async () => {
    const all = (await list('&limit=100')).restaurants;
    const ids = async (query: string) => (await list(`&limit=100${query}`)).restaurants.map(({ id }) => id);
    const those = (holds: (card: (typeof all)[number]) => boolean) =>
      all.filter((card) => holds(card)).map(({ id }) => id);
    expect(await ids('&open_now=true')).toEqual(those(({ is_open: isOpen }) => isOpen));
    expect(await ids('&max_cost=400')).toEqual(those(({ cost_for_two: cost }) => cost <= 400));
    expect(await ids('&max_delivery_minutes=40')).toEqual(
      those(({ delivery_time: minutes }) => minutes <= 40),
    );
    expect(await ids('&max_cost=100000&currency=USD')).toEqual([]);
    expect(await ids('&min_rating=1')).toEqual([]);
  });

  it.each(['min_rating=6', 'max_cost=-1', 'open_now=maybe', 'cursor=nonsense', 'sort=name', 'currency=XXX'])(
    'are not listed by %s',
    async (query) => {
      (await server.http.get(`/restaurants?${PLACE}&${query}`)).refused('VALIDATION_ERROR');
    },
  );

  it('show themselves and every dish in pictures that run nothing and may be kept for ever', async () => {
    const { images } = (await server.http.get(`/restaurants/${PIZZA_PALACE_ID}`)).body(RestaurantDto);
    const { categories } = (await server.http.get(`/restaurants/${PIZZA_PALACE_ID}/menu`)).body(MenuDto);
    const card = (await list('&limit=100')).restaurants.find(({ id }) => id === PIZZA_PALACE_ID);
    expect(card?.image).toBe(images?.cover);
    const dishes = categories.flatMap(({ items }) => items.map(({ image }) => image));
    for (const address of new Set([images?.logo, images?.cover, ...dishes])) {
      const picture = await server.http.get(String(address).replace('/api/v1', ''));
      expect([picture.status, picture.text.startsWith('<svg')]).toEqual([200, true]);
      expect(Object.fromEntries(picture.headers)).toMatchObject({
        'content-type': 'image/svg+xml',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'public, max-age=31536000, immutable',
      });
    }
    const old = String(images?.cover)
      .replace('/api/v1', '')
      .replace(/[0-9a-f]{12}\.svg$/, '000000000000.svg');
    expect((await server.http.get(old)).headers.get('cache-control')).toBe('no-cache');
    (await server.http.get('/images/rice-purple-1-000000000000.svg')).refused('NOT_FOUND');
    (await server.http.get('/images/Rice.svg')).refused('VALIDATION_ERROR');
  });

  it('are shown with what is thought of them', async () => {
    const reply = await server.http.get(`/restaurants/${PIZZA_PALACE_ID}`);
    expect(reply.body(RestaurantDto)).toMatchObject({ rating: null, rating_count: 0, food_rating: null });
  });
});

describe('a cart', () => {
  const pizza = asId<ItemId>(dishId('Margherita Pizza'));
  const setAvailability = (available: boolean) =>
    decide(menuAggregate, PIZZA_PALACE_ID, (at): MenuCommand => ({
      ...{ type: 'SetAvailability', itemId: pizza, available, until: null, at },
    }));

  it('tells what keeps it from being ordered, with all that it takes to put it right', async () => {
    const { http } = await register(server.http);
    const cart = (await http.post('/cart/items', TWO_PIZZAS)).body(CartDto);
    expect(cart.not_orderable).toMatchObject({ error_code: 'ADDRESS_NOT_FOUND' });
    expect(cart.items).toMatchObject([{ available: true, price_minor: 37_900 }]);
    await addAddress({ http } as Person);
    await setAvailability(false);
    try {
      const shown = (await http.get('/cart')).body(CartDto);
      expect(shown.items).toMatchObject([{ available: false, price_minor: 37_900 }]);
      expect(shown.not_orderable).toMatchObject({
        error_code: 'ITEMS_UNAVAILABLE',
        details: { items: [{ item_id: pizza, name: 'Margherita Pizza' }] },
      });
    } finally {
      await setAvailability(true);
    }
  });

  it('is filled with what was ordered before, and ordered from there', async () => {
    const customer = somebody();
    const { order_id: orderId } = await placeOrder(customer);
    const reorder = (body?: object) => customer.http.post(`/orders/${orderId}/reorder`, body);
    const again = (
      await until('the ordered cart is gone', async () => {
        const reply = await reorder();
        return reply.status === 200 ? reply : undefined;
      })
    ).body(OrderedAgainDto);
    expect(again).toMatchObject({
      restaurant: { id: PIZZA_PALACE_ID, name: 'Pizza Palace', is_open: true, opens_at: null },
      changes: [],
      cart: { items: [{ item_id: pizza, quantity: 2, price_minor: 37_900 }], not_orderable: null },
    });
    expect((await reorder()).body(OrderedAgainDto).cart.items).toHaveLength(1);
    expect((await customer.http.post('/orders', orderOf(again.cart), randomUUID())).status).toBe(202);
  });

  it('of something else is not given up unasked', async () => {
    const customer = somebody();
    const { order_id: orderId } = await placeOrder(customer);
    const other = { ...TWO_PIZZAS, quantity: 1 };
    (await customer.http.post('/cart/items', other)).body(CartDto);
    (await customer.http.post(`/orders/${orderId}/reorder`)).refused('CART_OF_SOMETHING_ELSE');
    expect((await customer.http.get('/cart')).body(CartDto).items).toMatchObject([{ quantity: 1 }]);
    const reply = await customer.http.post(`/orders/${orderId}/reorder`, { replace: true });
    expect(reply.body(OrderedAgainDto).cart.items).toMatchObject([{ quantity: 2 }]);
  });

  it('is filled while the restaurant takes no orders, and not at all when nothing is left', async () => {
    const customer = somebody();
    const { order_id: orderId } = await placeOrder(customer);
    await decide(restaurantAggregate, PIZZA_PALACE_ID, (at): RestaurantCommand => ({
      ...{ type: 'PauseRestaurant', reason: 'oven-broken', until: null, at },
    }));
    try {
      const again = (await customer.http.post(`/orders/${orderId}/reorder`, { replace: true })).body(
        OrderedAgainDto,
      );
      expect(again.restaurant).toMatchObject({ is_open: false, opens_at: null });
      expect(again.cart.not_orderable).toMatchObject({ error_code: 'RESTAURANT_CLOSED' });
    } finally {
      const resumed = (at: string): RestaurantCommand => ({ type: 'ResumeRestaurant', at });
      await decide(restaurantAggregate, PIZZA_PALACE_ID, resumed);
    }
    await setAvailability(false);
    try {
      const refused = (await customer.http.post(`/orders/${orderId}/reorder`)).refused('ITEMS_UNAVAILABLE');
      expect(refused['changes']).toEqual([
        { what: 'item-unavailable', item_id: pizza, name: 'Margherita Pizza' },
      ]);
    } finally {
      await setAvailability(true);
    }
  });

  it('is not filled with what somebody else ordered', async () => {
    const { order_id: orderId } = await placeOrder(somebody());
    (await somebody().http.post(`/orders/${orderId}/reorder`)).refused('NOT_FOUND');
    (await somebody().http.post(`/orders/${randomUUID()}/reorder`)).refused('NOT_FOUND');
  });
});

describe('the orders of a customer', () => {
  it('are listed by how they stand, page by page', async () => {
    const customer = await register(server.http);
    await addAddress(customer);
    const placed: string[] = [];
    let position = '';
    for (let n = 0; n < 3; n += 1) {
      const cart = await fillCart(customer);
      const reply = await customer.http.post('/orders', orderOf(cart), randomUUID());
      placed.push((JSON.parse(reply.text) as { order_id: string }).order_id);
    }
    const reply = await customer.http.put(`/orders/${placed[0]!}/cancel`, {});
    ({ position } = reply.body(OrderCancelledDto));
    await showOrder(customer, placed[0]!, position);
    const list = async (query: string) => (await customer.http.get(`/orders?${query}`)).body(OrderListDto);
    await until('the list shows all of them', async () => (await list('')).orders.length === 3 || undefined);
    const ids = async (query: string) => (await list(query)).orders.map(({ order_id: id }) => id);
    expect(await ids('status=cancelled')).toEqual([placed[0]]);
    expect(await ids('status=active')).toEqual([placed[2], placed[1]]);
    expect(await ids('status=completed')).toEqual([]);
    const page = await list('limit=2');
    expect(page.orders.map(({ order_id: id }) => id)).toEqual([placed[2], placed[1]]);
    expect(await ids(`limit=2&cursor=${page.next_cursor!}`)).toEqual([placed[0]]);
    expect(await ids('limit=2&page=2')).toEqual([placed[0]]);
  });
});

describe('what a courier has earned', () => {
  it('is told for the days of a week, and grows with what they bring', async () => {
    const courier = await register(server.http, 'DELIVERY');
    const customer = somebody();
    const earnings = async (query = '') =>
      (await courier.http.get(`/delivery/earnings${query}`)).body(EarningsDto);
    const before = await earnings();
    expect(before.days).toHaveLength(7);
    expect(before.total).toMatchObject({ deliveries: 0, earnings_minor: 0, cash_to_deposit_minor: 0 });

    const orderId = await orderAt('PICKED_UP', { ...people, customer, courier });
    const { delivery_code: code, bill } = await showOrder(customer, orderId);
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'DELIVERED', code }));
    const after = await until('the delivery is booked', async () => {
      const now = await earnings();
      return now.total.deliveries === 1 && now.total.cash_collected_minor > 0 ? now : undefined;
    });
    expect(after.total).toMatchObject({
      earnings_minor: Math.round(bill.delivery_fee_minor * 0.8),
      ...{ tips_minor: 0, adjustments_minor: 0 },
      cash_collected_minor: bill.total_amount_minor,
      cash_to_deposit_minor: bill.total_amount_minor,
    });
    expect(after.days.at(-1)).toMatchObject(after.total);
  });

  it.each([
    'from=2026-02-30',
    'from=2026-03-02&to=2026-03-01',
    'from=2020-01-01&to=2026-01-01',
    'currency=XXX',
  ])('is not told for %s', async (query) => {
    const courier = people.courier;
    (await courier.http.get(`/delivery/earnings?${query}`)).refused('VALIDATION_ERROR');
  });
});
