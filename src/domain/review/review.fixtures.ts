import { aPlaceOrder, courierAsha, minutesAfterNoon } from '../order/order.fixtures';
import type { ReviewCommand } from './review-messages';

/** What the customer of the orders of the tests has to say. */
export function aReview(over: Partial<ReviewCommand> = {}): ReviewCommand {
  const { orderId, customerId, restaurantId } = aPlaceOrder();
  return {
    type: 'SubmitReview',
    orderId,
    customerId,
    restaurantId,
    courierId: courierAsha,
    restaurantStars: 4,
    foodStars: 5,
    deliveryStars: 3,
    dishTags: ['crisp'],
    text: { subject: customerId, keyId: 'key-1', box: 'c2VhbGVkIHJldmlldw==' },
    photos: ['reviews/a-picture.jpg'],
    at: minutesAfterNoon(90),
    ...over,
  };
}
