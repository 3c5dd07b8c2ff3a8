/**
 * Choices that look random and are the same on every machine and in every run: each follows from a text alone.
 * FNV-1a over UTF-16 units, then a finaliser, because FNV alone leaves the high bits of short texts alike.
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, 1) that belongs to the text. */
export const fraction = (text: string): number => hashOf(text) / 2 ** 32;

/** A number in [low, high) that belongs to the text. */
export const between = (low: number, high: number, text: string): number =>
  low + (high - low) * fraction(text);

/** A whole number from low to high, both included. */
export const wholeBetween = (low: number, high: number, text: string): number =>
  Math.floor(between(low, high + 1, text));

/** One of several things. Throws if there is none. */
export function pick<T>(things: readonly T[], text: string): T {
  const thing = things[Math.floor(fraction(text) * things.length)];
  if (thing === undefined) throw new Error(`nothing to pick from for ${text}`);
  return thing;
}

/** The same things in an order that belongs to the text. */
export const shuffled = <T>(things: readonly T[], text: string): readonly T[] =>
  things
    .map((thing, i) => ({ thing, at: fraction(`${text}/${String(i)}`) }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
