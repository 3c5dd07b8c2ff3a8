import type { ProofTerms } from '../../domain/delivery/delivery-messages';
import type { Actor } from '../../domain/kernel/actor';
import type { OrderId } from '../../domain/kernel/ids';
import { deliveryAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { OrderAccess } from '../ordering/order-access';
import type { Blob, BlobStore } from '../ports/blob-store';

/** The latest picture from the door of an order. */
export class ShowDoorPhoto {
  constructor(
    private readonly loader: StreamLoader,
    private readonly access: OrderAccess,
    private readonly blobs: BlobStore,
  ) {}

  /** Null when there is none that the actor may see. A courier sees their own. */
  async execute(actor: Actor, orderId: OrderId): Promise<Blob | null> {
    if (!(await this.access.concerns(actor, orderId))) return null;
    const proof = await this.latest(orderId);
    if (proof === null || (actor.role === 'courier' && proof.courierId !== actor.id)) return null;
    return (await this.blobs.get(proof.blob)) ?? null;
  }

  /** What is known of the picture. */
  async latest(orderId: OrderId): Promise<ProofTerms | null> {
    const { state } = await this.loader.fresh(deliveryAggregate, orderId);
    return state.is === 'absent' ? null : state.proof;
  }
}
