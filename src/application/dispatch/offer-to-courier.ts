import type { Held } from '../../domain/dispatch/dispatch-state';
import type { OrderId } from '../../domain/kernel/ids';
import { plusMs } from '../../domain/kernel/instant';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import type { BusinessClock } from '../ports/clock';
import { dispatchedOf, type Dispatched } from '../processes/command-dispatcher';
import { tellDelivery } from './tell-delivery';
import { partOf, type CourierRoom } from './courier-room';
import type { Intents } from './intents';

/** How long a courier has to answer. */
export const LEASE_MS = 25_000;

/** One attempt to have a courier bring an order. */
export interface Offer extends Held {
  readonly orderId: OrderId;
  readonly round: number;
  /** From the courier to the restaurant. */
  readonly pickupMetres: number;
}

/**
 * Keeps room with a courier and asks them; or records that there was none. Shift and delivery are two streams: the
 * room is kept first, and given back when the delivery does not want the offer. It may break off anywhere; sent
 * again under the same context it goes on from there, however late, and offers nothing twice.
 */
export class OfferToCourier {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly room: CourierRoom,
    private readonly clock: BusinessClock,
    private readonly intents: Intents,
  ) {}

  async offer(offer: Offer, context: CommandContext): Promise<Dispatched> {
    const { orderId, round, attempt, courierId, shift, pickupMetres } = offer;
    const { at } = context;
    const leaseUntil = plusMs(this.clock.now(), LEASE_MS);
    const reserved = await this.room.reserve(orderId, offer, attempt, leaseUntil, context);
    this.intents.drop(orderId, courierId);
    if (reserved.kind === 'rejected') {
      const reason = reserved.rejection.code;
      return tellDelivery(
        this.executor,
        orderId,
        { type: 'RecordUnavailable', round, attempt, courierId, reason, at },
        partOf(context, 'unavailable'),
      );
    }
    if (reserved.kind !== 'done') return dispatchedOf(reserved);
    const offered = await tellDelivery(
      this.executor,
      orderId,
      { type: 'OfferToPartner', attempt, courierId, shift, pickupMetres, leaseUntil, at },
      partOf(context, 'offer'),
    );
    if (offered.kind !== 'rejected') return offered;
    const released = dispatchedOf(await this.room.release(orderId, offer, attempt, 'not-offered', context));
    return released.kind === 'ok' ? offered : released;
  }
}
