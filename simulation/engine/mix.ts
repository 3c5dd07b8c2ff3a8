import { FAULTS, type Fault } from '../../src/sandbox-gateway/misbehaviour';
import type { Luck } from './luck';

/** What can go wrong in one run, and how often. Rates are of a thousand. */
export interface Mix {
  /** Of the gateway. */
  readonly gateway: Partial<Record<Fault, number>>;
  /** Spells in which the gateway cannot be reached at all. */
  readonly outages: number;
  /** Calls of stores and other ports that fail, half of them after their effect. */
  readonly portFailures: number;
  /** Calls that take up to a second, and up to a minute: longer than a lease. */
  readonly slow: number;
  readonly verySlow: number;
  /** How often programs die. */
  readonly crashes: number;
  /** Programs at a time. */
  readonly programs: 1 | 2;
  readonly busLoss: number;
  readonly busDuplicates: number;
  /** How often the business clock is moved ahead. */
  readonly clockJumps: number;
  /**
   * How long faults go on (ms): at most so long that what is asked for the last time, three days after the end of a
   * payment, is answered. Whatever is not answered then is left to the comparison of books.
   */
  readonly faultsLastMs: number;
}

const HOUR_MS = 3_600_000;

export const NO_FAULTS: Mix = {
  gateway: {},
  outages: 0,
  portFailures: 0,
  slow: 0,
  verySlow: 0,
  crashes: 0,
  programs: 1,
  busLoss: 0,
  busDuplicates: 0,
  clockJumps: 0,
  faultsLastMs: 0,
};

/** Every run has a mix of its own: faults that are rare together are common apart. */
export function drawMix(luck: Luck): Mix {
  const draws = luck.drawsOf('mix');
  const often = (most: number): number => (draws.chance(500) ? draws.between(1, most) : 0);
  const gateway: Partial<Record<Fault, number>> = {};
  for (const fault of FAULTS) {
    const rate = draws.chance(350) ? draws.between(20, 400) : 0;
    if (rate > 0 && luck.happens(`gateway: ${fault}`, 'all evening')) gateway[fault] = rate;
  }
  const mix = {
    gateway,
    outages: draws.chance(250) ? draws.between(1, 3) : 0,
    portFailures: often(60),
    slow: often(200),
    verySlow: draws.chance(300) ? draws.between(1, 8) : 0,
    crashes: draws.chance(700) ? draws.between(1, 6) : 0,
    programs: draws.chance(400) && luck.happens('a second program', 'all evening') ? 2 : 1,
    busLoss: often(500),
    busDuplicates: often(500),
    clockJumps: draws.chance(250) ? draws.between(1, 3) : 0,
    faultsLastMs: draws.pick([HOUR_MS, 2 * HOUR_MS, 5 * HOUR_MS, 26 * HOUR_MS, 60 * HOUR_MS]),
  } as const;
  // Now and then nothing goes wrong but what people do.
  return draws.chance(70) ? { ...NO_FAULTS, programs: mix.programs } : mix;
}
