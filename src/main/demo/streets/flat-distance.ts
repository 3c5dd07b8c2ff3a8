import type { GeoPoint } from '../../../domain/kernel/geo';
import { CITY_CENTRE } from './city-plan';

/** Metres of a degree of latitude. */
export const METRES_PER_DEGREE = 111_195;

/** Metres of a degree of longitude, at the centre. */
export const METRES_PER_DEGREE_EAST = METRES_PER_DEGREE * Math.cos((CITY_CENTRE.lat * Math.PI) / 180);

/** Metres between two points of the city as if it were flat: within a thousandth of the truth, and quick. */
export function metresBetween(a: GeoPoint, b: GeoPoint): number {
  const north = (a.lat - b.lat) * METRES_PER_DEGREE;
  const east = (a.lng - b.lng) * METRES_PER_DEGREE_EAST;
  return Math.sqrt(north * north + east * east);
}

/** The point of a straight piece of street that is closest to a point. */
export function closestOn(point: GeoPoint, a: GeoPoint, b: GeoPoint): GeoPoint {
  const [ax, ay] = [(a.lng - point.lng) * METRES_PER_DEGREE_EAST, (a.lat - point.lat) * METRES_PER_DEGREE];
  const [dx, dy] = [(b.lng - a.lng) * METRES_PER_DEGREE_EAST, (b.lat - a.lat) * METRES_PER_DEGREE];
  const share = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
  return { lat: a.lat + share * (b.lat - a.lat), lng: a.lng + share * (b.lng - a.lng) };
}
