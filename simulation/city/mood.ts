import type { Draws } from '../money/draws';

/** What kind of evening it is: what is rare on most is common on some. */
export interface Mood {
  /** Couriers are on the road late, and take little. */
  readonly isScarce: boolean;
  /** Everybody orders at once, in one place. */
  readonly isRush: boolean;
  /** Nobody in the kitchens looks at the screen. */
  readonly isSleepy: boolean;
  /** Every kitchen rests for a while. */
  readonly isWeary: boolean;
  /** Couriers answer at the last moment, or a moment too late. */
  readonly isTardy: boolean;
  /** Staff interfere with everything. */
  readonly isMeddled: boolean;
}

export const drawMood = (draws: Draws): Mood => ({
  isScarce: draws.chance(150),
  isRush: draws.chance(300),
  isSleepy: draws.chance(60),
  isWeary: draws.chance(100),
  isTardy: draws.chance(150),
  isMeddled: draws.chance(150),
});
