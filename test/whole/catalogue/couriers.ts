import { entry, type Accepted, type Entry, type Json } from '../accepted';
import { list, Refused, text, type Person } from '../people';
import { until, WaitedInVain } from '../program';
import type { Order, World } from '../world';
import { pictureOf } from './pictures';

const page = { status: 'all', limit: '5', page: '1', cursor: '' };
const period = { currency: 'INR', from: '2026-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z' };

/** How long somebody waits to be asked before there is another order to ask for (ms). */
const SOON_MS = 3_000;

const byNewCourier =
  (more: Omit<Accepted, 'by'> = {}) =>
  async (world: World): Promise<Accepted> => ({ by: [await world.newCourier()], ...more });

const says =
  (stage: (world: World) => Promise<Order>, body?: (world: World, order: Order) => Json | Promise<Json>) =>
  async (world: World): Promise<Accepted> => {
    const order = await stage(world);
    const by = [world.courierOf(order)];
    const ids = { id: order.id };
    return body === undefined ? { by, ids } : { by, ids, body: await body(world, order) };
  };

/** An order whose food is ready. */
async function cooked(world: World): Promise<void> {
  await world.kitchenSays(await world.accepted(), 'ready');
}

/** Somebody who is asked to bring an order: alone at the door of a kitchen whose food is ready. */
async function offered(world: World): Promise<{ readonly courier: Person; readonly orderId: string }> {
  await cooked(world);
  const courier = await world.newCourier(world.place);
  const asked = async () => {
    const { offers } = await world.ask(courier, 'GET', '/delivery/orders/available');
    const [offer] = list({ offers }, 'offers');
    return offer === undefined ? undefined : { courier, orderId: text(offer, 'order_id') };
  };
  return until(
    'a courier is asked',
    async () => {
      const found = await until('soon', asked, SOON_MS).catch((error: unknown) => {
        if (error instanceof WaitedInVain) return undefined;
        throw error;
      });
      // Somebody was looked for before this one was there, and is again in half a minute; for another order, at once.
      if (found === undefined) await cooked(world);
      return found;
    },
    60_000,
  );
}

const answers =
  (body?: Json) =>
  async (world: World): Promise<Accepted> => {
    const { courier, orderId } = await offered(world);
    return { by: [courier], ids: { id: orderId }, ...(body === undefined ? {} : { body }) };
  };

/** At the door: the delivery hears of the handover a moment after the order does. */
async function atTheDoor(world: World): Promise<Order> {
  const order = await world.pickedUp();
  const courier = world.courierOf(order);
  await until('the delivery is under way', () =>
    world
      .ask(courier, 'POST', `/delivery/orders/${order.id}/arrived`, { where: 'customer' })
      .catch((error: unknown) => {
        if (error instanceof Refused && ['NOT_ALLOWED_NOW', 'NOT_FOUND'].includes(error.code))
          return undefined;
        throw error;
      }),
  );
  return order;
}

/** The delivery knows its courier, who has not been at the restaurant. */
async function assignedKnown(world: World): Promise<Order> {
  const order = await world.assigned();
  const courier = world.courierOf(order);
  await until('the delivery knows its courier', async () => {
    const { deliveries } = await world.ask(courier, 'GET', '/delivery/me');
    return list({ deliveries }, 'deliveries').some((one) => one['order_id'] === order.id) || undefined;
  });
  return order;
}

const HERE = { lat: 15.3, lng: 75.1, accuracy: 12.5, mock: false, order_id: 'an-order' };

const located = async (world: World): Promise<Accepted> => ({
  by: [await world.newCourier()],
  body: { ...HERE, recorded_at: new Date().toISOString() },
  otherBodies: [{ locations: [{ ...HERE, recorded_at: new Date().toISOString() }] }],
});

const status = (of: string, stage: (world: World) => Promise<Order>) => ({ of, stage });

/** The three things that a courier says of the food, in turn, so that each is tried. */
const STATUSES = [
  status('PICKED_UP', (world) => world.ready()),
  status('OUT_FOR_DELIVERY', (world) => world.pickedUp()),
  status('DELIVERED', (world) => world.pickedUp()),
];
let turn = 0;

async function statusOf(world: World): Promise<Accepted> {
  const { of, stage } = STATUSES[(turn += 1) % STATUSES.length] ?? status('PICKED_UP', (one) => one.ready());
  const order = await stage(world);
  const shown = await world.ask(world.kitchen.owner, 'GET', `/orders/${order.id}`);
  const bag = shown['pickup_code'];
  const codes = {
    ...(of === 'DELIVERED' ? { code: await world.codeOf(order) } : {}),
    ...(of === 'PICKED_UP' && typeof bag === 'string' ? { pickup_code: bag } : {}),
  };
  return { by: [world.courierOf(order)], ids: { id: order.id }, body: { status: of, ...codes } };
}

/** What a courier does and says. */
export const COURIERS: readonly Entry[] = [
  entry('POST /delivery/available', byNewCourier({ body: { available: true, lat: 15.3, lng: 75.1 } }), {
    keeps: true,
  }),
  entry('GET /delivery/me', byNewCourier()),
  entry('GET /delivery/feed', byNewCourier()),
  entry('GET /delivery/orders', byNewCourier({ query: page })),
  entry('GET /delivery/orders/available', byNewCourier()),
  entry('GET /delivery/statement', byNewCourier({ query: { ...period, limit: '5', cursor: '' } })),
  entry(
    'GET /delivery/earnings',
    byNewCourier({ query: { currency: 'INR', from: '2026-01-01', to: '2026-01-31' } }),
  ),
  entry('POST /delivery/orders/{id}/accept', answers(), { phase: 'alone', share: 0.3 }),
  entry('POST /delivery/orders/{id}/decline', answers({ reason: 'too-far' }), { phase: 'alone', share: 0.3 }),
  entry(
    'POST /delivery/orders/{id}/arrived',
    says(assignedKnown, () => ({ where: 'restaurant' })),
  ),
  entry(
    'POST /delivery/orders/{id}/release',
    says(assignedKnown, () => ({ reason: 'flat-tyre' })),
  ),
  entry(
    'POST /delivery/orders/{id}/fail',
    says(atTheDoor, () => ({ reason: 'customer-refused' })),
  ),
  entry('PUT /delivery/orders/{id}/status', statusOf),
  entry(
    'PUT /delivery/orders/{id}/cash',
    says(
      (world) => world.pickedUp(),
      (_, { totalMinor }) => ({ amount_minor: totalMinor - 100 }),
    ),
  ),
  entry('POST /delivery/orders/{id}/proof', async (world) => {
    const order = await atTheDoor(world);
    return {
      ...{ by: [world.courierOf(order)], ids: { id: order.id } },
      query: { lat: '12.97', lng: '77.6', accuracy: '5' },
      picture: { type: 'image/png', bytes: pictureOf('a door') },
    };
  }),
  entry('GET /orders/{id}/proof', async (world) => {
    const order = await atTheDoor(world);
    const courier = world.courierOf(order);
    await world.wire.send({
      method: 'POST',
      path: `/api/v1/delivery/orders/${order.id}/proof`,
      headers: { authorization: `Bearer ${courier.token}`, 'content-type': 'image/png' },
      body: pictureOf('a door'),
    });
    return { by: [world.customer, courier, ...Object.values(world.staff)], ids: { id: order.id } };
  }),
  entry('POST /delivery/location', located, { statuses: [202], keeps: true }),
  entry('POST /location', located, { statuses: [202], keeps: true }),
];
