import { MINUTE_MS } from './business-time';
import type { SeededRandom } from './seeded-random';

/** From the opening of the evening to its last order. */
const EVENING_MINUTES = 195;

/** How many more people than usual get hungry at some minute of the evening: a bump around 20:10, a smaller one later. */
const hungerAt = (minute: number): number =>
  0.25 + 1.6 * Math.exp(-(((minute - 70) / 32) ** 2)) + 0.7 * Math.exp(-(((minute - 130) / 28) ** 2));

/**
 * When so many orders begin, in ms after the evening does, in order. Each comes from a stretch of the evening in which
 * as many get hungry as in every other: the shape is that of a dinner hour, however few there are.
 */
export function arrivals(count: number, random: SeededRandom): readonly number[] {
  const upTo: number[] = [0];
  for (let minute = 0; minute < EVENING_MINUTES; minute += 1) {
    upTo.push((upTo[minute] ?? 0) + hungerAt(minute + 0.5));
  }
  const whole = upTo[EVENING_MINUTES] ?? 1;
  let minute = 0;
  return Array.from({ length: count }, (_, i) => {
    const wanted = (whole * (i + random.fraction())) / count;
    while (minute < EVENING_MINUTES - 1 && (upTo[minute + 1] ?? whole) <= wanted) minute += 1;
    const from = upTo[minute] ?? 0;
    const part = (wanted - from) / ((upTo[minute + 1] ?? whole) - from);
    return Math.round((minute + part) * MINUTE_MS);
  });
}
