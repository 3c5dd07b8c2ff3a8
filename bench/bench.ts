import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/adapters/driven/embedded-postgres/embedded-postgres';
import { cpuOfTree, memoryOfTree, parentOf } from './cpu';
import { render, run } from './load';
import type { PreparedOrder } from './messages';
import { printReport, type Measurement, type Report, type Variant } from './report';
import { ServerProcess } from './server-process';

const HELP = `Measures placing an order against a floor in the same run.

Usage: npm run bench -- [options]

  --quick             fewer and shorter rounds, under a minute
  --json              print the result as JSON
  --rounds N          rounds of each variant (default 5)
  --connections A,B   numbers of connections (default 8,32)
  --history N         store N events first, and measure again on top of them
  --profile DIR       write a CPU profile of each round to DIR (open it in Chrome's DevTools)
  --database-url URL  measure against this PostgreSQL instead of an embedded one; it must be empty
  --help              this text

Floor: a bare Fastify handler with one INSERT on the same PostgreSQL. Variants: the API alone, and every role in
one process, whose clock stops when the backlog is drained. Rounds are interleaved; quote the ratios.`;

interface Options {
  readonly rounds: number;
  readonly connections: readonly number[];
  /** Orders in one round. */
  readonly orders: number;
  readonly history: number;
  readonly json: boolean;
  readonly profile: string | null;
  readonly databaseUrl: string | null;
}

function parse(): Options | null {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      connections: { type: 'string', default: '8,32' },
      history: { type: 'string', default: '0' },
      profile: { type: 'string' },
      'database-url': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    rounds: Number(values.rounds ?? (values.quick ? 2 : 5)),
    connections: values.connections.split(',').map(Number),
    orders: values.quick ? 2_000 : 4_000,
    history: Number(values.history),
    json: values.json,
    profile: values.profile ?? null,
    databaseUrl: values['database-url'] ?? null,
  };
}

const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** A body of the size of a stored order, for the floor to insert. */
const FLOOR_BODY = JSON.stringify({
  restaurant_id: randomUUID(),
  items: Array.from({ length: 6 }, (_, i) => ({
    item_id: randomUUID(),
    name: `Margherita Pizza ${i}`,
    quantity: 2,
    price: 37_900,
    customizations: [{ group: 'Size', label: 'Medium', price: 5_000 }],
  })),
});

const floorRequest = (host: string): Buffer =>
  render({ path: '/orders', headers: {}, body: FLOOR_BODY }, host);

const orderRequest = (order: PreparedOrder, host: string): Buffer =>
  render(
    {
      path: '/api/v1/orders',
      headers: { authorization: `Bearer ${order.token}`, 'idempotency-key': uuidv7() },
      body: JSON.stringify({
        cart_id: order.cartId,
        address_id: order.addressId,
        payment_method: 'COD',
        delivery_instructions: 'Ring twice, second floor',
        quote_hash: order.quoteHash,
      }),
    },
    host,
  );

/** As good clients make their keys: 48 bits of time, then random (RFC 9562 §5.7). */
function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

/** Process id of the server behind a connection: every backend is its child. */
async function postmasterOf(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = parentOf(rows[0]?.pid ?? 0);
  await client.end();
  return postmaster;
}

class Bench {
  private readonly measurements: Measurement[] = [];

  constructor(
    private readonly options: Options,
    private readonly databaseUrl: string,
    private readonly postgresPid: number,
    private readonly dataDir: string,
  ) {}

  async measureAll(label: string): Promise<void> {
    const floor = await ServerProcess.start('floor-server.js', { DATABASE_URL: this.databaseUrl });
    try {
      for (const variant of ['api', 'all'] as const) {
        const server = await this.startTiffin(variant);
        try {
          await this.measurePair(label, variant, floor, server);
        } finally {
          await server.stop();
        }
      }
    } finally {
      await floor.stop();
    }
  }

  startTiffin(variant: Exclude<Variant, 'floor'>): Promise<ServerProcess> {
    return ServerProcess.start('tiffin-server.js', {
      DATABASE_URL: this.databaseUrl,
      DATA_DIR: this.dataDir,
      BENCH_ROLES: variant === 'api' ? 'api' : 'api,relay,projector,processes',
    });
  }

  /** Rounds of a variant with rounds of the floor in between. */
  private async measurePair(
    label: string,
    variant: Exclude<Variant, 'floor'>,
    floor: ServerProcess,
    server: ServerProcess,
  ): Promise<void> {
    if (variant === 'all') await server.ask({ ask: 'drain' });
    // Rounds that do not count, until the code has been compiled by what it is used for.
    for (const connections of [...this.options.connections, ...this.options.connections]) {
      await this.round(label, 'floor', floor, connections, this.options.orders, variant);
      await this.round(label, variant, server, connections, this.options.orders, variant);
      this.measurements.length -= 2;
    }
    for (let round = 0; round < this.options.rounds; round += 1) {
      for (const connections of this.options.connections) {
        note(`${label}: ${variant} against the floor, ${connections} connections, round ${round + 1}`);
        await this.round(label, 'floor', floor, connections, this.options.orders, variant);
        await this.round(label, variant, server, connections, this.options.orders, variant);
      }
    }
  }

  private async round(
    label: string,
    variant: Variant,
    server: ServerProcess,
    connections: number,
    orders: number,
    against: Variant = variant,
  ): Promise<void> {
    const host = `127.0.0.1:${server.port}`;
    const requests =
      variant === 'floor'
        ? Array.from({ length: orders }, () => floorRequest(host))
        : ((await server.ask({ ask: 'prepare', count: orders })).orders ?? []).map((order) =>
            orderRequest(order, host),
          );
    if (variant === 'all') await server.ask({ ask: 'drain' });
    const profiles = variant === 'floor' ? null : this.options.profile;
    if (profiles !== null) await server.ask({ ask: 'profile' });

    const cpu = (): readonly number[] => [
      cpuOfTree(server.pid),
      cpuOfTree(this.postgresPid),
      process.cpuUsage().user + process.cpuUsage().system,
    ];
    const before = cpu();
    const began = performance.now();
    const result = await run(server.port, connections, requests);
    const answeredSeconds = (performance.now() - began) / 1000;
    if (variant === 'all') await server.ask({ ask: 'drain' });
    const seconds = (performance.now() - began) / 1000;
    const [node = 0, postgres = 0, driver = 0] = cpu().map((micros, i) => micros - (before[i] ?? 0));
    if (profiles !== null) {
      const file = `${variant}-${connections}-${this.measurements.length}.cpuprofile`;
      await server.ask({ ask: 'profiled', file: join(profiles, file) });
    }
    const failed = Object.entries(result.statuses).filter(([status]) => status !== '202');
    if (failed.length > 0)
      throw new Error(`${variant}: not every order was taken: ${JSON.stringify(failed)}`);
    this.measurements.push({
      label,
      variant,
      against,
      connections,
      ordersPerSecond: orders / seconds,
      answeredPerSecond: orders / answeredSeconds,
      p50: result.p50,
      p99: result.p99,
      cpu: { node: node / orders, postgres: postgres / orders, driver: driver / orders },
    });
  }

  async report(): Promise<Report> {
    const client = new Client({ connectionString: this.databaseUrl });
    await client.connect();
    const settings: Record<string, string> = {};
    for (const name of [
      'server_version',
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'shared_buffers',
    ]) {
      const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
      settings[name] = Object.values(rows[0] ?? {})[0] ?? '';
    }
    await client.end();
    return {
      machine: { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version },
      postgres: settings,
      measurements: this.measurements,
    };
  }
}

async function main(): Promise<void> {
  const options = parse();
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'tiffin-bench-'));
  // As root, the database server runs as another user, who has to get in.
  chmodSync(dataDir, 0o755);
  const embedded =
    options.databaseUrl === null ? await startEmbeddedPostgres(dataDir, { log: () => undefined }) : null;
  try {
    const url = options.databaseUrl ?? embedded?.url ?? '';
    const bench = new Bench(options, url, await postmasterOf(url), dataDir);
    await bench.measureAll('empty');
    const server = await bench.startTiffin('all');
    const memory = memoryOfTree(server.pid);
    if (options.history > 0) {
      note(`storing ${options.history} events`);
      await server.ask({ ask: 'fill', events: options.history });
      await server.ask({ ask: 'drain' });
    }
    await server.stop();
    if (options.history > 0) await bench.measureAll(`after ${options.history} events`);
    printReport(await bench.report(), options.json, memory);
  } finally {
    await embedded?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
