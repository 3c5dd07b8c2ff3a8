import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { uuidv5 } from '../../../../application/deterministic-ids';
import { Accounts } from '../../../../application/ports/accounts';
import { SubjectKeys } from '../../../../application/ports/subject-keys';
import { MAX_PICTURE_BYTES, PICTURE_TYPES } from '../../../../application/proofs/picture';
import { photoNameOf, ReviewPhotos } from '../../../../application/reviews/review-photos';
import { SubmitReview, type ReviewRefusal } from '../../../../application/reviews/submit-review';
import { never } from '../../../../domain/kernel/decider';
import { asId, type CustomerId, type OrderId } from '../../../../domain/kernel/ids';
import type { ReviewRejection } from '../../../../domain/review/review';
import { RestaurantRatingQuery } from '../../../../projections/ratings/query';
import { RestaurantQuery } from '../../../../projections/restaurant/query';
import { ReviewQuery } from '../../../../projections/reviews/query';
import type { ReviewRow } from '../../../../projections/reviews/reviews';
import { UuidParamDto } from '../identity/users.dto';
import { FOR_EVER_PUBLIC, SHORTLY_PUBLIC } from '../support/caching';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { pictureBody } from '../support/fastify-adapter';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { pictureIn } from '../support/picture-in';
import { Problem } from '../support/problems';
import {
  PhotoKeptDto,
  PhotoParamDto,
  ReviewEntryDto,
  ReviewListDto,
  ReviewListQueryDto,
  ReviewSubmittedDto,
} from './ratings.dto';

/** What customers say of orders, and what everybody can read of it. */
@ApiTags('ratings')
@Controller('api/v1')
export class RatingsController {
  constructor(
    private readonly submitReview: SubmitReview,
    private readonly photos: ReviewPhotos,
    private readonly contexts: CommandContexts,
    private readonly reviews: ReviewQuery,
    private readonly ratings: RestaurantRatingQuery,
    private readonly restaurants: RestaurantQuery,
    private readonly accounts: Accounts,
    private readonly keys: SubjectKeys,
  ) {}

  @Post('ratings')
  @Answers({
    summary: "Review an order of one's own, once, within 30 days of its delivery",
    ok: ReviewSubmittedDto,
    status: 201,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'NOT_ALLOWED_NOW',
      'ALREADY_REVIEWED',
      'CONFLICT',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'honoured',
  })
  async submit(@Body() body: ReviewEntryDto, @Req() request: FastifyRequest): Promise<ReviewSubmittedDto> {
    const orderId = asId<OrderId>(body.order_id);
    const context = this.contexts.of(request, 'SubmitReview', orderId, body);
    const outcome = await this.submitReview.execute(
      orderId,
      {
        restaurantStars: body.restaurant_rating,
        foodStars: body.food_quality ?? null,
        deliveryStars: body.delivery_rating ?? null,
        dishTags: body.dish_tags,
        text: body.review_text ?? null,
        photos: body.photos,
      },
      context,
    );
    return { order_id: orderId, position: positionToken(doneOrProblem(outcome, reviewProblem)) };
  }

  @Post('ratings/photos')
  @HttpCode(201)
  @RouteConfig(pictureBody(MAX_PICTURE_BYTES))
  @ApiConsumes(...PICTURE_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The picture itself, up to 5 MB' })
  @Answers({
    summary: 'Send a picture to show with a review; send its name with the review',
    ok: PhotoKeptDto,
    status: 201,
    problems: ['VALIDATION_ERROR', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  })
  async sendPhoto(
    @CurrentCaller() { actor }: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<PhotoKeptDto> {
    const { bytes, type } = pictureIn(body, request.headers['content-type']);
    const name = await this.photos.keep(asId<CustomerId>(actor.id), bytes, type);
    if (name === null) throw new Problem('VALIDATION_ERROR', 'The picture is damaged, or cut off.');
    return { name, url: photoUrl(name) };
  }

  @Get('ratings/photos/:name')
  @Answers({ summary: 'A picture of a review', ok: 'picture', problems: ['VALIDATION_ERROR', 'NOT_FOUND'] })
  async photo(
    @Param() { name }: PhotoParamDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const picture = await this.photos.show(name);
    if (picture === undefined) throw new Problem('NOT_FOUND', 'There is no such picture.');
    void reply.type(picture.contentType).header('cache-control', FOR_EVER_PUBLIC);
    return picture.bytes;
  }

  @Get('ratings/restaurant/:id')
  @Answers({
    summary: 'What customers say of a restaurant, the newest first',
    ok: ReviewListDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async list(
    @Param() { id }: UuidParamDto,
    @Query() query: ReviewListQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewListDto> {
    if ((await this.restaurants.byId(id)) === null) {
      throw new Problem('NOT_FOUND', 'There is no such restaurant.');
    }
    const [page, { restaurant, food }] = await Promise.all([
      this.reviews.ofRestaurant(id, query),
      this.ratings.of(id),
    ]);
    const names = await this.accounts.namesOf(page.items.map((row) => row.customer_id));
    const reviews = page.items.map((row) => this.reviewDto(row, names.get(row.customer_id)));
    void reply.header('cache-control', SHORTLY_PUBLIC);
    return {
      restaurant_id: id,
      rating: restaurant.average,
      rating_count: restaurant.count,
      food_rating: food.average,
      food_rating_count: food.count,
      reviews: await Promise.all(reviews),
      next_cursor: page.nextCursor,
    };
  }

  @Get('restaurants/:id/reviews')
  @Answers({
    summary: 'Another name for GET /ratings/restaurant/{id}',
    ok: ReviewListDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  listOfRestaurant(
    @Param() params: UuidParamDto,
    @Query() query: ReviewListQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewListDto> {
    return this.list(params, query, reply);
  }

  /** Of somebody who was erased, only the stars and the words about the dishes are left. */
  private async reviewDto(
    row: ReviewRow,
    name: string | undefined,
  ): Promise<ReviewListDto['reviews'][number]> {
    const text = name === undefined || row.text === null ? null : await this.keys.open(row.text);
    return {
      // The order's id is nobody's business but the customer's.
      review_id: uuidv5('review', row.order_id),
      by: name === undefined ? null : firstNameOf(name),
      restaurant_rating: row.restaurant_stars,
      food_quality: row.food_stars,
      dish_tags: [...row.dish_tags],
      review_text: text ?? null,
      photos: name === undefined ? [] : row.photos.map((blob) => photoUrl(photoNameOf(blob))),
      submitted_at: row.submitted_at,
    };
  }
}

const photoUrl = (name: string): string => `/api/v1/ratings/photos/${name}`;

const firstNameOf = (name: string): string => name.trim().split(/\s+/u)[0] ?? '';

function reviewProblem(rejection: ReviewRejection | ReviewRefusal): Problem {
  switch (rejection.code) {
    case 'order-not-found':
      return new Problem('NOT_FOUND', 'There is no such order.');
    case 'order-not-delivered':
      return new Problem('NOT_ALLOWED_NOW', 'Only an order that was delivered can be reviewed.');
    case 'review-window-passed':
      return new Problem('NOT_ALLOWED_NOW', 'An order can be reviewed for 30 days after its delivery.');
    case 'review-already-submitted':
      return new Problem('ALREADY_REVIEWED');
    case 'photo-not-found':
      return new Problem('VALIDATION_ERROR', `photos: you have sent no picture ${rejection.photo}`);
    case 'stars-out-of-range':
      return new Problem('VALIDATION_ERROR', `stars: from ${rejection.min} to ${rejection.max}`);
    case 'too-many-tags':
      return new Problem('VALIDATION_ERROR', `dish_tags: at most ${rejection.max}`);
    case 'too-many-photos':
      return new Problem('VALIDATION_ERROR', `photos: at most ${rejection.max}`);
    default:
      return never(rejection);
  }
}
