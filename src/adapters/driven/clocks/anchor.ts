import { instantOf, type Instant } from '../../../domain/kernel/instant';

/** A line through two clocks: at wall time `wallMs` it was `businessMs`, and since then it runs `rate` times as fast. */
export interface ClockAnchor {
  /** Milliseconds since the epoch, wall time. */
  readonly wallMs: number;
  /** Milliseconds since the epoch, business time. */
  readonly businessMs: number;
  /** Business milliseconds per wall millisecond; above 0. */
  readonly rate: number;
}

/** How to move a business clock: forward only, for what was recorded must not come to lie in the future. */
export interface ClockChange {
  /** From now on this many times as fast as the wall clock; above 0, at most {@link MAX_RATE}. */
  readonly rate?: number;
  /** Where to move it: that many milliseconds ahead, or to an instant that is not past. */
  readonly to?: { readonly advanceMs: number } | { readonly at: Instant };
}

/** A day in a second. */
export const MAX_RATE = 86_400;

/** The clock of production: business time is wall time. */
export const IN_STEP: ClockAnchor = { wallMs: 0, businessMs: 0, rate: 1 };

/** Business time at a wall time, in whole milliseconds since the epoch. */
export const businessMsAt = (anchor: ClockAnchor, wallMs: number): number =>
  Math.floor(anchor.businessMs + (wallMs - anchor.wallMs) * anchor.rate);

/** Wall milliseconds from `wallMs` until the clock shows `instantMs`; 0 if it does already. */
export function wallMsUntil(anchor: ClockAnchor, wallMs: number, instantMs: number): number {
  let ms = Math.max(0, Math.ceil((instantMs - businessMsAt(anchor, wallMs)) / anchor.rate));
  // The division and the clock round on their own: a sleeper must not wake before its time.
  while (businessMsAt(anchor, wallMs + ms) < instantMs) ms += 1;
  return ms;
}

/**
 * The anchor after a change made at `wallMs`.
 * @throws RangeError for a rate out of bounds or a move back in time
 */
export function changed(anchor: ClockAnchor, wallMs: number, change: ClockChange): ClockAnchor {
  const now = businessMsAt(anchor, wallMs);
  const rate = change.rate ?? anchor.rate;
  if (!(rate > 0 && rate <= MAX_RATE)) throw new RangeError(`rate must be above 0 and at most ${MAX_RATE}`);
  const { to } = change;
  const businessMs = to === undefined ? now : 'at' in to ? Date.parse(to.at) : now + to.advanceMs;
  if (!(businessMs >= now)) {
    throw new RangeError(`the business clock cannot be moved back from ${instantOf(now)}`);
  }
  return { wallMs, businessMs, rate };
}
