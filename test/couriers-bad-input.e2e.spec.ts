import { randomUUID } from 'node:crypto';
import { NO, DEEP } from './support/bad-values';
import { acceptedOrder } from './support/e2e-delivery';
import { PIZZA_PALACE_ID } from './support/e2e-orders';
import { signInAll } from './support/e2e-people';
import { describeBadBodies, Refusals, type BadBody } from './support/e2e-refusals';
import { createDeployment, type Deployment } from './support/e2e-server';

let deployment: Deployment;
let refusals: Refusals;

beforeAll(async () => {
  deployment = await createDeployment();
  const server = await deployment.start();
  const people = await signInAll(server.http);
  refusals = new Refusals(server, people, {
    ACCEPTED: await acceptedOrder(people),
    NOTHING: randomUUID(),
    KITCHEN: PIZZA_PALACE_ID,
    COURIER: people.courier.id,
  });
}, 60_000);

afterAll(() => deployment.remove());

const BODIES: readonly BadBody[] = [
  {
    ...{ role: 'courier', method: 'POST', path: '/delivery/available' },
    good: { available: true, lat: 12.97, lng: 77.6 },
    bad: { available: NO.flag, lat: NO.latitude, lng: NO.longitude },
    required: ['available', 'lat', 'lng'],
  },
  {
    ...{ role: 'courier', method: 'POST', path: '/delivery/orders/NOTHING/decline' },
    ...{ good: {}, bad: { reason: NO.code }, required: [] },
  },
  {
    ...{ role: 'courier', method: 'POST', path: '/delivery/orders/ACCEPTED/arrived' },
    ...{ good: { where: 'restaurant' }, bad: { where: NO.choice }, required: ['where'] },
  },
  {
    ...{ role: 'courier', method: 'POST', path: '/delivery/orders/ACCEPTED/release' },
    ...{ good: {}, bad: { reason: NO.code }, required: [] },
  },
  {
    ...{ role: 'courier', method: 'POST', path: '/delivery/orders/ACCEPTED/fail' },
    good: { reason: 'customer-refused' },
    bad: { reason: [...NO.choice, 'bored', 'Customer-Refused'] },
    required: ['reason'],
  },
  {
    ...{ role: 'courier', method: 'PUT', path: '/delivery/orders/ACCEPTED/status' },
    good: { status: 'DELIVERED', code: '0000', pickup_code: '0000' },
    bad: { status: [...NO.choice, 'COMPLETED'], code: NO.digits, pickup_code: NO.digits },
    required: ['status'],
  },
  {
    ...{ role: 'courier', method: 'POST', path: '/delivery/location' },
    good: { lat: 12.97, lng: 77.6 },
    bad: {
      lat: NO.latitude,
      lng: NO.longitude,
      accuracy: ['1', '', true, [], {}, -1, 100_001, 1e308],
      mock: NO.flag,
      recorded_at: NO.moment,
      order_id: [1, true, [], {}, 'x'.repeat(101)],
      locations: [null, {}, 'x', [], [null], [[]], [{}], [{ lat: 1 }], [DEEP], [{ lat: 1, lng: 1 }]],
    },
    required: ['lat', 'lng'],
  },
  {
    ...{ role: 'support', method: 'PUT', path: '/staff/orders/ACCEPTED/courier' },
    good: { courier_id: 'COURIER' },
    bad: { courier_id: [...NO.id, 'NOTHING', 'KITCHEN'] },
    required: ['courier_id'],
  },
  {
    ...{ role: 'support', method: 'POST', path: '/staff/couriers/COURIER/suspend' },
    ...{ good: { reason: 'papers-missing' }, bad: { reason: NO.code }, required: ['reason'] },
  },
  {
    ...{ role: 'customer', method: 'POST', path: '/orders/ACCEPTED/reorder' },
    ...{ good: {}, bad: { replace: NO.flag }, required: [] },
  },
  {
    ...{ role: 'customer', method: 'POST', path: '/ratings' },
    good: { order_id: 'ACCEPTED', restaurant_rating: 5 },
    bad: {
      order_id: NO.id,
      restaurant_rating: [null, ...NO.stars],
      food_quality: NO.stars,
      delivery_rating: NO.stars,
      dish_tags: [
        null,
        {},
        'x',
        [''],
        [1],
        ['9'],
        ['a\nb'],
        ['x'.repeat(31)],
        Array.from({ length: 11 }, () => 'x'),
      ],
      review_text: [1, '', ' ', [], {}, 'x'.repeat(2_001), 'a\0b'],
      photos: [
        ...[
          null,
          {},
          'x',
          [''],
          [1],
          ['../../master.key'],
          [`${randomUUID()}.svg`],
          [`${randomUUID()}.png\n`],
        ],
        Array.from({ length: 20 }, () => `${randomUUID()}.png`),
      ],
    },
    required: ['order_id', 'restaurant_rating'],
  },
  {
    ...{ role: 'customer', method: 'PUT', path: '/users/profile' },
    good: { name: 'Asha Rao' },
    bad: {
      name: [null, 1, '', ' ', 'x'.repeat(256), 'a\0b', [], {}],
      email: [1, '', 'nobody', '@', `${'x'.repeat(400)}@example.in`, [], {}],
      phone: [null, 1, '', 'x', '12', `+91${'9'.repeat(40)}`, '+91٩٨٧٦٥٤٣٢١٠', [], {}],
      language: NO.choice,
    },
    required: [],
  },
];

describeBadBodies(BODIES, () => refusals);

it('numbers that JSON can spell and no number holds are refused', async () => {
  const sent = (path: string, payload: string) =>
    refusals
      .refusal({ role: 'courier', method: 'POST', path, payload })
      .then((reply) => reply.refused('VALIDATION_ERROR'));
  await sent('/delivery/available', '{"available":true,"lat":1e400,"lng":1}');
  await sent('/delivery/location', '{"lat":-1e400,"lng":1}');
  await sent('/delivery/location', '{"lat":1,"lng":1,"accuracy":1e400}');
});

it.each([
  ['courier', 'POST', '/delivery/available', '{"available":true,"lat":12.97,"lng":77.6}'],
  ['courier', 'POST', '/delivery/orders/NOTHING/accept', '{}'],
  ['courier', 'POST', '/delivery/orders/NOTHING/decline', '{}'],
  ['courier', 'POST', '/delivery/orders/ACCEPTED/arrived', '{"where":"restaurant"}'],
  ['courier', 'POST', '/delivery/orders/ACCEPTED/release', '{}'],
  ['courier', 'POST', '/delivery/orders/ACCEPTED/fail', '{"reason":"customer-refused"}'],
  ['courier', 'PUT', '/delivery/orders/ACCEPTED/status', '{"status":"PICKED_UP"}'],
  ['customer', 'POST', '/orders/ACCEPTED/wait', '{}'],
  ['customer', 'POST', '/ratings', '{"order_id":"ACCEPTED","restaurant_rating":5}'],
  ['restaurant', 'POST', '/restaurant/KITCHEN/pause', '{}'],
  ['restaurant', 'POST', '/restaurant/KITCHEN/resume', '{}'],
  ['restaurant', 'PUT', '/restaurant/KITCHEN/menu/items/PIZZA/price', '{"price_minor":1}'],
  ['restaurant', 'POST', '/restaurant/orders/ACCEPTED/returned', '{}'],
  ['support', 'PUT', '/staff/orders/ACCEPTED/courier', '{"courier_id":"COURIER"}'],
  ['support', 'DELETE', '/staff/orders/ACCEPTED/courier', '{}'],
  ['support', 'POST', '/staff/couriers/COURIER/suspend', '{"reason":"papers-missing"}'],
] as const)('%s is refused %s %s under a key that is none', async (role, method, path, payload) => {
  for (const key of ['two words', '""', '"a b"', 'x'.repeat(256), `"${'x'.repeat(256)}"`, 'a\tb']) {
    const reply = await refusals.refusal({ role, method, path, payload, key });
    reply.refused('IDEMPOTENCY_KEY_INVALID');
  }
});

it('what was refused has left nothing behind', () => refusals.leftNothingBehind(400));
