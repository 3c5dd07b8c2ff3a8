import type { GeoPoint } from '../../domain/kernel/geo';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';

/** Where the courier of an order is at this moment. */
export interface LiveLocation extends GeoPoint {
  readonly orderId: OrderId;
  readonly courierId: CourierId;
  readonly at: Instant;
}

/**
 * The lane of positions beside the events: at most once, unordered, never stored. A position that is lost is
 * followed by the next.
 */
export abstract class LiveLocations {
  abstract publish(locations: readonly LiveLocation[]): void;
  /** Calls back with what is published from now on. Returns the way to stop. */
  abstract subscribe(listener: (locations: readonly LiveLocation[]) => void): () => void;
}
