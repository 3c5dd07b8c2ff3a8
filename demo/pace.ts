/** How far (business ms) people may be behind what happens before time has to go slower: offers stand for 25 seconds. */
const BEHIND_AT_MOST_MS = 8_000;

/** Slower than that it would not get any better. */
const SLOWEST = 8;

/** A change by less than that part of the speed is not worth it. */
const NOTICEABLE = 0.2;

const FEWEST_SAMPLES = 5;
const PERCENTILE = 0.8;

/**
 * How fast business time should go, so that a server or a machine that is behind does not look like a city that sleeps.
 * @param delays how long things took to reach people lately, in wall ms
 * @param speed what was asked for: the fastest
 * @param current how fast it goes
 */
export function paceFor(delays: readonly number[], speed: number, current: number): number {
  const sorted = [...delays].sort((a, b) => a - b);
  // Of too few nothing can be said: where little happens, nobody is behind.
  const delay = sorted.length < FEWEST_SAMPLES ? 1 : (sorted[Math.floor(sorted.length * PERCENTILE)] ?? 1);
  // Up by steps: what was slow a moment ago may be so again.
  const wanted = Math.min(speed, BEHIND_AT_MOST_MS / Math.max(1, delay), current * 1.5);
  const next = Math.max(Math.min(SLOWEST, speed), Math.round(wanted));
  const isWorthIt = Math.abs(next - current) >= current * NOTICEABLE || (next === speed && current !== speed);
  return isWorthIt ? next : current;
}
