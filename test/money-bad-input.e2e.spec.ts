import { randomUUID } from 'node:crypto';
import type { AccountRole } from '../src/application/ports/accounts';
import { startTestGateway, type TestGateway } from './support/e2e-gateway';
import type { Reply } from './support/e2e-http';
import { orderAt } from './support/e2e-orders';
import { orderToPay, paidOrder } from './support/e2e-payments';
import { signInAll } from './support/e2e-people';
import { INSIDES, requestsInTheLog, sendRaw } from './support/e2e-raw';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

let gateway: TestGateway;
let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

/** What the requests below are about, by the name that stands for it in their paths and bodies. */
let things: Readonly<Record<string, string>>;

beforeAll(async () => {
  gateway = await startTestGateway();
  deployment = await createDeployment();
  server = await deployment.start({ payments: gateway.payments });
  people = await signInAll(server.http);
  const { paymentId } = await paidOrder(gateway, people.customer);
  const { order } = await orderToPay(people.customer);
  const cashOrder = await orderAt('PICKED_UP', people);
  things = { PAID: paymentId, UNPAID: order.order_id, CASH: cashOrder, NOTHING: randomUUID() };
}, 60_000);

afterAll(async () => {
  await deployment.remove();
  await gateway.remove();
});

const named = (text: string): string =>
  text.replaceAll(/\b(PAID|UNPAID|CASH|NOTHING)\b/g, (name) => things[name] ?? name);

const refused: string[] = [];

interface Sent {
  readonly role: AccountRole;
  readonly method: string;
  readonly path: string;
  readonly payload?: string | Buffer;
  readonly type?: string;
}

/** Sends it and expects a problem that tells no insides. */
async function refusal({ role, method, path, payload, type = 'application/json' }: Sent): Promise<Reply> {
  const requestId = randomUUID();
  refused.push(requestId);
  const reply = await sendRaw(server, {
    method,
    path: `/api/v1${named(path)}`,
    headers: {
      'x-request-id': requestId,
      'idempotency-key': randomUUID(),
      ...(payload === undefined ? {} : { 'content-type': type }),
    },
    token: people[role].accessToken,
    payload: typeof payload === 'string' ? named(payload) : (payload ?? null),
  });
  expect(reply.problem().request_id).toBe(requestId);
  expect(reply.text).not.toMatch(INSIDES);
  return reply;
}

/** Values that are no amount of money. */
const NO_AMOUNT = [null, '1', '', true, [], [1], {}, 0.5, -1, 2 ** 53, 1e21, 1e308, '١', '１'];
const NO_ID = [null, 1, '', 'x', [], {}, '../..', `${randomUUID()}\n`, '0'.repeat(36), 'x'.repeat(5_000)];
const NO_CODE = [null, 1, '', 'Too Late', 'ä', '<b>', 'x'.repeat(65), 'a\nb', [], {}];
const NO_CHOICE = [null, 1, '', 'COD', 'upi', '__proto__', 'constructor', [], {}];

interface Body {
  readonly role: AccountRole;
  readonly method: string;
  readonly path: string;
  readonly good: Readonly<Record<string, unknown>>;
  readonly bad: Readonly<Record<string, readonly unknown[]>>;
  readonly required: readonly string[];
}

const LINE = { line_id: 'x', quantity: 1 };

const BODIES: readonly Body[] = [
  {
    ...{ role: 'customer', method: 'POST', path: '/payments/initiate' },
    good: { order_id: 'UNPAID' },
    bad: {
      order_id: NO_ID,
      amount_minor: NO_AMOUNT,
      amount: [null, '1', -0.01, [], {}, true],
      method: NO_CHOICE,
    },
    required: ['order_id'],
  },
  {
    ...{ role: 'support', method: 'POST', path: '/payments/PAID/refund' },
    good: { amount_minor: 1, reason: 'goodwill' },
    bad: {
      amount_minor: [...NO_AMOUNT, 0],
      reason: NO_CODE,
      charge_to: NO_CHOICE,
      lines: [[LINE], [], null, {}, 'x'],
    },
    required: ['amount_minor', 'reason'],
  },
  {
    ...{ role: 'support', method: 'POST', path: '/payments/PAID/refund' },
    good: { lines: [LINE], reason: 'goodwill' },
    bad: {
      lines: [
        ...[null, {}, 'x', [], [null], [[]], [LINE, LINE], Array.from({ length: 101 }, () => LINE)],
        ...[...NO_AMOUNT, 0, 1_001].map((quantity) => [{ ...LINE, quantity }]),
        ...[null, 1, '', 'x'.repeat(101), {}].map((id) => [{ ...LINE, line_id: id }]),
        ...[[{ quantity: 1 }], [{ line_id: 'x' }]],
      ],
    },
    required: ['lines', 'reason'],
  },
  {
    ...{ role: 'courier', method: 'PUT', path: '/delivery/orders/CASH/cash' },
    good: { amount_minor: 1 },
    bad: { amount_minor: NO_AMOUNT },
    required: ['amount_minor'],
  },
  {
    ...{ role: 'support', method: 'POST', path: '/staff/money/reconcile' },
    good: {},
    bad: {
      from: [
        null,
        1,
        '',
        'today',
        '2026-02-30T00:00:00Z',
        '9999-12-31T23:59:59-12:00',
        '0000-01-01T00:00:00Z',
      ],
      to: [null, 1, '', 'today', '9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+14:00'],
      heal: [null, 1, 'true', 'yes', {}],
    },
    required: [],
  },
];

describe.each(BODIES)('$method $path with $good', ({ role, method, path, good, bad, required }) => {
  const send = (body: unknown) => refusal({ role, method, path, payload: JSON.stringify(body) });

  it.each(Object.keys(bad))('is refused with any wrong %s', async (field) => {
    for (const value of bad[field] ?? [])
      (await send({ ...good, [field]: value })).refused('VALIDATION_ERROR');
  });

  it('is refused when something is missing', async () => {
    for (const field of required) {
      const rest = Object.entries(good).filter(([name]) => name !== field);
      (await send(Object.fromEntries(rest))).refused('VALIDATION_ERROR');
    }
    for (const body of [[], 'x', 1, null, true, [good]]) {
      if (required.length > 0 || body !== null) (await send(body)).refused('VALIDATION_ERROR');
    }
  });

  it('is refused when it is no JSON, another type, nothing at all, or too much', async () => {
    const json = JSON.stringify(good);
    const sent = (payload: string | Buffer, type?: string) =>
      refusal({ role, method, path, payload, ...(type === undefined ? {} : { type }) });
    (await sent('{')).refused('MALFORMED_BODY');
    (await sent(`${json}x`)).refused('MALFORMED_BODY');
    (await sent(Buffer.from(json, 'utf16le'))).refused('MALFORMED_BODY');
    (await sent(JSON.stringify({ ...good, note: 'a\0b' }))).refused('VALIDATION_ERROR');
    (
      await sent(
        `{"a":${'['.repeat(40_000)}${']'.repeat(40_000)},"order_id":1,"reason":1,"from":1,"amount_minor":"x"}`,
      )
    ).refused('VALIDATION_ERROR');
    (await sent(`{"note":"${'x'.repeat(110_000)}"}`)).refused('PAYLOAD_TOO_LARGE');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/html', '/', 'application']) {
      (await sent(json, type)).refused('UNSUPPORTED_MEDIA_TYPE');
    }
    if (required.length > 0) (await refusal({ role, method, path })).refused('VALIDATION_ERROR');
  });

  it('cannot be told more than it asks for', async () => {
    const poison = '{"__proto__":{"amount_minor":1},"constructor":{"prototype":{"role":"admin"}},';
    const worst = Object.entries(bad).map(([field, [value]]) => `"${field}":${JSON.stringify(value)}`);
    await refusal({ role, method, path, payload: `${poison}${worst.join(',')}}` });
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  });
});

const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

const BAD_CURSORS = [
  ...['x', '%', 'null', '[]', 'e30', 'x'.repeat(501), '../..'],
  ...[[], {}, null, [1, 2], ['2026-01-01T00:00:00.000Z'], ['x', 'y'], ['2026-01-01', 'y']].map(cursorOf),
  ...['2026-02-30', '2026-13-01', '0000-01-01', '2026-00-00'].map((day) =>
    cursorOf([`${day}T00:00:00.000Z`, '1/1']),
  ),
  ...['2026-01-01T24:00:00.000Z', '+275760-09-13T00:00:00.000Z', '-infinity', 'now'].map((at) =>
    cursorOf([at, '1']),
  ),
  cursorOf(['2026-01-01T00:00:00.000Z', 'a\0']),
  cursorOf(['2026-01-01T00:00:00.000Z', 'x'.repeat(201)]),
];

const BAD_LIMITS = ['0', '-1', '1.5', '1e9', 'x', '99999', 'NaN', 'Infinity', '١'];
const BAD_MOMENTS = [
  ...['x', '2026-01-01', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00', '1767225600'],
  ...['0000-01-01T00:00:00Z', '0000-01-01T00:00:00%2B14:00', '9999-12-31T23:59:59-12:00'],
];

const PERIOD = {
  cursor: BAD_CURSORS,
  limit: BAD_LIMITS,
  currency: ['inr', 'XXX', '__proto__'],
  from: [...BAD_MOMENTS, '9999-01-01T00:00:00Z&to=2026-01-01T00:00:00Z'],
  to: BAD_MOMENTS,
};

const QUERIES: readonly (readonly [AccountRole, string, Readonly<Record<string, readonly string[]>>])[] = [
  ['courier', '/delivery/statement?', PERIOD],
  ['auditor', '/staff/money/statement?account=psp_clearing&party=sandbox&', PERIOD],
  [
    'auditor',
    '/staff/money/statement?',
    { account: ['', 'x', '__proto__', 'tips', 'psp_clearing&account=fx'] },
  ],
  [
    'auditor',
    '/staff/money/statement?account=fx&',
    { party: ['x'.repeat(101), '%00', 'a&party=b', '%ff%00'] },
  ],
  ['restaurant', '/restaurant/statement?', { restaurant_id: ['', 'x', '%00', 'a&restaurant_id=b'] }],
  ['support', '/staff/payments?', { cursor: BAD_CURSORS, limit: BAD_LIMITS }],
  [
    'support',
    '/staff/refunds?',
    { cursor: BAD_CURSORS, limit: BAD_LIMITS, filter: ['x', 'all', '__proto__'] },
  ],
  ['auditor', '/staff/money/runs?', { limit: BAD_LIMITS }],
  ['auditor', '/staff/money/breaks?', { cursor: BAD_CURSORS, limit: BAD_LIMITS, open: ['x', '2', 'null'] }],
  ['support', '/staff/orders/x/payments?', { x: ['1'] }],
  [
    'customer',
    '/payments/PAID/status?',
    { min_position: ['x', '-1.0', '99.1', '1.1.1', '0.99999999999999999'] },
  ],
  ['customer', '/orders/UNPAID/receipt?', { min_position: ['x', '-1.0', '99.1', '1.1.1'] }],
];

it.each(QUERIES)('%s is refused GET %s with anything else', async (role, path, fields) => {
  for (const [name, values] of Object.entries(fields)) {
    for (const value of values) {
      const reply = await refusal({ role, method: 'GET', path: `${path}${name}=${value}` });
      expect([path, name, value, reply.status]).toEqual([path, name, value, 400]);
    }
  }
});

it.each([
  ['customer', 'GET', '/payments/ID/status'],
  ['customer', 'GET', '/payments/ID/return'],
  ['customer', 'GET', '/orders/ID/receipt'],
  ['support', 'POST', '/payments/ID/refund'],
  ['support', 'POST', '/payments/ID/refunds/NOTHING/retry'],
  ['support', 'POST', '/payments/NOTHING/refunds/ID/retry'],
  ['support', 'GET', '/staff/orders/ID/payments'],
  ['courier', 'PUT', '/delivery/orders/ID/cash'],
] as const)('%s is refused %s %s with what is no id', async (role, method, path) => {
  for (const id of ['0', 'x', '%00', '%ff', '1;2', 'x'.repeat(3_000), '%F0%9F%8D%9B', "'--"]) {
    const reply = await refusal({ role, method, path: path.replace('ID', id) });
    expect([400, 404]).toContain(reply.status);
  }
});

it('what was refused has left nothing behind', async () => {
  const logged = await requestsInTheLog(server);
  expect(refused.length).toBeGreaterThan(300);
  expect(refused.filter((id) => logged.has(id))).toEqual([]);
});
