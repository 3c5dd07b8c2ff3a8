import type { RequestedDelivery } from '../../domain/delivery/delivery-state';
import {
  estimatePhase,
  PHASE_ETA_POLICY_V1,
  type EtaPhase,
  type EtaReason,
  type PhaseEtaInputs,
} from '../../domain/eta/phase-eta';
import { distanceInMetres, type GeoPoint } from '../../domain/kernel/geo';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import { msBetween, type Instant } from '../../domain/kernel/instant';
import { deliveryAggregate, orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { openAddress } from '../customers/personal-data';
import type { BusinessClock } from '../ports/clock';
import type { CourierPositions } from '../ports/courier-positions';
import type { SubjectKeys } from '../ports/subject-keys';
import type { Dispatched } from '../processes/command-dispatcher';
import { tellDelivery } from './tell-delivery';
import { partOf } from './courier-room';

/** A courier who was not heard of for that long is silent. */
export const SILENT_MS = 60_000;

/** A courier on the way changes the estimate when it moves by at least this much. */
export const NEWS_MS = 60_000;

/** What is known of a delivery on its way. */
export interface Outlook {
  readonly phase: EtaPhase;
  readonly courierId: CourierId | null;
  /** Null once the food is ready. */
  readonly readyBy: Instant | null;
}

/** Looks whether a courier is heard of, and says anew when the food will be there. */
export class LookAfterCourier {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly positions: CourierPositions,
    private readonly clock: BusinessClock,
    private readonly keys: SubjectKeys,
  ) {}

  /** Records that the courier went silent or is heard of again, and the new time if they are. */
  async lookAfter(orderId: OrderId, outlook: Outlook, context: CommandContext): Promise<Dispatched> {
    const { courierId } = outlook;
    if (courierId === null) return { kind: 'rejected', code: 'no-courier' };
    const position = await this.positions.of(courierId);
    const { at } = context;
    if (position === null || msBetween(position.at, this.clock.now()) > SILENT_MS) {
      const lastSeenAt = position?.at ?? null;
      return tellDelivery(
        this.executor,
        orderId,
        { type: 'RecordSilence', courierId, lastSeenAt, at },
        context,
      );
    }
    const { state: delivery } = await this.loader.recent(deliveryAggregate, orderId);
    if (delivery.is === 'requested' && delivery.silentChecks > 0) {
      const heard = await tellDelivery(
        this.executor,
        orderId,
        { type: 'RecordHeard', courierId, at },
        context,
      );
      if (heard.kind !== 'ok') return heard;
    }
    return this.estimate(orderId, outlook, 'courier-moved', partOf(context, 'estimate'));
  }

  /** Says anew when the food will be there. */
  async estimate(
    orderId: OrderId,
    outlook: Outlook,
    reason: EtaReason,
    context: CommandContext,
  ): Promise<Dispatched> {
    const { state: delivery } = await this.loader.recent(deliveryAggregate, orderId);
    if (delivery.is === 'absent') return { kind: 'rejected', code: 'delivery-not-found' };
    const now = this.clock.now();
    const { phase } = outlook;
    const inputs = await this.inputsOf(delivery, outlook, now);
    const estimated = estimatePhase(phase, inputs, now);
    if (reason === 'courier-moved' && !isNews(delivery, estimated.p50)) return { kind: 'ok' };
    const policy = PHASE_ETA_POLICY_V1.version;
    return tellDelivery(
      this.executor,
      orderId,
      { type: 'ReviseEta', phase, ...estimated, reason, inputs, policy, at: context.at },
      context,
    );
  }

  private async inputsOf(
    { terms }: RequestedDelivery,
    { phase, courierId, readyBy }: Outlook,
    now: Instant,
  ): Promise<PhaseEtaInputs> {
    const prepSeconds = readyBy === null ? 0 : Math.max(0, Math.ceil(msBetween(now, readyBy) / 1_000));
    const inputs = { prepSeconds, firstMileMetres: null, lastMileMetres: terms.distanceMetres };
    const position = courierId === null ? null : await this.positions.of(courierId);
    if (position === null || msBetween(position.at, now) > SILENT_MS) return inputs;
    if (phase === 'to-restaurant') {
      return { ...inputs, firstMileMetres: distanceInMetres(position, terms.pickup) };
    }
    if (phase !== 'to-customer') return inputs;
    const door = await this.doorOf(terms.orderId);
    return door === null ? inputs : { ...inputs, lastMileMetres: distanceInMetres(position, door) };
  }

  /** Null when the customer was erased. It is where they live: opened for each look, and not kept. */
  private async doorOf(orderId: OrderId): Promise<GeoPoint | null> {
    const { events } = await this.loader.history(orderAggregate, orderId);
    const sealed = events.flatMap(({ event }) => (event.type === 'OrderPlaced' ? [event.address] : []))[0];
    const address = sealed === undefined ? null : await openAddress(this.keys, sealed);
    return address === null ? null : address.location;
  }
}

const isNews = ({ eta }: RequestedDelivery, p50: Instant): boolean =>
  eta === null || Math.abs(msBetween(eta.p50, p50)) >= NEWS_MS;
