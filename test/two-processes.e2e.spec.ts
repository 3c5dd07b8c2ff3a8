import { hash, randomUUID } from 'node:crypto';
import { verifyStream } from '../eventstore/registry/verify-stream';
import { CartDto } from '../src/adapters/driving/http/cart/cart.dto';
import { AddressListDto } from '../src/adapters/driving/http/identity/users.dto';
import {
  OrderCancelledDto,
  OrderListDto,
  OrderPlacedDto,
} from '../src/adapters/driving/http/orders/orders.dto';
import { menuAggregate, restaurantAggregate } from '../src/application/aggregates';
import type { CommandContext } from '../src/application/commands/command-context';
import { asId, type ItemId } from '../src/domain/kernel/ids';
import { canonicalMenu, withPrice } from '../src/domain/menu/menu-content';
import type { MenuCommand } from '../src/domain/menu/menu';
import type { RestaurantCommand } from '../src/domain/restaurant/restaurant';
import {
  answerAll,
  changed,
  dishId,
  fillCart,
  goOnlineFarAway,
  orderOf,
  PIZZA_PALACE_ID,
  showOrder,
  untilStatus,
} from './support/e2e-orders';
import { addAddress, openSession, register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

const FIGHTS = 15;

let deployment: Deployment;
let a: Process;
let b: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  deployment = await createDeployment();
  a = await deployment.start();
  b = await deployment.start();
  people = await signInAll(a.http);
});

afterAll(() => deployment.remove());

/** The same person, served by another process. */
const at = (process: Process, { http, ...person }: Person): Person => ({
  ...person,
  http: process.http.as(http.token),
});

async function newCustomer(): Promise<Person> {
  const customer = await register(a.http);
  await addAddress(customer);
  return customer;
}

/** The order's events so far, of an unbroken chain. */
async function typesOf(orderId: string): Promise<readonly string[]> {
  const stream = `order-${orderId}`;
  const { eventStore } = a.tiffin.parts;
  // The head first: a stream that grows meanwhile has more events than its head said, never fewer.
  const head = await eventStore.readHead(stream);
  const events = (await eventStore.readStream(stream)).slice(0, (head?.revision ?? -1) + 1);
  expect(verifyStream(stream, events, head)).toEqual({ ok: true });
  return events.map(({ type }) => type);
}

async function placeAt(process: Process, customer: Person): Promise<OrderPlacedDto> {
  const cart = await fillCart(at(process, customer));
  const reply = await at(process, customer).http.post('/orders', orderOf(cart), randomUUID());
  return reply.body(OrderPlacedDto);
}

async function confirmed(customer: Person): Promise<string> {
  const { order_id: orderId } = await placeAt(a, customer);
  await untilStatus(customer, orderId, 'CONFIRMED');
  return orderId;
}

describe('an order that two processes have to do with', () => {
  it('is seen at one as soon as it was placed at the other', async () => {
    const customer = await newCustomer();
    for (let i = 0; i < 5; i += 1) {
      const { order_id: orderId, position } = await placeAt(a, customer);
      const order = await showOrder(at(b, customer), orderId, position);
      expect(order.order_id).toBe(orderId);
    }
  });

  it('is placed once when both are asked with the same key', async () => {
    for (let i = 0; i < FIGHTS; i += 1) {
      const { customer } = people;
      const body = orderOf(await fillCart(customer));
      const key = randomUUID();
      const replies = await Promise.all(
        [a, b, a, b].map((process) => at(process, customer).http.post('/orders', body, key)),
      );
      const [first] = replies.map((reply) => reply.body(OrderPlacedDto).order_id);
      expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
      expect((await typesOf(first ?? '')).filter((type) => type === 'OrderPlaced')).toHaveLength(1);
    }
  });

  it('is accepted once when both are told', async () => {
    const { customer, restaurant } = people;
    const orderId = await confirmed(customer);
    const accept = (process: Process, minutes: number) =>
      at(process, restaurant).http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: minutes });
    const replies = await Promise.all([accept(a, 10), accept(b, 20), accept(a, 30), accept(b, 40)]);
    const decided = replies.map((reply) => changed(reply).events.length).sort();
    expect(decided).toEqual([0, 0, 0, 2]);
    expect((await typesOf(orderId)).filter((type) => type === 'OrderAcceptedByRestaurant')).toHaveLength(1);
  });

  it('has one courier when two of the staff assign one each', async () => {
    const { customer, support, courier } = people;
    const other = await register(a.http, 'DELIVERY');
    await Promise.all([courier, other].map(goOnlineFarAway));
    const orderId = await confirmed(customer);
    const assign = (process: Process, { id }: Person) =>
      at(process, support).http.put(`/staff/orders/${orderId}/courier`, { courier_id: id });
    const replies = await Promise.all([assign(a, courier), assign(b, other)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    replies.find(({ status }) => status === 409)?.refused('NOT_ALLOWED_NOW');
  });

  it('charges what the log says when it is cancelled here while it is accepted there', async () => {
    const { customer, restaurant } = people;
    for (let i = 0; i < FIGHTS; i += 1) {
      const orderId = await confirmed(customer);
      const [cancelled, accepted] = await Promise.all([
        at(a, customer).http.put(`/orders/${orderId}/cancel`, {}),
        at(b, restaurant).http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }),
      ]);
      const types = await typesOf(orderId);
      const wasAccepted = types.includes('PreparationStarted');
      const fee = cancelled.body(OrderCancelledDto).cancellation_fee_minor;
      if (wasAccepted) expect(changed(accepted).events).toHaveLength(2);
      else accepted.refused('NOT_ALLOWED_NOW');
      expect(types.at(-1)).toBe('OrderCancelled');
      expect(fee > 0).toBe(wasAccepted);
    }
  });
});

describe('what changes at one process', () => {
  const margherita = asId<ItemId>(dishId('Margherita Pizza'));

  const context = (): CommandContext => ({
    commandId: randomUUID(),
    fingerprint: '',
    correlationId: randomUUID(),
    causationId: randomUUID(),
    actor: { id: people.restaurant.id, role: 'restaurant' },
    at: a.tiffin.parts.businessClock.now(),
    traceparent: null,
  });

  async function changeMenu(command: MenuCommand): Promise<void> {
    const outcome = await a.tiffin.parts.executor.execute(menuAggregate, PIZZA_PALACE_ID, context(), () => ({
      ok: true,
      command,
    }));
    expect(outcome.kind).toBe('done');
  }

  async function changeRestaurant(command: RestaurantCommand): Promise<void> {
    const outcome = await a.tiffin.parts.executor.execute(
      restaurantAggregate,
      PIZZA_PALACE_ID,
      context(),
      () => ({
        ok: true,
        command,
      }),
    );
    expect(outcome.kind).toBe('done');
  }

  const now = () => a.tiffin.parts.businessClock.now();

  /** The cart as the other process shows it, once that is what is waited for. */
  const untilCart = (customer: Person, what: string, isSo: (cart: CartDto) => boolean): Promise<CartDto> =>
    until(what, async () => {
      const cart = (await at(b, customer).http.get('/cart')).body(CartDto);
      return isSo(cart) ? cart : undefined;
    });

  it('a price: the other one asks for the new one, and takes an order at no other', async () => {
    const customer = await newCustomer();
    const shown = await fillCart(at(b, customer));
    const { state: menu } = await a.tiffin.parts.loader.recent(menuAggregate, PIZZA_PALACE_ID);
    if (menu.is === 'absent') throw new Error('there is no menu');
    const priceMinor = 31_900;
    const dearer = canonicalMenu(withPrice(menu.categories, margherita, priceMinor), menu.currency);
    await changeMenu({
      type: 'ChangePrice',
      itemId: margherita,
      priceMinor,
      baseHash: menu.hash,
      hash: hash('sha256', dearer, 'hex'),
      at: now(),
    });
    const cart = await untilCart(
      customer,
      'the price is known',
      ({ price_changes: changes }) => changes.length > 0,
    );

    const order = (body: unknown) => at(b, customer).http.post('/orders', body, randomUUID());
    const problem = (await order(orderOf(shown))).refused('PRICE_CHANGED');
    expect(problem['quote_hash']).toBe(cart.quote?.quote_hash);
    const placed = (await order(orderOf(cart))).body(OrderPlacedDto);
    expect(placed.total_amount_minor).toBe(cart.bill?.total_amount_minor);
    expect(placed.total_amount_minor).toBeGreaterThan(shown.bill?.total_amount_minor ?? 0);
  });

  it('what is sold out: the other one takes no order of it', async () => {
    const customer = await newCustomer();
    const shown = await fillCart(at(b, customer));
    await changeMenu({
      type: 'SetAvailability',
      itemId: margherita,
      available: false,
      until: null,
      at: now(),
    });
    const cart = await untilCart(customer, 'it is sold out', ({ quote }) => quote === null);
    expect(cart.not_orderable?.error_code).toBe('ITEMS_UNAVAILABLE');
    const reply = await at(b, customer).http.post('/orders', orderOf(shown), randomUUID());
    reply.refused('ITEMS_UNAVAILABLE');

    await changeMenu({
      type: 'SetAvailability',
      itemId: margherita,
      available: true,
      until: null,
      at: now(),
    });
    await untilCart(customer, 'it is back', ({ quote }) => quote !== null);
  });

  it('a restaurant that is paused: the other one takes no orders for it', async () => {
    const customer = await newCustomer();
    await changeRestaurant({ type: 'PauseRestaurant', reason: 'too-busy', until: null, at: now() });
    await until('the other process knows of the pause', async () => {
      const cart = await fillCart(at(b, customer));
      const reply = await at(b, customer).http.post('/orders', orderOf(cart), randomUUID());
      return reply.status === 202 ? undefined : reply.refused('RESTAURANT_CLOSED');
    });
    await changeRestaurant({ type: 'ResumeRestaurant', at: now() });
    await until('the other process knows that it is over', async () => {
      const cart = await fillCart(at(b, customer));
      const reply = await at(b, customer).http.post('/orders', orderOf(cart), randomUUID());
      return reply.status === 202 || undefined;
    });
  });

  it('an address: it can be ordered to at the other one', async () => {
    const customer = await newCustomer();
    const list = async () => {
      const { addresses } = (await at(b, customer).http.get('/users/addresses')).body(AddressListDto);
      return addresses.map(({ address_id: id }) => id);
    };
    expect(await list()).toHaveLength(1);
    const added = await addAddress(customer);
    await until('the address is known', async () => (await list()).includes(added) || undefined);
    const cart = (await at(b, customer).http.get(`/cart?address_id=${added}`)).body(CartDto);
    expect(cart.not_orderable).toBeNull();
  });

  it('a session that ends: the other one refuses it soon, and no other session', async () => {
    const session = await openSession(a.tiffin, people.customer.id);
    const elsewhere = at(b, session).http;
    expect((await elsewhere.get('/users/profile')).status).toBe(200);
    expect((await session.http.post('/auth/logout')).status).toBe(204);
    const reply = await until('the session is over', async () => {
      const profile = await elsewhere.get('/users/profile');
      return profile.status === 200 ? undefined : profile;
    });
    reply.refused('SESSION_ENDED');
    expect((await at(b, people.customer).http.get('/users/profile')).status).toBe(200);
  });

  it('the clock: it is later at the other one too', async () => {
    const clock = async (process: Process) => {
      const reply = await at(process, people.admin).http.get('/sandbox/clock');
      return Date.parse((JSON.parse(reply.text) as { readonly now: string }).now);
    };
    await answerAll(people.restaurant);
    await at(a, people.admin).http.put('/sandbox/clock', { advance_minutes: 60 });
    const moved = await clock(a);
    await until('the clock has moved', async () => (await clock(b)) >= moved || undefined);
  });
});

describe('when one process stops', () => {
  it('the other one confirms orders, shows them, and lets nobody wait', async () => {
    const customer = await newCustomer();
    const before = await placeAt(a, customer);
    await a.stop();
    const survivor = at(b, customer);
    await untilStatus(survivor, before.order_id, 'CONFIRMED');
    const { order_id: orderId } = await placeAt(b, customer);
    await untilStatus(survivor, orderId, 'CONFIRMED');
    const listed = async () => {
      const { orders } = (await survivor.http.get('/orders')).body(OrderListDto);
      return orders.map(({ order_id: id, status }) => `${id} ${status}`).join();
    };
    const both = `${orderId} CONFIRMED,${before.order_id} CONFIRMED`;
    await until('both are listed', async () => (await listed()) === both || undefined);
  });
});
