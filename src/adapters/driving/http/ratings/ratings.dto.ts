import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { MAX_DISH_TAGS, MAX_PHOTOS, STARS } from '../../../../domain/review/review';

const stars = z.number().int().min(STARS.min).max(STARS.max);

const photoName = z
  .string()
  .regex(/^[0-9a-f-]{36}\.(jpg|png)$/, 'send the name of a picture as it was given');

export class ReviewEntryDto extends createZodDto(
  z.object({
    order_id: z.uuid(),
    restaurant_rating: stars,
    food_quality: stars.nullish(),
    delivery_rating: stars.nullish(),
    dish_tags: z
      .array(z.string().regex(/^[\p{L}\p{M}][\p{L}\p{M} -]{0,29}$/u, 'use a word or two'))
      .max(MAX_DISH_TAGS)
      .default([])
      .describe('Words about the dishes; they are public for ever, unlike the text'),
    review_text: z.string().trim().min(1).max(2000).nullish(),
    photos: z
      .array(photoName)
      .max(MAX_PHOTOS)
      .default([])
      .describe('Names of pictures that were sent before'),
  }),
) {}

export class ReviewSubmittedDto extends createZodDto(
  z.object({ order_id: z.string(), position: z.string() }),
) {}

export class PhotoKeptDto extends createZodDto(z.object({ name: z.string(), url: z.string() })) {}

export class PhotoParamDto extends createZodDto(z.object({ name: photoName })) {}

export class ReviewListQueryDto extends createZodDto(
  z.object({
    limit: z.coerce.number('give a number').int().min(1).max(50).default(20),
    page: z.coerce.number('give a number').int().min(1).max(1000).optional().describe('Without a cursor'),
    cursor: z.string().max(500).optional(),
  }),
) {}

const review = z.object({
  review_id: z.string(),
  by: z.string().nullable().describe('First name; null: the account is gone, with the words and pictures'),
  restaurant_rating: z.number().int(),
  food_quality: z.number().int().nullable(),
  dish_tags: z.array(z.string()),
  review_text: z.string().nullable(),
  photos: z.array(z.string()).describe('Where they are to be had'),
  submitted_at: z.string(),
});

export class ReviewListDto extends createZodDto(
  z.object({
    restaurant_id: z.string(),
    rating: z.number().nullable().describe('Average stars; null: nobody has rated it yet'),
    rating_count: z.number().int(),
    food_rating: z.number().nullable(),
    food_rating_count: z.number().int(),
    reviews: z.array(review),
    next_cursor: z.string().nullable(),
  }),
) {}
