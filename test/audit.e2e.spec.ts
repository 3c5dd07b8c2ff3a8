import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { projectRoot } from '../src/main/project-root';
import { READ_MODELS } from '../src/projections/read-models';
import { cli, type CliResult } from './support/cli-runner';
import { placeOrder, untilStatus } from './support/e2e-orders';
import { manyCustomers, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

describe('the command line, beside a process that serves', () => {
  let deployment: Deployment;
  let server: Process;
  let customers: readonly Person[];
  let orders: readonly string[];

  /** Runs `tiffin` as an operator does. */
  function tiffin(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(projectRoot(), 'bin/tiffin.js'), ...args],
      {
        env: { ...process.env, DATABASE_URL: deployment.databaseUrl, DATA_DIR: deployment.dataDir },
        encoding: 'utf8',
      },
    );
    return { status, output: `${stdout}${stderr}` };
  }

  /** The same, while this process goes on. */
  function tiffinBeside(
    ...args: readonly string[]
  ): Promise<{ readonly status: number | null; readonly output: string }> {
    const child = spawn(process.execPath, [join(projectRoot(), 'bin/tiffin.js'), ...args], {
      env: { ...process.env, DATABASE_URL: deployment.databaseUrl, DATA_DIR: deployment.dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve) => child.once('close', (status) => resolve({ status, output })));
  }

  /** The same, without a process of its own, which takes a second to start. */
  const tiffinInside = (...args: readonly string[]): Promise<CliResult> =>
    cli({ DATABASE_URL: deployment.databaseUrl, DATA_DIR: deployment.dataDir }, args);

  async function sql(text: string, values: readonly unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: deployment.databaseUrl });
    await client.connect();
    await client.query(text, [...values]);
    await client.end();
  }

  beforeAll(async () => {
    deployment = await createDeployment();
    server = await deployment.start();
    customers = await manyCustomers(server.tiffin, 12);
    const placed = await Promise.all(customers.map((customer) => placeOrder(customer)));
    orders = placed.map(({ order_id }) => order_id);
    await Promise.all(orders.map((id, i) => untilStatus(customers[i]!, id, 'CONFIRMED')));
  }, 60_000);

  afterAll(() => deployment.remove());

  it('finds every stream as it was written', () => {
    const { status, output } = tiffin('audit', 'verify');
    expect(output).toMatch(/^\d+ streams verified, 0 broken$/m);
    expect(status).toBe(0);
  });

  it('rebuilds the read models while readers read and orders come in: equal rows, no failed read', async () => {
    const stopped = new AbortController();
    let reads = 0;
    const reader = async (customer: Person, orderId: string): Promise<void> => {
      while (!stopped.signal.aborted) {
        const reply = await customer.http.get(`/orders/${orderId}`);
        expect(reply.status).toBe(200);
        const list = await customer.http.get('/orders');
        expect(list.status).toBe(200);
        reads += 1;
      }
    };
    const reading = Promise.all(customers.slice(0, 4).map((customer, i) => reader(customer, orders[i]!)));
    const rebuild = tiffinBeside('projection', 'rebuild', '--all');
    for (const customer of customers) await placeOrder(customer);
    const { status, output } = await rebuild;
    stopped.abort();
    await reading;

    expect(output).not.toContain('differs');
    expect(output.match(/swapped in/g)).toHaveLength(READ_MODELS.length);
    for (const [, live, rebuilt] of output.matchAll(
      /live +\d+ rows +sha256 (\w+)\n +rebuilt +\d+ rows +sha256 (\w+)/g,
    )) {
      expect(rebuilt).toBe(live);
    }
    expect(status).toBe(0);
    expect(reads).toBeGreaterThan(0);
  }, 60_000);

  it.each([
    [
      'one byte',
      (stream: string) =>
        sql(
          `UPDATE es_event SET data = replace(data, '"etaMinutes":', '"etaMinutes":1')
           WHERE revision = 0 AND stream_no = (SELECT stream_no FROM es_stream WHERE name = $1)`,
          [stream],
        ),
      0,
    ],
    [
      'one event',
      (stream: string) =>
        sql(
          `DELETE FROM es_event
           WHERE revision = 0 AND stream_no = (SELECT stream_no FROM es_stream WHERE name = $1)`,
          [stream],
        ),
      0,
    ],
    [
      'the tail',
      (stream: string) =>
        sql(
          `DELETE FROM es_event
           WHERE revision = 1 AND stream_no = (SELECT stream_no FROM es_stream WHERE name = $1)`,
          [stream],
        ),
      1,
    ],
  ])('names stream and revision when %s was changed behind its back', async (what, change, revision) => {
    const stream = `order-${orders[['one byte', 'one event', 'the tail'].indexOf(what)]!}`;
    await change(stream);
    const { status, output } = tiffin('audit', 'verify');
    expect(output).toContain(`BROKEN ${stream} at revision ${revision}: `);
    expect(status).toBe(1);
    const { out } = await tiffinInside('audit', 'verify', '--stream', stream);
    expect(out).toContain('1 streams verified, 1 broken');
  });

  it('says so when it is asked for a stream that does not exist', async () => {
    expect(await tiffinInside('audit', 'verify', 'order-unknown')).toMatchObject({ code: 2 });
  });

  it('tells how far the read models are, and that nothing is parked', async () => {
    expect((await tiffinInside('projection', 'list')).out).toMatch(/order-view\.v3\.g2 +live/);
    expect((await tiffinInside('parked', 'list')).out).toContain('0 keys parked');
  });
});
