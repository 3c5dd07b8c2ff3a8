import { parseArgs } from 'node:util';
import { LOOKED_AT } from './paying';

export const HELP = `Measures placing orders, placing and paying them, and their whole lives, against a floor in the same run.

Usage: npm run bench -- [options]

  --quick             one short round of everything, under a minute
  --only WORK         only one work: place, steady, pay or life
  --json              print the result as JSON
  --rounds N          rounds of each variant (default 5)
  --connections A,B   numbers of connections (default 8,32)
  --rate N            orders a second that arrive at a steady rate (default 300)
  --lives N           orders that live their whole lives at once (default 2000)
  --history N         store N events first, and measure again on top of them
  --profile DIR       write a CPU profile of each round to DIR (open it in Chrome's DevTools)
  --database-url URL  measure against this PostgreSQL instead of an embedded one; it must be empty
  --help              this text

Floor: a bare Fastify handler with one INSERT on the same PostgreSQL. Rounds are interleaved; quote the ratios.

place: cash on delivery, no gateway. Variants: the API alone, and every role in one process, whose clock stops when
the backlog is drained.
steady: cash on delivery, every role, so many orders a second for 15 seconds, each sent when it is due. How long placing
took, and how long it took until read models showed each event.
pay: by UPI, every role in one process, the sandbox gateway in another. Each connection places an order, initiates its
payment and pays it on the gateway's page, then takes the next. The clock stops when the gateway has told of every
payment, every order is confirmed and the backlog is drained. One order in ${LOOKED_AT} is looked at by its customer
from the moment they pay until it shows as confirmed.
life: by UPI, every role and the gateway, from placing to rating. First many at once, each as fast as it is let; the clock
stops when the backlog is drained. Then all orders are placed, all are paid, accepted, given to couriers, cooked, picked
up, delivered, rated, and the clock of each step stops when the backlog is drained.`;

const WORKS = ['place', 'steady', 'pay', 'life'] as const;

export type Work = (typeof WORKS)[number];

export interface Options {
  readonly works: readonly Work[];
  readonly rounds: number;
  readonly connections: readonly number[];
  /** Orders in one round of placing, and of the floor. */
  readonly orders: number;
  /** Orders in one round of placing and paying. */
  readonly payments: number;
  /** Orders a second, and for how many seconds they arrive. */
  readonly rate: number;
  readonly steadySeconds: number;
  /** Orders that live their whole lives, many at once. */
  readonly lives: number;
  /** And step by step. */
  readonly steps: number;
  readonly history: number;
  readonly json: boolean;
  readonly profile: string | null;
  readonly databaseUrl: string | null;
}

/** The command line is not understood. Its message is for people. */
export class UsageError extends Error {}

/**
 * The options of the command line; null when help is asked for.
 * @throws UsageError
 */
export function parseOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      connections: { type: 'string', default: '8,32' },
      rate: { type: 'string', default: '300' },
      lives: { type: 'string' },
      history: { type: 'string', default: '0' },
      profile: { type: 'string' },
      'database-url': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    works: worksOf(values.only),
    rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
    connections: values.connections.split(',').map(Number),
    orders: values.quick ? 1_000 : 4_000,
    payments: values.quick ? 200 : 1_500,
    rate: Number(values.rate),
    steadySeconds: values.quick ? 3 : 15,
    lives: Number(values.lives ?? (values.quick ? 200 : 2_000)),
    steps: 100,
    history: Number(values.history),
    json: values.json,
    profile: values.profile ?? null,
    databaseUrl: values['database-url'] ?? null,
  };
}

function worksOf(only: string | undefined): readonly Work[] {
  if (only === undefined) return WORKS;
  const work = WORKS.find((one) => one === only);
  if (work === undefined) throw new UsageError(`--only takes one of ${WORKS.join(', ')}`);
  return [work];
}
