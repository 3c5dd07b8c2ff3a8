import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Cut } from '../engine/luck';

export interface Options {
  /** Orders that are placed, at least. */
  readonly orders: number;
  readonly seed: number;
  readonly workers: number;
  readonly cut: Cut | null;
  readonly trace: boolean;
  readonly planted: boolean;
  readonly json: boolean;
}

export const HELP = `Simulates evenings in a small city from one seed: customers, kitchens, couriers and staff, the use cases that serve
them, all processes, read models, a payment gateway and clocks, while calls fail, programs die and messages are lost.
Each seed is one run of two to six orders in virtual time. In the end every order has come to its end, the gateway's
book, the streams, the ledger and the read models agree to the last minor unit, and nothing is left to be done.

Usage: npm run simulate -- [options]

  --orders N      how many orders are placed, in as many runs as that takes (default 1000)
  --seed S        seed of the first run; the others follow (default 1)
  --workers W     how many processes share the runs (default: one per core)
  --trace         print every step of the first run, and nothing else
  --without CASE  leave out what CASE names, as the report of a violation prints it; one run
  --planted       plant one bug after the other instead, and tell after how many runs each was caught
  --json          print the result as JSON
  --help          this text

Examples:
  npm run simulate -- --orders 100000
  npm run simulate -- --orders 1 --seed 42 --trace
  npm run simulate -- --planted

Exit code: 0 when everything held, 1 when something did not, or when a fault never happened in a run of 20,000 orders
and more, 2 when the options make no sense.`;

const cutSchema: z.ZodType<Cut> = z.strictObject({
  orders: z.array(z.int()).exactOptional(),
  couriers: z.array(z.int()).exactOptional(),
  without: z.array(z.string()).exactOptional(),
  only: z.array(z.string()).exactOptional(),
  orderlyFrom: z.int().exactOptional(),
});

/**
 * @returns null when help is asked for
 * @throws TypeError when an option makes no sense
 */
export function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      without: { type: 'string' },
      trace: { type: 'boolean', default: false },
      planted: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { orders, seed, workers, without, trace, planted, json, help } = values;
  if (help) return null;
  return {
    orders: whole('orders', orders, 1),
    seed: whole('seed', seed, 0),
    workers: whole('workers', workers, 1),
    cut: without === undefined ? null : cutOf(without),
    ...{ trace, planted, json },
  };
}

function whole(name: string, value: string, least: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new TypeError(`--${name} has to be a whole number of at least ${least}`);
  }
  return number;
}

function cutOf(text: string): Cut {
  try {
    return cutSchema.parse(JSON.parse(text));
  } catch {
    throw new TypeError('--without has to be what the report of a violation printed');
  }
}
