import { asId } from '../../domain/kernel/ids';
import { minutesAfterNoon } from '../../domain/order/order.fixtures';
import { aReview } from '../../domain/review/review.fixtures';
import { foldRow, type FeedEvent } from '../projection';
import { reviews } from './reviews';

const rowOf = (...[over]: Parameters<typeof aReview>) => {
  const review = aReview(over);
  return foldRow(reviews, review.orderId, [
    {
      event: { ...review, type: 'ReviewSubmitted' },
      metadata: {} as FeedEvent['metadata'],
      recorded: { position: 100 } as FeedEvent['recorded'],
    },
  ]);
};

describe('a review as it is kept', () => {
  it('has what was said, still sealed, of what and by whom', () => {
    expect(rowOf()).toEqual({
      order_id: 'order-1',
      restaurant_id: 'restaurant-1',
      courier_id: 'courier-asha',
      customer_id: 'customer-1',
      restaurant_stars: 4,
      food_stars: 5,
      delivery_stars: 3,
      dish_tags: ['crisp'],
      text: aReview().text,
      photos: ['reviews/a-picture.jpg'],
      submitted_at: minutesAfterNoon(90),
      position: 100,
    });
  });

  it('need not have words, nor stars for food and courier', () => {
    expect(
      rowOf({ orderId: asId('o'), text: null, foodStars: null, deliveryStars: null, courierId: null }),
    ).toMatchObject({ text: null, food_stars: null, delivery_stars: null, courier_id: null });
  });
});
