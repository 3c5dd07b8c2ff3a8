import type { MarkedPing } from '../../domain/gps/plausibility';
import type { GpsSegmentRecorded } from '../../domain/gps/gps-messages';
import type { OrderId } from '../../domain/kernel/ids';
import { gpsAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { SubjectKeys } from '../ports/subject-keys';
import { openPings } from './track';

/** A segment with its pings in clear; null when the track was shredded. */
export interface OpenedSegment {
  readonly segment: GpsSegmentRecorded;
  readonly pings: readonly MarkedPing[] | null;
}

/** Where the courier of an order was, from the first segment on; empty when nothing was recorded. */
export async function openTrack(
  loader: StreamLoader,
  keys: SubjectKeys,
  orderId: OrderId,
): Promise<readonly OpenedSegment[]> {
  const { events } = await loader.history(gpsAggregate, orderId);
  return Promise.all(
    events.map(async ({ event }) => ({ segment: event, pings: await openPings(keys, event.pings) })),
  );
}
