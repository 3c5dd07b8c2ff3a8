import { randomInt, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { attachToEmbeddedPostgres } from '../src/adapters/driven/embedded-postgres/attach';
import { OrderDto, OrderPlacedDto } from '../src/adapters/driving/http/orders/orders.dto';
import { orderIdFor } from '../src/application/deterministic-ids';
import { asId, type CustomerId } from '../src/domain/kernel/ids';
import { createTestDatabase } from './support/database';
import { Child } from './support/e2e-child';
import { NoAnswer, type Reply } from './support/e2e-http';
import { fillCart, orderOf, showOrder, untilStatus } from './support/e2e-orders';
import { addAddress, register, type Person } from './support/e2e-people';
import { withTableLocked } from './support/e2e-server';
import { until } from './support/e2e-until';

/** For each kill, how long it comes after an order that is under way. */
const KILLS_AFTER_TURNS = [0, 4, 16];
const CUSTOMERS = 4;
/** Orders that are sent before the process is killed: at most so many. */
const MOST_ORDERS = 20;

const dataDir = mkdtempSync(join(tmpdir(), 'tiffin-restart-'));
// Run as root, the database server has a user of its own, who has to enter the folder.
chmodSync(dataDir, 0o755);

let server: Child | null = null;

/** The server, started on the folder if it does not run. */
async function running(): Promise<Child> {
  if (server === null || server.exit !== null) server = await Child.startServer({ DATA_DIR: dataDir });
  return server;
}

afterAll(async () => {
  await server?.kill();
  await until('the database has ended', () =>
    Promise.resolve(attachToEmbeddedPostgres(dataDir) === null || undefined),
  );
  // The gateway of a server that was killed ends a moment later.
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** An order that somebody tried to place. */
interface Attempt {
  readonly customer: Person;
  readonly key: string;
  readonly body: unknown;
  /** Null: the process died before it had answered. */
  reply: string | null;
}

const at = (child: Child, { http, ...person }: Person): Person => ({
  ...person,
  http: child.http.as(http.token),
});

const place = (child: Child, { customer, key, body }: Attempt): Promise<Reply> =>
  at(child, customer).http.post('/orders', body, key);

const orderIdOf = ({ customer, key }: Attempt): string => orderIdFor(asId<CustomerId>(customer.id), key);

async function newCustomer(child: Child): Promise<Person> {
  const customer = await register(child.http);
  await addAddress(customer);
  return customer;
}

/**
 * Customers order one meal after the other until the process is killed among them.
 * @param turns of the event loop between an order that is sent and the kill: from before it arrives to after it
 */
async function ordersUntilKilled(child: Child, turns: number): Promise<readonly Attempt[]> {
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => newCustomer(child)));
  const attempts: Attempt[] = [];
  const last = randomInt(1, MOST_ORDERS);
  const orderOn = async (customer: Person): Promise<void> => {
    try {
      for (;;) {
        const body = orderOf(await fillCart(customer));
        const attempt: Attempt = { customer, key: randomUUID(), body, reply: null };
        const asked = place(child, attempt);
        if (attempts.push(attempt) === last) {
          for (let turn = 0; turn < turns; turn += 1) await nextTurn();
          child.signal('SIGKILL');
        }
        const reply = await asked;
        reply.body(OrderPlacedDto);
        attempt.reply = reply.text;
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  };
  await Promise.all(customers.map(orderOn));
  expect(await child.ended()).toEqual({ code: null, signal: 'SIGKILL' });
  return attempts;
}

describe('a process that is killed', () => {
  it('has lost no order that it acknowledged, and done no other by halves', async () => {
    const attempts: Attempt[] = [];
    for (const turns of KILLS_AFTER_TURNS) {
      const attempted = await ordersUntilKilled(await running(), turns);
      attempts.push(...attempted);
      const child = await running();
      for (const attempt of attempted) {
        const reply = await at(child, attempt.customer).http.get(`/orders/${orderIdOf(attempt)}`);
        if (attempt.reply === null && reply.status === 404) continue;
        const { total_amount_minor: total, items } = reply.body(OrderDto);
        expect([total, items.length]).toEqual([82_590, 1]);
      }
      for (const attempt of attempted) {
        const again = await place(child, attempt);
        expect(again.body(OrderPlacedDto).order_id).toBe(orderIdOf(attempt));
        expect((await place(child, attempt)).text).toBe(again.text);
        if (attempt.reply !== null) expect(again.text).toBe(attempt.reply);
      }
    }

    expect(attempts.some(({ reply }) => reply === null)).toBe(true);
    const child = await running();
    for (const attempt of attempts) {
      await untilStatus(at(child, attempt.customer), orderIdOf(attempt), 'CONFIRMED');
    }
    const verify = Child.run('bin/tiffin.js', { DATA_DIR: dataDir }, ['audit', 'verify']);
    expect([await verify.ended(), verify.output]).toEqual([
      { code: 0, signal: null },
      expect.stringContaining(', 0 broken'),
    ]);
  }, 120_000);
});

describe('a process that is asked to stop', () => {
  it('answers what it was asked before, and leaves with 0', async () => {
    const child = await running();
    const customer = await newCustomer(child);
    const attempt: Attempt = {
      customer,
      key: randomUUID(),
      body: orderOf(await fillCart(customer)),
      reply: null,
    };
    const databaseUrl = attachToEmbeddedPostgres(dataDir) ?? '';
    const answer = await withTableLocked(databaseUrl, 'es_event', async (blocked) => {
      const asked = place(child, attempt);
      await until('the order is being written', async () => (await blocked()) || undefined);
      child.signal('SIGTERM');
      await until('nobody new is served', () =>
        child.http.request('GET', '/health/ready').then(
          ({ status }) => status === 503 || undefined,
          () => true,
        ),
      );
      return { asked };
    });
    const { order_id: orderId } = (await answer.asked).body(OrderPlacedDto);
    expect(await child.ended()).toEqual({ code: 0, signal: null });

    const order = await showOrder(at(await running(), customer), orderId);
    expect(order.total_amount_minor).toBe(82_590);
  }, 60_000);
});

describe('a process that cannot start', () => {
  it('says so when another one has the folder', async () => {
    await running();
    const second = Child.run('scripts/start.js', { DATA_DIR: dataDir, PORT: '0' });
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.output).toMatch(
      /The data folder \S+ is in use by process \d+\. Stop it, or choose another/,
    );
    expect(second.output).not.toMatch(/^\s+at /m);
    expect((await (await running()).http.request('GET', '/health/ready')).status).toBe(200);
  }, 60_000);

  it('says so when another one has the port', async () => {
    const { port } = new URL((await running()).http.url);
    const database = await createTestDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'tiffin-restart-'));
    const second = Child.run('scripts/start.js', {
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      PORT: port,
    });
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.output).toContain(`Port ${port} is in use. Stop what listens there, or choose another`);
    expect(second.output).not.toMatch(/^\s+at /m);
    await database.drop();
    rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
  }, 60_000);

  it('says which setting is wrong', async () => {
    const child = Child.run('scripts/start.js', { PORT: 'http' });
    expect(await child.ended()).toEqual({ code: 1, signal: null });
    expect(child.output).toMatch(/^The environment is not valid:\n {2}PORT: /);
  });
});
