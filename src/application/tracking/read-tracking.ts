import { decodeRecorded } from '../../../eventstore/registry/catalogue';
import { orderCodec } from '../../../eventstore/registry/order.codec';
import type { RecordedEvent } from '../../../eventstore/registry/event-record';
import {
  track,
  TRACKED_DELIVERY_EVENTS,
  type TrackedEvent,
  type TrackedOrder,
} from '../../domain/tracking/tracked-order';
import type { EventStore } from '../ports/event-store';

/** An order with everything in it that happened to it up to a position in `$all`. */
export interface TrackedAt {
  readonly order: TrackedOrder;
  readonly position: number;
}

/** A place in a shard: everything of the shard up to there is wanted. */
export interface WantedPlace {
  readonly shard: number;
  readonly position: number;
}

/** The read model of tracked orders, as those ask for it who cannot wait for ever. */
export abstract class TrackedOrders {
  /**
   * The order, once the read model has taken in the shard up to the place; null when there is none.
   * @param wanted null: as the read model stands
   * @returns 'late' when it has not in time
   */
  abstract upTo(orderId: string, wanted: WantedPlace | null): Promise<TrackedAt | null | 'late'>;
}

/** The streams that the tracking of an order is made of. All of them have the order as their partition key. */
export const trackedStreams = (orderId: string): readonly [string, string] => [
  `order-${orderId}`,
  `delivery-${orderId}`,
];

const OF_DELIVERY: ReadonlySet<string> = new Set(TRACKED_DELIVERY_EVENTS);

/**
 * What an event says if it is one that tracking is made of; undefined if it is not.
 * @throws when it is one and cannot be read
 */
export const trackedEventOf = (recorded: RecordedEvent): TrackedEvent | undefined =>
  orderCodec.handles(recorded.type) || OF_DELIVERY.has(recorded.type)
    ? // The registry reads an event of these types as what its type says.
      (decodeRecorded(recorded).event as TrackedEvent)
    : undefined;

/** Reads tracked orders: from the read model, or from their streams when that does not show them in time. */
export class ReadTracking {
  constructor(
    private readonly rows: TrackedOrders,
    private readonly store: EventStore,
  ) {}

  /**
   * The order as of the place at least; null when there is none.
   * @param wanted null: as the read model stands, or an order that it does not show yet
   */
  async find(orderId: string, wanted: WantedPlace | null): Promise<TrackedAt | null> {
    const row = await this.rows.upTo(orderId, wanted);
    return row === null || row === 'late' ? this.fold(orderId) : row;
  }

  private async fold(orderId: string): Promise<TrackedAt | null> {
    // Two streams are read one after the other: up to the head of before, both are complete.
    const position = await this.store.headPosition();
    const streams = await Promise.all(trackedStreams(orderId).map((stream) => this.store.readStream(stream)));
    const order = streams
      .flat()
      .filter((recorded) => recorded.position <= position)
      .sort((a, b) => a.position - b.position)
      .map(trackedEventOf)
      .reduce<TrackedOrder | null>(
        (state, event) => (event === undefined ? state : track(state, event)),
        null,
      );
    return order === null ? null : { order, position };
  }
}
