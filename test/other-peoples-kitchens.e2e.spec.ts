import { AUTHORIZATION } from '../src/adapters/driving/http/support/authorization';
import { ACCOUNT_ROLES } from '../src/application/ports/accounts';
import { acceptedOrder } from './support/e2e-delivery';
import { dishId, PIZZA_PALACE_ID } from './support/e2e-orders';
import { Others, type Asked } from './support/e2e-others';
import { signIn, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment } from './support/e2e-server';

/** Owns other restaurants than Pizza Palace. */
const OTHER_OWNER = '+919000000016';

let deployment: Deployment;
let people: Awaited<ReturnType<typeof signInAll>>;
let otherOwner: Person;
let others: Others;
let orderId: string;

beforeAll(async () => {
  deployment = await createDeployment();
  const server = await deployment.start();
  others = new Others(server);
  people = await signInAll(server.http);
  otherOwner = await signIn(server.http, OTHER_OWNER);
  orderId = await acceptedOrder(people);
}, 60_000);

afterAll(() => deployment.remove());

describe('somebody else’s restaurant', () => {
  const week = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [
      day,
      [{ open: '00:00', close: '00:00' }],
    ]),
  );
  const item = { id: 'i', name: 'Idli', price_minor: 5_000, veg: true };
  const OF_OWNERS: readonly Asked[] = [
    ['POST', '/restaurant/ID/pause', { minutes: 5 }],
    ['POST', '/restaurant/ID/resume', {}],
    ['PUT', '/restaurant/ID/hours', { time_zone: 'Asia/Kolkata', weekly: week }],
    ['PUT', '/restaurant/ID/menu', { categories: [{ id: 'c', name: 'All', items: [item] }] }],
    ['PUT', `/restaurant/ID/menu/items/${dishId('Margherita Pizza')}/price`, { price_minor: 1 }],
    ['PUT', `/restaurant/ID/menu/items/${dishId('Margherita Pizza')}/availability`, { available: false }],
    ['PUT', '/restaurant/ID/menu/items/nothing/price', { price_minor: 1 }],
    ['GET', '/restaurant/orders?restaurant_id=ID'],
    ['GET', '/restaurant/feed?restaurant_id=ID'],
  ];

  it('can neither be closed nor changed nor listened to', async () => {
    await others.seeNothing(otherOwner, OF_OWNERS, PIZZA_PALACE_ID);
  });
});

describe('a route that is not for a role', () => {
  const routes = [...AUTHORIZATION].filter(
    ([route, access]) => route.includes('/:') && Array.isArray(access),
  ) as readonly (readonly [string, readonly string[]])[];

  it('answers alike whatever it is asked about', async () => {
    expect(routes.length).toBeGreaterThan(40);
    const things = [orderId, PIZZA_PALACE_ID, people.courier.id];
    for (const [route, access] of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      for (const role of ACCOUNT_ROLES.filter((one) => !access.includes(one))) {
        const path = pattern.replace('/api/v1', '').replace(/:\w+/g, 'ID');
        const asked: Asked = method === 'GET' ? [method, path] : [method, path, {}];
        for (const thing of things) await others.seeNothing(people[role], [asked], thing);
        (await others.send(people[role], asked, orderId)).refused('FORBIDDEN');
      }
    }
  });
});

it('what was refused has left nothing behind', () => others.leftNothingBehind(500));
