import { hash } from 'node:crypto';
import type { DeliveryRejection } from '../../domain/delivery/delivery';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { distanceInMetres, type GeoPoint } from '../../domain/kernel/geo';
import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import type { Sealed } from '../../domain/kernel/sealed';
import { deliveryAggregate, orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import type { DeliveryAccess } from '../couriers/delivery-access';
import { openAddress } from '../customers/personal-data';
import { SubjectErased } from '../identity/subject-erased';
import type { BlobStore } from '../ports/blob-store';
import type { SubjectKeys } from '../ports/subject-keys';
import { doorPhotoName, type PictureType } from './picture';

/** A picture that a courier took at the door. */
export interface DoorPicture {
  readonly bytes: Buffer;
  readonly type: PictureType;
  /** Where it was taken; null when the device does not know. */
  readonly place: (GeoPoint & { readonly accuracyMetres: number | null }) | null;
}

/** How many pictures are kept of one delivery. */
export const MAX_PICTURES = 5;

export type DoorPhotoRejection = DeliveryRejection | Readonly<{ code: 'too-many-pictures'; max: number }>;

/** Where a picture was taken, as it is stored: it is where somebody lives. */
interface SealedPlace {
  readonly place: Sealed | null;
  readonly distanceMetres: number | null;
}

/** Keeps the picture that shows that the food stands at the door, and how far from the door it was taken. */
export class RecordDoorPhoto {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly access: DeliveryAccess,
    private readonly keys: SubjectKeys,
    private readonly blobs: BlobStore,
  ) {}

  /** The picture is durable before the event that names it; of a refused one nothing is kept. */
  async execute(
    orderId: OrderId,
    { bytes, type, place: takenAt }: DoorPicture,
    context: CommandContext,
  ): Promise<Outcome<DeliveryEvent, DoorPhotoRejection>> {
    const { actor, at } = context;
    if (!(await this.access.concerns(actor, orderId))) {
      return { kind: 'rejected', rejection: { code: 'delivery-not-found' } };
    }
    const sha256 = hash('sha256', bytes, 'hex');
    const blob = doorPhotoName(orderId, sha256, type);
    const command = {
      type: 'RecordProof',
      courierId: asId<CourierId>(actor.id),
      ...{ blob, sha256, contentType: type, at },
      ...(await this.sealPlace(orderId, takenAt)),
      accuracyMetres: takenAt?.accuracyMetres ?? null,
    } as const;

    const { state, seen, events } = await this.loader.history(deliveryAggregate, orderId);
    if (!seen.has(context.commandId)) {
      const decision = deliveryAggregate.decider.decide(command, state);
      if (!decision.ok) return { kind: 'rejected', rejection: decision.rejection };
      if (events.filter(({ event }) => event.type === 'ProofRecorded').length >= MAX_PICTURES) {
        return { kind: 'rejected', rejection: { code: 'too-many-pictures', max: MAX_PICTURES } };
      }
      await this.blobs.put(blob, { bytes, contentType: type });
    }
    return this.executor.execute(deliveryAggregate, orderId, context, () => ({ ok: true, command }));
  }

  private async sealPlace(orderId: OrderId, takenAt: GeoPoint | null): Promise<SealedPlace> {
    const nowhere = { place: null, distanceMetres: null };
    if (takenAt === null) return nowhere;
    const { events } = await this.loader.history(orderAggregate, orderId);
    const placed = events[0]?.event;
    if (placed?.type !== 'OrderPlaced') return nowhere;
    const address = await openAddress(this.keys, placed.address);
    if (address === null) return nowhere;
    const { lat, lng } = takenAt;
    try {
      const place = await this.keys.seal(placed.customerId, JSON.stringify({ lat, lng }));
      return { place, distanceMetres: distanceInMetres(address.location, takenAt) };
    } catch (error) {
      // The customer was erased a moment ago.
      if (error instanceof SubjectErased) return nowhere;
      throw error;
    }
  }
}
