import { fold } from '../kernel/decider';
import { MAX_DISH_TAGS, MAX_PHOTOS, review, STARS } from './review';
import { aReview } from './review.fixtures';
import type { ReviewCommand } from './review-messages';

const submitting = (over: Partial<ReviewCommand> = {}) => review.decide(aReview(over), review.initial);

describe('a review', () => {
  it('says what the customer said', () => {
    expect(submitting()).toEqual({ ok: true, events: [{ ...aReview(), type: 'ReviewSubmitted' }] });
  });

  it('is said once, and never changed', () => {
    const said = fold(review, [{ ...aReview(), type: 'ReviewSubmitted' }]);
    for (const again of [aReview(), aReview({ restaurantStars: 1 })]) {
      expect(review.decide(again, said)).toEqual({
        ok: false,
        rejection: { code: 'review-already-submitted' },
      });
    }
  });

  it('need not judge food and courier, nor use words', () => {
    const silent = { foodStars: null, deliveryStars: null, text: null, dishTags: [], photos: [] };
    expect(submitting(silent)).toMatchObject({ ok: true, events: [silent] });
  });

  describe.each(['restaurantStars', 'foodStars', 'deliveryStars'] as const)('gives %s', (stars) => {
    it.each([1, 2, 3, 4, 5])('of %p', (n) => {
      expect(submitting({ [stars]: n })).toMatchObject({ ok: true, events: [{ [stars]: n }] });
    });

    it.each([0, 6, 2.5, -1, Number.NaN, Infinity])('but not of %p', (n) => {
      expect(submitting({ [stars]: n })).toEqual({
        ok: false,
        rejection: { code: 'stars-out-of-range', ...STARS },
      });
    });
  });

  it('has so many words about dishes and so many pictures, and no more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `word ${n}`);
    expect(submitting({ dishTags: many(MAX_DISH_TAGS), photos: many(MAX_PHOTOS) }).ok).toBe(true);
    expect(submitting({ dishTags: many(MAX_DISH_TAGS + 1) })).toEqual({
      ok: false,
      rejection: { code: 'too-many-tags', max: MAX_DISH_TAGS },
    });
    expect(submitting({ photos: many(MAX_PHOTOS + 1) })).toEqual({
      ok: false,
      rejection: { code: 'too-many-photos', max: MAX_PHOTOS },
    });
  });
});
