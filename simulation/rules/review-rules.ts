import type { FeedEvent } from '../../src/projections/projection';
import { ratings, type RatingRow } from '../../src/projections/ratings/ratings';
import { reviews, type ReviewRow } from '../../src/projections/reviews/reviews';
import { must, mustEqual } from '../engine/violation';
import type { World } from '../world/world';
import { rowsOf } from './read-models';

/** One review per delivered order, and the sum of their stars is what the ratings hold. @throws Violation */
export function checkReviews({ audit }: World, log: readonly FeedEvent[]): void {
  const submitted = [...audit.events.values()].filter(({ type }) => type === 'ReviewSubmitted');
  for (const { key } of submitted) {
    const status = audit.orders.get(key)?.status;
    must('only what was delivered is reviewed', status === 'DELIVERED', () => `${key} is ${status ?? ''}`);
  }
  const orders = new Set(submitted.map(({ key }) => key));
  mustEqual('an order is reviewed once', 'the number of reviews', submitted.length, orders.size);
  const rows: readonly ReviewRow[] = rowsOf(reviews, log);
  mustEqual('read model: reviews', 'their number', rows.length, submitted.length);
  const stars = submitted.reduce((total, { data }) => total + data.restaurantStars, 0);
  const rated: readonly RatingRow[] = rowsOf(ratings, log);
  const summed = rated.reduce((total, row) => total + (row.aspect === 'restaurant' ? row.stars : 0), 0);
  mustEqual('read model: ratings', 'the stars of restaurants', summed, stars);
}
