/** What moved through one payment, in minor units. */
export interface Moved {
  readonly captured: number;
  readonly refunded: number;
}

export const NOTHING: Moved = { captured: 0, refunded: 0 };

export const plus = (a: Moved, b: Moved): Moved => ({
  captured: a.captured + b.captured,
  refunded: a.refunded + b.refunded,
});

export const sumOf = (all: Iterable<Moved>): Moved => [...all].reduce(plus, NOTHING);

export const isSame = (a: Moved, b: Moved): boolean => a.captured === b.captured && a.refunded === b.refunded;

/** Adds to what is known under the key. */
export function add(to: Map<string, Moved>, key: string, moved: Partial<Moved>): void {
  to.set(key, plus(to.get(key) ?? NOTHING, { ...NOTHING, ...moved }));
}
