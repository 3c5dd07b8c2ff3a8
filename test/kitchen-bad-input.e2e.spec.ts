import { DEEP, NO } from './support/bad-values';
import { dishId, PIZZA_PALACE_ID, confirmedOrder } from './support/e2e-orders';
import { signInAll } from './support/e2e-people';
import { describeBadBodies, Refusals, type BadBody } from './support/e2e-refusals';
import { createDeployment, type Deployment } from './support/e2e-server';

let deployment: Deployment;
let refusals: Refusals;

beforeAll(async () => {
  deployment = await createDeployment();
  const server = await deployment.start();
  const people = await signInAll(server.http);
  const menu = await server.http.get(`/restaurants/${PIZZA_PALACE_ID}/menu`);
  refusals = new Refusals(server, people, {
    CONFIRMED: await confirmedOrder(people.customer),
    KITCHEN: PIZZA_PALACE_ID,
    MENUTAG: menu.headers.get('etag') ?? '',
    PIZZA: dishId('Margherita Pizza'),
  });
}, 60_000);

afterAll(() => deployment.remove());

const NO_INTERVALS = [
  ...[null, {}, 'always', [null], [[]], [{}], [{ open: '09:00' }], [{ open: '9:00', close: '10:00' }]],
  ...[[{ open: '24:00', close: '25:00' }], [{ open: '09:60', close: '10:00' }], [{ open: 9, close: 10 }]],
  Array.from({ length: 11 }, (_, n) => ({ open: `0${n % 10}:00`, close: `0${n % 10}:30` })),
];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEK = Object.fromEntries(DAYS.map((day) => [day, [{ open: '00:00', close: '00:00' }]]));

const ITEM = { id: 'i', name: 'Idli', price_minor: 5_000, veg: true };
const GROUP = { id: 'g', name: 'Size', required: true, options: [{ id: 'o', label: 'Big', price_minor: 0 }] };
const withItem = (over: object) => [{ id: 'c', name: 'All', items: [{ ...ITEM, ...over }] }];
const withGroup = (over: object) => withItem({ customizations: [{ ...GROUP, ...over }] });

const BODIES: readonly BadBody[] = [
  {
    ...{ role: 'restaurant', method: 'POST', path: '/restaurant/KITCHEN/pause' },
    good: {},
    bad: {
      reason: NO.code,
      until: [...NO.moment, '2020-01-01T00:00:00Z'],
      minutes: [...NO.minutes, 30 * 24 * 60 + 1],
    },
    required: [],
  },
  {
    ...{ role: 'restaurant', method: 'PUT', path: '/restaurant/KITCHEN/hours' },
    good: { time_zone: 'Asia/Kolkata', weekly: WEEK },
    bad: {
      time_zone: [null, 1, '', 'Mars/Olympus', '__proto__', '../etc', 'x'.repeat(65), [], {}],
      weekly: [
        ...[null, [], {}, 'always', { ...WEEK, mon: undefined }, DEEP],
        ...NO_INTERVALS.map((mon) => ({ ...WEEK, mon })),
      ],
      exceptions: [
        ...[null, {}, 'never', [null], [{}], [{ date: '2026-02-30', intervals: [] }], DEEP],
        ...[[{ date: '20260301', intervals: [] }], [{ date: '2026-13-01', intervals: [] }]],
        ...NO_INTERVALS.map((intervals) => [{ date: '2026-03-01', intervals }]),
        Array.from({ length: 401 }, () => ({ date: '2026-03-01', intervals: [] })),
      ],
    },
    required: ['time_zone', 'weekly'],
  },
  {
    ...{ role: 'restaurant', method: 'PUT', path: '/restaurant/KITCHEN/menu' },
    headers: { 'if-match': 'MENUTAG' },
    good: { categories: withItem({}) },
    bad: {
      categories: [
        ...[null, {}, 'x', [], [null], [{}], DEEP, [{ id: 'c', name: 'All', items: [] }]],
        ...[{ id: '' }, { id: 1 }, { name: ' ' }, { name: 'x'.repeat(121) }, { veg: 'yes' }].map(withItem),
        ...NO.price.map((price) => withItem({ price_minor: price })),
        ...[{ image: 1 }, { image: 'x'.repeat(501) }, { description: 'x'.repeat(1_001) }].map(withItem),
        ...[{ nutritional_info: {} }, { nutritional_info: { calories: -1 } }, { customizations: {} }].map(
          withItem,
        ),
        ...[{ options: [] }, { options: null }, { max_selections: 0 }, { max_selections: 2 }].map(withGroup),
        ...NO.price.map((price) => withGroup({ options: [{ id: 'o', label: 'Big', price_minor: price }] })),
        withItem({ customizations: [GROUP, GROUP] }),
        [...withItem({}), ...withItem({})],
        Array.from({ length: 101 }, (_, n) => ({
          id: `c${n}`,
          name: 'All',
          items: [{ ...ITEM, id: `${n}` }],
        })),
      ],
    },
    required: ['categories'],
  },
  {
    ...{ role: 'restaurant', method: 'PUT', path: '/restaurant/KITCHEN/menu/items/PIZZA/price' },
    ...{ good: { price_minor: 30_000 }, bad: { price_minor: NO.price }, required: ['price_minor'] },
  },
  {
    ...{ role: 'restaurant', method: 'PUT', path: '/restaurant/KITCHEN/menu/items/PIZZA/availability' },
    good: { available: false },
    bad: { available: NO.flag, until: [...NO.moment, '2020-01-01T00:00:00Z'], minutes: NO.minutes },
    required: ['available'],
  },
  {
    ...{ role: 'restaurant', method: 'POST', path: '/restaurant/orders/CONFIRMED/reject' },
    good: {},
    bad: {
      reason: NO.code,
      item_ids: [
        null,
        {},
        'x',
        [null],
        [1],
        [''],
        ['x'.repeat(101)],
        [[]],
        Array.from({ length: 51 }, () => 'x'),
      ],
    },
    required: [],
  },
  {
    ...{ role: 'restaurant', method: 'POST', path: '/restaurant/orders/CONFIRMED/accept' },
    good: { prep_minutes: 20 },
    bad: { prep_minutes: NO.minutes, start_now: NO.flag },
    required: ['prep_minutes'],
  },
  {
    ...{ role: 'restaurant', method: 'POST', path: '/restaurant/orders/CONFIRMED/delay' },
    good: { minutes: 20 },
    bad: { minutes: NO.minutes, reason: NO.code },
    required: ['minutes'],
  },
];

describeBadBodies(BODIES, () => refusals);

it('what was refused has left nothing behind', () => refusals.leftNothingBehind(300));
