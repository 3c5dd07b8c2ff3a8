import { z } from 'zod';
import { isInstant } from '../../domain/kernel/instant';
import type { OrderId } from '../../domain/kernel/ids';
import type { Sealed } from '../../domain/kernel/sealed';
import { PING_MARKS, type MarkedPing } from '../../domain/gps/plausibility';
import type { SubjectKeys } from '../ports/subject-keys';

/** Whose key seals the track of an order's delivery: nobody's but its own, so that it can be shredded by itself. */
export const trackSubject = (orderId: OrderId): string => `gps-${orderId}`;

/** How a ping lies in a box: time, latitude, longitude, accuracy, marks. */
const rowsSchema = z.array(
  z.tuple([
    z.string().refine(isInstant),
    z.number(),
    z.number(),
    z.number().nullable(),
    z.array(z.enum(PING_MARKS)),
  ]),
);

export const sealPings = (
  keys: SubjectKeys,
  orderId: OrderId,
  pings: readonly MarkedPing[],
): Promise<Sealed> => {
  const rows = pings.map(({ at, lat, lng, accuracyMetres, marks }) => [at, lat, lng, accuracyMetres, marks]);
  return keys.seal(trackSubject(orderId), JSON.stringify(rowsSchema.parse(rows)));
};

/** Null when the track was shredded. */
export async function openPings(keys: SubjectKeys, sealed: Sealed): Promise<readonly MarkedPing[] | null> {
  const text = await keys.open(sealed);
  if (text === undefined) return null;
  return rowsSchema.parse(JSON.parse(text)).map(([at, lat, lng, accuracyMetres, marks]) => ({
    ...{ at, lat, lng, accuracyMetres, marks },
    mock: marks.includes('mock'),
  }));
}
