import type { OrderId } from '../kernel/ids';
import { msBetween, plusMinutes, type Instant } from '../kernel/instant';

/** So many orders without an answer, each less than the window before the last, and the restaurant is paused. */
export const MISSED_LIMIT = 3;
export const MISSED_WINDOW_MINUTES = 60;
export const MISSED_PAUSE_MINUTES = 30;

/** The reason of such a pause. */
export const ORDERS_UNANSWERED = 'orders-unanswered';

/** An order that the restaurant did not answer. */
export interface MissedOrder {
  readonly orderId: OrderId;
  readonly at: Instant;
}

/** A rest from taking orders; `until` null: for as long as nobody resumes it. */
export interface Pause {
  readonly reason: string;
  readonly until: Instant | null;
}

/** The missed orders with one more; what is too long ago to count is left out. */
export const withMissed = (missed: readonly MissedOrder[], latest: MissedOrder): readonly MissedOrder[] => [
  ...missed.filter(({ at }) => msBetween(at, latest.at) < MISSED_WINDOW_MINUTES * 60_000),
  latest,
];

/** The pause that the missed orders call for; null when there are too few, or the pause there is lasts longer. */
export function pauseFor(missed: readonly MissedOrder[], pause: Pause | null, at: Instant): Pause | null {
  if (missed.length < MISSED_LIMIT) return null;
  const until = plusMinutes(at, MISSED_PAUSE_MINUTES);
  const isLonger = pause !== null && (pause.until === null || pause.until >= until);
  return isLonger ? null : { reason: ORDERS_UNANSWERED, until };
}
