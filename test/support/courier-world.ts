import { executorOn } from './order-executors';
import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryCourierPositions } from '../../src/adapters/driven/memory/memory-courier-positions';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import type { DeliveryCommand } from '../../src/domain/delivery/delivery-messages';
import type { Delivery } from '../../src/domain/delivery/delivery-state';
import type { Actor } from '../../src/domain/kernel/actor';
import { asId, type CourierId, type OrderId } from '../../src/domain/kernel/ids';
import { plusMs } from '../../src/domain/kernel/instant';
import type { PlacedOrder } from '../../src/domain/order/order';
import { aPlaceOrder, courierAsha, NOON, orderCommands } from '../../src/domain/order/order.fixtures';
import type { OrderCommand } from '../../src/domain/order/order-messages';
import type { PartnerCommand, Vehicle } from '../../src/domain/partner/partner-messages';
import { profileOf } from '../../src/domain/partner/partner.fixtures';
import type { BegunShift } from '../../src/domain/shift/shift';
import {
  deliveryAggregate,
  orderAggregate,
  partnerAggregate,
  shiftAggregate,
} from '../../src/application/aggregates';
import type { Aggregate } from '../../src/application/commands/aggregate';
import type { CommandContext } from '../../src/application/commands/command-context';
import { CommandExecutor, type Outcome } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import { shiftIdFor } from '../../src/application/deterministic-ids';
import type { EventStore } from '../../src/application/ports/event-store';

/** Where the restaurant of the deliveries in these tests is. */
export const AT_THE_KITCHEN = { lat: 12.9716, lng: 77.5946 };

let commands = 0;

/** The context of a command by somebody; without an id it is a new one. */
export function commandBy(actor: Actor, commandId?: string, seconds = 0): CommandContext {
  return {
    commandId: commandId ?? `command-${(commands += 1)}`,
    fingerprint: 'request',
    correlationId: 'request-1',
    causationId: 'request-1',
    actor,
    at: plusMs(NOON, seconds * 1_000),
    traceparent: null,
  };
}

export const byCourier = (courierId: CourierId, commandId?: string, seconds?: number): CommandContext =>
  commandBy({ id: courierId, role: 'courier' }, commandId, seconds);

export const byStaff = (commandId?: string): CommandContext =>
  commandBy({ id: 'support-1', role: 'support' }, commandId);

/** Couriers, orders and deliveries in memory, with programs that change them. */
export class CourierWorld {
  readonly store = new MemoryEventStore(new VirtualClock(NOON).system);
  readonly positions = new MemoryCourierPositions();
  private readonly executor = executorOn(this.store);

  /** What one program has of its own. */
  program(store: EventStore = this.store): {
    readonly executor: CommandExecutor;
    readonly loader: StreamLoader;
  } {
    const cache = new StreamCache(100);
    const loader = new StreamLoader(store, cache);
    return { executor: new CommandExecutor(store, cache, loader), loader };
  }

  /** @throws when it is refused */
  async send<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    command: NoInfer<C>,
  ): Promise<readonly E[]> {
    const context = commandBy({ id: 'test', role: 'system' });
    const outcome: Outcome<E, R> = await this.executor.execute(aggregate, id, context, () => ({
      ok: true,
      command,
    }));
    if (outcome.kind === 'done') return outcome.events;
    throw new Error(JSON.stringify(outcome));
  }

  async register(courierId: CourierId = courierAsha, vehicle: Vehicle = 'scooter'): Promise<void> {
    const profile = profileOf(courierId);
    const command: PartnerCommand = { type: 'RegisterPartner', courierId, profile, vehicle, at: NOON };
    await this.send(partnerAggregate, courierId, command);
  }

  /** Registered, and in their first shift. */
  async online(courierId: CourierId, vehicle: Vehicle = 'scooter', capacity = 2): Promise<void> {
    await this.register(courierId, vehicle);
    await this.send(partnerAggregate, courierId, { type: 'OpenShift', after: 0, at: NOON });
    const command = { type: 'GoOnline', courierId, shift: 1, vehicle, capacity, at: NOON } as const;
    await this.send(shiftAggregate, shiftIdFor(courierId, 1), command);
  }

  /** An order that the kitchen cooks, and for whose delivery couriers are looked for. */
  async cooking(id: string): Promise<OrderId> {
    const orderId = asId<OrderId>(id);
    const { ConfirmOrder, AcceptOrder } = orderCommands;
    for (const command of [aPlaceOrder({ orderId }), ConfirmOrder, AcceptOrder]) {
      await this.send(orderAggregate, orderId, command);
    }
    await this.deliver(orderId, {
      type: 'RequestDelivery',
      orderId,
      restaurantId: asId('restaurant-1'),
      customerId: asId('customer-1'),
      pickup: AT_THE_KITCHEN,
      distanceMetres: 2_000,
      readyBy: NOON,
      startAt: NOON,
      at: NOON,
    });
    await this.deliver(orderId, { type: 'StartSearch', cause: 'accepted', at: NOON });
    return orderId;
  }

  async deliver(orderId: OrderId, command: DeliveryCommand): Promise<void> {
    await this.send(deliveryAggregate, orderId, command);
  }

  async order(orderId: OrderId, command: OrderCommand): Promise<void> {
    await this.send(orderAggregate, orderId, command);
  }

  /** Asks the courier, in their first shift, with room reserved; for 25 seconds. */
  async offer(orderId: OrderId, courierId: CourierId, attempt = 1): Promise<void> {
    const leaseUntil = plusMs(NOON, 25_000);
    const terms = { orderId, attempt, at: NOON };
    await this.send(shiftAggregate, shiftIdFor(courierId, 1), {
      type: 'ReserveCapacity',
      ...terms,
      until: leaseUntil,
    });
    await this.deliver(orderId, {
      type: 'OfferToPartner',
      ...{ attempt, courierId, shift: 1, pickupMetres: 500, leaseUntil, at: NOON },
    });
  }

  async shiftOf(courierId: CourierId, shift = 1): Promise<BegunShift> {
    const { state } = await this.program().loader.fresh(shiftAggregate, shiftIdFor(courierId, shift));
    if (state.is === 'absent') throw new Error('the shift never began');
    return state;
  }

  async deliveryOf(orderId: OrderId): Promise<Exclude<Delivery, { readonly is: 'absent' }>> {
    const { state } = await this.program().loader.fresh(deliveryAggregate, orderId);
    if (state.is === 'absent') throw new Error('the delivery was never asked for');
    return state;
  }

  async orderOf(orderId: OrderId): Promise<PlacedOrder> {
    const { state } = await this.program().loader.fresh(orderAggregate, orderId);
    if (state.is === 'absent') throw new Error('there is no such order');
    return state;
  }
}
