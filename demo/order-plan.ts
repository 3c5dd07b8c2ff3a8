import { arrivals } from './arrival-curve';
import { ORDERS_FOR_EVERY_QUIRK, QUIRKS, quirkSchedule, type Quirk } from './quirks';
import { SeededRandom } from './seeded-random';

export type Method = 'COD' | 'UPI' | 'CARD' | 'WALLET';

/** How a customer learns what becomes of an order. */
export type Following = 'stream' | 'long-poll' | 'now-and-then';

/** What is settled about an order before anybody is hungry. */
export interface OrderPlan {
  /** Counted from 0. */
  readonly n: number;
  /** When the customer begins, in ms after the evening does. */
  readonly afterMs: number;
  /** Which of the customers, counted from 0. */
  readonly customer: number;
  readonly quirk: Quirk | null;
  readonly method: Method;
  readonly following: Following;
  readonly isRated: boolean;
  /** What its customer draws on the way. */
  readonly random: SeededRandom;
  /** What somebody else draws, or the customer who does something else meanwhile. */
  readonly drawsFor: (what: string) => SeededRandom;
}

const METHODS: readonly (readonly [Method, number])[] = [
  ['UPI', 50],
  ['CARD', 25],
  ['WALLET', 10],
  ['COD', 15],
];

const FOLLOWING: readonly (readonly [Following, number])[] = [
  ['stream', 45],
  ['long-poll', 25],
  ['now-and-then', 30],
];

const NEEDS_A_GATEWAY: ReadonlySet<Quirk> = new Set<Quirk>([
  ...([
    'payment-declined',
    'never-paid',
    'paid-late',
    'paid-on-second-thought',
    'two-payment-pages',
  ] as const),
  ...(['cancelled-unpaid', 'held', 'refunded', 'refunded-twice'] as const),
]);

const RATED_PERCENT = 60;

/** From that part of the orders on, what never happened gets a second chance. */
const LATE_FROM = 0.7;

/** An evening of so many orders by so many customers, in the order of their beginning. */
export function plansOf(seed: number, orders: number, customers: number): readonly OrderPlan[] {
  const times = arrivals(orders, SeededRandom.of(seed, 'arrivals'));
  const quirks = quirkSchedule(orders, SeededRandom.of(seed, 'quirks'));
  // Everybody orders once before anybody orders again.
  const rounds = Math.ceil(orders / Math.max(1, customers));
  const everybody = Array.from({ length: customers }, (_, i) => i);
  const turns = SeededRandom.of(seed, 'turns');
  const who = Array.from({ length: rounds }, () => turns.shuffled(everybody)).flat();
  return times.map((afterMs, n) => {
    const random = SeededRandom.of(seed, 'order', n);
    const quirk = quirks[n] ?? null;
    return {
      ...{ n, afterMs, customer: who[n] ?? 0, quirk, random },
      method: methodOf(quirk, random.pick(METHODS)),
      following: random.pick(FOLLOWING),
      isRated: random.isIn(RATED_PERCENT),
      drawsFor: (what) => SeededRandom.of(seed, 'order', n, what),
    };
  });
}

/**
 * The same order with a quirk that never happened so far, though its turn has come and gone: something else was
 * faster each time. Otherwise the plan as it is.
 * @param played how often each quirk has happened
 */
export function secondChance(
  plan: OrderPlan,
  orders: number,
  played: ReadonlyMap<string, number>,
): OrderPlan {
  const isLate = orders >= ORDERS_FOR_EVERY_QUIRK && plan.n >= orders * LATE_FROM;
  if (!isLate || (plan.quirk !== null && played.get(plan.quirk) === 0)) return plan;
  const missing = QUIRKS.filter((quirk) => played.get(quirk) === 0);
  const quirk = missing[plan.n % Math.max(1, missing.length)];
  return quirk === undefined ? plan : { ...plan, quirk, method: methodOf(quirk, plan.method) };
}

function methodOf(quirk: Quirk | null, drawn: Method): Method {
  if (quirk === 'cash-short') return 'COD';
  return quirk !== null && NEEDS_A_GATEWAY.has(quirk) && drawn === 'COD' ? 'UPI' : drawn;
}
