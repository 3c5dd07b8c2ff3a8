/** The program died. Everything it still tries fails with this. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** Lets a program die at its nth call of anything outside of it, just before or just after the call's effect. */
export class CrashPoint {
  /** Calls so far. */
  calls = 0;
  dead = false;

  constructor(
    readonly nth: number,
    readonly when: 'before' | 'after',
  ) {}

  /** Whether the point was reached. A run that was not hit has fewer calls than `nth`. */
  get hit(): boolean {
    return this.dead;
  }

  async around<T>(call: () => Promise<T>): Promise<T> {
    if (this.dead) throw new Crashed('the program is dead');
    this.calls += 1;
    if (this.calls !== this.nth) {
      const result = await call();
      this.check();
      return result;
    }
    if (this.when === 'after') await call();
    this.dead = true;
    throw new Crashed(`call ${this.nth}`);
  }

  private check(): void {
    // Another call may have ended the program while this one was under way.
    if (this.dead) throw new Crashed('the program is dead');
  }
}

/** A port whose asynchronous methods of these names are calls of a program that dies at the point. */
export function mortal<T extends object>(port: T, methods: readonly (keyof T)[], point: CrashPoint): T {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const call = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      const counted = methods.some((method) => method === name);
      return counted
        ? (...args: readonly unknown[]) => point.around(() => Promise.resolve(call(...args)))
        : call;
    },
  });
}
