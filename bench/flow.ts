import { cpuOfTree } from './cpu';
import type { GatewayProcess } from './gateway-process';
import { Connection } from './load';
import type { PreparedOrder, Told } from './messages';
import { commandRequest, initiateRequest, orderRequest, payRequest } from './requests';
import type { ServerProcess } from './server-process';

/** What whole lives at the same time came to. */
export interface Flow {
  readonly orders: number;
  /** Orders on their way at any time. */
  readonly atATime: number;
  /** Until everything was done that they brought about. */
  readonly seconds: number;
  readonly requests: number;
  readonly appends: number;
  readonly events: number;
  /** Microseconds per order. */
  readonly cpu: {
    readonly node: number;
    readonly postgres: number;
    readonly gateway: number;
    readonly driver: number;
  };
}

export interface FlowRound {
  readonly server: ServerProcess;
  readonly gateway: GatewayProcess;
  readonly postgresPid: number;
  readonly orders: number;
  readonly atATime: number;
  /** File for a CPU profile of the server; null: none. */
  readonly profile: string | null;
}

/** More couriers than orders on their way: one who has just delivered takes a moment to be free. */
const COURIERS_PER_ORDER = 2;

/** Many orders at once, each going through its whole life as fast as it is let. */
export class LivesAtOnce {
  private readonly host: string;
  private readonly tokens = new Map<string, string>();
  private readonly waiting = new Map<string, (told: Told) => void>();
  private readonly known = new Map<string, Told>();

  constructor(private readonly round: FlowRound) {
    this.host = `127.0.0.1:${round.server.port}`;
  }

  async run(): Promise<Flow> {
    const { server, gateway, postgresPid, orders, atATime, profile } = this.round;
    const prepared = (await server.ask({ ask: 'prepare', count: orders })).orders ?? [];
    const crew = await server.ask({ ask: 'crew', couriers: atATime * COURIERS_PER_ORDER });
    for (const { courierId, token } of crew.couriers ?? []) this.tokens.set(courierId, token);
    await server.ask({ ask: 'drain' });
    await server.ask({ ask: 'tally' });
    server.onTold = (told) => told.forEach((one) => this.learn(one));
    await server.ask({ ask: 'tell', isOn: true });
    if (profile !== null) await server.ask({ ask: 'profile' });

    const cpu = (): readonly number[] => [
      ...[server.pid, postgresPid, gateway.pid].map(cpuOfTree),
      process.cpuUsage().user + process.cpuUsage().system,
    ];
    const before = cpu();
    const began = performance.now();
    const left = prepared.values();
    await Promise.all(Array.from({ length: atATime }, () => this.lives(left, crew.kitchenToken ?? '')));
    await server.ask({ ask: 'drain' });
    const seconds = (performance.now() - began) / 1_000;
    const [node = 0, postgres = 0, gatewayCpu = 0, driver = 0] = cpu().map(
      (micros, i) => (micros - (before[i] ?? 0)) / orders,
    );
    if (profile !== null) await server.ask({ ask: 'profiled', file: profile });
    await server.ask({ ask: 'tell', isOn: false });
    const { counts } = await server.ask({ ask: 'tally' });
    const { requests = 0, appends = 0, events = 0 } = counts ?? {};
    return {
      ...{ orders, atATime, seconds },
      requests: requests / orders,
      appends: appends / orders,
      events: events / orders,
      cpu: { node, postgres, gateway: gatewayCpu, driver },
    };
  }

  private async lives(left: Iterable<PreparedOrder>, kitchen: string): Promise<void> {
    const tiffin = await Connection.open(this.round.server.port);
    const gateway = await Connection.open(this.round.gateway.port);
    for (const order of left) await this.live(order, kitchen, tiffin, gateway);
    tiffin.close();
    gateway.close();
  }

  private async live(
    { token, ...order }: PreparedOrder,
    kitchen: string,
    tiffin: Connection,
    gateway: Connection,
  ): Promise<void> {
    const { host } = this;
    const placed = await tiffin.send(orderRequest({ token, ...order }, 'UPI', host), 202);
    const id = (JSON.parse(placed.toString()) as { order_id: string }).order_id;
    const command = async (method: 'POST' | 'PUT', path: string, by: string, body?: object, wanted = 200) =>
      tiffin.send(commandRequest(method, path, by, body, host), wanted);

    const page = await tiffin.send(initiateRequest(token, id, host), 200);
    const { gateway_url: url } = JSON.parse(page.toString()) as { gateway_url: string };
    await gateway.send(payRequest(new URL(url)), 303);
    await this.told('confirmed', id);
    await command('POST', `restaurant/orders/${id}/accept`, kitchen, { prep_minutes: 5 });
    const { courierId = '', code } = await this.told('offered', id);
    const courier = this.tokens.get(courierId) ?? '';
    await command('POST', `delivery/orders/${id}/accept`, courier);
    await command('POST', `restaurant/orders/${id}/ready`, kitchen);
    await command('PUT', `delivery/orders/${id}/status`, courier, { status: 'PICKED_UP' });
    await command('PUT', `delivery/orders/${id}/status`, courier, { status: 'DELIVERED', code });
    const rating = { restaurant_rating: 5, food_quality: 4, delivery_rating: 5 };
    await command('POST', 'ratings', token, { order_id: id, ...rating, review_text: 'Hot' }, 201);
  }

  private learn(told: Told): void {
    const key = `${told.what} ${told.orderId}`;
    const waiting = this.waiting.get(key);
    if (waiting === undefined) this.known.set(key, told);
    else waiting(told);
  }

  private told(what: Told['what'], orderId: string): Promise<Told> {
    const key = `${what} ${orderId}`;
    const known = this.known.get(key);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.waiting.set(key, resolve));
  }
}
