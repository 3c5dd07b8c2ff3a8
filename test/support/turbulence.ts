import type { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';

/** Every call takes its time, and some fail: before they have an effect, or after. The same seed, the same luck. */
export class Turbulence {
  /** How many calls failed. */
  failures = 0;
  private state: number;

  /**
   * @param longMs how long one call in fifteen takes; the others take a moment
   * @param failing how many calls of a thousand fail
   */
  constructor(
    private readonly time: VirtualClock,
    seed: number,
    private readonly longMs: number,
    private readonly failing: number,
  ) {
    this.state = seed;
  }

  over<T extends object>(port: T, methods: readonly (keyof T)[]): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        const call = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
        return methods.some((method) => method === name)
          ? (...args: readonly unknown[]) => this.around(() => call(...args))
          : call;
      },
    });
  }

  /** An integer from 0 to below `limit`. */
  draw(limit: number): number {
    // mulberry32, by Tommy Ettinger
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  private async around(call: () => unknown): Promise<unknown> {
    await this.pass();
    this.mayFail();
    const result = await call();
    await this.pass();
    this.mayFail();
    return result;
  }

  private pass(): Promise<void> {
    return this.time.sleep(this.draw(15) === 0 ? this.draw(this.longMs) : this.draw(20));
  }

  private mayFail(): void {
    if (this.draw(1_000) >= this.failing) return;
    this.failures += 1;
    throw new Error('turbulence');
  }
}
