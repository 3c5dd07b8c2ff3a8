import type { CourierId, OrderId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';

/** Stored format: the codec and the golden files hold every version. */
export interface GpsSegmentRecorded {
  readonly type: 'GpsSegmentRecorded';
  readonly orderId: OrderId;
  readonly courierId: CourierId;
  /** Counts the segments of one delivery from 1. */
  readonly segment: number;
  /** Seals the pings as JSON, under a key of this delivery's own. */
  readonly pings: Sealed;
  /** 1 to 20. */
  readonly count: number;
  readonly from: Instant;
  readonly to: Instant;
  /** How many of them were marked as implausible, and how many were said to be made up by the device. */
  readonly jumps: number;
  readonly mocked: number;
  readonly at: Instant;
}

export type GpsEvent = GpsSegmentRecorded;

export type GpsCommand = Omit<GpsSegmentRecorded, 'type'> & { readonly type: 'RecordSegment' };
