import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryCourierPositions } from '../../src/adapters/driven/memory/memory-courier-positions';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { MemoryLiveLocations } from '../../src/adapters/driven/memory/memory-live-locations';
import { MemorySubjectKeys } from '../../src/adapters/driven/memory/memory-subject-keys';
import type { Ping } from '../../src/domain/gps/plausibility';
import { asId, type CourierId, type OrderId } from '../../src/domain/kernel/ids';
import { plusMs, type Instant } from '../../src/domain/kernel/instant';
import {
  aPlaceOrder,
  courierAsha,
  minutesAfterNoon,
  orderCommands,
} from '../../src/domain/order/order.fixtures';
import type { OrderCommand, PlaceOrder } from '../../src/domain/order/order-messages';
import {
  deliveryAggregate,
  orderAggregate,
  partnerAggregate,
  shiftAggregate,
} from '../../src/application/aggregates';
import type { Aggregate } from '../../src/application/commands/aggregate';
import { CommandExecutor } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import { shiftIdFor } from '../../src/application/deterministic-ids';
import type { EventStore } from '../../src/application/ports/event-store';
import type { LiveLocation } from '../../src/application/ports/live-locations';
import { openTrack, type OpenedSegment } from '../../src/application/telemetry/open-track';
import { Telemetry } from '../../src/application/telemetry/telemetry';
import { TrackRecorder } from '../../src/application/telemetry/track-recorder';
import { WorkOfCouriers } from '../../src/application/telemetry/work-in-hand';

/** The restaurant of the tests. */
export const KITCHEN = { lat: 12.9745, lng: 77.6033 };

/** So far north of the restaurant. */
export const north = (metres: number) => ({ lat: KITCHEN.lat + metres / 111_195, lng: KITCHEN.lng });

let requests = 0;

/** One program that takes in positions, in a store that outlives it. Deliveries are of Asha unless told otherwise. */
export class TelemetryWorld {
  readonly loader: StreamLoader;
  readonly executor: CommandExecutor;
  readonly shown: LiveLocation[] = [];
  readonly reported: unknown[] = [];
  readonly tracks: TrackRecorder;
  readonly telemetry: Telemetry;

  constructor(
    readonly time = new VirtualClock(minutesAfterNoon(25)),
    readonly store: EventStore = new MemoryEventStore(time.system),
    readonly keys = new MemorySubjectKeys(),
    readonly positions = new MemoryCourierPositions(),
  ) {
    const cache = new StreamCache(100);
    this.loader = new StreamLoader(store, cache);
    this.executor = new CommandExecutor(store, cache, this.loader);
    const report = (error: unknown): void => void this.reported.push(error);
    const parts = { executor: this.executor, loader: this.loader, report };
    const clocks = { business: time.business, system: time.system };
    this.tracks = new TrackRecorder({ ...parts, ...clocks, keys });
    const live = new MemoryLiveLocations(report);
    live.subscribe((locations) => this.shown.push(...locations));
    this.telemetry = new Telemetry({
      ...parts,
      ...clocks,
      live,
      work: new WorkOfCouriers(this.loader),
      tracks: this.tracks,
      positions: this.positions,
    });
  }

  /** Another program beside this one, or this one after a restart. Positions outlive it. */
  beside(): TelemetryWorld {
    return new TelemetryWorld(this.time, this.store, this.keys, this.positions);
  }

  get now(): Instant {
    return this.time.business.now();
  }

  async goOnline(courierId: CourierId = courierAsha, shift = 1): Promise<void> {
    const at = this.now;
    const profile = { subject: courierId, keyId: 'key-1', box: 'c2VhbGVk' };
    const register = { type: 'RegisterPartner', courierId, profile, vehicle: 'scooter', at } as const;
    await this.send(partnerAggregate, courierId, register);
    await this.send(partnerAggregate, courierId, { type: 'OpenShift', after: shift - 1, at });
    const goOnline = { type: 'GoOnline', courierId, shift, vehicle: 'scooter', capacity: 3, at } as const;
    await this.send(shiftAggregate, shiftIdFor(courierId, shift), goOnline);
  }

  /** An order that its courier has accepted, and that waits for them unless it is still cooked. */
  async assign(
    name: string,
    courierId: CourierId = courierAsha,
    overrides: Partial<PlaceOrder> = {},
    isReady = true,
  ): Promise<OrderId> {
    const orderId = asId<OrderId>(name);
    const at = this.now;
    await this.order(orderId, aPlaceOrder({ orderId, ...overrides }));
    await this.order(orderId, orderCommands.ConfirmOrder);
    await this.order(orderId, orderCommands.AcceptOrder);
    if (isReady) await this.order(orderId, orderCommands.MarkReady);
    await this.order(orderId, { type: 'AttachPartner', courierId, at });
    const until = plusMs(at, 25_000);
    const shift = shiftIdFor(courierId, 1);
    await this.send(shiftAggregate, shift, { type: 'ReserveCapacity', orderId, attempt: 1, until, at });
    const { restaurantId, customerId } = orderCommands.PlaceOrder;
    const terms = { orderId, restaurantId, customerId, pickup: KITCHEN, distanceMetres: 2_400 };
    const request = { type: 'RequestDelivery', ...terms, readyBy: at, startAt: at, at } as const;
    await this.send(deliveryAggregate, orderId, request);
    await this.send(deliveryAggregate, orderId, {
      type: 'AssignPartner',
      ...{ attempt: 1, courierId, shift: 1, at },
    });
    return orderId;
  }

  async handOver(orderId: OrderId, courierId: CourierId = courierAsha): Promise<void> {
    await this.order(orderId, { type: 'ConfirmPickup', courierId, at: this.now });
    await this.send(deliveryAggregate, orderId, { type: 'Depart', courierId, at: this.now });
  }

  /** It is given to the customer. */
  async deliver(orderId: OrderId, courierId: CourierId = courierAsha): Promise<void> {
    const at = this.now;
    await this.order(orderId, { ...orderCommands.ConfirmDelivery, courierId, at });
    await this.send(deliveryAggregate, orderId, { type: 'CompleteDelivery', at });
    const release = { type: 'ReleaseCapacity', orderId, attempt: 1, reason: 'delivered', at } as const;
    await this.send(shiftAggregate, shiftIdFor(courierId, 1), release);
  }

  order(orderId: OrderId, command: OrderCommand): Promise<void> {
    return this.send(orderAggregate, orderId, command);
  }

  /** @throws when it is refused */
  async send<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    command: C,
  ): Promise<void> {
    const name = `request of test ${(requests += 1)}`;
    const context = {
      commandId: name,
      fingerprint: name,
      correlationId: name,
      causationId: name,
      actor: { id: 'test', role: 'system' },
      at: this.now,
      traceparent: null,
    } as const;
    const outcome = await this.executor.execute(aggregate, id, context, () => ({ ok: true, command }));
    if (outcome.kind !== 'done') throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(outcome)}`);
  }

  /** A ping of this moment. */
  ping(change: Partial<Ping> = {}): Ping {
    return { ...KITCHEN, accuracyMetres: 8, mock: false, at: this.now, ...change };
  }

  /** Sends pings of a courier, each a moment after the one before. */
  async ride(places: readonly Partial<Ping>[], everyMs = 5_000, courierId = courierAsha): Promise<void> {
    for (const place of places) {
      await this.time.advance(everyMs);
      const taken = await this.telemetry.take(courierId, [this.ping(place)], 'request-1');
      if (taken.kind !== 'taken') throw new Error(taken.kind);
    }
  }

  async eventTypes(orderId: OrderId): Promise<readonly string[]> {
    const { events } = await this.loader.history(orderAggregate, orderId);
    return events.map(({ event }) => event.type);
  }

  track(orderId: OrderId): Promise<readonly OpenedSegment[]> {
    return openTrack(this.loader, this.keys, orderId);
  }
}
