import { entry, type Accepted, type Entry, type Json } from '../accepted';
import type { Person } from '../people';
import { ITEM_ID, MENU, OPEN_ALL_WEEK, OTHER_ITEM_ID, publishMenu, type Order, type World } from '../world';

const bySpareOwner = ({ spare, staff }: World): readonly Person[] => [
  spare.owner,
  staff.support,
  staff.admin,
];

const spare = (world: World): Accepted => ({ by: bySpareOwner(world), ids: { id: world.spare.id } });

async function spareMenu(world: World): Promise<Accepted & { readonly etag: string }> {
  const etag = await publishMenu(world.wire, world.spare);
  return { ...spare(world), etag };
}

const says =
  (stage: (world: World) => Promise<Order>, body?: Json) =>
  async (world: World): Promise<Accepted> => ({
    by: [world.kitchen.owner, world.staff.support, world.staff.admin],
    ids: { id: (await stage(world)).id },
    ...(body === undefined ? {} : { body }),
  });

/** The food comes back to its kitchen. */
export async function returning(world: World): Promise<Order> {
  const order = await world.pickedUp();
  await world.staffSays(order, 'fail-delivery', { reason: 'nobody-at-home' });
  return order;
}

/** What a restaurant says of orders, of itself and of its menu. */
export const KITCHENS: readonly Entry[] = [
  entry('GET /restaurant/restaurants', ({ kitchen: { owner } }) => Promise.resolve({ by: [owner] })),
  entry('GET /restaurant/feed', ({ kitchen: { id, owner } }) =>
    Promise.resolve({ by: [owner], query: { restaurant_id: id } }),
  ),
  entry('GET /restaurant/orders', ({ kitchen: { id, owner } }) =>
    Promise.resolve({
      by: [owner],
      query: { restaurant_id: id, status: 'active', limit: '5', page: '1', cursor: '' },
    }),
  ),
  entry(
    'POST /restaurant/orders/{id}/accept',
    says((world) => world.confirmed(), { prep_minutes: 20, start_now: false }),
  ),
  entry(
    'POST /restaurant/orders/{id}/reject',
    says((world) => world.confirmed(), { reason: 'oven-broken', item_ids: [ITEM_ID] }),
  ),
  entry(
    'POST /restaurant/orders/{id}/start',
    says((world) => world.accepted('COD', false)),
  ),
  entry(
    'POST /restaurant/orders/{id}/delay',
    says((world) => world.accepted(), { minutes: 45, reason: 'kitchen-busy' }),
  ),
  entry(
    'POST /restaurant/orders/{id}/ready',
    says((world) => world.assigned()),
  ),
  entry('POST /restaurant/orders/{id}/returned', says(returning)),
  entry('POST /restaurant/{id}/pause', (world) =>
    Promise.resolve({
      ...spare(world),
      body: { reason: 'kitchen-busy', minutes: 5 },
      otherBodies: [{ reason: 'kitchen-busy', until: '2199-01-01T00:00:00.000Z' }],
    }),
  ),
  entry('POST /restaurant/{id}/resume', (world) => Promise.resolve(spare(world)), { keeps: true }),
  entry('PUT /restaurant/{id}/hours', (world) =>
    Promise.resolve({
      ...spare(world),
      body: {
        ...{ time_zone: 'Asia/Kolkata', weekly: OPEN_ALL_WEEK },
        exceptions: [{ date: '2030-01-26', intervals: [{ open: '09:00', close: '17:30' }] }],
      },
    }),
  ),
  entry('PUT /restaurant/{id}/menu', async (world) => {
    const { etag, ...request } = await spareMenu(world);
    return { ...request, headers: { 'if-match': etag }, body: MENU };
  }),
  entry('PUT /restaurant/{id}/menu/items/{item_id}/price', async (world) => {
    await spareMenu(world);
    return {
      ...spare(world),
      ids: { id: world.spare.id, item_id: OTHER_ITEM_ID },
      body: { price_minor: 41_000 },
    };
  }),
  entry('PUT /restaurant/{id}/menu/items/{item_id}/availability', async (world) => {
    await spareMenu(world);
    return {
      ...spare(world),
      ids: { id: world.spare.id, item_id: OTHER_ITEM_ID },
      body: { available: false, minutes: 30 },
      otherBodies: [{ available: false, until: '2199-01-01T00:00:00.000Z' }],
    };
  }),
];
