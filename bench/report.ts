import { livesPerSecond, printFlow, printLife, type MeasuredLives } from './life-report';
import type { Times } from './load';
import { printSteady, type Steady } from './steady';
import { print, printTable } from './table';

/** `pay` places and pays with every role; the others place, the floor apart. */
export type Variant = 'floor' | 'api' | 'all' | 'pay';

/** What only paying has. */
export interface PayFigures {
  readonly initiating: Times;
  /** From paying to what the customer sees as confirmed. */
  readonly confirming: Times;
  /** Events that were stored, per order. */
  readonly events: number;
  /** Requests that Tiffin answered, webhooks among them, per order. */
  readonly requests: number;
  /** Requests that the gateway answered, per order. */
  readonly gatewayRequests: number;
  /** Microseconds of CPU per order. */
  readonly gatewayCpu: number;
}

export interface Measurement {
  /** State of the store. */
  readonly label: string;
  readonly variant: Variant;
  /** The variant that it was measured in turn with. */
  readonly against: Variant;
  readonly connections: number;
  /** Until everything was done that an order brings about. */
  readonly ordersPerSecond: number;
  /** Until the last answer. */
  readonly answeredPerSecond: number;
  /** Milliseconds that placing took. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of CPU per order. */
  readonly cpu: { readonly node: number; readonly postgres: number; readonly driver: number };
  readonly paying: PayFigures | null;
}

export interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly postgres: Readonly<Record<string, string>>;
  readonly measurements: readonly Measurement[];
  /** In each state of the store: at once, then step by step. */
  readonly lives: readonly MeasuredLives[];
  /** One for each state of the store. */
  readonly steady: readonly Steady[];
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

interface Row {
  readonly label: string;
  readonly variant: Variant;
  readonly connections: number;
  readonly ratio: number;
  readonly ordersPerSecond: number;
  readonly answeredPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly node: number;
  readonly postgres: number;
  readonly driver: number;
  readonly paying: PayFigures | null;
}

function payMedians(group: readonly Measurement[]): PayFigures | null {
  const paid = group.flatMap(({ paying }) => paying ?? []);
  if (paid.length === 0) return null;
  const of = (pick: (one: PayFigures) => number): number => median(paid.map(pick));
  const times = (pick: (one: PayFigures) => Times): Times => ({
    p50: of((one) => pick(one).p50),
    p99: of((one) => pick(one).p99),
  });
  return {
    initiating: times((one) => one.initiating),
    confirming: times((one) => one.confirming),
    events: of((one) => one.events),
    requests: of((one) => one.requests),
    gatewayRequests: of((one) => one.gatewayRequests),
    gatewayCpu: of((one) => one.gatewayCpu),
  };
}

/** Medians over the rounds; the ratio is the median of the ratios to the floor's round before. */
function summarise(measurements: readonly Measurement[]): readonly Row[] {
  const groups = new Map<string, Measurement[]>();
  for (const one of measurements) {
    const key = [one.label, one.against, one.variant, one.connections].join('/');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const floors = groups.get([first.label, first.against, 'floor', first.connections].join('/')) ?? [];
    const of = (pick: (one: Measurement) => number): number => median(group.map(pick));
    return [
      {
        label: first.label,
        variant: first.variant,
        connections: first.connections,
        ratio: median(
          group.map((one, i) => one.ordersPerSecond / (floors[i]?.ordersPerSecond ?? Number.NaN)),
        ),
        ordersPerSecond: of((one) => one.ordersPerSecond),
        answeredPerSecond: of((one) => one.answeredPerSecond),
        p50: of((one) => one.p50),
        p99: of((one) => one.p99),
        node: of((one) => one.cpu.node),
        postgres: of((one) => one.cpu.postgres),
        driver: of((one) => one.cpu.driver),
        paying: payMedians(group),
      },
    ];
  });
}

const NAMES: Readonly<Record<Variant, string>> = {
  floor: 'floor',
  api: 'API alone',
  all: 'every role, drained',
  pay: 'placed and paid, drained',
};

/** @param memory megabytes of the server with every role, at rest, without PostgreSQL */
export function printReport(report: Report, json: boolean, memory: number): void {
  const rows = summarise(report.measurements);
  if (json) {
    const { machine, postgres, steady } = report;
    const lives = report.lives.map(({ label, flow, life }) => ({
      label,
      flow,
      life: life === null ? null : { ...life, livesPerSecond: livesPerSecond(life) },
    }));
    process.stdout.write(
      `${JSON.stringify({ machine, postgres, memoryMb: memory, rows, steady, lives }, null, 2)}\n`,
    );
    return;
  }
  print('Medians over rounds; p50 and p99 of placing; CPU in µs per order');
  print(
    `  ${Object.entries(report.machine)
      .map(([k, v]) => `${k} ${v}`)
      .join(', ')}`,
  );
  print(
    `  PostgreSQL: ${Object.entries(report.postgres)
      .map(([k, v]) => `${k} ${v}`)
      .join(', ')}`,
  );
  print(`  server process with every role at rest: ${memory} MB`);
  print('');
  const header = ['state', 'variant', 'conn', '× floor', 'orders/s', 'answered/s', 'p50 ms', 'p99 ms'];
  const cells = rows.map((row) => [
    row.label,
    NAMES[row.variant],
    String(row.connections),
    row.ratio.toFixed(2),
    row.ordersPerSecond.toFixed(0),
    row.answeredPerSecond.toFixed(0),
    row.p50.toFixed(1),
    row.p99.toFixed(1),
    row.node.toFixed(0),
    row.postgres.toFixed(0),
    row.driver.toFixed(0),
  ]);
  printTable([[...header, 'server', 'postgres', 'driver'], ...cells], 2);

  if (report.steady.length > 0) printSteady(report.steady);
  for (const { label, flow, life } of report.lives) {
    if (flow !== null) printFlow(label, flow);
    if (life !== null) printLife(label, life);
  }

  const paid = rows.flatMap(({ label, connections, paying }) =>
    paying === null ? [] : [{ label, connections, ...paying }],
  );
  if (paid.length === 0) return;
  print('');
  print('Paying: times in ms, the rest per order');
  const payHeader = ['state', 'conn', 'initiate p50', 'p99', 'pay to confirmed p50', 'p99'];
  const payCells = paid.map((row) => [
    row.label,
    String(row.connections),
    row.initiating.p50.toFixed(1),
    row.initiating.p99.toFixed(1),
    row.confirming.p50.toFixed(0),
    row.confirming.p99.toFixed(0),
    row.gatewayCpu.toFixed(0),
    row.events.toFixed(1),
    row.requests.toFixed(1),
    row.gatewayRequests.toFixed(1),
  ]);
  const perOrder = ['gateway CPU µs', 'events', 'requests', 'to the gateway'];
  printTable([[...payHeader, ...perOrder], ...payCells], 1);
}
