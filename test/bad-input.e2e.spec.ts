import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { RefundRequestedDto } from '../src/adapters/driving/http/payments/payments.dto';
import { ACCOUNT_ROLES, type AccountRole } from '../src/application/ports/accounts';
import { startTestGateway, type TestGateway } from './support/e2e-gateway';
import type { Reply } from './support/e2e-http';
import { ANSWERED, fuzzRequests, type FuzzRequest } from './support/e2e-fuzz';
import { dishId, fillCart, orderAt, PIZZA_PALACE_ID } from './support/e2e-orders';
import { addAddress, newPhone, openSession, PASSWORD, signInAll } from './support/e2e-people';
import { orderToPay, paidOrder } from './support/e2e-payments';
import { INSIDES, requestsInTheLog, sendRaw } from './support/e2e-raw';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

const REQUESTS = 4_000;

let gateway: TestGateway;
let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  gateway = await startTestGateway();
  deployment = await createDeployment();
  server = await deployment.start({ payments: gateway.payments });
  people = await signInAll(server.http);
});

afterAll(async () => {
  await deployment.remove();
  await gateway.remove();
});

/** What is not asked for below is a route of its own: it would sign everybody out. */
const isLogout = ({ path }: { readonly path: string }): boolean => path.endsWith('/logout');

function rolesOf(access: FuzzRequest['operation']['access']): readonly AccountRole[] {
  return typeof access === 'string' ? ACCOUNT_ROLES : ACCOUNT_ROLES.filter((role) => access.includes(role));
}

async function send(request: FuzzRequest, requestId: string): Promise<Reply> {
  const { operation, path, payload, caller } = request;
  const roles = rolesOf(operation.access);
  const role = caller < 0 ? undefined : roles[caller % roles.length];
  const person = role === undefined ? undefined : people[role];
  // A session of its own: it may be ended.
  const token =
    person !== undefined && isLogout(operation)
      ? (await openSession(server.tiffin, person.id)).accessToken
      : (person?.accessToken ?? null);
  const headers = { ...request.headers, 'x-request-id': requestId };
  return sendRaw(server, { method: operation.method, path, headers, token, payload });
}

describe('a request that asks for too little or too much', () => {
  it('is told which choice is missing', async () => {
    const item = { restaurant_id: PIZZA_PALACE_ID, item_id: dishId('Margherita Pizza') };
    const problem = (await people.customer.http.post('/cart/items', item)).refused('ITEM_NOT_ORDERABLE');
    expect(problem.detail).toBe('Size: choice required.');
    expect(problem['problems']).toEqual([{ code: 'choice-required', group_id: 'size', name: 'Size' }]);
  });

  it('is told what no text may hold', async () => {
    const register = (name: string) =>
      server.http.post('/auth/register', { name, phone: newPhone(), password: PASSWORD });
    expect((await register('Zo\0e')).refused('VALIDATION_ERROR').detail).toContain('U+0000');
    expect((await register('Zo\ud800')).refused('VALIDATION_ERROR').detail).toContain('surrogate');
    (await server.http.get('/restaurants?lat=12.97&lng=77.6&cuisine=%00')).refused('VALIDATION_ERROR');
  });

  it('may leave a parameter empty', async () => {
    expect((await people.customer.http.get('/orders?cursor=&limit=')).status).toBe(200);
    const problem = (await server.http.get('/restaurants?lat=&lng=77.6')).refused('VALIDATION_ERROR');
    expect(problem.detail).toBe('lat: give a number');
  });
});

it('whatever is sent: no server error, a problem that tells no insides, and nothing stored', async () => {
  const { customer } = people;
  const orders = [await orderAt('READY', people), await orderAt('PICKED_UP', people)];
  const paid = await paidOrder(gateway, customer);
  const refund = await people.support.http.post(
    `/payments/${paid.paymentId}/refund`,
    { amount_minor: 1, reason: 'goodwill' },
    randomUUID(),
  );
  const { order, payment } = await orderToPay(customer);
  const cart = await fillCart(customer);
  const ids = [
    ...orders,
    ...[paid.orderId, paid.paymentId, refund.body(RefundRequestedDto).refund_id],
    ...[order.order_id, payment.payment_id],
    PIZZA_PALACE_ID,
    people.courier.id,
    await addAddress(customer),
    cart.cart_id ?? '',
    encodeURIComponent(cart.items[0]?.line_id ?? ''),
  ];
  const refused: string[] = [];
  const statuses = new Map<number, number>();
  const asked = new Set<string>();

  await fc.assert(
    fc.asyncProperty(fuzzRequests(ids), async (request) => {
      const requestId = randomUUID();
      const reply = await send(request, requestId);
      asked.add(`${request.operation.method} ${request.operation.path}`);
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      expect(reply.status).toBeLessThan(500);
      expect(reply.text).not.toMatch(INSIDES);
      if (reply.status < 400) return;
      const { error_code: code, request_id: told } = reply.problem();
      expect(told).toBe(requestId);
      // A wrong code is refused and counted.
      if (code !== 'DELIVERY_CODE_WRONG') refused.push(requestId);
    }),
    { numRuns: REQUESTS },
  );

  expect(asked.size).toBe(ANSWERED.length);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 404, 409, 413, 415, 422]));
  const logged = await requestsInTheLog(server);
  expect(refused.filter((id) => logged.has(id))).toEqual([]);
  expect(refused.length).toBeGreaterThan(REQUESTS / 2);
  expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  expect((await customer.http.get('/users/profile')).status).toBe(200);
}, 90_000);
