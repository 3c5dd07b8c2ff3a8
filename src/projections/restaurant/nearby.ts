import { ETA_POLICY_V1 } from '../../domain/eta/eta';
import type { Instant } from '../../domain/kernel/instant';
import type { Money } from '../../domain/kernel/money';
import { InvalidCursor } from '../cursor';
import { viewName } from '../projection';
import { averageSql } from '../ratings/query';
import { ratings } from '../ratings/ratings';
import { restaurantView } from './restaurant';

export const RESTAURANT_SORTS = ['rating', 'delivery_time', 'cost', 'distance'] as const;

export type RestaurantSort = (typeof RESTAURANT_SORTS)[number];

export interface NearbyRequest {
  /** Where the food should go, in degrees. */
  readonly lat: number;
  readonly lng: number;
  /** Any upper or lower case. */
  readonly cuisine?: string | undefined;
  readonly vegOnly?: boolean;
  /** Only restaurants that take orders at that moment. */
  readonly openNow?: boolean;
  /** Of the average as it is shown; leaves out restaurants that nobody has rated. */
  readonly minRating?: number | undefined;
  /** For two; leaves out restaurants with prices in another currency. */
  readonly maxCost?: Money | undefined;
  /** From ordering to the door. */
  readonly maxDeliveryMinutes?: number | undefined;
  readonly sort: RestaurantSort;
  /** Counted from 1; only without a cursor. */
  readonly page: number;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** When: decides what is open. */
  readonly at: Instant;
  /** No restaurant is further away, however far it delivers; 10 km by default. */
  readonly radiusMetres?: number;
}

/** Where a card stands in its order: what it is sorted by, then how far it is, then its id. */
export interface Place {
  readonly key: number;
  readonly distance: number;
  readonly id: string;
}

/** Before every card. */
export const START: Place = { key: -Infinity, distance: -1, id: '' };

/** Opaque to clients. The sort belongs to it: in another order the place would be another one. */
export const encodePlace = (sort: RestaurantSort, { key, distance, id }: Place): string =>
  Buffer.from(JSON.stringify([sort, key, distance, id])).toString('base64url');

/** @throws InvalidCursor */
export function decodePlace(sort: RestaurantSort, cursor: string): Place {
  const refused = new InvalidCursor('not a cursor of this order of restaurants');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refused;
  }
  if (!Array.isArray(value) || value.length !== 4) throw refused;
  const [of, key, distance, id] = value as readonly unknown[];
  if (of !== sort || typeof id !== 'string' || id.length > 100 || id.includes('\0')) throw refused;
  if (!isMeasure(key) || !isMeasure(distance)) throw refused;
  return { key, distance, id };
}

/** PostgreSQL refuses numbers that are all but zero, such as 5e-324. */
const isMeasure = (value: unknown): value is number =>
  typeof value === 'number' && (value === 0 || (Math.abs(value) > 1e-9 && Math.abs(value) < 1e12));

const MAX_RADIUS_METRES = 10_000;

/** Metres of a degree of latitude, on the sphere that distances are computed on. */
const DEGREE_METRES = (6_371_008.8 * Math.PI) / 180;

const DISTANCE = `2 * 6371008.8 * asin(least(1, sqrt(
  sin(radians(lat - $1) / 2) ^ 2 + cos(radians($1)) * cos(radians(lat)) * sin(radians(lng - $2) / 2) ^ 2)))`;

const { assignmentMinutes, firstMileMinutes, handoverMinutes, lastMileMinutesPerKm } = ETA_POLICY_V1;

/** The estimate of `estimateDelivery` for an order of now, in SQL. */
const MINUTES = `greatest(prep_minutes, ${assignmentMinutes + firstMileMinutes}) + ${handoverMinutes}
  + ceil(floor(distance + 0.5) * ${lastMileMinutesPerKm} / 1000)`;

/** Ascending; restaurants that nobody has rated come after all others. */
const KEYS: Readonly<Record<RestaurantSort, string>> = {
  rating: 'coalesce(-rating, 0)',
  delivery_time: MINUTES,
  cost: 'cost_for_two_minor::float8',
  distance: 'distance',
};

const RATED = `LEFT JOIN LATERAL (
  SELECT ${averageSql('sum(stars)', 'sum(reviews)')} AS rating, coalesce(sum(reviews), 0)::integer AS rating_count
  FROM ${viewName(ratings)} WHERE rated_id = restaurant_id AND aspect = 'restaurant'
) AS rated ON true`;

/**
 * The statement that gives the next candidates after a place, and its values. The box is looked up in the index; the
 * circle is cut out of what it gives. Around the date line the box is cut off, which loses restaurants on Fiji and
 * Taveuni to each other. Stars are added up for all candidates only where they decide which ones are wanted.
 */
export function candidates(request: NearbyRequest, after: Place, limit: number, offset = 0) {
  const { lat, lng, cuisine, vegOnly = false, sort, minRating, maxCost, maxDeliveryMinutes } = request;
  const radius = Math.min(request.radiusMetres ?? MAX_RADIUS_METRES, MAX_RADIUS_METRES);
  const dLat = radius / DEGREE_METRES;
  const dLng = dLat / Math.max(0.01, Math.cos(((Math.abs(lat) + dLat) * Math.PI) / 180));
  const isByRating = sort === 'rating' || minRating !== undefined;
  return {
    name: `restaurants-near-${sort}${isByRating ? '-rated' : ''}`,
    text: `SELECT * FROM (
             SELECT * FROM (
               SELECT *, ${KEYS[sort]} AS key FROM (
                 SELECT *, ${DISTANCE} AS distance FROM ${viewName(restaurantView)}
                 WHERE point(lng, lat) <@ box(point($2 - $4::float8, $1 - $3::float8), point($2 + $4::float8, $1 + $3::float8))
                   AND listed AND (is_veg OR NOT $5) AND ($6::text IS NULL OR cuisines ? $6)
                   AND ($8::bigint IS NULL OR cost_for_two_minor <= $8 AND details ->> 'currency' = $9)
               ) AS near ${isByRating ? RATED : ''}
               WHERE distance <= least(delivery_radius_metres, $7::float8)
                 AND ($10::float8 IS NULL OR ${MINUTES} <= $10)
                 AND ($11::float8 IS NULL OR ${isByRating ? 'rating >= $11' : 'false'})
             ) AS found
             WHERE (key, distance, restaurant_id) > ($12::float8, $13::float8, $14::text)
             ORDER BY key, distance, restaurant_id LIMIT $15 OFFSET $16
           ) AS page ${isByRating ? '' : RATED}
           ORDER BY key, distance, restaurant_id`,
    values: [
      ...[lat, lng, dLat, dLng, vegOnly, cuisine?.toLowerCase() ?? null, radius],
      ...[maxCost?.minor ?? null, maxCost?.currency ?? null, maxDeliveryMinutes ?? null, minRating ?? null],
      ...[after.key, after.distance, after.id, limit, offset],
    ],
  };
}
