import { estimatePhase } from '../../domain/eta/phase-eta';
import { distanceInMetres, type GeoPoint } from '../../domain/kernel/geo';
import { msBetween, type Instant } from '../../domain/kernel/instant';
import { showsLocation, type TrackedOrder } from '../../domain/tracking/tracked-order';
import type { LiveLocation } from '../ports/live-locations';

/** Where the courier is, as the customer is shown it. */
export interface CustomerLocation extends GeoPoint {
  readonly at: Instant;
  /** Until the courier is likely to hand the food over, whole minutes. Null when nobody knows where that is. */
  readonly etaMinutes: number | null;
  /** From the courier to the door, as the crow flies. */
  readonly distanceMetres: number | null;
}

/** Whether the customer may see this position: of the courier who has their food, and while they have it. */
export const mayBeShown = (order: TrackedOrder, { courierId, at }: LiveLocation): boolean =>
  showsLocation(order, at) && order.courierId === courierId;

/** @param door where the order goes; null when the customer was erased */
export function customerLocation({ lat, lng, at }: LiveLocation, door: GeoPoint | null): CustomerLocation {
  if (door === null) return { lat, lng, at, etaMinutes: null, distanceMetres: null };
  const distanceMetres = distanceInMetres({ lat, lng }, door);
  const inputs = { prepSeconds: 0, firstMileMetres: null, lastMileMetres: distanceMetres };
  const { p50 } = estimatePhase('to-customer', inputs, at);
  return { lat, lng, at, etaMinutes: Math.ceil(msBetween(at, p50) / 60_000), distanceMetres };
}
