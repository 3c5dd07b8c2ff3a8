import { entry, type Accepted, type Entry } from '../accepted';
import type { Order, World } from '../world';

/** Everybody who has to do with an order. */
const parties = (world: World, order: Order): Accepted => ({
  by: [world.customer, world.kitchen.owner, world.courierOf(order), ...Object.values(world.staff)],
  ids: { id: order.id },
});

/** Who follows an order on its way, and helps who does. */
const followers = (world: World, id: string): Accepted => ({
  by: [world.customer, ...Object.values(world.staff)],
  ids: { id, order_id: id },
});

const page = { status: 'all', limit: '5', page: '1', cursor: '' };

const tracked = async (world: World): Promise<Accepted> => ({
  ...followers(world, (await world.pickedUp()).id),
  query: { lang: 'hi' },
  headers: { 'x-min-position': '3.1' },
});

/** How an order is looked at, followed and called off. */
export const ORDERS: readonly Entry[] = [
  entry('GET /orders', ({ customer }) => Promise.resolve({ by: [customer], query: page })),
  entry('GET /orders/{id}', async (world) => parties(world, await world.pickedUp())),
  entry('GET /orders/{id}/timeline', async (world) => parties(world, await world.pickedUp())),
  entry('PUT /orders/{id}/cancel', async (world) => ({
    by: [world.customer, world.staff.support],
    ids: { id: (await world.confirmed()).id },
    body: { reason: 'changed-my-mind', fault: 'customer' },
  })),
  entry('GET /orders/{id}/receipt', async (world) => followers(world, (await world.confirmed('UPI')).id)),
  entry('GET /orders/{id}/track', tracked),
  entry('GET /tracking/{order_id}', tracked),
  entry('GET /tracking/{order_id}/messages', async (world) => ({
    // Of an order that is over: nobody waits for more.
    ...followers(world, (await world.delivered()).id),
    query: { after_seq: '1', wait: '0', lang: 'hi' },
  })),
  entry('GET /tracking/{order_id}/events', async (world) => ({
    ...followers(world, (await world.pickedUp()).id),
    query: { last_seq: '0', lang: 'ta' },
  })),
  entry('POST /tracking/{order_id}/ticket', async (world) => followers(world, (await world.pickedUp()).id), {
    keeps: true,
  }),
];
