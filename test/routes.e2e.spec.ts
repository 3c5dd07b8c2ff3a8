import diagnostics from 'node:diagnostics_channel';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { join } from 'node:path';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { AUTHORIZATION } from '../src/adapters/driving/http/support/authorization';
import { ACCOUNT_ROLES, type AccountRole } from '../src/application/ports/accounts';
import { ROUTES } from './whole/document';
import type { HttpClient } from './support/e2e-http';
import { signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

const routes: RouteOptions[] = [];
const collect = (message: unknown): void => {
  const { fastify } = message as { readonly fastify: FastifyInstance };
  fastify.addHook('onRoute', (route) => void routes.push(route));
};

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  deployment = await createDeployment();
  diagnostics.subscribe('fastify.initialization', collect);
  server = await deployment.start();
  diagnostics.unsubscribe('fastify.initialization', collect);
  people = await signInAll(server.http);
});

afterAll(() => deployment.remove());

/** A route as the table names it. Whatever is below /docs is one page's scripts and pictures. */
const nameOf = (method: string, url: string): string =>
  `${method} ${url.startsWith('/docs/') ? '/docs/*' : url}`;

const routeNames = (): Set<string> =>
  new Set(
    routes
      .flatMap(({ method, url }) => [method].flat().map((one) => [one, url] as const))
      .filter(([method]) => method !== 'HEAD' && method !== 'OPTIONS')
      .map(([method, url]) => nameOf(method, url)),
  );

describe('the authorization table', () => {
  it('has a row for every route, and a route for every row', () => {
    expect([...routeNames()].sort()).toEqual([...AUTHORIZATION.keys()].sort());
  });

  it('lets HEAD do what GET may', async () => {
    const head = (http: HttpClient, path: string) => http.request('HEAD', path);
    expect((await head(server.http, '/health/live')).status).toBe(200);
    expect((await head(server.http, '/api/v1/staff/couriers')).status).toBe(401);
    expect((await head(people.customer.http, '/api/v1/staff/couriers')).status).toBe(403);
    expect((await head(people.support.http, '/api/v1/staff/couriers')).status).toBe(200);
    expect((await head(people.customer.http, '/api/v1/staff/money/balances')).status).toBe(403);
    expect((await head(people.auditor.http, '/api/v1/staff/money/balances')).status).toBe(200);
    expect((await head(people.customer.http, '/api/v1/payments/initiate')).status).toBe(404);
  });

  it('has nothing for the other methods of its paths, nor for other paths, whoever asks', async () => {
    const paths = new Set([...AUTHORIZATION.keys()].map((route) => route.split(' ')[1] ?? ''));
    for (const pattern of [...paths, '/api/v1/payments', '/api/v1/nowhere']) {
      const path = pattern.replace(/:\w+/g, randomUUID()).replace('*', 'swagger-ui.css');
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (AUTHORIZATION.has(`${method} ${pattern}`)) continue;
        const body = method === 'OPTIONS' ? {} : { body: { id: '1' } };
        (await people.admin.http.request(method, path, body)).refused('NOT_FOUND');
      }
    }
  });

  it('shows the metrics of the process to this machine and to administrators, whatever a proxy says', async () => {
    const from = async (remoteAddress: string, token: string | null) => {
      const reply = await server.tiffin.app.inject({
        url: '/metrics',
        remoteAddress,
        headers: {
          'x-forwarded-for': '127.0.0.1',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      return reply.statusCode;
    };
    expect(await from('127.0.0.1', null)).toBe(200);
    expect(await from('10.0.0.9', null)).toBe(401);
    expect(await from('10.0.0.9', people.support.accessToken)).toBe(403);
    expect(await from('10.0.0.9', people.admin.accessToken)).toBe(200);
  });
});

describe('the document of the API', () => {
  const file = join(__dirname, '../schema/openapi.json');
  const text = readFileSync(file, 'utf8');

  it('describes every route of the API, and no other', () => {
    const described = ROUTES.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
    const ofApi = (routes: Iterable<string>) => [...routes].filter((one) => one.includes('/api/v1/')).sort();
    expect(ofApi(described)).toEqual(ofApi(AUTHORIZATION.keys()));
  });

  it('refers to nothing that it does not have', () => {
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const wanted = [...text.matchAll(/"\$ref": "#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(wanted.length).toBeGreaterThan(ROUTES.length);
    expect(wanted.filter((name) => name === undefined || !(name in components.schemas))).toEqual([]);
  });
});

describe('a spelling of a path', () => {
  /** The path goes out as it is written here. */
  const statusOf = (path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server.tiffin.url);
      rawRequest({ hostname, port, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  const bearer = ({ accessToken }: Person) => ({ authorization: `Bearer ${accessToken}` });

  it.each([
    '/%61pi/v1/staff/couriers',
    '//api/v1/staff/couriers',
    '/api//v1/staff/couriers',
    '/api/v1/staff/couriers/',
    '/api/v1/staff/couriers//',
    '/API/V1/STAFF/COURIERS',
    '/api/v1/staff/couriers;x',
    '/api/v1/staff/couriers;x=/health/live',
    '/api/v1/staff;x/couriers',
    '/api/v1/./staff/couriers',
    '/api/v1/restaurants/../staff/couriers',
    '/health/live/../../api/v1/staff/couriers',
    '/docs/../api/v1/staff/couriers',
    '/docs/%2e%2e/api/v1/staff/couriers',
    '/api%2fv1%2fstaff%2fcouriers',
    '/api/v1/staff/couriers%00',
    '/api/v1/staff/couriers%20',
    '/api/v1/staff/couriers?x',
    '/api/v1/staff/couriers%3fx',
    '/api/v1/staff/couriers#/health/live',
    '/api/v1/staff%5ccouriers',
    'http://localhost/api/v1/staff/couriers',
  ])('never gives more access: %s', async (path) => {
    expect([400, 401, 404]).toContain(await statusOf(path, {}));
    expect([400, 403, 404]).toContain(await statusOf(path, bearer(people.customer)));
  });

  it('is not changed by headers that some servers read', async () => {
    const headers = {
      'x-original-url': '/api/v1/staff/couriers',
      'x-rewrite-url': '/api/v1/staff/couriers',
      'x-http-method-override': 'GET',
    };
    const clock = '/api/v1/sandbox/clock';
    expect(await statusOf(clock, headers)).toBe(401);
    expect(await statusOf(clock, { ...headers, ...bearer(people.support) })).toBe(403);
    expect(await statusOf(clock, { ...headers, ...bearer(people.admin) })).toBe(200);
  });
});

describe('a role', () => {
  it('cannot be chosen at will when registering', async () => {
    const register = (role: string) =>
      server.http.post('/auth/register', {
        name: 'Somebody New',
        phone: '+919200000001',
        password: 'a-long-way-to-lunch',
        role,
      });
    for (const role of ['ADMIN', 'SUPPORT', 'AUDITOR', 'SYSTEM', 'admin'] satisfies string[]) {
      (await register(role)).refused('VALIDATION_ERROR');
    }
  });

  it.each(ACCOUNT_ROLES satisfies readonly AccountRole[])(
    '%s is told in words what it may not do',
    async (role) => {
      const forbidden = role === 'customer' ? '/staff/couriers' : '/cart';
      const problem = (await people[role].http.get(forbidden)).refused('FORBIDDEN');
      expect(problem.detail).toContain(role);
    },
  );
});
