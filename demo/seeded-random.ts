/** Numbers that look random and follow from a seed: mulberry32, by Tommy Ettinger. */
export class SeededRandom {
  private state: number;

  /** @param names whose numbers these are: `of(7, 'order', 12)` draws the same in every run */
  static of(seed: number, ...names: readonly (string | number)[]): SeededRandom {
    return new SeededRandom(fnv1a([seed, ...names].join('/')));
  }

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.below(1_000_000) / 1_000_000;
  }

  /** True so often of 100 times. */
  isIn(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** @throws when there is none */
  oneOf<T>(values: readonly T[]): T {
    const value = values[this.below(Math.max(1, values.length))];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
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

  /** The same values in another order. */
  shuffled<T>(values: readonly T[]): readonly T[] {
    const all = [...values];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const other = this.below(i + 1);
      const [a, b] = [all[i], all[other]];
      if (a === undefined || b === undefined) continue;
      all[i] = b;
      all[other] = a;
    }
    return all;
  }
}

/** 32 bits of a text. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
