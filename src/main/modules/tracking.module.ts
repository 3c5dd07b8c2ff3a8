import { Module } from '@nestjs/common';
import { StreamLoader } from '../../application/commands/stream-loader';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { CourierCards } from '../../application/tracking/courier-cards';
import { FollowLimit } from '../../adapters/driving/tracking/follow-limit';
import { TrackingFrames } from '../../adapters/driving/tracking/tracking-wire';
import { TrackingSockets } from '../../adapters/driving/websocket/tracking-sockets';
import { CourierRatingQuery } from '../../projections/ratings/query';
import { provide } from './provide';
import { ReadModelsModule } from './read-models.module';

/** How customers follow their orders. */
@Module({
  imports: [ReadModelsModule],
  providers: [
    provide(CourierCards, [StreamLoader, SubjectKeys, CourierRatingQuery]),
    provide(TrackingFrames, [CourierCards]),
    provide(FollowLimit, []),
    TrackingSockets,
  ],
  exports: [CourierCards, TrackingFrames, FollowLimit],
})
export class TrackingModule {}
