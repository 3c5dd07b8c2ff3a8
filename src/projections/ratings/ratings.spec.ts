import { asId } from '../../domain/kernel/ids';
import type { ReviewEvent } from '../../domain/review/review-messages';
import { aReview } from '../../domain/review/review.fixtures';
import { dice } from '../histories.fixtures';
import type { FeedEvent } from '../projection';
import { ratings, type RatingRow } from './ratings';

const factOf = (event: ReviewEvent, shard: number): FeedEvent<ReviewEvent> => ({
  event,
  metadata: {} as FeedEvent['metadata'],
  recorded: { shard } as FeedEvent['recorded'],
});

const fold = (facts: readonly FeedEvent<ReviewEvent>[]): ReadonlyMap<string, RatingRow> => {
  const rows = new Map<string, RatingRow>();
  for (const fact of facts) {
    for (const key of ratings.keysOf(fact)) {
      const row = ratings.evolve(rows.get(key) ?? null, fact, key);
      if (row !== null) rows.set(key, row);
    }
  }
  return rows;
};

const said = (over: Partial<ReviewEvent> = {}): ReviewEvent => ({
  ...aReview(),
  ...over,
  type: 'ReviewSubmitted',
});

describe('the sums of stars', () => {
  it('add up per shard what restaurants, their food and couriers were given', () => {
    const rows = fold([
      factOf(said({ restaurantStars: 5, foodStars: null, deliveryStars: 1 }), 3),
      factOf(said({ restaurantStars: 2, foodStars: 4, deliveryStars: null }), 3),
      factOf(said({ restaurantStars: 1, foodStars: null, deliveryStars: null }), 4),
    ]);
    const sums = [...rows.values()].map(({ shard, aspect, rated_id: id, stars, reviews }) => [
      ...[shard, aspect, id, stars, reviews],
    ]);
    expect(sums).toEqual([
      [3, 'restaurant', 'restaurant-1', 7, 2],
      [3, 'delivery', 'courier-asha', 1, 1],
      [3, 'food', 'restaurant-1', 4, 1],
      [4, 'restaurant', 'restaurant-1', 1, 1],
    ]);
  });

  it('give nobody the stars of a delivery without a courier', () => {
    expect([...fold([factOf(said({ courierId: null }), 0)]).values()].map(({ aspect }) => aspect)).toEqual([
      'restaurant',
      'food',
    ]);
  });

  it('are the same in whatever order the reviews come', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const throwDie = dice(seed);
      const facts = Array.from({ length: 8 }, (_, n) =>
        factOf(
          said({
            restaurantId: asId(`restaurant-${throwDie(2)}`),
            restaurantStars: 1 + throwDie(5),
            deliveryStars: throwDie(2) === 0 ? null : 1 + throwDie(5),
          }),
          n % 2,
        ),
      );
      const shuffled = facts.map((fact) => ({ fact, at: throwDie(1_000) })).sort((a, b) => a.at - b.at);
      expect(fold(shuffled.map(({ fact }) => fact))).toEqual(fold(facts));
    }
  });
});
