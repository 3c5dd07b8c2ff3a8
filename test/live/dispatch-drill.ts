import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { AssignmentJudge, type Verdict } from './assignment-judge';
import { DrillClient, list, record, text } from './drill-client';
import { DrillCourier } from './drill-courier';
import { freePort, say, wholeNumber } from './drill-program';
import { DrillRandom } from './drill-random';
import { DrillTiffin, startGateway } from './drill-servers';

interface Options {
  readonly orders: number;
  readonly couriers: number;
  readonly kills: number;
  readonly seed: number;
  readonly speed: number;
  readonly json: boolean;
}

const PASSWORD = 'tiffin-demo';
const PIZZA_PALACE = '58c36b12-2e6e-550f-9e91-3776653a549d';
const MARGHERITA = 'fc1e2768-b866-51bb-9475-e9b5dd36effc';
const AT_A_TIME = 20;
/** No order may take longer than that from the last acceptance (ms of wall time at speed 1). */
const PATIENCE_MS = 45 * 60_000;

class Drill {
  private readonly customers = new Map<string, DrillClient>();
  private isOver = false;

  constructor(
    private readonly options: Options,
    private readonly tiffin: DrillTiffin,
    private readonly dataFolder: string,
  ) {}

  async run(): Promise<number> {
    const anyone = new DrillClient(this.tiffin.url);
    const [kitchen, admin] = await Promise.all(
      ['+919000000002', '+919000000005'].map((phone) => anyone.as(phone, PASSWORD)),
    );
    if (kitchen === undefined || admin === undefined) throw new Error('the demo city has no staff');
    await admin.ask('PUT', '/sandbox/clock', { rate: this.options.speed });
    const couriers = await this.hire(anyone);
    say(`${couriers.length} couriers are online`);

    const began = performance.now();
    const working = couriers.map((courier) => courier.work(() => this.isOver));
    const placing = this.placeAll(anyone, kitchen);
    await Promise.all([placing, this.kill()]);
    say('every order is placed and accepted');
    await this.untilOver(admin);
    this.isOver = true;
    await Promise.all(working);
    const seconds = (performance.now() - began) / 1_000;
    return this.report(await AssignmentJudge.judge(this.dataFolder), couriers, seconds);
  }

  private hire(anyone: DrillClient): Promise<readonly DrillCourier[]> {
    return inTurns(this.options.couriers, async (i) => {
      const phone = `+9177${String(10_000_000 + i)}`;
      const name = `Courier ${i + 1}`;
      const vehicle = i % 3 === 0 ? 'bicycle' : 'scooter';
      const account = { name, phone, password: PASSWORD, role: 'DELIVERY', vehicle };
      await anyone.ask('POST', '/auth/register', account);
      const random = new DrillRandom(this.options.seed * 7_919 + i);
      return new DrillCourier(name, await anyone.as(phone, PASSWORD), random, (id) => this.codeOf(id));
    });
  }

  private async codeOf(orderId: string): Promise<string> {
    const { body } = await this.customer(orderId).ask('GET', `/orders/${orderId}`);
    return text(body, 'delivery_code');
  }

  private customer(orderId: string): DrillClient {
    const customer = this.customers.get(orderId);
    if (customer === undefined) throw new Error(`nobody ordered ${orderId}`);
    return customer;
  }

  /** All orders at the same time, as far as the machine goes along. */
  private async placeAll(anyone: DrillClient, kitchen: DrillClient): Promise<void> {
    const customers = await inTurns(AT_A_TIME, async (i) => {
      const phone = `+9188${String(10_000_000 + i)}`;
      const account = { name: `Customer ${i + 1}`, phone, password: PASSWORD, role: 'CUSTOMER' };
      await anyone.ask('POST', '/auth/register', account);
      const customer = await anyone.as(phone, PASSWORD);
      await customer.ask('POST', '/users/addresses', {
        address_type: 'HOME',
        address_line1: '4, Museum Road',
        city: 'Bengaluru',
        pincode: '560001',
        latitude: 12.9745,
        longitude: 77.6033,
      });
      return customer;
    });
    let next = 0;
    const cooking: Promise<void>[] = [];
    await Promise.all(
      customers.map(async (customer) => {
        while (next < this.options.orders) {
          const n = (next += 1);
          const orderId = await this.place(customer, `dispatch-${n}`);
          cooking.push(this.cook(kitchen, orderId, new DrillRandom(this.options.seed * 104_729 + n)));
          if (n % 100 === 0) say(`${n} of ${this.options.orders} orders placed`);
        }
      }),
    );
    await Promise.all(cooking);
  }

  private async place(customer: DrillClient, name: string): Promise<string> {
    const item = {
      restaurant_id: PIZZA_PALACE,
      item_id: MARGHERITA,
      quantity: 1,
      customizations: ['medium'],
      replace_cart: true,
    };
    await customer.ask('POST', '/cart/items', item, `${name}-cart`);
    const { body: cart } = await customer.ask('GET', '/cart');
    if (cart['quote'] === null) throw new Error(`no quote: ${JSON.stringify(cart)}`);
    const quote = record(cart['quote']);
    const { body } = await customer.ask(
      'POST',
      '/orders',
      {
        cart_id: text(cart, 'cart_id'),
        address_id: text(quote, 'address_id'),
        payment_method: 'COD',
        quote_hash: text(quote, 'quote_hash'),
      },
      `${name}-order`,
    );
    const orderId = text(body, 'order_id');
    this.customers.set(orderId, customer);
    return orderId;
  }

  private async cook(kitchen: DrillClient, orderId: string, random: DrillRandom): Promise<void> {
    const path = `/restaurant/orders/${orderId}`;
    await this.insist(() =>
      kitchen.ask('POST', `${path}/accept`, { prep_minutes: 3 + random.below(12) }, `accept-${orderId}`),
    );
    await sleep(random.below(3_000));
    await this.insist(() => kitchen.ask('POST', `${path}/ready`, undefined, `ready-${orderId}`));
  }

  /** Until it is granted, or the order is over. */
  private async insist(ask: () => Promise<{ readonly status: number }>): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await ask()).status === 200) return;
      await sleep(100);
    }
  }

  private async kill(): Promise<void> {
    const { orders, kills } = this.options;
    for (let n = 1; n <= kills; n += 1) {
      const when = Math.floor((orders * n) / (kills + 1));
      while (this.customers.size < when) await sleep(20);
      await this.tiffin.killAndStart();
    }
  }

  /** Until no delivery is open any more. */
  private async untilOver(admin: DrillClient): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS / this.options.speed + 60_000;
    for (let last = -1; performance.now() < giveUpAt;) {
      const { body } = await admin.ask('GET', '/staff/deliveries?needs=open&limit=100');
      const deliveries = list(body, 'deliveries');
      const open = deliveries.length;
      if (open === 0) return;
      if (performance.now() > giveUpAt - 1_000) say(JSON.stringify(deliveries, null, 2));
      if (open !== last)
        say(open === 100 ? '100 or more deliveries are open' : `${open} deliveries are open`);
      last = open;
      await sleep(500);
    }
  }

  private report(verdict: Verdict, couriers: readonly DrillCourier[], seconds: number): number {
    const surprises = couriers.flatMap(({ surprises: all }) => [...all].map(([what, n]) => `${n} × ${what}`));
    const { seed, speed } = this.options;
    const result = {
      ...{ seed, speed, kills: this.tiffin.kills, seconds: Math.round(seconds) },
      requestsRepeated: DrillClient.repeats,
      ...verdict,
      surprises,
    };
    process.stdout.write(
      this.options.json
        ? `${JSON.stringify(result, null, 2)}\n`
        : Object.entries(result)
            .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
            .join(''),
    );
    const isRight =
      verdict.orders === this.options.orders &&
      verdict.stuck.length === 0 &&
      verdict.violations.length === 0 &&
      verdict.openReservations === 0 &&
      surprises.length === 0;
    say(isRight ? 'Nobody was assigned twice, and nobody is stuck.' : 'Something is wrong.');
    return isRight ? 0 : 1;
  }
}

/** So many, a few at a time. */
async function inTurns<T>(count: number, make: (i: number) => Promise<T>): Promise<readonly T[]> {
  const made: T[] = [];
  for (let i = 0; i < count; i += 4) {
    const some = Array.from({ length: Math.min(4, count - i) }, (_, k) => make(i + k));
    made.push(...(await Promise.all(some)));
  }
  return made;
}

async function main(): Promise<void> {
  const options = new Command('drill-dispatch')
    .description(
      'Places orders side by side and lets couriers accept, decline and ignore them, kills the server in the middle, ' +
        'and judges by the stored events: no order had two couriers, no courier too much, and every order ended.',
    )
    .option('--orders <n>', 'how many orders', wholeNumber, 500)
    .option('--couriers <n>', 'how many couriers', wholeNumber, 40)
    .option('--kills <n>', 'how often the server is killed (SIGKILL)', wholeNumber, 0)
    .option('--speed <n>', 'business seconds per second', wholeNumber, 10)
    .option('--seed <n>', 'what is drawn follows from it', wholeNumber, 1)
    .option('--json', 'print the result as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  npm run drill:dispatch\n  npm run drill:dispatch -- --orders 60 --couriers 8 --kills 1 --json',
    )
    .parse()
    .opts<Options>();
  const folder = mkdtempSync(join(tmpdir(), 'tiffin-drill-'));
  const gateway = await startGateway(folder);
  const tiffin = new DrillTiffin(folder, await freePort(), gateway.url);
  try {
    await tiffin.start();
    process.exitCode = await new Drill(options, tiffin, tiffin.dataFolder).run();
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
