import type { Cut } from '../engine/luck';
import { runOne, sizeOf, type Failure, type RunOptions, type RunResult } from '../world/run';

/** Runs that may be spent on finding the short way. */
const MOST_RUNS = 250;

/** A run that shows the same violation with less. */
export interface Shrunk {
  readonly cut: Cut;
  readonly result: RunResult;
  readonly failure: Failure;
  /** How many runs it took. */
  readonly runs: number;
}

/**
 * Looks for a shorter way to the same violation: without some of the orders and couriers, without whole kinds of
 * faults, without single ones, and with an orderly schedule from some step on.
 * @param mostRuns that may be spent on it
 * @returns null when the run does not violate anything
 */
export async function shrink(options: RunOptions, mostRuns = MOST_RUNS): Promise<Shrunk | null> {
  const shrinking = new Shrinking(options, mostRuns);
  return (await shrinking.begin()) ? shrinking.run() : null;
}

class Shrinking {
  private cut: Cut = {};
  private best: { readonly result: RunResult; readonly failure: Failure } | null = null;
  private runs = 0;

  constructor(
    private readonly options: RunOptions,
    private readonly mostRuns: number,
  ) {
    this.cut = options.cut ?? {};
  }

  begin(): Promise<boolean> {
    return this.takes(this.cut);
  }

  async run(): Promise<Shrunk | null> {
    const size = sizeOf(this.options.seed);
    await this.fewer(size.orders, (orders) => ({ ...this.cut, orders }));
    await this.fewer(size.couriers, (couriers) => ({ ...this.cut, couriers }));
    await this.withoutKinds();
    await this.withoutSingle();
    await this.orderly();
    await this.inFewerWords();
    const { best, cut, runs } = this;
    return best === null ? null : { ...best, cut, runs };
  }

  /** Whether the same rule is still violated; then what was left out stays out. */
  private async takes(cut: Cut, mostRuns = this.mostRuns): Promise<boolean> {
    if (this.runs >= mostRuns) return false;
    this.runs += 1;
    const result = await runOne({ ...this.options, cut });
    const { failure } = result;
    if (failure === null || (this.best !== null && failure.rule !== this.best.failure.rule)) return false;
    this.cut = cut;
    this.best = { result, failure };
    return true;
  }

  private async fewer(most: number, cutOf: (kept: readonly number[]) => Cut): Promise<void> {
    let kept = Array.from({ length: most }, (_, n) => n + 1);
    for (const one of [...kept]) {
      const less = kept.filter((other) => other !== one);
      if (await this.takes(cutOf(less))) kept = less;
    }
  }

  private async withoutKinds(): Promise<void> {
    const kinds = new Set(this.incidents().map((key) => key.split(' @', 1)[0] ?? key));
    if (await this.without([...kinds])) return;
    for (const kind of kinds) await this.without([kind]);
  }

  /** Halves, quarters, and so on, of what still happens. */
  private async withoutSingle(): Promise<void> {
    for (let parts = 2; parts <= 64; parts *= 2) {
      const keys = this.incidents();
      const each = Math.ceil(keys.length / parts);
      if (each === 0) return;
      for (let from = 0; from < keys.length; from += each) await this.without(keys.slice(from, from + each));
      if (each === 1) return;
    }
  }

  private without(keys: readonly string[]): Promise<boolean> {
    return this.takes({ ...this.cut, without: [...(this.cut.without ?? []), ...keys] });
  }

  /** Nothing goes wrong any more after the shortest beginning that is enough. */
  private async orderly(): Promise<void> {
    let [from, to] = [0, this.best?.result.steps ?? 0];
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (await this.takes({ ...this.cut, orderlyFrom: middle })) to = middle;
      else from = middle;
    }
  }

  /** What still happens is less than what does not. */
  private async inFewerWords(): Promise<void> {
    const { without, ...cut } = this.cut;
    const only = this.incidents();
    if (without !== undefined && only.length < without.length) await this.takes({ ...cut, only }, Infinity);
  }

  private incidents(): readonly string[] {
    return [...new Set(this.best?.result.incidents ?? [])];
  }
}
