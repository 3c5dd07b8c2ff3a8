import type { Board } from './board';
import type { BusinessTime } from './business-time';

/** What everybody who plays in an evening shares. */
export interface Stage {
  readonly seed: number;
  readonly time: BusinessTime;
  readonly board: Board;
  /** Aborts when nobody is needed any more. */
  readonly over: AbortSignal;
}

/** A place on the map, in degrees. */
export interface Place {
  readonly lat: number;
  readonly lng: number;
}

const METRES_PER_DEGREE = 111_195;

/** As the crow flies, in metres; good within a city. */
export function metresBetween(a: Place, b: Place): number {
  const east = (b.lng - a.lng) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return METRES_PER_DEGREE * Math.hypot(b.lat - a.lat, east);
}
