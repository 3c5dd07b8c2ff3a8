import { join } from 'node:path';
import { cpuOfTree } from './cpu';
import type { GatewayProcess } from './gateway-process';
import { run, type Times } from './load';
import { Payers } from './paying';
import type { Measurement, PayFigures, Variant } from './report';
import { floorRequest, orderRequest } from './requests';
import type { ServerProcess } from './server-process';

/** What is measured in one round. */
export interface Round {
  readonly variant: Variant;
  readonly server: ServerProcess;
  readonly postgresPid: number;
  /** Only to pay at. */
  readonly gateway: GatewayProcess | null;
  readonly connections: number;
  readonly orders: number;
  /** File for a CPU profile of the server; null: none. */
  readonly profile: string | null;
}

export type Measured = Omit<Measurement, 'label' | 'against'>;

/** A round's requests, ready to be sent. */
interface Load {
  /** Resolves when all are answered. */
  run(): Promise<void>;
  /** Resolves when everything is done that they bring about. */
  drain(): Promise<void>;
  /** Of the answers to placing. */
  placing(): Promise<Times>;
  /** What paying came to; null when nothing is paid. */
  paying(): Promise<Omit<PayFigures, 'gatewayCpu'> | null>;
}

const nothing = (): Promise<void> => Promise.resolve();

async function loadOf({ variant, server, gateway, connections, orders }: Round): Promise<Load> {
  const host = `127.0.0.1:${server.port}`;
  const drain = async (): Promise<void> => {
    await server.ask({ ask: 'drain' });
  };
  if (variant === 'floor') {
    return sending(
      server.port,
      connections,
      Array.from({ length: orders }, () => floorRequest(host)),
      nothing,
    );
  }
  const prepared = (await server.ask({ ask: 'prepare', count: orders })).orders ?? [];
  if (variant !== 'api') await drain();
  if (gateway === null) {
    const requests = prepared.map((order) => orderRequest(order, 'COD', host));
    return sending(server.port, connections, requests, variant === 'api' ? nothing : drain);
  }

  const payers = new Payers(server.port, gateway.port, prepared);
  await server.ask({ ask: 'tally' });
  return {
    run: () => payers.run(connections),
    drain: async () => {
      await server.ask({ ask: 'paid', orders });
      await drain();
    },
    placing: async () => (await payers.times()).placing,
    paying: async () => {
      const { initiating, confirming } = await payers.times();
      const { counts } = await server.ask({ ask: 'tally' });
      const { events = 0, requests = 0, gatewayCalls = 0 } = counts ?? {};
      return {
        ...{ initiating, confirming },
        events: events / orders,
        requests: (requests - payers.looks) / orders,
        gatewayRequests: gatewayCalls / orders + 1,
      };
    },
  };
}

function sending(
  port: number,
  connections: number,
  requests: readonly Buffer[],
  drain: () => Promise<void>,
): Load {
  let times: Times = { p50: 0, p99: 0 };
  return {
    run: async () => {
      times = await run(port, connections, requests);
    },
    drain,
    placing: () => Promise.resolve(times),
    paying: () => Promise.resolve(null),
  };
}

export async function measureRound(round: Round): Promise<Measured> {
  const { variant, server, gateway, connections, orders, profile } = round;
  const load = await loadOf(round);
  if (profile !== null) await server.ask({ ask: 'profile' });

  const cpu = (): readonly number[] => [
    cpuOfTree(server.pid),
    cpuOfTree(round.postgresPid),
    process.cpuUsage().user + process.cpuUsage().system,
    gateway === null ? 0 : cpuOfTree(gateway.pid),
  ];
  const before = cpu();
  const began = performance.now();
  await load.run();
  const answeredSeconds = (performance.now() - began) / 1000;
  await load.drain();
  const seconds = (performance.now() - began) / 1000;
  const [node = 0, postgres = 0, driver = 0, gatewayCpu = 0] = cpu().map(
    (micros, i) => (micros - (before[i] ?? 0)) / orders,
  );
  if (profile !== null) await server.ask({ ask: 'profiled', file: profile });

  const paying = await load.paying();
  return {
    variant,
    connections,
    ordersPerSecond: orders / seconds,
    answeredPerSecond: orders / answeredSeconds,
    ...(await load.placing()),
    cpu: { node, postgres, driver },
    paying: paying === null ? null : { ...paying, gatewayCpu },
  };
}

/** Where a round's profile goes. */
export const profileOf = (
  folder: string | null,
  variant: Variant,
  connections: number,
  n: number,
): string | null =>
  folder === null || variant === 'floor' ? null : join(folder, `${variant}-${connections}-${n}.cpuprofile`);
