import type { CourierId, CustomerId, OrderId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';

/** What a customer says of an order. Stars are whole, 1 to 5. */
export interface ReviewTerms {
  readonly orderId: OrderId;
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  readonly courierId: CourierId | null;
  readonly restaurantStars: number;
  readonly foodStars: number | null;
  readonly deliveryStars: number | null;
  /** Short words about the dishes. */
  readonly dishTags: readonly string[];
  /** Sealed under the customer's key: it goes when they are erased. Null: they wrote nothing. */
  readonly text: Sealed | null;
  /** Names of pictures in the blob store. */
  readonly photos: readonly string[];
}

/** Stored format: the codec and the golden files hold every version. */
export type ReviewEvent = { readonly type: 'ReviewSubmitted'; readonly at: Instant } & ReviewTerms;

export type ReviewCommand = { readonly type: 'SubmitReview'; readonly at: Instant } & ReviewTerms;
