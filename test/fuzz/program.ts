import { Command } from 'commander';
import { faultsAfterAll } from '../whole/after-all';
import type { Entry } from '../whole/accepted';
import { catalogue } from '../whole/catalogue';
import { fieldName } from '../whole/document';
import { say, sayFirst, wholeNumber } from '../whole/program';
import { serverAt, startServer, type WholeServer } from '../whole/servers';
import { Wire } from '../whole/wire';
import { kitchensOf, signInStaff, World } from '../whole/world';
import { FuzzRun } from './fuzz-run';
import { planOf, type Chunk } from './plan';

interface Options {
  readonly requests: number;
  readonly seed: number;
  readonly workers: number;
  readonly only?: string;
  readonly url?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly json: boolean;
}

const PATIENCE_MS = 60_000;

/** Access tokens last a quarter of an hour; everybody signs in again before that. */
const WORLD_LIFETIME_MS = 8 * 60_000;

/** Of all spoilt requests, so many have to get past authentication. */
const WANTED_PAST_THE_DOOR = 0.9;

class Fuzzing {
  /** For what is made to ask about; however long that takes. */
  private readonly wire: Wire;
  private readonly run: FuzzRun;

  constructor(
    private readonly server: WholeServer,
    private readonly options: Options,
  ) {
    this.wire = new Wire(server.url, PATIENCE_MS);
    this.run = new FuzzRun(new Wire(server.url, options.timeout * 1_000), options.seed);
  }

  async execute(): Promise<boolean> {
    const began = performance.now();
    const { entries, exceptions } = catalogue(this.server.gateway);
    const { only, requests, seed, workers } = this.options;
    const asked = entries.filter(({ route }) => only === undefined || route.name.endsWith(only));
    if (asked.length === 0) throw new Error(`no route is called ${only ?? ''}`);
    const plan = planOf(asked, requests, seed);
    for (const phase of ['together', 'alone', 'last'] as const) {
      const chunks = plan.filter(({ entry }) => entry.phase === phase);
      await this.phase(chunks, phase === 'together' ? workers : 1);
    }
    this.wantEveryField(asked);
    const world = await this.newWorld(0);
    await world.ask(world.staff.admin, 'PUT', '/sandbox/clock', { rate: 1 });
    if (this.server.databaseUrl !== null) await this.run.checkLog(this.server.databaseUrl);
    const after = await faultsAfterAll(this.server, this.wire, world);
    this.wire.close();
    this.run.close();
    return this.report(asked, exceptions, after, (performance.now() - began) / 1_000);
  }

  private async phase(chunks: readonly Chunk[], workers: number): Promise<void> {
    const left = [...chunks];
    const work = async (number: number): Promise<void> => {
      for (let chunk = left.shift(); chunk !== undefined;) {
        const world = await this.newWorld(number);
        const until = performance.now() + WORLD_LIFETIME_MS;
        while (chunk !== undefined && performance.now() < until) {
          await this.run.run(chunk, world);
          chunk = left.shift();
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(workers, chunks.length) }, (_, i) => work(i)));
  }

  /** Each worker has restaurants of its own. */
  private async newWorld(number: number): Promise<World> {
    const kitchens = await kitchensOf(this.wire);
    const [kitchen, spare] = [kitchens[number], kitchens.at(-1 - number)];
    if (kitchen === undefined || spare === undefined) throw new Error('there are too few restaurants');
    return World.open(this.wire, await signInStaff(this.wire), kitchen, spare);
  }

  private wantEveryField(asked: readonly Entry[]): void {
    for (const { route } of asked) {
      for (const field of route.fields) {
        const name = `${route.name} ${fieldName(field)}`;
        if (!this.run.fields.has(name)) this.run.failures.push(`${name} was never spoilt`);
      }
    }
  }

  private report(
    asked: readonly Entry[],
    exceptions: ReadonlyMap<string, string>,
    after: readonly string[],
    seconds: number,
  ): boolean {
    const { run } = this;
    const share = run.sent === 0 ? 0 : run.pastTheDoor / run.sent;
    const failures = [...run.failures, ...after];
    if (this.options.only === undefined && share < WANTED_PAST_THE_DOOR) {
      failures.push(`only ${(share * 100).toFixed(1)} % got past authentication`);
    }
    const result = {
      requests: run.sent,
      inGoodOrder: run.unspoilt,
      seed: this.options.seed,
      seconds: Math.round(seconds),
      routes: asked.length,
      exceptions: Object.fromEntries(exceptions),
      fields: run.fields.size,
      pastAuthenticationPercent: Number((share * 100).toFixed(2)),
      acceptedAllTheSame: run.accepted,
      slowestMs: Math.round(run.slowestMs),
      eventsOfRefused: this.server.databaseUrl === null ? 'not looked at' : 'looked at',
      statuses: run.statuses,
      codes: run.codes,
      kinds: run.kinds,
      failures: failures.length,
    };
    process.stdout.write(
      this.options.json
        ? `${JSON.stringify({ ...result, failures }, null, 2)}\n`
        : `${Object.entries(result)
            .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
            .join('\n')}\n`,
    );
    sayFirst(failures, 30);
    say(failures.length === 0 ? 'Nothing broke.' : `${failures.length} failures.`);
    return failures.length === 0;
  }
}

async function main(): Promise<void> {
  const options = new Command('fuzz')
    .description(
      'Sends requests that would be accepted but for one field, to every route of the API: no server error, no hang, ' +
        'a documented refusal that tells no insides, and no event from what was refused.',
    )
    .option('--requests <n>', 'about how many spoilt requests', wholeNumber, 10_000)
    .option('--seed <n>', 'what is spoilt, and how, follows from it', wholeNumber, 1)
    .option('--workers <n>', 'how many are sent at the same time', wholeNumber, 7)
    .option('--timeout <seconds>', 'after which an answer is one that did not come', wholeNumber, 5)
    .option('--only <route>', 'one route alone, such as "POST /api/v1/orders"')
    .option('--url <url>', 'a server that runs already, that nobody else uses and that is a sandbox')
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', '\nExamples:\n  npm run fuzz\n  npm run fuzz -- --requests 50000 --seed 7 --json')
    .parse()
    .opts<Options>();
  const server = options.url === undefined ? await startServer() : serverAt(options.url);
  try {
    process.exitCode = (await new Fuzzing(server, options).execute()) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
});
