import type { ReviewEvent } from '../../domain/review/review-messages';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** What stars are given for: a restaurant as a whole, its food, and the courier who brought it. */
export const RATING_ASPECTS = ['restaurant', 'food', 'delivery'] as const;

export type RatingAspect = (typeof RATING_ASPECTS)[number];

/**
 * The stars that the reviews of one shard give to a restaurant or a courier. Reviews of many orders meet in it, in
 * any order: it is a sum, and nothing that depends on which of them came last.
 */
export interface RatingRow {
  /** Shard, aspect and whose. */
  readonly rating_id: string;
  readonly aspect: RatingAspect;
  /** The restaurant, or the courier. */
  readonly rated_id: string;
  readonly shard: number;
  readonly stars: number;
  readonly reviews: number;
}

interface Given {
  readonly aspect: RatingAspect;
  readonly ratedId: string;
  readonly stars: number;
}

/** Stars for a delivery that nobody made are nobody's. */
function givenIn(event: ReviewEvent): readonly Given[] {
  const { restaurantId, courierId, restaurantStars, foodStars, deliveryStars } = event;
  const all = [
    { aspect: 'restaurant', ratedId: restaurantId, stars: restaurantStars },
    { aspect: 'food', ratedId: restaurantId, stars: foodStars },
    { aspect: 'delivery', ratedId: courierId, stars: deliveryStars },
  ] as const;
  return all.flatMap(({ aspect, ratedId, stars }) =>
    ratedId === null || stars === null ? [] : [{ aspect, ratedId, stars }],
  );
}

/** Whose comes last: only its text may hold a slash. */
const idOf = ({ aspect, ratedId }: Given, shard: number): string => [shard, aspect, ratedId].join('/');

function evolve(
  row: RatingRow | null,
  { event, recorded: { shard } }: FeedEvent<ReviewEvent>,
  id: string,
): RatingRow | null {
  const given = givenIn(event).find((one) => idOf(one, shard) === id);
  if (given === undefined) return row;
  return {
    rating_id: id,
    aspect: given.aspect,
    rated_id: given.ratedId,
    shard,
    stars: (row?.stars ?? 0) + given.stars,
    reviews: (row?.reviews ?? 0) + 1,
  };
}

/** The sums of everybody's stars, in as many parts as there are shards. */
export const ratings: Projection<RatingRow, ReviewEvent> = {
  name: 'ratings',
  version: 1,
  table: tableOf<RatingRow>({
    columns: {
      rating_id: 'text',
      aspect: 'text',
      rated_id: 'text',
      shard: 'smallint',
      stars: 'bigint',
      reviews: 'integer',
    },
    key: ['rating_id'],
    // The sums come along, so that adding them up need not visit the rows.
    indexes: ['(rated_id, aspect) INCLUDE (stars, reviews)'],
  }),
  reads: ['ReviewSubmitted'],
  keysOf: ({ event, recorded }) => givenIn(event).map((given) => idOf(given, recorded.shard)),
  evolve,
};
