import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamLoader } from '../../application/commands/stream-loader';
import { AnswerOffer } from '../../application/couriers/answer-offer';
import { AssignCourier } from '../../application/couriers/assign-courier';
import { ChangeDeliveryHandler } from '../../application/couriers/change-delivery';
import { DeliveryAccess } from '../../application/couriers/delivery-access';
import { GoOffline } from '../../application/couriers/go-offline';
import { GoOnline } from '../../application/couriers/go-online';
import { ReleaseOrder } from '../../application/couriers/release-order';
import { SuspendPartner } from '../../application/couriers/suspend-partner';
import { DeliveryCodes } from '../../application/ordering/delivery-codes';
import { OrderAccess } from '../../application/ordering/order-access';
import { BlobStore } from '../../application/ports/blob-store';
import { CourierPositions } from '../../application/ports/courier-positions';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { RecordDoorPhoto } from '../../application/proofs/record-door-photo';
import { ShowDoorPhoto } from '../../application/proofs/show-door-photo';
import { VerifyPickup } from '../../application/proofs/verify-pickup';
import { OrderingModule } from './ordering.module';
import { provide } from './provide';

/** Couriers: their shifts, what they are asked to bring, and what they bring. */
@Module({
  imports: [CqrsModule.forRoot(), OrderingModule],
  providers: [
    provide(GoOnline, [CommandExecutor, StreamLoader, CourierPositions]),
    provide(GoOffline, [CommandExecutor, StreamLoader, CourierPositions]),
    provide(DeliveryAccess, [StreamLoader, OrderAccess]),
    provide(AnswerOffer, [CommandExecutor, StreamLoader, DeliveryAccess]),
    provide(ReleaseOrder, [CommandExecutor, StreamLoader, DeliveryAccess]),
    provide(AssignCourier, [CommandExecutor, StreamLoader]),
    provide(SuspendPartner, [CommandExecutor, CourierPositions]),
    ChangeDeliveryHandler,
    provide(RecordDoorPhoto, [CommandExecutor, StreamLoader, DeliveryAccess, SubjectKeys, BlobStore]),
    provide(ShowDoorPhoto, [StreamLoader, OrderAccess, BlobStore]),
    provide(VerifyPickup, [CommandExecutor, StreamLoader, DeliveryCodes]),
  ],
  exports: [
    RecordDoorPhoto,
    ShowDoorPhoto,
    VerifyPickup,
    GoOnline,
    GoOffline,
    DeliveryAccess,
    AnswerOffer,
    ReleaseOrder,
    AssignCourier,
    SuspendPartner,
  ],
})
export class CouriersModule {}
