import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, timesOf, type Times } from './load';
import type { PreparedOrder } from './messages';
import { initiateRequest, lookRequest, orderRequest, payRequest } from './requests';

/** One order in so many is looked at until it shows as confirmed: few, so that looking takes little from the rest. */
export const LOOKED_AT = 20;
/** How long its customer waits between two looks. */
const LOOK_AGAIN_MS = 10;

export interface PayTimes {
  readonly placing: Times;
  readonly initiating: Times;
  /** From sending the payment to seeing the order confirmed, of the orders that were looked at. */
  readonly confirming: Times;
}

/** What a customer holds while they pay. */
interface Purchase {
  readonly token: string;
  /** The request that places the order. */
  readonly placing: Buffer;
  readonly isLookedAt: boolean;
}

/** Places orders and pays them: each connection takes its next order when it has paid the one before. */
export class Payers {
  /** How often orders were looked at. */
  looks = 0;
  private readonly host: string;
  private readonly purchases: readonly Purchase[];
  private readonly placing: number[] = [];
  private readonly initiating: number[] = [];
  private readonly confirming: number[] = [];
  private readonly looking: Promise<void>[] = [];

  constructor(
    private readonly port: number,
    private readonly gatewayPort: number,
    orders: readonly PreparedOrder[],
  ) {
    this.host = `127.0.0.1:${port}`;
    this.purchases = orders.map((order, i) => ({
      token: order.token,
      placing: orderRequest(order, 'UPI', this.host),
      isLookedAt: i % LOOKED_AT === 0,
    }));
  }

  /** Resolves when everything is paid. */
  async run(connections: number): Promise<void> {
    const left = this.purchases.values();
    const pay = async (): Promise<void> => {
      const shop = await Connection.open(this.port);
      const bank = await Connection.open(this.gatewayPort);
      for (const purchase of left) await this.buy(purchase, shop, bank);
      shop.close();
      bank.close();
    };
    await Promise.all(Array.from({ length: connections }, pay));
  }

  /** Resolves when the orders that are looked at have shown as confirmed. */
  async times(): Promise<PayTimes> {
    await Promise.all(this.looking);
    return {
      placing: timesOf(this.placing),
      initiating: timesOf(this.initiating),
      confirming: timesOf(this.confirming),
    };
  }

  private async buy(
    { token, placing, isLookedAt }: Purchase,
    shop: Connection,
    bank: Connection,
  ): Promise<void> {
    const began = performance.now();
    const { order_id: orderId } = bodyOf<{ order_id: string }>(await shop.send(placing, 202));
    const placed = performance.now();
    const initiate = initiateRequest(token, orderId, this.host);
    const { gateway_url: url } = bodyOf<{ gateway_url: string }>(await shop.send(initiate, 200));
    const initiated = performance.now();
    const paying = bank.send(payRequest(new URL(url)), 303);
    if (isLookedAt) this.looking.push(this.look(token, orderId, initiated));
    await paying;
    this.placing.push(placed - began);
    this.initiating.push(initiated - placed);
  }

  private async look(token: string, orderId: string, paidAt: number): Promise<void> {
    const connection = await Connection.open(this.port);
    const request = lookRequest(token, orderId, this.host);
    for (;;) {
      this.looks += 1;
      const { status } = bodyOf<{ status: string }>(await connection.send(request, 200));
      if (status === 'CONFIRMED') break;
      await sleep(LOOK_AGAIN_MS);
    }
    this.confirming.push(performance.now() - paidAt);
    connection.close();
  }
}

/** Taken at its word: of a body of another form nothing can be paid, and the bench ends there. */
const bodyOf = <T>(body: Buffer): T => JSON.parse(body.toString()) as T;
