import { mortal, type CrashPoint } from './crash';
import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryCourierPositions } from '../../src/adapters/driven/memory/memory-courier-positions';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { MemorySubjectKeys } from '../../src/adapters/driven/memory/memory-subject-keys';
import { decodeRecorded } from '../../eventstore/registry/catalogue';
import type { DeliveryCommand } from '../../src/domain/delivery/delivery-messages';
import type { Delivery } from '../../src/domain/delivery/delivery-state';
import { dispatch, type DispatchEvent } from '../../src/domain/dispatch/dispatch';
import type { Dispatch, DispatchCommand } from '../../src/domain/dispatch/dispatch-state';
import { asId, type CourierId, type OrderId } from '../../src/domain/kernel/ids';
import type { Instant } from '../../src/domain/kernel/instant';
import type { Order } from '../../src/domain/order/order';
import { aPlaceOrder, courierAsha, courierBilal, NOON } from '../../src/domain/order/order.fixtures';
import type { OrderCommand } from '../../src/domain/order/order-messages';
import { profileOf } from '../../src/domain/partner/partner.fixtures';
import { detailsOf } from '../../src/domain/restaurant/restaurant.fixtures';
import type { Shift } from '../../src/domain/shift/shift';
import type { ShiftCommand } from '../../src/domain/shift/shift-messages';
import { ProcessRun } from '../../src/domain/story/process-run.fixtures';
import type { StoryEvent } from '../../src/domain/story/order-story';
import {
  deliveryAggregate,
  orderAggregate,
  partnerAggregate,
  restaurantAggregate,
  shiftAggregate,
} from '../../src/application/aggregates';
import type { Aggregate } from '../../src/application/commands/aggregate';
import type { CommandContext } from '../../src/application/commands/command-context';
import { CommandExecutor, type Outcome } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import { AssignCourier } from '../../src/application/couriers/assign-courier';
import { sealAddress } from '../../src/application/customers/personal-data';
import { shiftIdFor } from '../../src/application/deterministic-ids';
import type { EventStore } from '../../src/application/ports/event-store';
import type { Dispatched } from '../../src/application/processes/command-dispatcher';
import { DispatchDispatcher } from '../../src/application/processes/dispatch-dispatcher';

type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

export const orderId = asId<OrderId>('order-1');
export const otherOrder = asId<OrderId>('order-2');
export const courierChand = asId<CourierId>('courier-chand');
export const COURIERS: readonly CourierId[] = [courierAsha, courierBilal, courierChand];

/** Where the restaurant is, and the door: 2 km to the north. */
export const kitchen = { lat: 12.9716, lng: 77.5946 };
export const door = { lat: kitchen.lat + 2_000 / 111_195, lng: kitchen.lng };

const METHODS = ['append', 'readStream'] as const satisfies readonly (keyof EventStore)[];

/** What one program has of its own. */
interface Program {
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly dispatcher: DispatchDispatcher;
}

/**
 * An order in a kitchen, its delivery, three couriers, and a dispatch that may be behind, dies and comes back: with
 * the real deciders and the real dispatcher on a store in memory.
 */
export class DispatchWorld {
  readonly time = new VirtualClock(NOON);
  readonly store = new MemoryEventStore(this.time.system);
  readonly positions = new MemoryCourierPositions();
  readonly keys = new MemorySubjectKeys();
  readonly story: StoryEvent[] = [];
  readonly run: ProcessRun<Dispatch, DispatchEvent, DispatchCommand>;
  readonly program: Program;
  private told = 0;
  private requests = 0;

  constructor(manager: typeof dispatch = dispatch) {
    this.run = new ProcessRun(manager, this.story);
    this.program = this.programOn(this.store);
  }

  get now(): Instant {
    return this.time.business.now();
  }

  /** A confirmed order of a restaurant with couriers on shift, all at the restaurant. */
  async open(capacity = 1): Promise<this> {
    const details = detailsOf({ restaurantId: asId('restaurant-1'), location: kitchen });
    await this.tell(restaurantAggregate, 'restaurant-1', { type: 'RegisterRestaurant', details, at: NOON });
    for (const courierId of COURIERS) await this.hire(courierId, capacity);
    const address = await sealAddress(this.keys, 'customer-1', {
      ...{ line1: '2, MG Road', line2: null, landmark: null, city: 'Bengaluru', state: null },
      ...{ pincode: '560001', location: door },
    });
    await this.order({ ...aPlaceOrder({ orderId, address }) });
    await this.order({ type: 'ConfirmOrder', paymentSecured: 'AUTHORIZED' });
    return this;
  }

  /** A courier on shift, half a kilometre away. */
  async hire(courierId: CourierId, capacity = 1): Promise<void> {
    const profile = profileOf(courierId);
    const person = { courierId, profile, vehicle: 'scooter', at: NOON } as const;
    await this.tell(partnerAggregate, courierId, { type: 'RegisterPartner', ...person });
    await this.tell(partnerAggregate, courierId, { type: 'OpenShift', after: 0, at: NOON });
    await this.onShift(courierId, { type: 'GoOnline', courierId, shift: 1, vehicle: 'scooter', capacity });
    await this.ping(courierId);
  }

  /** The kitchen accepts, and everything is done that can be done at this moment. */
  async accepted(prepMinutes = 5): Promise<this> {
    await this.order({ type: 'AcceptOrder', prepMinutes, startNow: true });
    await this.settle();
    return this;
  }

  pass(ms: number): void {
    this.time.change({ to: { advanceMs: ms } });
  }

  /** A position of the courier, so many metres south of the restaurant. */
  async ping(courierId: CourierId, metres = 500): Promise<void> {
    const at = this.now;
    const lat = kitchen.lat - metres / 111_195;
    const position = { courierId, shift: 1, lat, lng: kitchen.lng, accuracyMetres: 5, at };
    await this.positions.record(position);
  }

  order(command: Undated<OrderCommand>): Promise<string> {
    return this.tell(orderAggregate, orderId, { ...command, at: this.now });
  }

  deliver(command: Undated<DeliveryCommand>): Promise<string> {
    return this.tell(deliveryAggregate, orderId, { ...command, at: this.now });
  }

  /** To the delivery of another order. */
  deliverFor(other: OrderId, command: Undated<DeliveryCommand>): Promise<string> {
    return this.tell(deliveryAggregate, other, { ...command, at: this.now });
  }

  /** As of an earlier moment. */
  deliverAt(command: Undated<DeliveryCommand>, at: Instant): Promise<string> {
    return this.tell(deliveryAggregate, orderId, { ...command, at });
  }

  onShift(courierId: CourierId, command: Undated<ShiftCommand>): Promise<string> {
    return this.tell(shiftAggregate, shiftIdFor(courierId, 1), { ...command, at: this.now });
  }

  suspend(courierId: CourierId): Promise<string> {
    return this.tell(partnerAggregate, courierId, { type: 'SuspendPartner', reason: 'test', at: this.now });
  }

  /** Staff choose the courier. */
  async assignByStaff(courierId: CourierId): Promise<void> {
    const { executor, loader } = this.program;
    await new AssignCourier(executor, loader).execute(orderId, courierId, this.request());
    await this.listen();
  }

  /** Whoever is asked accepts. */
  async accept(): Promise<void> {
    const { offer } = await this.delivery();
    if (offer !== null) await this.deliver({ type: 'AcceptAssignment', courierId: offer.courierId });
  }

  async delivery() {
    const { state } = await this.program.loader.fresh(deliveryAggregate, orderId);
    return state.is === 'absent' ? { ...NOTHING } : state;
  }

  async orderState(): Promise<Exclude<Order, { readonly is: 'absent' }>> {
    const { state } = await this.program.loader.fresh(orderAggregate, orderId);
    if (state.is === 'absent') throw new Error('the order was placed');
    return state;
  }

  async shift(courierId: CourierId): Promise<Exclude<Shift, { readonly is: 'absent' }>> {
    const { state } = await this.program.loader.fresh(shiftAggregate, shiftIdFor(courierId, 1));
    if (state.is === 'absent') throw new Error('they are on shift');
    return state;
  }

  /** The attempts of the order that room is kept for, as `courier attempt`. */
  async kept(): Promise<readonly string[]> {
    const kept: string[] = [];
    for (const courierId of COURIERS) {
      const { reservations } = await this.shift(courierId);
      for (const one of reservations) {
        if (one.orderId === orderId) kept.push(`${courierId} ${one.attempt}`);
      }
    }
    return kept;
  }

  types(): readonly string[] {
    return this.story.map(({ type }) => type);
  }

  /** Carries out one of the effects that are on their way; on the way it may die, and then stays to be done. */
  async arrive(which: number, keep: boolean, point?: CrashPoint): Promise<boolean> {
    const { pending } = this.run;
    const sent = pending[which % Math.max(1, pending.length)];
    if (sent === undefined) return false;
    const outcome = await this.carryOut(sent.command, sent.id, point).catch((): Dispatched => ({
      kind: 'failed',
      cause: 'died',
    }));
    const others = this.run.pending.filter((other) => other !== sent);
    if (outcome.kind === 'failed') this.run.pending = [...others, sent];
    else if (!keep) this.run.pending = others;
    await this.listen();
    return true;
  }

  /** Carries out an effect under the id of its cause, in the one program, or in another that dies at the point. */
  carryOut(command: DispatchCommand, id: string, point?: CrashPoint): Promise<Dispatched> {
    const context = this.request(id);
    if (point === undefined) return this.program.dispatcher.dispatch(command, context);
    return this.programOn(mortal<EventStore>(this.store, METHODS, point)).dispatcher.dispatch(
      command,
      context,
    );
  }

  /** Until nothing is left to do at this moment. */
  async settle(): Promise<void> {
    await this.listen();
    for (let i = 0; this.run.read() || (await this.arrive(0, false)) || this.run.fire(this.now); i += 1) {
      if (i > 2_000) throw new Error('it never comes to rest');
    }
  }

  programOn(store: EventStore): Program {
    const cache = new StreamCache(100);
    const loader = new StreamLoader(store, cache);
    const executor = new CommandExecutor(store, cache, loader);
    const { positions, keys } = this;
    return {
      executor,
      loader,
      dispatcher: new DispatchDispatcher(executor, loader, positions, this.time.business, keys),
    };
  }

  /** The story goes on by what was appended since. */
  async listen(): Promise<void> {
    for (const recorded of await this.store.readAll(this.told, { limit: 10_000 })) {
      this.told = recorded.position;
      const { stream } = recorded;
      if (stream !== `order-${orderId}` && stream !== `delivery-${orderId}`) continue;
      this.story.push({ ...decodeRecorded(recorded).event, orderId } as unknown as StoryEvent);
    }
  }

  /** @returns how it ended: `done`, or the code of the refusal */
  private async tell<C, S, E extends { readonly type: string }, R extends { readonly code: string }>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    command: NoInfer<C>,
  ): Promise<string> {
    const outcome: Outcome<E, R> = await this.program.executor.execute(aggregate, id, this.request(), () => ({
      ok: true,
      command,
    }));
    await this.listen();
    return outcome.kind === 'rejected' ? outcome.rejection.code : outcome.kind;
  }

  private request(id = `request ${(this.requests += 1)}`): CommandContext {
    return {
      ...{ commandId: id, fingerprint: id, correlationId: 'test', causationId: id },
      ...{ actor: { id: 'test', role: 'system' }, at: this.now, traceparent: null },
    };
  }
}

const NOTHING = {
  stage: 'absent',
  offer: null,
  assigned: null,
  silentChecks: 0,
  eta: null,
} as const satisfies {
  readonly stage: string;
} & Pick<Exclude<Delivery, { readonly is: 'absent' }>, 'offer' | 'assigned' | 'silentChecks' | 'eta'>;
