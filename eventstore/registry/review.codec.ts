import { z } from 'zod';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../../src/domain/kernel/ids';
import type { ReviewEvent } from '../../src/domain/review/review-messages';
import { branded, Codec } from './codec';
import { instantSchema, sealedSchema } from './schemas';

/** Reviews as they are stored. A form that was released is never edited: it gains a version. */
export const reviewCodec = new Codec<ReviewEvent>({
  ReviewSubmitted: {
    version: 1,
    schema: z.object({
      orderId: branded<OrderId>(),
      customerId: branded<CustomerId>(),
      restaurantId: branded<RestaurantId>(),
      courierId: branded<CourierId>().nullable(),
      restaurantStars: z.int(),
      foodStars: z.int().nullable(),
      deliveryStars: z.int().nullable(),
      dishTags: z.array(z.string()),
      text: sealedSchema.nullable(),
      photos: z.array(z.string()),
      at: instantSchema,
    }),
  },
});
