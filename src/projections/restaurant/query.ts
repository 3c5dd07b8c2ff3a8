import type { Database } from '../../adapters/driven/postgres/database';
import { estimateDelivery } from '../../domain/eta/eta';
import type { Instant } from '../../domain/kernel/instant';
import { availability, isTakingOrders, type Availability } from '../../domain/restaurant/restaurant';
import type { Rating } from '../ratings/query';
import { readRows } from '../read-rows';
import { candidates, decodePlace, encodePlace, START, type NearbyRequest, type Place } from './nearby';
import { restaurantView, type RestaurantRow } from './restaurant';

export interface RestaurantCard {
  readonly restaurant: RestaurantRow;
  readonly rating: Rating;
  readonly distanceMetres: number;
  /** From ordering to the door. */
  readonly etaMinutes: number;
  readonly availability: Availability;
}

export interface NearbyPage {
  readonly cards: readonly RestaurantCard[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

type Candidate = RestaurantRow & {
  readonly key: number;
  readonly distance: number;
  readonly rating: number | null;
  readonly rating_count: number;
};

/** Of those that may be closed, so many are read at first, then four times as many each time, up to the most. */
const CHUNK = { least: 50, most: 3_200 } as const;

/** Looks up restaurants. */
export class RestaurantQuery {
  constructor(private readonly database: Database) {}

  /**
   * Listed restaurants that deliver to a place. Distances are great circles (haversine).
   *
   * Whether one is open is for the domain to say, and is not in the table. So candidates are read in their order,
   * and those that are closed are passed over until the page is full: half of them open, a page costs one
   * statement; however few there are, it ends with the candidates. Pages follow from places in the order, not from
   * numbers of rows.
   * @throws InvalidCursor
   */
  async near(request: NearbyRequest): Promise<NearbyPage> {
    const { sort, limit, cursor, page, openNow = false } = request;
    const before = cursor === undefined ? (page - 1) * limit : 0;
    let skip = openNow ? before : 0;
    let offset = openNow ? 0 : before;
    let after = cursor === undefined ? START : decodePlace(sort, cursor);
    const wanted = limit + 1;
    const found: Found[] = [];
    for (let size = openNow ? Math.max(CHUNK.least, 2 * wanted) : wanted; ;) {
      const { rows } = await this.database.query<Candidate>(candidates(request, after, size, offset));
      for (const row of rows) {
        if (openNow && !isTakingOrders(stateOf(row), request.at)) continue;
        if (skip > 0) skip -= 1;
        else if (found.push(foundIn(row)) === wanted) break;
      }
      const last = rows.at(-1);
      if (found.length === wanted || last === undefined || rows.length < size) break;
      after = foundIn(last).place;
      offset = 0;
      size = Math.min(4 * size, CHUNK.most);
    }
    const shown = found.slice(0, limit);
    const end = found.length > limit ? shown.at(-1) : undefined;
    return {
      cards: shown.map((one) => cardOf(one, request.at)),
      nextCursor: end === undefined ? null : encodePlace(sort, end.place),
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

interface Found {
  readonly restaurant: RestaurantRow;
  readonly rating: Rating;
  readonly place: Place;
}

const foundIn = ({ key, distance, rating, rating_count: count, ...restaurant }: Candidate): Found => ({
  restaurant,
  rating: { average: rating, count },
  place: { key, distance, id: restaurant.restaurant_id },
});

function cardOf({ restaurant, rating, place }: Found, at: Instant): RestaurantCard {
  const distanceMetres = Math.round(place.distance);
  const { minutes } = estimateDelivery({ prepMinutes: restaurant.prep_minutes, distanceMetres, at });
  const available = availabilityOf(restaurant, at);
  return { restaurant, rating, distanceMetres, etaMinutes: minutes, availability: available };
}

/** Whether the restaurant takes orders at an instant. */
export const availabilityOf = (row: RestaurantRow, at: Instant): Availability =>
  availability(stateOf(row), at);

const stateOf = ({ details, listed, pause }: RestaurantRow) =>
  ({ is: 'registered', details, listed, pause }) as const;
