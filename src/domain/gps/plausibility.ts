import { distanceInMetres, type GeoPoint } from '../kernel/geo';
import { msBetween, type Instant } from '../kernel/instant';

/** Where a courier's device says it was. */
export interface Ping extends GeoPoint {
  /** Radius that the device is rather sure of. Null when it did not say. */
  readonly accuracyMetres: number | null;
  /** The device says itself that the place is made up by an app. */
  readonly mock: boolean;
  /** When the device was there. */
  readonly at: Instant;
}

/**
 * What is doubtful about a ping. `jump`: nobody gets there so fast from where they were. `mock`: the device says
 * that it is made up. `stale`: it is old news. `inaccurate`: it could be half a village further.
 */
export const PING_MARKS = ['jump', 'mock', 'stale', 'inaccurate'] as const;
export type PingMark = (typeof PING_MARKS)[number];

/** A ping with what is doubtful about it, in the order of `PING_MARKS`. */
export interface MarkedPing extends Ping {
  readonly marks: readonly PingMark[];
}

/** What is known of one courier's way, as far as the next ping is held against it. */
export interface Trail {
  /** Of the last ping that was kept, whatever its marks. Null before the first. */
  readonly heardAt: Instant | null;
  /** Where they were at the last ping that can be relied on. Null before the first. */
  readonly place: (GeoPoint & { readonly at: Instant }) | null;
}

export const NO_TRAIL: Trail = { heardAt: null, place: null };

/** The fastest that a courier moves. */
export const MAX_SPEED_METRES_PER_SECOND = 40;
/** A shorter way is never a jump: positions are that uncertain. */
export const JUMP_METRES = 200;
export const STALE_AFTER_MS = 60_000;
export const INACCURATE_ABOVE_METRES = 500;
/** Older pings are not kept at all. */
export const REFUSED_AFTER_MS = 10 * 60_000;
/** The least time between two pings that are kept. */
export const MIN_PING_INTERVAL_MS = 1_000;

/** Whether the ping says where the courier is: a jump and a made-up place do not. */
export const isBelieved = ({ marks }: MarkedPing): boolean =>
  !marks.includes('jump') && !marks.includes('mock');

/** Whether there is nothing doubtful about the ping. */
export const isPlausible = ({ marks }: MarkedPing): boolean => marks.length === 0;

/**
 * Holds pings against the courier's way so far. What comes out of order, too often or too late is left out; of a
 * device whose clock is ahead, a ping counts as of its arrival.
 * @param pings in any order
 */
export function follow(
  trail: Trail,
  pings: readonly Ping[],
  arrivedAt: Instant,
): { readonly kept: readonly MarkedPing[]; readonly trail: Trail } {
  const kept: MarkedPing[] = [];
  let { heardAt, place } = trail;
  for (const ping of inOrder(pings, arrivedAt)) {
    if (msBetween(ping.at, arrivedAt) > REFUSED_AFTER_MS) continue;
    if (heardAt !== null && msBetween(heardAt, ping.at) < MIN_PING_INTERVAL_MS) continue;
    const marked = { ...ping, marks: marksOf(ping, place, arrivedAt) };
    kept.push(marked);
    heardAt = ping.at;
    if (isBelieved(marked) && !marked.marks.includes('inaccurate')) {
      place = { lat: ping.lat, lng: ping.lng, at: ping.at };
    }
  }
  return { kept, trail: { heardAt, place } };
}

const inOrder = (pings: readonly Ping[], arrivedAt: Instant): readonly Ping[] =>
  pings
    .map((ping) => (ping.at > arrivedAt ? { ...ping, at: arrivedAt } : ping))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

function marksOf(ping: Ping, before: Trail['place'], arrivedAt: Instant): readonly PingMark[] {
  const holds: Readonly<Record<PingMark, boolean>> = {
    jump: before !== null && isJump(before, ping),
    mock: ping.mock,
    stale: msBetween(ping.at, arrivedAt) > STALE_AFTER_MS,
    inaccurate: ping.accuracyMetres !== null && ping.accuracyMetres > INACCURATE_ABOVE_METRES,
  };
  return PING_MARKS.filter((mark) => holds[mark]);
}

function isJump(before: GeoPoint & { readonly at: Instant }, ping: Ping): boolean {
  const metres = distanceInMetres(before, ping);
  const seconds = msBetween(before.at, ping.at) / 1_000;
  return metres > JUMP_METRES && metres > seconds * MAX_SPEED_METRES_PER_SECOND;
}
