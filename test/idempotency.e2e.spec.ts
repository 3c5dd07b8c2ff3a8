import { randomUUID } from 'node:crypto';
import {
  OrderCancelledDto,
  OrderListDto,
  OrderPlacedDto,
} from '../src/adapters/driving/http/orders/orders.dto';
import { AddressListDto } from '../src/adapters/driving/http/identity/users.dto';
import { SignedInDto } from '../src/adapters/driving/http/identity/auth.dto';
import type { Reply } from './support/e2e-http';
import {
  changed,
  confirmedOrder,
  fillCart,
  orderAt,
  orderOf,
  showOrder,
  untilStatus,
} from './support/e2e-orders';
import {
  manyCustomers,
  NEARBY_ADDRESS,
  newPhone,
  PASSWORD,
  register,
  addAddress,
  signInAll,
  type Person,
} from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

const CUSTOMERS = 100;
const REPEATS = 10;
const CONNECTIONS = 50;

interface Attempt {
  readonly customer: Person;
  readonly key: string;
  readonly body: unknown;
}

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
});

afterAll(() => deployment.remove());

const place = ({ customer, key, body }: Attempt): Promise<Reply> => customer.http.post('/orders', body, key);

async function attemptOf(customer: Person): Promise<Attempt> {
  return { customer, key: randomUUID(), body: orderOf(await fillCart(customer)) };
}

async function newCustomer(): Promise<Person> {
  const customer = await register(server.http);
  await addAddress(customer);
  return customer;
}

/** Every attempt so many times, in an order in which no two repeats stand side by side. */
const repeated = (attempts: readonly Attempt[]): Attempt[] =>
  Array.from({ length: REPEATS }, (_, round) =>
    attempts.map((_, i) => attempts[(i + 7 * round) % attempts.length]!),
  ).flat();

/** The replies to all attempts, sent over that many connections at once. */
async function replies(attempts: readonly Attempt[]): Promise<readonly { key: string; reply: Reply }[]> {
  const left = [...attempts];
  const answered: { key: string; reply: Reply }[] = [];
  const connection = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      answered.push({ key: next.key, reply: await place(next) });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return answered;
}

/** The log of the store: which orders were placed. */
async function placedOrders(): Promise<readonly string[]> {
  const { eventStore } = server.tiffin.parts;
  const placed: string[] = [];
  for (let after = 0; ;) {
    const events = await eventStore.readAll(after, { limit: 1_000 });
    placed.push(...events.filter(({ type }) => type === 'OrderPlaced').map(({ stream }) => stream));
    const last = events.at(-1);
    if (last === undefined) return placed;
    after = last.position;
  }
}

describe('an order that is sent again and again', () => {
  it('is placed once: a thousand requests with a hundred keys are a hundred orders, each with one reply', async () => {
    const customers = await manyCustomers(server.tiffin, CUSTOMERS);
    const attempts = await Promise.all(customers.map(attemptOf));
    const before = await placedOrders();

    const answered = await replies(repeated(attempts));

    expect(answered).toHaveLength(CUSTOMERS * REPEATS);
    const texts = new Map<string, Set<string>>();
    for (const { key, reply } of answered) {
      reply.body(OrderPlacedDto);
      texts.set(key, (texts.get(key) ?? new Set()).add(reply.text));
    }
    expect([...texts.values()].map(({ size }) => size)).toEqual(Array(CUSTOMERS).fill(1));
    const orderIds = answered.map(({ reply }) => reply.body(OrderPlacedDto).order_id);
    const placed = (await placedOrders()).slice(before.length);
    expect(placed).toHaveLength(CUSTOMERS);
    expect(new Set(placed)).toEqual(new Set(orderIds.map((id) => `order-${id}`)));
  });

  it('gets its first reply after the order has moved on, and after a restart', async () => {
    const customer = await newCustomer();
    const attempt = await attemptOf(customer);
    const first = await place(attempt);
    const { order_id: orderId } = first.body(OrderPlacedDto);
    await untilStatus(customer, orderId, 'CONFIRMED');
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    expect((await place(attempt)).text).toBe(first.text);
    (await customer.http.put(`/orders/${orderId}/cancel`, {})).body(OrderCancelledDto);
    expect((await place(attempt)).text).toBe(first.text);

    await server.stop();
    server = await deployment.start();
    people = await signInAll(server.http);
    const http = server.http.as(customer.accessToken);
    const late = await place({ ...attempt, customer: { ...customer, http } });
    expect([late.status, late.text, late.headers.get('location')]).toEqual([
      first.status,
      first.text,
      first.headers.get('location'),
    ]);
  });

  it('is the same order under the other name of the route', async () => {
    const attempt = await attemptOf(people.customer);
    const first = await place(attempt);
    const again = await people.customer.http.post('/checkout', attempt.body, attempt.key);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
  });

  it('is refused when the key comes with another body', async () => {
    const attempt = await attemptOf(people.customer);
    const first = await place(attempt);
    const body = { ...orderOf(await fillCart(people.customer)), delivery_instructions: 'Ring twice' };
    (await place({ ...attempt, body })).refused('IDEMPOTENCY_KEY_REUSED');
    expect((await place(attempt)).text).toBe(first.text);
  });

  it('needs a key that can be told from others', async () => {
    const { customer, body } = await attemptOf(people.customer);
    (await customer.http.post('/orders', body)).refused('IDEMPOTENCY_KEY_REQUIRED');
    (await customer.http.post('/orders', body, '""')).refused('IDEMPOTENCY_KEY_INVALID');
    (await customer.http.post('/orders', body, 'two words')).refused('IDEMPOTENCY_KEY_INVALID');
    (await customer.http.post('/orders', body, 'x'.repeat(256))).refused('IDEMPOTENCY_KEY_INVALID');
  });

  it('takes a key in quotes for the key without them', async () => {
    const attempt = await attemptOf(people.customer);
    const bare = await place(attempt);
    const quoted = await place({ ...attempt, key: `"${attempt.key}"` });
    expect(quoted.text).toBe(bare.text);
  });

  it('is an order of their own for everybody who uses the same key', async () => {
    const [one, other] = await Promise.all([newCustomer(), newCustomer()]);
    const key = randomUUID();
    const first = (await place({ ...(await attemptOf(one)), key })).body(OrderPlacedDto);
    const second = (await place({ ...(await attemptOf(other)), key })).body(OrderPlacedDto);
    expect(second.order_id).not.toBe(first.order_id);
    (await other.http.get(`/orders/${first.order_id}`)).refused('NOT_FOUND');
    expect((await showOrder(other, second.order_id)).customer_id).toBe(other.id);
  });

  it('is not remembered when it was refused: the key serves once the cause is gone', async () => {
    const customer = await newCustomer();
    const { key, body } = await attemptOf(customer);
    const unquoted = { ...(body as object), quote_hash: null };
    await customer.http.delete('/cart/clear');
    (await customer.http.post('/orders', unquoted, key)).refused('CART_EMPTY');
    const fresh = await attemptOf(customer);
    (await place({ ...fresh, key })).body(OrderPlacedDto);
  });
});

describe('a command that comes with a key', () => {
  it('has one reply for the kitchen, and takes effect once', async () => {
    const orderId = await confirmedOrder(people.customer);
    const accept = (minutes: number, key: string) =>
      people.restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: minutes }, key);
    const key = randomUUID();
    const first = await accept(20, key);
    expect(changed(first).events).toEqual(['OrderAcceptedByRestaurant', 'PreparationStarted']);
    expect((await accept(20, key)).text).toBe(first.text);
    (await accept(30, key)).refused('IDEMPOTENCY_KEY_REUSED');
    expect(changed(await accept(20, randomUUID())).events).toEqual([]);
  });

  it('is not done again after it was undone', async () => {
    const orderId = await confirmedOrder(people.customer);
    const key = randomUUID();
    const cancel = () => people.customer.http.put(`/orders/${orderId}/cancel`, { reason: 'too-slow' }, key);
    const first = await cancel();
    first.body(OrderCancelledDto);
    const restored = changed(await people.support.http.post(`/staff/orders/${orderId}/restore`));
    expect((await cancel()).text).toBe(first.text);
    const order = await showOrder(people.customer, orderId, restored.position);
    expect(order.status).toBe('CONFIRMED');
  });

  it('counts a wrong delivery code once', async () => {
    const orderId = await orderAt('PICKED_UP', people);
    const { delivery_code: code } = await showOrder(people.customer, orderId);
    const wrong = code === '0000' ? '1111' : '0000';
    const deliver = (key: string) =>
      people.courier.http.put(
        `/delivery/orders/${orderId}/status`,
        { status: 'DELIVERED', code: wrong },
        key,
      );
    const key = randomUUID();
    for (let i = 0; i < 3; i += 1) {
      expect((await deliver(key)).refused('DELIVERY_CODE_WRONG')['attempts_left']).toBe(4);
    }
    expect((await deliver(randomUUID())).refused('DELIVERY_CODE_WRONG')['attempts_left']).toBe(3);
  });

  it('adds one address', async () => {
    const customer = await register(server.http);
    const key = randomUUID();
    const add = () => customer.http.post('/users/addresses', NEARBY_ADDRESS, key);
    const [first, ...others] = await Promise.all([add(), add(), add()]);
    expect(others.map(({ text }) => text)).toEqual([first.text, first.text]);
    const { addresses } = (await customer.http.get('/users/addresses')).body(AddressListDto);
    expect(addresses).toHaveLength(1);
  });

  it('registers one account', async () => {
    const body = { name: 'Somebody New', phone: newPhone(), password: PASSWORD };
    const key = randomUUID();
    const first = (await server.http.post('/auth/register', body, key)).body(SignedInDto);
    const again = (await server.http.post('/auth/register', body, key)).body(SignedInDto);
    expect(again.user_id).toBe(first.user_id);
    (await server.http.post('/auth/register', { ...body, name: 'Another' }, key)).refused(
      'IDEMPOTENCY_KEY_REUSED',
    );
    (await server.http.post('/auth/register', body, randomUUID())).refused('PHONE_TAKEN');
    const list = (await server.http.as(again.access_token).get('/orders')).body(OrderListDto);
    expect(list.orders).toEqual([]);
  });
});
