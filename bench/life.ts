import { cpuOfTree } from './cpu';
import type { GatewayProcess } from './gateway-process';
import { Connection } from './load';
import type { CrewMember, PreparedOrder } from './messages';
import { commandRequest, initiateRequest, orderRequest, payRequest } from './requests';
import type { ServerProcess } from './server-process';

/** What one step of all orders' lives came to; everything but the time is per order. */
export interface LifeStep {
  readonly step: string;
  /** Until everything was done that it brought about. */
  readonly seconds: number;
  readonly requests: number;
  readonly appends: number;
  readonly events: number;
  /** Microseconds. */
  readonly cpu: { readonly node: number; readonly postgres: number; readonly gateway: number };
}

export interface Life {
  readonly orders: number;
  readonly steps: readonly LifeStep[];
}

export interface LifeRound {
  readonly server: ServerProcess;
  readonly gateway: GatewayProcess;
  readonly postgresPid: number;
  readonly connections: number;
  readonly orders: number;
  /** File for a CPU profile of the server; null: none. */
  readonly profile: string | null;
}

interface Sending {
  readonly request: Buffer;
  readonly wanted: number;
}

/** Orders per courier of the bench, who has room for two. */
const PER_COURIER = 1;

/**
 * Takes orders through their whole lives, all of them one step, then all of them the next, and after each step waits until
 * nothing is left to do: so each step's share can be told.
 */
export class Lives {
  private readonly host: string;
  private orderIds: readonly string[] = [];
  private readonly holders = new Map<string, CrewMember>();

  constructor(private readonly round: LifeRound) {
    this.host = `127.0.0.1:${round.server.port}`;
  }

  async run(): Promise<Life> {
    const { server, orders, profile } = this.round;
    const prepared = (await server.ask({ ask: 'prepare', count: orders })).orders ?? [];
    const crewSize = Math.ceil(orders / PER_COURIER);
    const couriers = (await server.ask({ ask: 'crew', couriers: crewSize })).couriers ?? [];
    await server.ask({ ask: 'drain' });
    await server.ask({ ask: 'tally' });
    if (profile !== null) await server.ask({ ask: 'profile' });
    const steps = [
      await this.step('place', () => this.place(prepared)),
      await this.step('pay', () => this.pay(prepared)),
    ];
    // Positions are good for half a minute: they are said again before somebody looks for couriers.
    const { kitchenToken = '' } = await server.ask({ ask: 'crew', couriers: crewSize });
    await server.ask({ ask: 'tally' });
    steps.push(
      await this.step('kitchen accepts, couriers are found', () => this.acceptByKitchen(kitchenToken)),
      await this.step('courier accepts', () => this.acceptByCouriers(couriers)),
      await this.step('food is ready', () => this.kitchen(kitchenToken, 'ready')),
      await this.step('pick up', () => this.bring('PICKED_UP')),
      await this.step('deliver', () => this.bring('DELIVERED')),
      await this.step('rate, complete', () => this.rate(prepared)),
    );
    if (profile !== null) await server.ask({ ask: 'profiled', file: profile });
    return { orders, steps };
  }

  private async step(step: string, work: () => Promise<void>): Promise<LifeStep> {
    const { server, gateway, postgresPid, orders } = this.round;
    const cpu = (): readonly number[] => [server.pid, postgresPid, gateway.pid].map(cpuOfTree);
    process.stderr.write(`  ${step}\n`);
    const before = cpu();
    const began = performance.now();
    await work();
    await server.ask({ ask: 'drain' });
    const seconds = (performance.now() - began) / 1_000;
    const [node = 0, postgres = 0, gatewayCpu = 0] = cpu().map(
      (micros, i) => (micros - (before[i] ?? 0)) / orders,
    );
    const { counts } = await server.ask({ ask: 'tally' });
    const { requests = 0, appends = 0, events = 0 } = counts ?? {};
    return {
      ...{ step, seconds },
      requests: requests / orders,
      appends: appends / orders,
      events: events / orders,
      cpu: { node, postgres, gateway: gatewayCpu },
    };
  }

  private async place(prepared: readonly PreparedOrder[]): Promise<void> {
    const bodies = await this.sendAll(
      prepared.map((order) => ({ request: orderRequest(order, 'UPI', this.host), wanted: 202 })),
    );
    this.orderIds = bodies.map((body) => (JSON.parse(body.toString()) as { order_id: string }).order_id);
  }

  private async pay(prepared: readonly PreparedOrder[]): Promise<void> {
    const { server, gateway, orders } = this.round;
    const pages = await this.sendAll(
      prepared.map(({ token }, i) => ({
        request: initiateRequest(token, this.orderIds[i] ?? '', this.host),
        wanted: 200,
      })),
    );
    const payments = pages.map(
      (body) => (JSON.parse(body.toString()) as { gateway_url: string }).gateway_url,
    );
    await this.sendAll(
      payments.map((url) => ({ request: payRequest(new URL(url)), wanted: 303 })),
      gateway.port,
    );
    await server.ask({ ask: 'paid', orders });
  }

  private async acceptByKitchen(token: string): Promise<void> {
    await this.sendAll(
      this.orderIds.map((id) =>
        this.command('POST', `restaurant/orders/${id}/accept`, token, { prep_minutes: 5 }),
      ),
    );
    const { server, orders } = this.round;
    await server.ask({ ask: 'offers', orders });
  }

  private async acceptByCouriers(couriers: readonly CrewMember[]): Promise<void> {
    const { server, orders } = this.round;
    const known = new Map(couriers.map((courier) => [courier.courierId, courier]));
    for (const { orderId, courierId } of (await server.ask({ ask: 'offers', orders })).offers ?? []) {
      const courier = known.get(courierId);
      if (courier !== undefined) this.holders.set(orderId, courier);
    }
    await this.sendAll(
      this.orderIds.map((id) => this.command('POST', `delivery/orders/${id}/accept`, this.holderOf(id))),
    );
  }

  private async kitchen(token: string, step: string): Promise<void> {
    await this.sendAll(
      this.orderIds.map((id) => this.command('POST', `restaurant/orders/${id}/${step}`, token)),
    );
  }

  private async bring(status: 'PICKED_UP' | 'DELIVERED'): Promise<void> {
    const { codes = [] } = await this.round.server.ask({ ask: 'codes', orderIds: this.orderIds });
    await this.sendAll(
      this.orderIds.map((id, i) => {
        const body = status === 'DELIVERED' ? { status, code: codes[i] } : { status };
        return this.command('PUT', `delivery/orders/${id}/status`, this.holderOf(id), body);
      }),
    );
  }

  private async rate(prepared: readonly PreparedOrder[]): Promise<void> {
    await this.sendAll(
      prepared.map(({ token }, i) => ({
        ...this.command('POST', 'ratings', token, {
          order_id: this.orderIds[i],
          restaurant_rating: 5,
          food_quality: 4,
          delivery_rating: 5,
          review_text: 'Hot, and on time',
        }),
        wanted: 201,
      })),
    );
  }

  private holderOf(orderId: string): string {
    const courier = this.holders.get(orderId);
    if (courier === undefined) throw new Error(`nobody was asked to bring ${orderId}`);
    return courier.token;
  }

  private command(method: 'POST' | 'PUT', path: string, token: string, body?: object): Sending {
    return { request: commandRequest(method, path, token, body, this.host), wanted: 200 };
  }

  /** @returns the bodies of the answers, in the order of the requests */
  private async sendAll(
    sendings: readonly Sending[],
    port = this.round.server.port,
  ): Promise<readonly Buffer[]> {
    const bodies: Buffer[] = [];
    const left = sendings.entries();
    await Promise.all(
      Array.from({ length: this.round.connections }, async () => {
        const connection = await Connection.open(port);
        for (const [i, { request, wanted }] of left) bodies[i] = await connection.send(request, wanted);
        connection.close();
      }),
    );
    return bodies;
  }
}
