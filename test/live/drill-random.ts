/** Numbers that look random and follow from a seed: mulberry32, by Tommy Ettinger. */
export class DrillRandom {
  constructor(private state: number) {}

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** One of them, each as often as its weight says. */
  pick<T>(weighted: readonly (readonly [T, number])[]): T {
    let left = this.below(weighted.reduce((total, [, weight]) => total + weight, 0));
    for (const [value, weight] of weighted) {
      if (left < weight) return value;
      left -= weight;
    }
    throw new Error('nothing to pick from');
  }
}
