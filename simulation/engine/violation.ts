/** Something that must never be the case is the case. */
export class Violation extends Error {
  override readonly name = 'Violation';

  /** @param rule the invariant, in a few words: one name per rule */
  constructor(
    readonly rule: string,
    detail: string,
  ) {
    super(`${rule}: ${detail}`);
  }
}

/** @throws Violation unless the two are equal */
export function mustEqual(rule: string, what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return;
  throw new Violation(rule, `${what} is ${String(actual)}, and has to be ${String(expected)}`);
}

/** @throws Violation unless it holds */
export function must(rule: string, holds: boolean, detail: () => string): asserts holds {
  if (!holds) throw new Violation(rule, detail());
}
