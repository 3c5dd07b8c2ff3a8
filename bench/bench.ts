import { cpus } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/adapters/driven/embedded-postgres/embedded-postgres';
import { memoryOfTree, parentOf } from './cpu';
import { makeDataFolder, removeFolder } from './data-folder';
import { GatewayProcess } from './gateway-process';
import { LivesAtOnce } from './flow';
import { Lives } from './life';
import type { MeasuredLives } from './life-report';
import { HELP, parseOptions, UsageError, type Options } from './options';
import { printReport, type Measurement, type Report, type Variant } from './report';
import { measureRound, profileOf } from './round';
import { measureSteady, type Steady } from './steady';
import { ServerProcess } from './server-process';

/** Orders on their way at any time. */
const LIVES_AT_A_TIME = 256;

const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** Process id of the server behind a connection: every backend is its child. */
async function postmasterOf(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = parentOf(rows[0]?.pid ?? 0);
  await client.end();
  return postmaster;
}

interface Stoppable {
  /** May be called more than once. */
  stop(): Promise<void>;
}

/** The servers of a pair whose rounds are interleaved. */
interface Pair {
  readonly label: string;
  readonly variant: Exclude<Variant, 'floor'>;
  readonly floor: ServerProcess;
  readonly server: ServerProcess;
  readonly gateway: GatewayProcess | null;
}

class Bench {
  private readonly measurements: Measurement[] = [];
  private readonly lives: MeasuredLives[] = [];
  private readonly steady: Steady[] = [];
  private readonly running = new Set<Stoppable>();

  constructor(
    private readonly options: Options,
    private readonly databaseUrl: string,
    private readonly postgresPid: number,
    private readonly dataDir: string,
  ) {}

  /** @returns megabytes of the server with every role, at rest */
  async run(): Promise<number> {
    await this.measureAll('empty');
    const { history } = this.options;
    const memory = await this.during(this.startTiffin('all', null), async (server) => {
      const atRest = memoryOfTree(server.pid);
      if (history > 0) {
        note(`storing ${history} events`);
        await server.ask({ ask: 'fill', events: history });
        await server.ask({ ask: 'drain' });
      }
      return atRest;
    });
    if (history > 0) await this.measureAll(`after ${history} events`);
    return memory;
  }

  /** Ends whatever still runs. */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((one) => one.stop()));
  }

  private async measureAll(label: string): Promise<void> {
    const { works } = this.options;
    await this.during(
      ServerProcess.start('floor-server.js', { DATABASE_URL: this.databaseUrl }),
      async (floor) => {
        for (const variant of works.includes('place') ? (['api', 'all'] as const) : []) {
          await this.during(this.startTiffin(variant, null), (server) =>
            this.measurePair({ label, variant, floor, server, gateway: null }),
          );
        }
        if (works.includes('steady')) {
          await this.during(this.startTiffin('all', null), (server) => this.measureSteady(label, server));
        }
        if (!works.includes('pay') && !works.includes('life')) return;
        await this.during(GatewayProcess.start(join(this.dataDir, 'gateway')), (gateway) =>
          this.during(this.startTiffin('pay', gateway), async (server) => {
            if (works.includes('pay')) {
              await this.measurePair({ label, variant: 'pay', floor, server, gateway });
            }
            if (works.includes('life')) await this.measureLives(label, server, gateway);
          }),
        );
      },
    );
  }

  private startTiffin(variant: Pair['variant'], gateway: GatewayProcess | null): Promise<ServerProcess> {
    return ServerProcess.start('tiffin-server.js', {
      DATABASE_URL: this.databaseUrl,
      DATA_DIR: this.dataDir,
      BENCH_ROLES: variant === 'api' ? 'api' : 'api,relay,projector,processes',
      ...(gateway === null ? {} : { BENCH_GATEWAY: JSON.stringify(gateway.config) }),
    });
  }

  /** Has a process for as long as the work takes. */
  private async during<P extends Stoppable, T>(
    starting: Promise<P>,
    work: (process: P) => Promise<T>,
  ): Promise<T> {
    const started = await starting;
    this.running.add(started);
    try {
      return await work(started);
    } finally {
      await started.stop();
      this.running.delete(started);
    }
  }

  /** Rounds of a variant with rounds of the floor in between. */
  private async measurePair(pair: Pair): Promise<void> {
    const { label, variant } = pair;
    // Rounds that do not count, until the code has been compiled by what it is used for.
    for (const connections of [...this.options.connections, ...this.options.connections]) {
      await this.measureTurn(pair, connections);
      this.measurements.length -= 2;
    }
    for (let round = 0; round < this.options.rounds; round += 1) {
      for (const connections of this.options.connections) {
        note(`${label}: ${variant} against the floor, ${connections} connections, round ${round + 1}`);
        await this.measureTurn(pair, connections);
      }
    }
  }

  /** Once to warm up, then once for all. */
  private async measureSteady(label: string, server: ServerProcess): Promise<void> {
    const { rate, steadySeconds } = this.options;
    for (const seconds of [Math.ceil(steadySeconds / 3), steadySeconds]) {
      note(`${label}: ${rate} orders a second for ${seconds} seconds`);
      const measured = await measureSteady({ label, server, rate, orders: rate * seconds });
      if (seconds === steadySeconds) this.steady.push(measured);
    }
  }

  /** Once to warm up, then once for all: at once, and step by step. */
  private async measureLives(label: string, server: ServerProcess, gateway: GatewayProcess): Promise<void> {
    const { lives, steps, connections, profile } = this.options;
    for (const orders of [Math.ceil(lives / 4), lives]) {
      note(`${label}: ${orders} whole lives, ${LIVES_AT_A_TIME} at a time`);
      const flow = await new LivesAtOnce({
        ...{ server, gateway, postgresPid: this.postgresPid, orders, atATime: LIVES_AT_A_TIME },
        profile: orders === lives && profile !== null ? join(profile, 'lives.cpuprofile') : null,
      }).run();
      if (orders === lives) this.lives.push({ label, flow, life: null });
    }
    for (const orders of [Math.ceil(steps / 4), steps]) {
      note(`${label}: ${orders} whole lives, step by step`);
      const round = {
        server,
        gateway,
        postgresPid: this.postgresPid,
        connections: Math.max(...connections),
        orders,
        profile: orders === steps && profile !== null ? join(profile, 'life.cpuprofile') : null,
      };
      const life = await new Lives(round).run();
      if (orders === steps) this.lives.push({ label, flow: null, life });
    }
  }

  /** A round of the floor, then one of the variant. */
  private async measureTurn(
    { label, variant: against, floor, server, gateway }: Pair,
    connections: number,
  ): Promise<void> {
    const { orders, payments, profile } = this.options;
    for (const variant of ['floor', against] as const) {
      const measured = await measureRound({
        variant,
        server: variant === 'floor' ? floor : server,
        postgresPid: this.postgresPid,
        gateway: variant === 'pay' ? gateway : null,
        connections,
        orders: variant === 'pay' ? payments : orders,
        profile: profileOf(profile, variant, connections, this.measurements.length),
      });
      this.measurements.push({ label, against, ...measured });
    }
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
      lives: this.lives,
      steady: this.steady,
    };
  }
}

/** @param undo is given what is to be done at the end, however it ends; the last comes first */
async function measure(options: Options, undo: (() => unknown)[]): Promise<void> {
  const dataDir = makeDataFolder();
  undo.push(() => removeFolder(dataDir));
  let url = options.databaseUrl;
  if (url === null) {
    const embedded = await startEmbeddedPostgres(dataDir, { log: () => undefined });
    undo.push(embedded.stop);
    ({ url } = embedded);
  }
  const bench = new Bench(options, url, await postmasterOf(url), dataDir);
  undo.push(() => bench.close());
  const memory = await bench.run();
  printReport(await bench.report(), options.json, memory);
}

/** The bench was told to end. */
class Interrupted extends Error {}

const interruption = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Interrupted(`ended by ${signal}`)));
    }
  });

async function main(): Promise<void> {
  const options = parseOptions();
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const undo: (() => unknown)[] = [];
  try {
    await Promise.race([measure(options, undo), interruption()]);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

main().catch((error: unknown) => {
  const isPlain = error instanceof Interrupted || error instanceof UsageError;
  note(error instanceof Error ? ((isPlain ? null : error.stack) ?? error.message) : String(error));
  process.exit(1);
});
