import type { Instant } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import type { ReviewEvent } from '../../domain/review/review-messages';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** What a customer said of an order. */
export interface ReviewRow {
  readonly order_id: string;
  readonly restaurant_id: string;
  readonly courier_id: string | null;
  readonly customer_id: string;
  /** Whole, 1 to 5. */
  readonly restaurant_stars: number;
  readonly food_stars: number | null;
  readonly delivery_stars: number | null;
  readonly dish_tags: readonly string[];
  /** Goes with the customer's key. */
  readonly text: Sealed | null;
  /** Names of blobs. */
  readonly photos: readonly string[];
  readonly submitted_at: Instant;
  readonly position: number;
}

const rowOf = ({ event, recorded }: FeedEvent<ReviewEvent>): ReviewRow => ({
  order_id: event.orderId,
  restaurant_id: event.restaurantId,
  courier_id: event.courierId,
  customer_id: event.customerId,
  restaurant_stars: event.restaurantStars,
  food_stars: event.foodStars,
  delivery_stars: event.deliveryStars,
  dish_tags: event.dishTags,
  text: event.text,
  photos: event.photos,
  submitted_at: event.at,
  position: recorded.position,
});

/** Every review, word by word. */
export const reviews: Projection<ReviewRow, ReviewEvent> = {
  name: 'reviews',
  version: 1,
  table: tableOf<ReviewRow>({
    columns: {
      order_id: 'text',
      restaurant_id: 'text',
      courier_id: 'text',
      customer_id: 'text',
      restaurant_stars: 'smallint',
      food_stars: 'smallint',
      delivery_stars: 'smallint',
      dish_tags: 'json',
      text: 'json',
      photos: 'json',
      submitted_at: 'timestamptz',
      position: 'bigint',
    },
    key: ['order_id'],
    indexes: ['(restaurant_id, submitted_at, position)'],
  }),
  reads: ['ReviewSubmitted'],
  insertOnly: true,
  keysOf: ({ event }) => [event.orderId],
  evolve: (_row, fact) => rowOf(fact),
};
