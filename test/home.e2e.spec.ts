import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CityDto } from '../src/adapters/driving/http/home/city.dto';
import { MAX_WATCHERS } from '../src/projections/city/live-city';
import { EventReader } from './support/e2e-events';
import { goOnline } from './support/e2e-delivery';
import { confirmedOrder, PIZZA_PALACE_ID, untilStatus } from './support/e2e-orders';
import { addAddress, NEARBY_ADDRESS, register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
}, 60_000);

afterAll(() => deployment.remove());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.tiffin.url}${path}`, { headers });

describe('the page at the root', () => {
  it('is a page that may load nothing but what this server has', async () => {
    const reply = await get('/');
    const page = await reply.text();
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = reply.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page).toContain('<h1>Tiffin</h1>');
    expect(page).not.toContain('{{');
    // Nothing in the page itself that the policy would forbid.
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*src=)/);
  });

  it('loads only what is there, from here', async () => {
    const page = await (await get('/')).text();
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(loaded.length).toBeGreaterThan(6);
    for (const path of new Set(loaded)) {
      if (path.startsWith('#')) continue;
      expect(path).toMatch(/^\/[^/]/);
      expect([path, (await get(path)).status]).toEqual([path, 200]);
    }
    const modules = ['home.js', 'live-city.js', 'scene.js', 'city-map.js', 'map-style.js', 'plain-map.js'];
    for (const name of [...modules, 'maplibre-gl.mjs', 'maplibre-gl-worker.mjs']) {
      const reply = await get(`/home/${name}`);
      expect([name, reply.headers.get('content-type')]).toEqual([name, 'text/javascript; charset=utf-8']);
      const imported = [...(await reply.text()).matchAll(/^import .* from '([^']+)';$/gm)];
      for (const [, from = ''] of imported) {
        expect([from, (await get(new URL(from, `http://here/home/${name}`).pathname)).status]).toEqual([
          from,
          200,
        ]);
      }
    }
  });

  it('has no other files, whatever they are called', async () => {
    for (const name of ['package.json', '..%2fhome.css', 'maplibre-gl.mjs.map', '__proto__', randomUUID()]) {
      (await server.http.request('GET', `/home/${name}`)).refused('NOT_FOUND');
    }
  });

  it('is sent once, and then only when it is another', async () => {
    const etag = (await get('/home/home.css')).headers.get('etag') ?? '';
    const again = await get('/home/home.css', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const plain = await get('/home/home.css', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await (await get('/home/home.css')).text());
  });
});

describe('the city of a sandbox', () => {
  it('shows its restaurants, its streets, and who may try it', async () => {
    const city = (await server.http.get('/city')).body(CityDto);
    expect(city.restaurants.find(({ id }) => id === PIZZA_PALACE_ID)).toMatchObject({ is_open: true });
    expect(city.logins.map(({ role }) => role).sort()).toEqual([
      'admin',
      'auditor',
      'courier',
      'customer',
      'restaurant',
      'support',
    ]);
    const streets = await get(city.streets ?? '');
    expect(streets.headers.get('content-type')).toMatch(/^application\/geo\+json/);
    expect(await streets.json()).toMatchObject({ type: 'FeatureCollection' });
  });

  const dots = z.object({
    counts: z.looseObject({ open_orders: z.record(z.string(), z.number()), log_position: z.number() }),
    couriers: z.array(z.strictObject({ n: z.number(), task: z.string(), lat: z.number(), lng: z.number() })),
    orders: z.array(
      z.strictObject({
        n: z.number(),
        status: z.string(),
        restaurant_id: z.string(),
        courier: z.number().nullable(),
        to: z.object({ lat: z.number(), lng: z.number() }).nullable(),
      }),
    ),
  });
  type Dots = z.infer<typeof dots>;

  const newCustomer = async (): Promise<Person> => {
    const customer = await register(server.http);
    await addAddress(customer);
    return customer;
  };

  it('is shown live to anybody: a new order, its courier, and its end', async () => {
    const feed = await EventReader.open(server.http, '/city/feed');
    try {
      const before = dots.parse(await feed.next('snapshot'));
      expect(before.orders).toEqual([]);
      const customer = await newCustomer();
      const orderId = await confirmedOrder(customer);
      const shows = (wanted: (dots: Dots) => boolean) =>
        feed.next('changed', (data) => wanted(dots.parse(data))).then((data) => dots.parse(data));
      const placed = await shows(({ orders }) => orders.some(({ status }) => status === 'CONFIRMED'));
      const [dot] = placed.orders;
      expect(dot).toMatchObject({
        restaurant_id: PIZZA_PALACE_ID,
        courier: null,
        to: {
          lat: Number(NEARBY_ADDRESS.latitude.toFixed(3)),
          lng: Number(NEARBY_ADDRESS.longitude.toFixed(3)),
        },
      });
      expect(placed.counts.open_orders).toEqual({ CONFIRMED: 1 });
      expect(placed.counts.log_position).toBeGreaterThan(before.counts.log_position);

      await goOnline(people.courier);
      await shows(({ couriers }) => couriers.some(({ task }) => task === 'free'));
      const cancelled = await customer.http.put(`/orders/${orderId}/cancel`, { reason: 'changed-mind' });
      expect(cancelled.status).toBe(200);
      await untilStatus(customer, orderId, 'CANCELLED');
      await feed.next('changed', (data) =>
        z
          .object({ gone: z.object({ orders: z.array(z.number()) }) })
          .parse(data)
          .gone.orders.includes(dot?.n ?? 0),
      );
      const told = JSON.stringify(feed.events);
      for (const secret of [orderId, customer.id, people.courier.id, String(NEARBY_ADDRESS.latitude)]) {
        expect(told).not.toContain(secret);
      }
    } finally {
      feed.leave();
    }
  });

  it('is shown to so many at once, and to another one when somebody has left', async () => {
    const watching = await Promise.all(
      Array.from({ length: MAX_WATCHERS }, () => EventReader.open(server.http, '/city/feed')),
    );
    try {
      await Promise.all(watching.map((feed) => feed.next('changed')));
      (await server.http.get('/city/feed')).refused('SERVICE_UNAVAILABLE');
      watching.pop()?.leave();
      await until('there is room', () =>
        EventReader.open(server.http, '/city/feed').then(
          (feed) => watching.push(feed),
          () => undefined,
        ),
      );
    } finally {
      for (const feed of watching) feed.leave();
    }
  });

  it('answers the head of the feed, and keeps no place for it', async () => {
    const head = async (): Promise<number> => (await server.http.request('HEAD', '/api/v1/city/feed')).status;
    await until('those of before have left', async () => ((await head()) === 200 ? true : undefined));
    for (let n = 0; n < MAX_WATCHERS + 5; n += 1) expect([n, await head()]).toEqual([n, 200]);
  });
});

describe('in production', () => {
  it('there is the page, and nothing of the city', async () => {
    const production = await deployment.start({ sandbox: false });
    try {
      for (const path of ['/city', '/city/streets', '/city/feed']) {
        (await production.http.get(path)).refused('NOT_FOUND');
      }
      const page = await production.http.request('GET', '/');
      expect(page.status).toBe(200);
      expect(page.text).not.toMatch(/tiffin-demo|\+91/);
    } finally {
      await production.stop();
    }
  });

  it('the feed ends when the server stops, which does not wait for it', async () => {
    const other = await deployment.start();
    const feed = await EventReader.open(other.http, '/city/feed');
    await feed.next('snapshot');
    const from = performance.now();
    await other.stop();
    await feed.untilEnd();
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});
