import { Connection, timesOf, type Times } from './load';
import type { Lag } from './messages';
import { orderRequest } from './requests';
import type { ServerProcess } from './server-process';
import { print, printTable } from './table';

/** What came of orders that arrived at a steady rate. */
export interface Steady {
  /** State of the store. */
  readonly label: string;
  /** Orders a second, as asked for. */
  readonly rate: number;
  readonly orders: number;
  /** From the moment at which an order was due to be sent until its answer: what waited to be sent counts. */
  readonly placing: Times;
  readonly lag: Lag;
  /** From the last answer until nothing was left to do (ms). */
  readonly backlogMs: number;
}

/** How long it waits before it looks again which orders are due (ms). */
const TICK_MS = 1;

/** Connections that are open from the start; more are opened when all of them wait for answers. */
const CONNECTIONS = 64;

export interface SteadyRound {
  readonly label: string;
  readonly server: ServerProcess;
  readonly rate: number;
  readonly orders: number;
}

/** Places orders in cash, each when it is due, whether or not those before it are answered. */
export async function measureSteady({ label, server, rate, orders }: SteadyRound): Promise<Steady> {
  const host = `127.0.0.1:${server.port}`;
  const prepared = (await server.ask({ ask: 'prepare', count: orders })).orders ?? [];
  const requests = prepared.map((order) => orderRequest(order, 'COD', host));
  await server.ask({ ask: 'drain' });
  const free = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.port)));
  const all = new Set(free);
  await server.ask({ ask: 'lag', isOn: true });

  const times = new Float64Array(orders);
  const began = performance.now();
  const send = async (i: number, request: Buffer): Promise<void> => {
    const connection = free.pop() ?? (await Connection.open(server.port));
    all.add(connection);
    await connection.send(request, 202);
    times[i] = performance.now() - began - (i * 1_000) / rate;
    free.push(connection);
  };
  const sent: Promise<void>[] = [];
  while (sent.length < orders) {
    const due = Math.min(orders, Math.floor(((performance.now() - began) / 1_000) * rate) + 1);
    for (const request of requests.slice(sent.length, due)) sent.push(send(sent.length, request));
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(sent);
  const answered = performance.now();
  await server.ask({ ask: 'drain' });
  const backlogMs = performance.now() - answered;
  const { lag } = await server.ask({ ask: 'lag', isOn: false });
  for (const connection of all) connection.close();
  if (lag === undefined) throw new Error('the server did not tell how far its read models were behind');
  return { label, rate, orders, placing: timesOf(times), lag, backlogMs };
}

export function printSteady(steady: readonly Steady[]): void {
  print('');
  print('Orders at a steady rate, every role; placing from when an order was due, in ms;');
  print('lag from an event being stored until each of the read models that read it shows it, in ms');
  const header = ['state', 'orders/s', 'orders', 'place p50', 'p99', 'lag p50', 'p99'];
  const cells = steady.map(({ label, rate, orders, placing, lag, backlogMs }) => [
    ...[label, String(rate), String(orders), placing.p50.toFixed(1), placing.p99.toFixed(1)],
    ...[lag.all.p50.toFixed(0), lag.all.p99.toFixed(0)],
    ...[`${lag.worst.p99.toFixed(0)} (${lag.worst.model})`, backlogMs.toFixed(0)],
  ]);
  printTable([[...header, 'worst p99', 'backlog'], ...cells], 1);
}
