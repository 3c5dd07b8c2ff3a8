import { entry, type Accepted, type Entry, type Json } from '../accepted';
import type { Order, World } from '../world';
import { until } from '../program';
import { returning } from './kitchens';

const byBoth = ({ staff }: World) => [staff.support, staff.admin];

const says =
  (stage: (world: World) => Promise<Order>, body?: Json) =>
  async (world: World): Promise<Accepted> => ({
    by: byBoth(world),
    ids: { id: (await stage(world)).id },
    ...(body === undefined ? {} : { body }),
  });

const looksAt =
  (stage: (world: World) => Promise<Order>) =>
  async (world: World): Promise<Accepted> => ({ by: byBoth(world), ids: { id: (await stage(world)).id } });

async function held(world: World): Promise<Order> {
  const order = await world.placed('UPI');
  await world.staffSays(order, 'hold', { reason: 'many-orders' });
  return order;
}

async function cancelled(world: World): Promise<Order> {
  const order = await world.accepted();
  await world.ask(world.customer, 'PUT', `/orders/${order.id}/cancel`, {});
  return order;
}

/** Nobody is found who would bring it, and the customer is asked. */
async function toWaitFor(world: World): Promise<Order> {
  const order = await world.accepted();
  await world.kitchenSays(order, 'ready');
  const shown = () => world.ask(world.customer, 'GET', `/orders/${order.id}`);
  await until(
    'somebody is looked for',
    async () => (await shown())['delivery_status'] === 'SEARCHING' || undefined,
  );
  await world.ask(world.staff.admin, 'PUT', '/sandbox/clock', { advance_minutes: 16 });
  await until(
    'the customer has the choice',
    async () => (await shown())['wait_or_cancel_until'] !== null || undefined,
  );
  return order;
}

const reason = { reason: 'customer-called' };

/** What those do who help, and those who run the sandbox. */
export const STAFF: readonly Entry[] = [
  entry('GET /staff/couriers', async (world) => ({
    by: byBoth(world),
    query: { after: (await world.newCourier()).id, limit: '5' },
  })),
  entry('POST /staff/couriers/{id}/suspend', async (world) => ({
    by: byBoth(world),
    ids: { id: (await world.newCourier()).id },
    body: { reason: 'papers-missing' },
  })),
  entry('POST /staff/couriers/{id}/reinstate', async (world) => {
    const { id } = await world.newCourier();
    await world.ask(world.staff.support, 'POST', `/staff/couriers/${id}/suspend`, {
      reason: 'papers-missing',
    });
    return { by: byBoth(world), ids: { id } };
  }),
  entry('GET /staff/deliveries', (world) =>
    Promise.resolve({ by: byBoth(world), query: { needs: 'help', limit: '5', cursor: '' } }),
  ),
  entry(
    'GET /staff/orders/{id}/assignments',
    looksAt((world) => world.ready()),
  ),
  entry(
    'GET /staff/orders/{id}/notifications',
    looksAt((world) => world.ready()),
  ),
  entry(
    'GET /staff/orders/{id}/track',
    looksAt((world) => world.pickedUp()),
  ),
  entry('PUT /staff/orders/{id}/courier', async (world) => ({
    by: byBoth(world),
    ids: { id: (await world.accepted()).id },
    body: { courier_id: (await world.newCourier()).id },
  })),
  entry(
    'DELETE /staff/orders/{id}/courier',
    looksAt((world) => world.ready()),
  ),
  entry(
    'POST /staff/orders/{id}/hold',
    says((world) => world.placed('UPI'), { reason: 'many-orders' }),
  ),
  entry('POST /staff/orders/{id}/clear-hold', says(held)),
  entry('POST /staff/orders/{id}/restore', says(cancelled)),
  entry(
    'POST /staff/orders/{id}/deliver',
    says((world) => world.pickedUp(), reason),
  ),
  entry(
    'POST /staff/orders/{id}/fail-delivery',
    says((world) => world.pickedUp(), reason),
  ),
  entry('POST /staff/orders/{id}/confirm-return', says(returning)),
  entry(
    'POST /orders/{id}/wait',
    async (world) => ({ by: [world.customer], ids: { id: (await toWaitFor(world)).id } }),
    { phase: 'last', share: 0.1 },
  ),
  entry('GET /staff/processes/{order_id}', async (world) => ({
    by: Object.values(world.staff),
    ids: { order_id: (await world.ready()).id },
  })),
  entry('GET /staff/projections', ({ staff }) => Promise.resolve({ by: [staff.admin, staff.auditor] })),
  entry(
    'POST /staff/projections/check',
    ({ staff }) => Promise.resolve({ by: [staff.admin, staff.auditor] }),
    { statuses: [202], keeps: true, phase: 'alone' },
  ),
  entry(
    'GET /staff/projections/checks/{id}',
    async (world) => {
      const { staff } = world;
      const { check_id: id } = await world.ask(staff.admin, 'POST', '/staff/projections/check');
      return { by: [staff.admin, staff.auditor], ids: { id: String(id) } };
    },
    { phase: 'alone' },
  ),
  entry('GET /sandbox/clock', ({ staff }) => Promise.resolve({ by: [staff.admin] })),
  entry(
    'PUT /sandbox/clock',
    ({ staff }) => Promise.resolve({ by: [staff.admin], body: { rate: 1, advance_minutes: 1 } }),
    { keeps: true, phase: 'last' },
  ),
  entry('GET /sandbox/gateway', ({ staff }) => Promise.resolve({ by: [staff.admin] })),
];
