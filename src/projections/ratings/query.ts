import type { Database } from '../../adapters/driven/postgres/database';
import { viewName } from '../projection';
import { ratings, type RatingAspect } from './ratings';

/** What customers think of a restaurant, its food or a courier. */
export interface Rating {
  /** The average of the stars as it is shown, rounded to tenths; null as long as there is none. */
  readonly average: number | null;
  /** How many gave stars. */
  readonly count: number;
}

const NONE: Rating = { average: null, count: 0 };

/** An average as it is shown, from sums in SQL; null without reviews. */
export const averageSql = (stars: string, reviews: string): string =>
  `round(${stars}::numeric / nullif(${reviews}, 0), 1)::float8`;

interface Found {
  readonly rated_id: string;
  readonly aspect: RatingAspect;
  readonly average: number | null;
  readonly count: number;
}

async function ratingsOf(database: Database, ratedIds: readonly string[]): Promise<readonly Found[]> {
  const { rows } = await database.query<Found>({
    name: 'ratings-of',
    text: `SELECT rated_id, aspect, ${averageSql('sum(stars)', 'sum(reviews)')} AS average,
                  sum(reviews)::integer AS count
           FROM ${viewName(ratings)} WHERE rated_id = ANY($1::text[]) GROUP BY rated_id, aspect`,
    values: [ratedIds],
  });
  return rows;
}

const ratingIn = (found: readonly Found[], aspect: RatingAspect): Rating => {
  const rating = found.find((one) => one.aspect === aspect);
  return rating === undefined ? NONE : { average: rating.average, count: rating.count };
};

/** What customers think of a restaurant as a whole, and of its food. */
export interface RestaurantRatings {
  readonly restaurant: Rating;
  readonly food: Rating;
}

/** What customers think of restaurants. */
export class RestaurantRatingQuery {
  constructor(private readonly database: Database) {}

  async of(restaurantId: string): Promise<RestaurantRatings> {
    const found = await ratingsOf(this.database, [restaurantId]);
    return { restaurant: ratingIn(found, 'restaurant'), food: ratingIn(found, 'food') };
  }
}

/** What customers think of couriers. */
export class CourierRatingQuery {
  constructor(private readonly database: Database) {}

  async of(courierId: string): Promise<Rating> {
    return ratingIn(await ratingsOf(this.database, [courierId]), 'delivery');
  }
}
