import { randomUUID } from 'node:crypto';
import type { AccountRole } from '../src/application/ports/accounts';
import { NO_ID_IN_PATH, NOT_IN_QUERY } from './support/bad-values';
import { acceptedOrder } from './support/e2e-delivery';
import { dishId, PIZZA_PALACE_ID } from './support/e2e-orders';
import { signInAll } from './support/e2e-people';
import { Refusals } from './support/e2e-refusals';
import { createDeployment, type Deployment } from './support/e2e-server';

let deployment: Deployment;
let refusals: Refusals;

beforeAll(async () => {
  deployment = await createDeployment();
  const server = await deployment.start();
  const people = await signInAll(server.http);
  refusals = new Refusals(server, people, {
    ACCEPTED: await acceptedOrder(people),
    KITCHEN: PIZZA_PALACE_ID,
    PIZZA: dishId('Margherita Pizza'),
    COURIER: people.courier.id,
  });
}, 60_000);

afterAll(() => deployment.remove());

const { cursor, limit } = NOT_IN_QUERY;
const PAGES = { cursor, limit };

const QUERIES: readonly (readonly [AccountRole, string, Readonly<Record<string, readonly string[]>>])[] = [
  [
    'customer',
    '/notifications?',
    { ...PAGES, unread: NOT_IN_QUERY.flag, lang: ['x', 'EN', '__proto__', 'en&lang=hi'] },
  ],
  ['support', '/staff/deliveries?', { ...PAGES, needs: ['x', '__proto__', 'help&needs=all'] }],
  ['support', '/staff/deliveries?needs=all&', PAGES],
  ['support', '/staff/couriers?', { limit: NOT_IN_QUERY.limit, after: ['x', '1', '../..'] }],
  ['customer', '/ratings/restaurant/KITCHEN?', { ...PAGES, page: ['0', '-1', 'x', '1e9', '1.5'] }],
  ['customer', '/restaurants/KITCHEN/reviews?', PAGES],
  ['courier', '/delivery/orders?', { ...PAGES, status: ['x', '__proto__'] }],
  [
    'courier',
    '/delivery/earnings?',
    { from: NOT_IN_QUERY.day, to: NOT_IN_QUERY.day, currency: ['XXX', 'inr', '__proto__'] },
  ],
  ['restaurant', '/restaurant/orders?', { ...PAGES, restaurant_id: ['x', '../..'], status: ['x'] }],
  [
    'customer',
    '/restaurants?lat=12.97&lng=77.6&',
    {
      cursor: NOT_IN_QUERY.cursor,
      ...{ min_rating: ['0', '6', 'x', 'NaN'], max_cost: ['-1', 'x', '1e400'], open_now: ['x', '1'] },
      ...{ max_delivery_minutes: ['0', '-1', '1.5', '1e9'], sort: ['x', '__proto__'], currency: ['XXX'] },
    },
  ],
  [
    'customer',
    '/tracking/ACCEPTED/messages?',
    { after_seq: ['-1', '1.5', 'x', '1e400', '1&after_seq=2'], wait: ['-1', '26', 'x', 'NaN', 'Infinity'] },
  ],
  ['customer', '/tracking/ACCEPTED/events?', { last_seq: ['-1', '1.5', 'x'], lang: ['x'.repeat(36)] }],
  [
    'customer',
    '/tracking/ACCEPTED?',
    { min_position: ['x', '-1.0', '99.1', '1.1.1'], lang: ['x'.repeat(36)] },
  ],
];

it.each(QUERIES)('%s is refused GET %s with anything else', async (role, path, fields) => {
  for (const [name, values] of Object.entries(fields)) {
    for (const value of values) {
      const reply = await refusals.refusal({ role, method: 'GET', path: `${path}${name}=${value}` });
      expect([path, name, value, reply.status]).toEqual([path, name, value, 400]);
    }
  }
});

const BY_ID: readonly (readonly [AccountRole, string, string])[] = [
  ...['accept', 'decline', 'arrived', 'release', 'fail'].map(
    (step) => ['courier', 'POST', `/delivery/orders/ID/${step}`] as const,
  ),
  ['courier', 'PUT', '/delivery/orders/ID/status'],
  ['customer', 'POST', '/orders/ID/wait'],
  ['customer', 'POST', '/orders/ID/reorder'],
  ['customer', 'GET', '/orders/ID/proof'],
  ['customer', 'GET', '/orders/ID/track'],
  ['customer', 'GET', '/tracking/ID'],
  ['customer', 'GET', '/tracking/ID/events'],
  ['customer', 'GET', '/tracking/ID/messages'],
  ['customer', 'POST', '/tracking/ID/ticket'],
  ['customer', 'POST', '/notifications/ID/read'],
  ['customer', 'GET', '/ratings/photos/ID'],
  ['customer', 'GET', '/ratings/restaurant/ID'],
  ['customer', 'GET', '/restaurants/ID/reviews'],
  ['restaurant', 'POST', '/restaurant/ID/pause'],
  ['restaurant', 'POST', '/restaurant/ID/resume'],
  ['restaurant', 'PUT', '/restaurant/ID/hours'],
  ['restaurant', 'PUT', '/restaurant/ID/menu/items/PIZZA/price'],
  ['restaurant', 'PUT', '/restaurant/KITCHEN/menu/items/ID/availability'],
  ['restaurant', 'POST', '/restaurant/orders/ID/returned'],
  ['support', 'GET', '/staff/orders/ID/assignments'],
  ['support', 'GET', '/staff/orders/ID/notifications'],
  ['support', 'GET', '/staff/orders/ID/track'],
  ['support', 'PUT', '/staff/orders/ID/courier'],
  ['support', 'DELETE', '/staff/orders/ID/courier'],
  ['support', 'POST', '/staff/couriers/ID/suspend'],
  ['support', 'POST', '/staff/couriers/ID/reinstate'],
];

it.each(BY_ID)('%s is refused %s %s with what is no id', async (role, method, path) => {
  const asks = path.endsWith('availability') ? '{"available":false}' : '{}';
  for (const id of NO_ID_IN_PATH) {
    const payload = method === 'GET' || method === 'DELETE' ? {} : { payload: asks };
    const reply = await refusals.refusal({ role, method, path: path.replace('ID', id), ...payload });
    expect([path, id, [400, 404].includes(reply.status)]).toEqual([path, id, true]);
  }
});

it('a photo has no name but its own', async () => {
  for (const name of [
    ...[
      `${randomUUID()}.svg`,
      `${randomUUID()}.png.jpg`,
      randomUUID(),
      '.png',
      '-'.repeat(36),
      `${'-'.repeat(36)}.png`,
    ],
    ...[
      '..%2f..%2fmaster.key',
      '%2e%2e%2f%2e%2e%2fmaster.key',
      `..%2f${randomUUID()}.png`,
      `proof%2f${randomUUID()}`,
    ],
    ...[
      `${randomUUID()}.png%00`,
      `${randomUUID()}.png%0a`,
      `${randomUUID()}.PNG`,
      '%252e%252e%252fmaster.key',
    ],
  ]) {
    const reply = await refusals.refusal({
      role: 'customer',
      method: 'GET',
      path: `/ratings/photos/${name}`,
    });
    expect([name, [400, 404].includes(reply.status)]).toEqual([name, true]);
  }
});

it('what was refused has left nothing behind', () => refusals.leftNothingBehind(300));
