import type { SeededRandom } from '../../demo/seeded-random';

/** What is killed with SIGKILL. `everything` is server, database and gateway at the same moment. */
export const VICTIMS = ['server', 'database', 'gateway', 'everything'] as const;

export type Victim = (typeof VICTIMS)[number];

export interface PlannedKill {
  readonly victim: Victim;
  /** How many orders have to be placed before. */
  readonly afterOrders: number;
  /** And then so long (wall ms), so that it is not always the same moment of an order. */
  readonly delayMs: number;
}

const LONGEST_DELAY_MS = 2_000;

/**
 * Which is killed when: every victim in turn before any again, at moments that are spread over the evening and drawn
 * within their part of it.
 */
export function killPlan(orders: number, kills: number, random: SeededRandom): readonly PlannedKill[] {
  const victims: Victim[] = [];
  while (victims.length < kills) victims.push(...random.shuffled(VICTIMS));
  return victims.slice(0, kills).map((victim, n) => ({
    victim,
    afterOrders: Math.floor((orders * (n + random.below(1_000) / 1_000)) / kills),
    delayMs: random.below(LONGEST_DELAY_MS),
  }));
}
