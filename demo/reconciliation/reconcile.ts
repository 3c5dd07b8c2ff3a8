import { setTimeout as sleep } from 'node:timers/promises';
import type { EveningLog } from '../driver-log';
import { behave, passTime, retryRefunds } from './aftermath';
import { readBooks } from './books';
import { compareBooks, type Comparison } from './compare-books';
import { openEnds } from './open-ends';
import type { Difference, Parties, Say } from './parties';
import { replayed, type ReplayedModel } from './projections';

/** From so many orders on, every misbehaviour has to have happened: one that never did has tested nothing. */
export const ORDERS_TO_PROVE_IT = 200;

/** Whether an evening added up. */
export interface Reconciliation {
  /** Whether nothing differs, and everything happened that had to. */
  readonly addsUp: boolean;
  readonly orders: number;
  readonly ordersByStatus: Comparison['ordersByStatus'];
  readonly sums: Comparison['sums'];
  readonly counts: Comparison['counts'];
  /** What does not add up. */
  readonly differences: readonly Difference[];
  /** How often people did what they should not, by name. */
  readonly played: Readonly<Record<string, number>>;
  /** How often the gateway did. */
  readonly faults: Readonly<Record<string, number>>;
  /** Those of both that never happened. In a small evening that is no fault. */
  readonly neverHappened: readonly string[];
  readonly replayed: readonly ReplayedModel[];
  /** Replies that nobody expected, with their orders. */
  readonly surprises: readonly Difference[];
  /** Requests that had to be sent again. */
  readonly repeated: number;
}

const ROUNDS = 5;
/** All rounds together outlast a circuit that has just opened: for half a minute nobody asks the gateway anything. */
const BETWEEN_ROUNDS_MS = 10_000;

/**
 * Lets everything come to rest and proves that it adds up, over public routes and the control routes of the gateway:
 * what the driver was told, the gateway's own book, the ledger and the read models, to the paisa; nothing stuck; read
 * models as a replay of the log makes them.
 * @param evening all orders are placed, and nobody does anything any more
 */
export async function reconcile(evening: EveningLog, parties: Parties, say: Say): Promise<Reconciliation> {
  const faults = await faultsOf(parties);
  say('The gateway does nothing wrong from now on; eight days pass.');
  await behave(parties);
  await passTime(parties, say);
  const comparison = await settled(evening, parties, say);
  say('The books are compared; now every read model with a fresh replay.');
  const { models, differences } = await replayed(parties.admin, say);
  const all = [...comparison.differences, ...differences];
  const neverHappened = [...evening.played, ...faults].flatMap(([name, times]) =>
    times === 0 ? [name] : [],
  );
  return {
    addsUp: all.length === 0 && (evening.orders.size < ORDERS_TO_PROVE_IT || neverHappened.length === 0),
    orders: evening.orders.size,
    ordersByStatus: comparison.ordersByStatus,
    sums: comparison.sums,
    counts: comparison.counts,
    differences: all,
    played: Object.fromEntries(evening.played),
    faults: Object.fromEntries(faults),
    neverHappened,
    replayed: models,
    surprises: [...evening.orders.values()].flatMap(({ orderId, surprises }) =>
      surprises.map((what) => ({ orderId, what })),
    ),
    repeated: evening.repeated,
  };
}

/** How often the gateway did what since the evening began. */
async function faultsOf({ gateway, faultsBefore }: Parties): Promise<ReadonlyMap<string, number>> {
  const now = await gateway.faultCounts();
  return new Map([...now].map(([fault, times]) => [fault, times - (faultsBefore.get(fault) ?? 0)]));
}

/** Has refunds that failed made again until the books agree, or do not any more. */
async function settled(evening: EveningLog, parties: Parties, say: Say): Promise<Comparison> {
  for (let round = 1; ; round += 1) {
    const retried = await retryRefunds(parties);
    if (retried > 0) say(`${retried} refunds that failed are made again.`);
    const books = await readBooks(parties.gateway, parties.support, evening.orders.keys());
    const comparison = compareBooks(evening.orders, books);
    const statuses = new Map([...books.views].map(([orderId, { status }]) => [orderId, status]));
    const differences = [...comparison.differences, ...(await openEnds(parties, statuses))];
    if (differences.length === 0 || round === ROUNDS) return { ...comparison, differences };
    say(`${differences.length} differences are left; another hour passes.`);
    await sleep(BETWEEN_ROUNDS_MS);
  }
}
