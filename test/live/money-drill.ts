import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { compareBooks, type Comparison } from './drill-books';
import { DrillClient, list, record, text } from './drill-client';
import { DrillOrder, type DrillPeople, type OrderLog } from './drill-order';
import { freePort, say, wholeNumber } from './drill-program';
import { DrillRandom } from './drill-random';
import { DrillTiffin, startGateway, type DrillGateway } from './drill-servers';

interface Options {
  readonly orders: number;
  readonly kills: number;
  readonly customers: number;
  readonly seed: number;
  readonly json: boolean;
}

/** How often of 1,000 times the gateway does what. Calls that fail are few: more of them open the circuit. */
const FAULTS = {
  decline: 60,
  'late-capture-16-min': 15,
  'late-capture-3-days': 12,
  'captured-other-amount': 12,
  'refund-late': 80,
  'refund-failed': 40,
  'lost-request': 6,
  'server-error': 6,
  'lost-answer': 8,
  timeout: 2,
  delay: 80,
  duplicate: 150,
  reorder: 80,
  'webhook-never': 60,
  'wrong-amount': 40,
  'wrong-signature': 40,
};

const PASSWORD = 'tiffin-demo';

/** After the drill, this much business time passes, step by step: every ladder runs out, late money comes. */
const STEPS_MINUTES = [17, 20, 60, 6 * 60, 24 * 60, 24 * 60, 24 * 60, 24 * 60, 4 * 24 * 60];

type Parties = Pick<DrillPeople, 'customer' | 'courier' | 'courierId'>;
type Staff = Omit<DrillPeople, keyof Parties> & { readonly admin: DrillClient };

class Drill {
  private readonly logs: OrderLog[] = [];
  private readonly failures: string[] = [];

  constructor(
    private readonly options: Options,
    private readonly tiffin: DrillTiffin,
    private readonly gateway: DrillGateway,
  ) {}

  async run(): Promise<number> {
    const { orders, seed } = this.options;
    const anyone = new DrillClient(this.tiffin.url);
    const staff = await this.signIn(anyone);
    const pairs = await this.register(anyone);
    await this.gateway.control('PUT', '/control/misbehaviour', { seed, faults: FAULTS });

    const began = performance.now();
    let next = 0;
    const worker = async (parties: Parties): Promise<void> => {
      while (next < orders) {
        const n = (next += 1);
        const order = new DrillOrder(
          { ...staff, ...parties },
          new DrillRandom(seed * 1_000_003 + n),
          `drill-${n}`,
        );
        await order.run().then(
          (log) => this.logs.push(log),
          (error: unknown) => this.failures.push(`order ${n}: ${String(error)}`),
        );
        if (n % 100 === 0) say(`${n} of ${orders} orders, killed ${this.tiffin.kills} times`);
      }
    };
    await Promise.all([...pairs.map(worker), this.kill(() => next)]);
    const seconds = (performance.now() - began) / 1_000;

    say('the gateway behaves from now on; eight days pass');
    const { counts } = record(await this.gateway.control('GET', '/control/misbehaviour')) as {
      readonly counts: Readonly<Record<string, number>>;
    };
    await this.gateway.control('PUT', '/control/misbehaviour', { seed, faults: {} });
    await this.passTime(staff);
    const comparison = await this.settled(staff);
    const reconciled = await this.tiffin.cli('money', 'reconcile', '--json');
    return this.report(comparison, counts, seconds, reconciled);
  }

  private async signIn(anyone: DrillClient): Promise<Staff> {
    const [kitchen, support, admin] = await Promise.all(
      ['+919000000002', '+919000000004', '+919000000005'].map((phone) => anyone.as(phone, PASSWORD)),
    );
    if (kitchen === undefined || support === undefined || admin === undefined) {
      throw new Error('the demo city has no staff');
    }
    return { kitchen, support, admin };
  }

  private async registerCourier(
    anyone: DrillClient,
    i: number,
  ): Promise<Pick<Parties, 'courier' | 'courierId'>> {
    const phone = `+9187${String(10_000_000 + i)}`;
    await anyone.ask('POST', '/auth/register', {
      name: `Courier ${i + 1}`,
      phone,
      password: PASSWORD,
      role: 'DELIVERY',
    });
    const courier = await anyone.as(phone, PASSWORD);
    const { body } = await courier.ask('GET', '/users/profile');
    return { courier, courierId: text(body, 'user_id') };
  }

  /** Customers, each with a courier who brings their orders. */
  private async register(anyone: DrillClient): Promise<readonly Parties[]> {
    return Promise.all(
      Array.from({ length: this.options.customers }, async (_, i) => {
        const phone = `+9188${String(10_000_000 + i)}`;
        await anyone.ask('POST', '/auth/register', {
          name: `Customer ${i + 1}`,
          phone,
          password: PASSWORD,
          role: 'CUSTOMER',
        });
        const customer = await anyone.as(phone, PASSWORD);
        await customer.ask('POST', '/users/addresses', {
          address_type: 'HOME',
          address_line1: '4, Museum Road',
          city: 'Bengaluru',
          pincode: '560001',
          latitude: 12.9745,
          longitude: 77.6033,
        });
        return { customer, ...(await this.registerCourier(anyone, i)) };
      }),
    );
  }

  /** Kills Tiffin so often, spread over the orders. */
  private async kill(placed: () => number): Promise<void> {
    const { orders, kills } = this.options;
    for (let n = 1; n <= kills; n += 1) {
      const when = Math.floor((orders * n) / (kills + 1));
      while (placed() < when) await sleep(20);
      await this.tiffin.killAndStart();
    }
  }

  private async passTime({ admin }: { admin: DrillClient }): Promise<void> {
    for (const minutes of STEPS_MINUTES) {
      await admin.ask('PUT', '/sandbox/clock', { advance_minutes: minutes });
      await this.quiet();
    }
  }

  /** Waits until the gateway's book stands still. */
  private async quiet(): Promise<void> {
    for (let before = ''; ;) {
      const { sums } = record(await this.gateway.control('GET', '/control/book'));
      const now = JSON.stringify(sums);
      if (now === before) return;
      before = now;
      await sleep(1_500);
    }
  }

  /** Staff have refunds made again that failed, until all books agree or do not any more. */
  private async settled({
    support,
    admin,
  }: {
    support: DrillClient;
    admin: DrillClient;
  }): Promise<Comparison> {
    for (let round = 1; ; round += 1) {
      const { body } = await support.ask('GET', '/staff/refunds?filter=failed&limit=100');
      for (const refund of list(body, 'refunds')) {
        const path = `/payments/${text(refund, 'payment_id')}/refunds/${text(refund, 'refund_id')}/retry`;
        await support.ask('POST', path, undefined, `retry-${text(refund, 'refund_id')}`);
      }
      await admin.ask('PUT', '/sandbox/clock', { advance_minutes: 60 });
      await this.quiet();
      const comparison = await compareBooks(this.gateway, support, this.logs);
      if (comparison.differences.length === 0 || round === 5) return comparison;
    }
  }

  private report(
    comparison: Comparison,
    faults: Readonly<Record<string, number>>,
    seconds: number,
    reconciled: { readonly code: number; readonly output: string },
  ): number {
    const surprises = this.logs.flatMap(({ orderId, surprises: all }) =>
      all.map((surprise) => `${orderId}: ${surprise}`),
    );
    const silent = Object.entries(FAULTS)
      .filter(([fault]) => (faults[fault] ?? 0) === 0)
      .map(([fault]) => fault);
    const result = {
      orders: this.logs.length,
      seed: this.options.seed,
      kills: this.tiffin.kills,
      seconds: Math.round(seconds),
      requestsRepeated: DrillClient.repeats,
      faults,
      faultsThatNeverFired: silent,
      ...comparison,
      surprises,
      failures: this.failures,
      reconcileExitCode: reconciled.code,
    };
    if (this.options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else process.stdout.write(`${inWords(result)}\n`);
    const isWhole = this.options.orders < 1_000 || silent.length === 0;
    const isRight =
      comparison.differences.length === 0 && this.failures.length === 0 && reconciled.code === 0 && isWhole;
    if (reconciled.code !== 0) say(reconciled.output);
    say(isRight ? 'All books agree.' : 'The books do not agree, or the drill did not do what it should.');
    return isRight ? 0 : 1;
  }
}

const inWords = (result: Readonly<Record<string, unknown>>): string =>
  Object.entries(result)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n');

async function main(): Promise<void> {
  const options = new Command('drill-money')
    .description(
      'Places orders against a payment gateway that misbehaves, kills the server in the middle, and holds four books ' +
        "against each other: the gateway's, the ledger, the read models, and what the driver was told.",
    )
    .option('--orders <n>', 'how many orders', wholeNumber, 2_000)
    .option('--kills <n>', 'how often the server is killed (SIGKILL)', wholeNumber, 10)
    .option('--customers <n>', 'how many order at the same time', wholeNumber, 24)
    .option('--seed <n>', 'what is drawn follows from it', wholeNumber, 1)
    .option('--json', 'print the result as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  npm run drill:money\n  npm run drill:money -- --orders 200 --kills 2 --seed 7 --json',
    )
    .parse()
    .opts<Options>();
  const folder = mkdtempSync(join(tmpdir(), 'tiffin-drill-'));
  const gateway = await startGateway(folder);
  const tiffin = new DrillTiffin(folder, await freePort(), gateway.url);
  try {
    await tiffin.start();
    process.exitCode = await new Drill(options, tiffin, gateway).run();
  } finally {
    await tiffin.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
});
