import { accept, reject, type Decider } from '../kernel/decider';
import type { GpsCommand, GpsEvent } from './gps-messages';

/** What decisions need of a delivery's track: how many segments it has. */
export interface GpsTrack {
  readonly segments: number;
}

export type GpsRejection = Readonly<
  { code: 'segment-out-of-sequence'; next: number } | { code: 'ping-count-out-of-range'; max: number }
>;

/** The most pings that one segment holds. */
export const MAX_PINGS_PER_SEGMENT = 20;

/**
 * Where the courier of one order was, in segments that follow each other without a gap. A number that is taken is
 * refused, for it may have been taken by another process with other pings: whoever is late writes under the next.
 */
export const gps: Decider<GpsCommand, GpsTrack, GpsEvent, GpsRejection> = {
  initial: { segments: 0 },
  decide: (command, { segments }) => {
    const { segment, count } = command;
    if (segment !== segments + 1) return reject({ code: 'segment-out-of-sequence', next: segments + 1 });
    if (!Number.isSafeInteger(count) || count < 1 || count > MAX_PINGS_PER_SEGMENT) {
      return reject({ code: 'ping-count-out-of-range', max: MAX_PINGS_PER_SEGMENT });
    }
    return accept({ ...command, type: 'GpsSegmentRecorded' });
  },
  evolve: (_, { segment }) => ({ segments: segment }),
};
