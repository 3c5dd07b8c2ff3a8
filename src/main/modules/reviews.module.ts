import { Module } from '@nestjs/common';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamLoader } from '../../application/commands/stream-loader';
import { BlobStore } from '../../application/ports/blob-store';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { ReviewPhotos } from '../../application/reviews/review-photos';
import { SubmitReview } from '../../application/reviews/submit-review';
import { provide } from './provide';

/** What customers say of their orders. */
@Module({
  providers: [
    provide(ReviewPhotos, [BlobStore]),
    provide(SubmitReview, [CommandExecutor, StreamLoader, SubjectKeys, ReviewPhotos]),
  ],
  exports: [ReviewPhotos, SubmitReview],
})
export class ReviewsModule {}
