import { once } from 'node:events';
import { connect } from 'node:net';
import { z } from 'zod';
import { OrderCancelledDto, OrderListDto } from '../src/adapters/driving/http/orders/orders.dto';
import { OwnRestaurantsDto } from '../src/adapters/driving/http/restaurant-admin/restaurant-admin.dto';
import { EventReader } from './support/e2e-events';
import { changed, confirmedOrder, PIZZA_PALACE_ID, placeOrder, untilStatus } from './support/e2e-orders';
import { addAddress, openSession, register, signInAll, type Person } from './support/e2e-people';
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

async function newCustomer(): Promise<Person> {
  const customer = await register(server.http);
  await addAddress(customer);
  return customer;
}

const pauseOf = (isPaused: boolean) =>
  until(`it is ${isPaused ? 'paused' : 'open'}`, async () => {
    const { restaurants } = (await owner.http.get('/restaurant/restaurants')).body(OwnRestaurantsDto);
    const shown = restaurants.find(({ id }) => id === PIZZA_PALACE_ID);
    return shown !== undefined && (shown.pause !== null) === isPaused ? shown : undefined;
  }).then(({ pause }) => pause);

const updateSchema = z.object({
  what: z.string(),
  how: z.string().nullable(),
  order: z.looseObject({ order_id: z.string(), status: z.string() }),
});

const isUpdate =
  (orderId: string, what: string, how: string | null = null) =>
  (data: unknown): boolean => {
    const update = updateSchema.parse(data);
    return update.order.order_id === orderId && update.what === what && update.how === how;
  };

const snapshotSchema = z.object({ orders: OrderListDto.schema.shape.orders });

describe('the feed of a restaurant', () => {
  it('begins with the orders there are, as the list shows them, and goes on with what happens', async () => {
    const customer = await newCustomer();
    const before = await confirmedOrder(customer);
    const feed = await EventReader.open(owner.http, '/restaurant/feed');
    const { orders } = snapshotSchema.parse(await feed.next('snapshot'));
    const list = (await owner.http.get('/restaurant/orders?limit=100')).body(OrderListDto);
    expect(orders).toEqual(list.orders);
    expect(orders.map(({ order_id: id }) => id)).toContain(before);

    const { order_id: placed } = await placeOrder(await newCustomer());
    await feed.next('order', isUpdate(placed, 'OrderPlaced'));
    await feed.next('order', isUpdate(placed, 'OrderConfirmed'));
    changed(await owner.http.post(`/restaurant/orders/${placed}/accept`, { prep_minutes: 20 }));
    const cooking = updateSchema.parse(await feed.next('order', isUpdate(placed, 'PreparationStarted')));
    expect(cooking.order.status).toBe('PREPARING');
    (await customer.http.put(`/orders/${before}/cancel`, {})).body(OrderCancelledDto);
    await feed.next('order', isUpdate(before, 'OrderCancelled'));
    changed(await owner.http.post(`/restaurant/orders/${placed}/ready`));
    await feed.next('order', isUpdate(placed, 'OrderReadyForPickup'));
    feed.leave();
  });

  it('tells nothing of the orders of others, and nothing to anybody else', async () => {
    const stranger = await register(server.http, 'RESTAURANT');
    const theirs = await EventReader.open(stranger.http, '/restaurant/feed');
    const mine = await EventReader.open(owner.http, `/restaurant/feed?restaurant_id=${PIZZA_PALACE_ID}`);
    expect(await theirs.next('snapshot')).toEqual({ orders: [] });
    const orderId = await confirmedOrder(await newCustomer());
    await mine.next('order', isUpdate(orderId, 'OrderConfirmed'));
    expect(theirs.events).toHaveLength(1);
    mine.leave();
    theirs.leave();
    changed(await owner.http.post(`/restaurant/orders/${orderId}/reject`, {}));
    for (const { http } of [people.customer, people.courier, people.support]) {
      (await http.get('/restaurant/feed')).refused('FORBIDDEN');
    }
  });

  it('ends when its reader signs out', async () => {
    const elsewhere = await openSession(server.tiffin, owner.id);
    const feed = await EventReader.open(elsewhere.http, '/restaurant/feed');
    const other = await EventReader.open(owner.http, '/restaurant/feed');
    await elsewhere.http.post('/auth/logout', { refresh_token: elsewhere.refreshToken });
    await feed.untilEnd();
    expect(other.hasEnded).toBe(false);
    other.leave();
  });
});

describe('an order that nobody answers', () => {
  const advance = (minutes: number) => people.admin.http.put('/sandbox/clock', { advance_minutes: minutes });

  it('rings, has somebody called, and is rejected; the third pauses the restaurant', async () => {
    const feed = await EventReader.open(owner.http, '/restaurant/feed');
    for (let missed = 1; missed <= 3; missed += 1) {
      const customer = await newCustomer();
      const orderId = await confirmedOrder(customer);
      await advance(1);
      await feed.next('order', isUpdate(orderId, 'RestaurantReminded', 'ring'));
      await advance(2);
      await feed.next('order', isUpdate(orderId, 'RestaurantReminded', 'call'));
      await advance(5);
      expect(await untilStatus(customer, orderId, 'CANCELLED')).toMatchObject({
        kitchen_status: 'REJECTED',
        reason: 'no-answer',
      });
    }
    feed.leave();
    expect((await pauseOf(true))?.reason).toBe('orders-unanswered');
    await owner.http.post(`/restaurant/${PIZZA_PALACE_ID}/resume`);
    await pauseOf(false);
  });

  it('is left alone once it is accepted, and asked for when it should be ready', async () => {
    const feed = await EventReader.open(owner.http, '/restaurant/feed');
    const customer = await newCustomer();
    const orderId = await confirmedOrder(customer);
    changed(await owner.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 10 }));
    await advance(15);
    const overdue = await feed.next('order', isUpdate(orderId, 'RestaurantReminded', 'overdue'));
    expect(updateSchema.parse(overdue).order.status).toBe('PREPARING');
    changed(await owner.http.post(`/restaurant/orders/${orderId}/ready`));
    feed.leave();
  });
});

describe('a server that stops', () => {
  it('ends the feeds, and does not wait for their readers', async () => {
    const another = await deployment.start({ roles: ['api', 'projector'] });
    const { http } = await openSession(another.tiffin, owner.id);
    const feed = await EventReader.open(http, '/restaurant/feed');
    await feed.next('snapshot');
    await another.stop();
    await feed.untilEnd();
  });

  it('does not wait for a connection that was opened and never used', async () => {
    const another = await deployment.start({ roles: ['api'] });
    const socket = connect(Number(new URL(another.tiffin.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.resume();
    await Promise.all([closed, another.stop()]);
  }, 15_000);
});
