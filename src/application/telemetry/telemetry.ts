import { LRUCache } from 'lru-cache';
import {
  follow,
  INACCURATE_ABOVE_METRES,
  isBelieved,
  isPlausible,
  NO_TRAIL,
  type MarkedPing,
  type Ping,
  type Trail,
} from '../../domain/gps/plausibility';
import { distanceInMetres } from '../../domain/kernel/geo';
import type { CourierId, ShiftId } from '../../domain/kernel/ids';
import { orderAggregate } from '../aggregates';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, fingerprintOf, shiftIdFor } from '../deterministic-ids';
import type { BusinessClock } from '../ports/clock';
import type { CourierPositions } from '../ports/courier-positions';
import type { LiveLocations } from '../ports/live-locations';
import type { TrackRecorder } from './track-recorder';
import type { DeliveryInHand, WorkOfCouriers } from './work-in-hand';

/** So far from the restaurant, a courier with the food has set off. */
export const SET_OFF_METRES = 150;

/** Couriers whose way is remembered; of anybody else it begins anew from their known position. */
const MAX_TRAILS = 50_000;

export type TelemetryTaken =
  /** `kept`: how many were neither out of order, nor too often, nor too old. */
  { readonly kind: 'taken'; readonly kept: number } | { readonly kind: 'not-on-shift' };

export interface TelemetryPorts {
  readonly work: Pick<WorkOfCouriers, 'of'>;
  readonly positions: Pick<CourierPositions, 'of' | 'record'>;
  readonly live: Pick<LiveLocations, 'publish'>;
  readonly tracks: Pick<TrackRecorder, 'add'>;
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly business: BusinessClock;
  /** Is told of failures that do not keep the pings from being taken. */
  readonly report: (error: unknown) => void;
}

/**
 * Takes in where couriers are. Their known position moves, customers whose food is on its way see it, the track of
 * each delivery in hand goes on, and an order whose courier has left the restaurant is out for delivery. Jumps and
 * made-up places go to the track alone.
 */
export class Telemetry {
  /** By shift: between two shifts a courier may be anywhere. */
  private readonly trails: LRUCache<ShiftId, Trail>;

  /** @param maxTrails shifts whose way is remembered; room for them is taken at once */
  constructor(
    private readonly ports: TelemetryPorts,
    maxTrails = MAX_TRAILS,
  ) {
    this.trails = new LRUCache({ max: maxTrails });
  }

  /**
   * @param courierId who sent them, as proved by their token
   * @param pings in any order
   * @param correlationId of the request that brought them
   */
  async take(courierId: CourierId, pings: readonly Ping[], correlationId: string): Promise<TelemetryTaken> {
    const work = await this.ports.work.of(courierId);
    if (work === null) return { kind: 'not-on-shift' };
    const shiftId = shiftIdFor(courierId, work.shift);
    await this.pickUpTrail(shiftId, courierId, work.shift);
    const { kept, trail } = follow(this.trails.get(shiftId) ?? NO_TRAIL, pings, this.ports.business.now());
    this.trails.set(shiftId, trail);

    for (const { orderId } of work.deliveries) this.ports.tracks.add(orderId, courierId, kept);
    const believed = kept.findLast(isBelieved);
    if (believed !== undefined) {
      const { lat, lng, accuracyMetres, at } = believed;
      await this.ports.positions.record({ courierId, shift: work.shift, lat, lng, accuracyMetres, at });
    }
    const plausible = kept.filter(isPlausible);
    this.show(courierId, work.deliveries, plausible.at(-1));
    for (const delivery of work.deliveries) {
      await this.setOff(courierId, delivery, plausible, correlationId).catch(this.ports.report);
    }
    return { kind: 'taken', kept: kept.length };
  }

  /** At the beginning of a shift and after a restart the way goes on from the position that is known. */
  private async pickUpTrail(shiftId: ShiftId, courierId: CourierId, shift: number): Promise<void> {
    if (this.trails.has(shiftId)) return;
    const known = await this.ports.positions.of(courierId);
    // Another request of the same courier may have been quicker.
    if (known?.shift !== shift || this.trails.has(shiftId)) return;
    const { lat, lng, at, accuracyMetres } = known;
    const isReliable = accuracyMetres === null || accuracyMetres <= INACCURATE_ABOVE_METRES;
    this.trails.set(shiftId, { heardAt: at, place: isReliable ? { lat, lng, at } : null });
  }

  private show(
    courierId: CourierId,
    deliveries: readonly DeliveryInHand[],
    ping: MarkedPing | undefined,
  ): void {
    if (ping === undefined) return;
    const { lat, lng, at } = ping;
    const shown = deliveries.filter(({ food }) => food === 'handed-over' || food === 'on-the-way');
    if (shown.length > 0) {
      this.ports.live.publish(shown.map(({ orderId }) => ({ orderId, courierId, lat, lng, at })));
    }
  }

  /** The order is out for delivery as soon as its courier was away from the restaurant after the handover. */
  private async setOff(
    courierId: CourierId,
    { orderId, pickup, food }: DeliveryInHand,
    pings: readonly MarkedPing[],
    correlationId: string,
  ): Promise<void> {
    if (food !== 'handed-over') return;
    const away = pings.findLast((ping) => distanceInMetres(pickup, ping) > SET_OFF_METRES);
    if (away === undefined) return;
    const { executor, loader, business } = this.ports;
    const { events } = await loader.history(orderAggregate, orderId);
    const handover = events.findLast(({ event }) => event.type === 'OrderHandedOver');
    // A ping that comes late may be of the way to the restaurant.
    if (handover === undefined || away.at < handover.event.at) return;
    const at = business.now();
    const context = {
      commandId: effectIdFor(handover.recorded.id, 'set-off'),
      fingerprint: fingerprintOf([orderId, courierId]),
      correlationId,
      causationId: correlationId,
      actor: { id: 'telemetry', role: 'system' },
      at,
      traceparent: null,
    } as const;
    const command = { type: 'MarkOutForDelivery', courierId, at } as const;
    // A refusal means that the order has gone on meanwhile.
    await executor.execute(orderAggregate, orderId, context, () => ({ ok: true, command }));
  }
}
