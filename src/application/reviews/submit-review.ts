import { asId, type CustomerId, type OrderId } from '../../domain/kernel/ids';
import { msBetween } from '../../domain/kernel/instant';
import { REVIEW_WINDOW_MS, type ReviewRejection } from '../../domain/review/review';
import type { ReviewCommand, ReviewEvent, ReviewTerms } from '../../domain/review/review-messages';
import { orderAggregate, reviewAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome, Prepared } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import type { SubjectKeys } from '../ports/subject-keys';
import type { ReviewPhotos } from './review-photos';

/** What a customer says, as they say it. */
export interface ReviewEntry extends Pick<
  ReviewTerms,
  'restaurantStars' | 'foodStars' | 'deliveryStars' | 'dishTags'
> {
  readonly text: string | null;
  /** Names of pictures that they have sent. */
  readonly photos: readonly string[];
}

export type ReviewRefusal = Readonly<
  | { code: 'order-not-found' | 'order-not-delivered' | 'review-window-passed' }
  | { code: 'photo-not-found'; photo: string }
>;

type Submission = Outcome<ReviewEvent, ReviewRejection | ReviewRefusal>;

/** A customer reviews an order of theirs, within 30 days of its delivery. Their words are sealed. */
export class SubmitReview {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
    private readonly photos: ReviewPhotos,
  ) {}

  async execute(orderId: OrderId, entry: ReviewEntry, context: CommandContext): Promise<Submission> {
    return this.executor.execute(reviewAggregate, orderId, context, () =>
      this.prepare(orderId, entry, context),
    );
  }

  private async prepare(
    orderId: OrderId,
    { text, photos, ...stars }: ReviewEntry,
    { actor, at }: CommandContext,
  ): Promise<Prepared<ReviewCommand, ReviewRefusal>> {
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    if (order.is === 'absent' || order.customerId !== actor.id) return refuse({ code: 'order-not-found' });
    if (order.deliveredAt === null) return refuse({ code: 'order-not-delivered' });
    if (msBetween(order.deliveredAt, at) > REVIEW_WINDOW_MS) return refuse({ code: 'review-window-passed' });

    const customerId = asId<CustomerId>(actor.id);
    const blobs: string[] = [];
    for (const photo of photos) {
      const blob = await this.photos.blobOf(customerId, photo);
      if (blob === null) return refuse({ code: 'photo-not-found', photo });
      blobs.push(blob);
    }
    const sealed = text === null ? null : await this.keys.seal(customerId, text);
    const { restaurantId, courierId } = order;
    const said = { ...stars, text: sealed, photos: blobs };
    return {
      ok: true,
      command: { type: 'SubmitReview', orderId, customerId, restaurantId, courierId, ...said, at },
    };
  }
}

const refuse = (rejection: ReviewRefusal): { readonly ok: false; readonly rejection: ReviewRefusal } => ({
  ok: false,
  rejection,
});
