import { SeededRandom } from '../../src/sandbox-gateway/seeded-random';

/** All luck of a run: one seed, one sequence of draws. */
export class Draws {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.random.next(limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in so many of a thousand cases. Draws nothing when it can only be false. */
  chance(perMille: number): boolean {
    return perMille > 0 && this.below(1_000) < perMille;
  }

  pick<const T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  /** Takes one out of a list, wherever it stands. */
  take<T>(from: T[]): T | undefined {
    const [taken] = from.splice(this.below(from.length), 1);
    return taken;
  }

  /** A time that is mostly short and sometimes long: up to four times `ms`. */
  around(ms: number): number {
    return this.below(this.chance(150) ? 4 * ms : ms);
  }
}
