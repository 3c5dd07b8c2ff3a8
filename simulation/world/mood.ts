import type { Luck } from '../engine/luck';

/** What kind of evening it is: what is rare on most is common on some. */
export interface Mood {
  /** People pay online, change their minds and want their money back. */
  readonly isAboutMoney: boolean;
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

export function drawMood(luck: Luck): Mood {
  const draws = luck.drawsOf('mood');
  return {
    isAboutMoney: draws.chance(500),
    isScarce: draws.chance(150),
    isRush: draws.chance(300),
    isSleepy: draws.chance(60),
    isWeary: draws.chance(100),
    isTardy: draws.chance(150),
    isMeddled: draws.chance(150),
  };
}

/** How likely people do what they need not do, of a thousand. */
export interface Habits {
  /** Within which time everybody orders (ms). */
  readonly orderWithinMs: number;
  readonly cash: number;
  readonly cancels: number;
  readonly holds: number;
  readonly refunds: number;
  readonly chargebacks: number;
  readonly reviews: number;
}

const MINUTE_MS = 60_000;

export const habitsOf = ({ isAboutMoney, isRush }: Mood): Habits => ({
  orderWithinMs: (isRush ? 1 : 20) * MINUTE_MS,
  reviews: 400,
  ...(isAboutMoney
    ? { cash: 160, cancels: 450, holds: 100, refunds: 350, chargebacks: 180 }
    : // Cash is the shortest way to the kitchen.
      { cash: 660, cancels: 250, holds: 30, refunds: 60, chargebacks: 30 }),
});
