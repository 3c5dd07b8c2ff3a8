import type { Database } from '../../adapters/driven/postgres/database';
import { ETA_POLICY_V1, estimateDelivery } from '../../domain/eta/eta';
import type { Instant } from '../../domain/kernel/instant';
import { availability, type Availability } from '../../domain/restaurant/restaurant';
import { viewName } from '../projection';
import { readRows } from '../read-rows';
import { restaurantView, type RestaurantRow } from './restaurant';

export const RESTAURANT_SORTS = ['rating', 'delivery_time', 'cost', 'distance'] as const;

export type RestaurantSort = (typeof RESTAURANT_SORTS)[number];

export interface NearbyRequest {
  /** Where the food should go, in degrees. */
  readonly lat: number;
  readonly lng: number;
  /** Any upper or lower case. */
  readonly cuisine?: string | undefined;
  readonly vegOnly?: boolean;
  readonly sort: RestaurantSort;
  /** Counted from 1. */
  readonly page: number;
  readonly limit: number;
  /** When: decides what is open. */
  readonly at: Instant;
  /** No restaurant is further away, however far it delivers; 10 km by default. */
  readonly radiusMetres?: number;
}

export interface RestaurantCard {
  readonly restaurant: RestaurantRow;
  readonly distanceMetres: number;
  /** From ordering to the door. */
  readonly etaMinutes: number;
  readonly availability: Availability;
}

export interface NearbyPage {
  readonly cards: readonly RestaurantCard[];
  readonly hasMore: boolean;
}

const MAX_RADIUS_METRES = 10_000;

/** Metres of a degree of latitude, on the sphere that distances are computed on. */
const DEGREE_METRES = (6_371_008.8 * Math.PI) / 180;

/** The order by estimated delivery is that of the estimate itself, but for its rounding. */
const UNTIL_COURIER = ETA_POLICY_V1.assignmentMinutes + ETA_POLICY_V1.firstMileMinutes;

/** Ties are broken by distance, then by id, so that pages do not overlap. */
const ORDERS: Readonly<Record<RestaurantSort, string>> = {
  rating: 'rating DESC NULLS LAST, distance, restaurant_id',
  delivery_time: `greatest(prep_minutes, ${UNTIL_COURIER}) + distance * ${ETA_POLICY_V1.lastMileMinutesPerKm} / 1000, restaurant_id`,
  cost: 'cost_for_two_minor, distance, restaurant_id',
  distance: 'distance, restaurant_id',
};

const DISTANCE = `2 * 6371008.8 * asin(least(1, sqrt(
  sin(radians(lat - $1) / 2) ^ 2 + cos(radians($1)) * cos(radians(lat)) * sin(radians(lng - $2) / 2) ^ 2)))`;

/** Looks up restaurants. */
export class RestaurantQuery {
  constructor(private readonly database: Database) {}

  /** Listed restaurants that deliver to a place, open or not. Distances are great circles (haversine). */
  async near(request: NearbyRequest): Promise<NearbyPage> {
    const { lat, lng, cuisine, vegOnly = false, sort, page, limit, at } = request;
    const radius = Math.min(request.radiusMetres ?? MAX_RADIUS_METRES, MAX_RADIUS_METRES);
    const dLat = radius / DEGREE_METRES;
    const dLng = dLat / Math.max(0.01, Math.cos(((Math.abs(lat) + dLat) * Math.PI) / 180));
    // The box is looked up in the index; the circle is cut out of what it gives. Around the date line the box
    // is cut off, which loses restaurants on Fiji and Taveuni to each other.
    const { rows } = await this.database.query<RestaurantRow & { distance: number }>({
      name: `restaurants-near-${sort}`,
      text: `SELECT * FROM (
               SELECT *, ${DISTANCE} AS distance FROM ${viewName(restaurantView)}
               WHERE point(lng, lat) <@ box(point($2 - $4::float8, $1 - $3::float8), point($2 + $4::float8, $1 + $3::float8))
                 AND listed AND (is_veg OR NOT $5) AND ($6::text IS NULL OR cuisines ? $6)
             ) AS found
             WHERE distance <= least(delivery_radius_metres, $7::float8)
             ORDER BY ${ORDERS[sort]} LIMIT $8 OFFSET $9`,
      values: [
        lat,
        lng,
        dLat,
        dLng,
        vegOnly,
        cuisine?.toLowerCase() ?? null,
        radius,
        limit + 1,
        (page - 1) * limit,
      ],
    });
    return {
      cards: rows.slice(0, limit).map(({ distance, ...restaurant }) => cardOf(restaurant, distance, at)),
      hasMore: rows.length > limit,
    };
  }

  async byId(restaurantId: string): Promise<RestaurantRow | null> {
    return (await this.byIds([restaurantId]))[0] ?? null;
  }

  /** Those that exist, in no particular order. */
  byIds(restaurantIds: readonly string[]): Promise<readonly RestaurantRow[]> {
    return readRows(this.database, restaurantView, {
      name: 'restaurants-by-id',
      text: 'WHERE restaurant_id = ANY($1::text[])',
      values: [restaurantIds],
    });
  }

  /** Restaurants of one owner, by name. */
  ownedBy(ownerId: string): Promise<readonly RestaurantRow[]> {
    return readRows(this.database, restaurantView, {
      name: 'restaurants-of-owner',
      text: 'WHERE owner_id = $1 ORDER BY name, restaurant_id',
      values: [ownerId],
    });
  }
}

function cardOf(restaurant: RestaurantRow, distance: number, at: Instant): RestaurantCard {
  const distanceMetres = Math.round(distance);
  const { minutes } = estimateDelivery({ prepMinutes: restaurant.prep_minutes, distanceMetres, at });
  return { restaurant, distanceMetres, etaMinutes: minutes, availability: availabilityOf(restaurant, at) };
}

/** Whether the restaurant takes orders at an instant. */
export const availabilityOf = (row: RestaurantRow, at: Instant): Availability =>
  availability({ is: 'registered', details: row.details, listed: row.listed, pause: row.pause }, at);
