import { setTimeout as sleep } from 'node:timers/promises';
import { dice } from '../src/projections/histories.fixtures';
import { DEMO_PASSWORD, demoLogins } from '../src/main/demo/demo-logins';
import { cpuOfTree, memoryOfTree } from './cpu';
import { Connection, render, timesOf, type Times } from './load';
import type { CrewMember, PreparedOrder } from './messages';
import { orderRequest, uuidv7 } from './requests';
import type { ServerProcess } from './server-process';
import { SocketClient } from './socket-client';

export interface SocketOptions {
  readonly sockets: number;
  readonly orders: number;
  readonly seconds: number;
  readonly disconnects: number;
  readonly seed: number;
}

export interface SocketReport {
  readonly sockets: number;
  readonly orders: number;
  readonly cuts: number;
  readonly closedOver: number;
  readonly messages: {
    readonly expected: number;
    readonly told: number;
    readonly wrong: {
      readonly missing: number;
      readonly repeated: number;
      readonly outOfOrder: number;
      readonly different: number;
    };
  };
  readonly positions: { readonly sent: number; readonly frames: number; readonly times: Times };
  readonly statuses: { readonly frames: number; readonly times: Times };
  readonly memory: {
    readonly beforeMb: number;
    readonly withSocketsMb: number;
    readonly perSocketKb: number;
  };
  /** Of one core. */
  readonly cpu: { readonly serverPercent: number; readonly clientsPercent: number };
}

/** How often each courier says where they are (ms). */
export const PING_EVERY_MS = 2_000;

/** Of one account on one order. */
const PER_ACCOUNT = 5;
const CONNECTIONS = 32;
const PER_COURIER = 2;

/** Where the restaurant is, and how far a courier gets between two positions (degrees): some ten metres. */
const START = { lat: 12.972, lng: 77.595 };
const STEP = 0.0001;

/** What is done to every order, with what its customers are told of it by, and in what part of the time. */
const PARTS = { accept: 0.15, assign: 0.15, ready: 0.1, pickUp: 0.1, ride: 0.4, deliver: 0.1 };

/** Microseconds of CPU that this process has used. */
const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** One run: orders that live, clients who follow them, lines that are cut. */
export class SocketRun {
  private readonly host: string;
  private readonly origin: string;
  private readonly die: (sides: number) => number;
  private readonly clients: SocketClient[] = [];
  private readonly sentAt = new Map<string, number>();
  private readonly statusTimes: number[] = [];
  private readonly positionTimes: number[] = [];
  private positionsSent = 0;
  private orders: readonly PreparedOrder[] = [];
  private orderIds: readonly string[] = [];
  private staff: readonly string[] = [];
  private idle: Connection[] = [];

  constructor(
    private readonly server: ServerProcess,
    private readonly options: SocketOptions,
    private readonly note: (line: string) => void,
  ) {
    this.host = `127.0.0.1:${server.port}`;
    this.origin = `ws://${this.host}`;
    this.die = dice(options.seed);
  }

  async run(): Promise<SocketReport> {
    const { sockets, orders, seconds, disconnects } = this.options;
    this.note(`placing ${orders} orders`);
    await this.place();
    const crewSize = Math.ceil(orders / PER_COURIER);
    await this.server.ask({ ask: 'crew', couriers: crewSize });
    await this.server.ask({ ask: 'drain' });
    const beforeMb = memoryOfTree(this.server.pid);

    this.note(`opening ${sockets} sockets`);
    await this.openAll();
    const withSocketsMb = memoryOfTree(this.server.pid);

    this.note(`${seconds} s of life, ${disconnects} cuts`);
    const cutting = this.cutAll();
    const cpu = await this.live(crewSize);
    await cutting;
    await this.server.ask({ ask: 'drain' });
    await this.untilClosed();
    const messages = await this.compare();
    const report = {
      ...{ sockets, orders, messages },
      cuts: this.clients.reduce((total, { cuts }) => total + cuts, 0),
      closedOver: this.clients.filter(({ closed }) => closed === 4000).length,
      positions: {
        sent: this.positionsSent,
        frames: this.positionTimes.length,
        times: timesOf(this.positionTimes),
      },
      statuses: { frames: this.statusTimes.length, times: timesOf(this.statusTimes) },
      memory: { beforeMb, withSocketsMb, perSocketKb: ((withSocketsMb - beforeMb) * 1_024) / sockets },
      cpu,
    };
    for (const connection of this.idle) connection.close();
    for (const client of this.clients) client.end();
    return report;
  }

  private async place(): Promise<void> {
    this.orders = (await this.server.ask({ ask: 'prepare', count: this.options.orders })).orders ?? [];
    this.idle = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => Connection.open(this.server.port)),
    );
    const placed = await this.spread(this.orders, 0, (order) =>
      this.send(orderRequest(order, 'COD', this.host), 202),
    );
    this.orderIds = placed.map((body) => (JSON.parse(body.toString()) as { order_id: string }).order_id);
    const roles = ['support', 'admin', 'auditor'];
    const logins = demoLogins().filter(({ role }) => roles.includes(role));
    this.staff = await Promise.all(
      logins.map(async ({ login }) => {
        const body = await this.api('POST', 'auth/login', '', { login, password: DEMO_PASSWORD });
        return (body as { access_token: string }).access_token;
      }),
    );
  }

  /** Spread over the orders and, of each order, over its customer and the staff. */
  private async openAll(): Promise<void> {
    const { sockets, orders } = this.options;
    for (let i = 0; i < sockets; i += 1) {
      const [orderId = '', order] = [this.orderIds[i % orders], this.orders[i % orders]];
      const account = Math.floor(i / orders / PER_ACCOUNT);
      const token = account === 0 ? (order?.token ?? '') : (this.staff[account - 1] ?? '');
      const ticketOf = async (): Promise<string> =>
        ((await this.api('POST', `tracking/${orderId}/ticket`, token)) as { url: string }).url;
      this.clients.push(
        new SocketClient(i, orderId, ticketOf, this.origin, {
          status: (id, step, openedAt) => this.statusTimes.push(...this.since(`${id} ${step}`, openedAt)),
          position: (id, lat, openedAt) =>
            this.positionTimes.push(...this.since(`${id} ${lat.toFixed(6)}`, openedAt)),
        }),
      );
    }
    await this.spread(this.clients, 0, (client) => client.follow());
  }

  /** @returns the CPU while nothing but positions flows */
  private async live(crewSize: number): Promise<SocketReport['cpu']> {
    const { orders, seconds } = this.options;
    const ms = (part: keyof typeof PARTS): number => PARTS[part] * seconds * 1_000;
    // Positions are good for half a minute: they are said again before somebody looks for couriers.
    const crew = await this.server.ask({ ask: 'crew', couriers: crewSize });
    const { kitchenToken = '' } = crew;
    await this.each('accept', ms('accept'), 'accepted', (id) =>
      this.api('POST', `restaurant/orders/${id}/accept`, kitchenToken, { prep_minutes: 5 }),
    );
    const couriers = new Map((crew.couriers ?? []).map((courier) => [courier.courierId, courier]));
    const holders = await this.assign(orders, couriers, ms('assign'));
    const tokenOf = (id: string): string => holders.get(id)?.token ?? '';
    await this.each('ready', ms('ready'), 'ready', (id) =>
      this.api('POST', `restaurant/orders/${id}/ready`, kitchenToken),
    );
    await this.each('pick up', ms('pickUp'), 'picked-up', (id) =>
      this.api('PUT', `delivery/orders/${id}/status`, tokenOf(id), { status: 'PICKED_UP' }),
    );
    const cpu = await this.ride([...new Set(holders.values())], holders, ms('ride'));
    const { codes = [] } = await this.server.ask({ ask: 'codes', orderIds: this.orderIds });
    const codeOf = new Map(this.orderIds.map((id, i) => [id, codes[i]]));
    await this.each('deliver', ms('deliver'), '', (id) =>
      this.api('PUT', `delivery/orders/${id}/status`, tokenOf(id), {
        status: 'DELIVERED',
        code: codeOf.get(id),
      }),
    );
    return cpu;
  }

  private async assign(
    orders: number,
    couriers: ReadonlyMap<string, CrewMember>,
    ms: number,
  ): Promise<ReadonlyMap<string, CrewMember>> {
    const { offers = [] } = await this.server.ask({ ask: 'offers', orders });
    const holders = new Map<string, CrewMember>();
    await this.spread(offers, ms, async ({ orderId, courierId }) => {
      const courier = couriers.get(courierId);
      if (courier === undefined) throw new Error(`${orderId} was offered to a stranger`);
      holders.set(orderId, courier);
      await this.api('POST', `delivery/orders/${orderId}/accept`, courier.token);
    });
    return holders;
  }

  /** Every courier says where they are again and again, each at their own time. */
  private async ride(
    couriers: readonly CrewMember[],
    holders: ReadonlyMap<string, CrewMember>,
    ms: number,
  ): Promise<SocketReport['cpu']> {
    const carried = new Map<CrewMember, string[]>();
    for (const [orderId, courier] of holders)
      carried.set(courier, [...(carried.get(courier) ?? []), orderId]);
    const before = [cpuOfTree(this.server.pid), ownCpu()];
    const began = performance.now();
    await Promise.all(
      couriers.map(async (courier, i) => {
        await sleep((i * PING_EVERY_MS) / couriers.length);
        for (let n = 1; performance.now() - began < ms; n += 1) {
          const lat = START.lat + n * STEP;
          for (const id of carried.get(courier) ?? [])
            this.sentAt.set(`${id} ${lat.toFixed(6)}`, performance.now());
          this.positionsSent += 1;
          const said = { lat: Number(lat.toFixed(6)), lng: START.lng, accuracy: 8 };
          await this.api('POST', 'delivery/location', courier.token, said, 202);
          await sleep(PING_EVERY_MS);
        }
      }),
    );
    const wall = (performance.now() - began) * 1_000;
    const [server = 0, clients = 0] = [cpuOfTree(this.server.pid), ownCpu()].map((used, i) =>
      Math.round((100 * (used - (before[i] ?? 0))) / wall),
    );
    return { serverPercent: server, clientsPercent: clients };
  }

  private async cutAll(): Promise<void> {
    const { disconnects, seconds } = this.options;
    const cuts = Array.from({ length: disconnects }, () => ({
      at: (this.die(10_000) / 10_000) * seconds * 0.95 * 1_000,
      client: this.clients[this.die(this.clients.length)],
      pause: this.die(1_000),
    })).sort((a, b) => a.at - b.at);
    const began = performance.now();
    const resuming: Promise<void>[] = [];
    for (const { at, client, pause } of cuts) {
      await sleep(Math.max(0, began + at - performance.now()));
      if (client?.isOpen === true) resuming.push(client.cutAndResume(pause));
    }
    await Promise.all(resuming);
  }

  private async untilClosed(): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (performance.now() < deadline && this.clients.some(({ isOpen }) => isOpen)) await sleep(50);
  }

  private async compare(): Promise<SocketReport['messages']> {
    const truth = new Map<string, readonly string[]>();
    await this.spread(this.orderIds, 0, async (id) => {
      const body = await this.api('GET', `tracking/${id}/messages`, this.staff[0] ?? '', undefined);
      const { messages } = body as { messages: readonly object[] };
      truth.set(
        id,
        messages.map((message) => JSON.stringify(message)),
      );
    });
    const wrong = { missing: 0, repeated: 0, outOfOrder: 0, different: 0 };
    let [expected, told] = [0, 0];
    for (const { orderId, log } of this.clients) {
      const messages = truth.get(orderId) ?? [];
      expected += messages.length;
      told += log.length;
      const seqs = log.map((text) => (JSON.parse(text) as { seq: number }).seq);
      wrong.missing += messages.filter((_, i) => !seqs.includes(i + 1)).length;
      wrong.repeated += seqs.length - new Set(seqs).size;
      wrong.outOfOrder += seqs.filter((seq, i) => i > 0 && seq < (seqs[i - 1] ?? 0)).length;
      wrong.different += log.filter((text, i) => messages[(seqs[i] ?? 0) - 1] !== text).length;
    }
    return { expected, told, wrong };
  }

  /** Does something to each order, spread evenly, and waits until nothing is left to do. */
  private async each(
    name: string,
    ms: number,
    step: string,
    work: (orderId: string) => Promise<unknown>,
  ): Promise<void> {
    this.note(`  ${name}`);
    await this.spread(this.orderIds, ms, (id) => {
      this.sentAt.set(`${id} ${step}`, performance.now());
      return work(id);
    });
  }

  /** What was sent before the line was open is told on resuming: that says nothing of how fast it comes. */
  private since(key: string, openedAt: number): readonly number[] {
    const sent = this.sentAt.get(key);
    return sent === undefined || sent < openedAt ? [] : [performance.now() - sent];
  }

  /** Works on all, each at its time, so many at once as there are connections. */
  private async spread<T, R>(
    all: readonly T[],
    ms: number,
    work: (one: T) => Promise<R>,
  ): Promise<readonly R[]> {
    const began = performance.now();
    const results: R[] = [];
    const left = all.entries();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (const [i, one] of left) {
          await sleep(Math.max(0, began + (i * ms) / all.length - performance.now()));
          results[i] = await work(one);
        }
      }),
    );
    return results;
  }

  private async api(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    token: string,
    body?: object,
    wanted = 200,
  ): Promise<unknown> {
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': uuidv7() };
    const text = method === 'GET' ? null : JSON.stringify(body ?? {});
    const request = render({ method, path: `/api/v1/${path}`, headers, body: text }, this.host);
    return JSON.parse((await this.send(request, wanted)).toString()) as unknown;
  }

  private async send(request: Buffer, wanted: number): Promise<Buffer> {
    const connection = this.idle.pop() ?? (await Connection.open(this.server.port));
    const body = await connection.send(request, wanted);
    this.idle.push(connection);
    return body;
  }
}
