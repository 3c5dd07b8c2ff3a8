import type { GeoPoint } from '../../domain/kernel/geo';
import type { CourierId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';

/** Where a courier was last. */
export interface CourierPosition extends GeoPoint {
  readonly courierId: CourierId;
  /** The online spell that it was sent in. */
  readonly shift: number;
  readonly accuracyMetres: number | null;
  /** When it was true, on the business clock. */
  readonly at: Instant;
}

/** A courier found near a place. */
export interface NearbyCourier {
  readonly position: CourierPosition;
  readonly distanceMetres: number;
}

/**
 * Where the couriers on shift are: hot state that may be lost at any moment and comes back with the next pings.
 * Nothing is decided by it alone; whether a courier has room is for their shift to say.
 */
export abstract class CourierPositions {
  /** An older position than the known one of the same shift changes nothing. */
  abstract record(position: CourierPosition): Promise<void>;
  /** The courier is no longer on shift. */
  abstract forget(courierId: CourierId): Promise<void>;
  abstract of(courierId: CourierId): Promise<CourierPosition | null>;
  /** Couriers within the radius whose position is not older than `since`, the nearest first, ties by id. */
  abstract near(
    place: GeoPoint,
    radiusMetres: number,
    since: Instant,
    limit: number,
  ): Promise<readonly NearbyCourier[]>;
}
