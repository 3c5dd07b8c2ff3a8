import type { Flow } from './flow';
import type { Life } from './life';
import { print, printTable } from './table';

/** Whole lives in one state of the store: at once, or step by step. */
export interface MeasuredLives {
  /** State of the store. */
  readonly label: string;
  readonly flow: Flow | null;
  readonly life: Life | null;
}

/** Prints whole lives at once. */
export function printFlow(
  label: string,
  { orders, atATime, seconds, requests, appends, events, cpu }: Flow,
): void {
  print('');
  print(`Whole lives (${label}), ${atATime} at a time, until nothing was left to do; CPU in µs; per order`);
  const header = ['lives/s', 'requests', 'appends', 'events', 'server', 'postgres', 'gateway', 'driver'];
  const row = [
    (orders / seconds).toFixed(0),
    ...[requests, appends, events].map((count) => count.toFixed(1)),
    ...[cpu.node, cpu.postgres, cpu.gateway, cpu.driver].map((micros) => micros.toFixed(0)),
  ];
  printTable([header, row], 0);
}

/** Lives per second: each step took its time, one after the other. */
export const livesPerSecond = ({ orders, steps }: Life): number =>
  orders / steps.reduce((sum, { seconds }) => sum + seconds, 0);

/** Prints a whole life, step by step. */
export function printLife(label: string, life: Life): void {
  print('');
  print(`A whole life (${label}), step by step, each until nothing was left to do; CPU in µs; per order`);
  const rows = life.steps.map(({ step, seconds, requests, appends, events, cpu }) => [
    step,
    (life.orders / seconds).toFixed(0),
    ...[requests, appends, events].map((count) => count.toFixed(1)),
    ...[cpu.node, cpu.postgres, cpu.gateway].map((micros) => micros.toFixed(0)),
  ]);
  const sum = (pick: (step: Life['steps'][number]) => number): number =>
    life.steps.reduce((total, step) => total + pick(step), 0);
  const total = [
    'together',
    livesPerSecond(life).toFixed(0),
    ...[sum((s) => s.requests), sum((s) => s.appends), sum((s) => s.events)].map((n) => n.toFixed(1)),
    ...[sum((s) => s.cpu.node), sum((s) => s.cpu.postgres), sum((s) => s.cpu.gateway)].map((n) =>
      n.toFixed(0),
    ),
  ];
  const header = ['step', 'orders/s', 'requests', 'appends', 'events', 'server', 'postgres', 'gateway'];
  printTable([header, ...rows, total], 1);
}
