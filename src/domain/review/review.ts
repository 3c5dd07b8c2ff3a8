import { accept, reject, type Decider } from '../kernel/decider';
import type { CustomerId } from '../kernel/ids';
import type { ReviewCommand, ReviewEvent } from './review-messages';

export type Review =
  { readonly is: 'absent' } | { readonly is: 'submitted'; readonly customerId: CustomerId };

export type ReviewRejection = Readonly<
  | { code: 'review-already-submitted' }
  | { code: 'stars-out-of-range'; min: number; max: number }
  | { code: 'too-many-tags' | 'too-many-photos'; max: number }
>;

export const STARS = { min: 1, max: 5 } as const;
export const MAX_DISH_TAGS = 10;
export const MAX_PHOTOS = 5;

/** For how long after its delivery an order can be reviewed: 30 days. */
export const REVIEW_WINDOW_MS = 30 * 24 * 60 * 60_000;

const areStars = (stars: number | null): boolean =>
  stars === null || (Number.isSafeInteger(stars) && stars >= STARS.min && stars <= STARS.max);

/** What a customer says of their order. They say it once. */
export const review: Decider<ReviewCommand, Review, ReviewEvent, ReviewRejection> = {
  initial: { is: 'absent' },
  decide: (command, state) => {
    if (state.is === 'submitted') return reject({ code: 'review-already-submitted' });
    const { restaurantStars, foodStars, deliveryStars, dishTags, photos } = command;
    if (![restaurantStars, foodStars, deliveryStars].every(areStars)) {
      return reject({ code: 'stars-out-of-range', ...STARS });
    }
    if (dishTags.length > MAX_DISH_TAGS) return reject({ code: 'too-many-tags', max: MAX_DISH_TAGS });
    if (photos.length > MAX_PHOTOS) return reject({ code: 'too-many-photos', max: MAX_PHOTOS });
    return accept({ ...command, type: 'ReviewSubmitted' });
  },
  evolve: (_, { customerId }) => ({ is: 'submitted', customerId }),
};
