import { orderAggregate } from '../../src/application/aggregates';
import { AssignCourier } from '../../src/application/couriers/assign-courier';
import type { StreamLoader } from '../../src/application/commands/stream-loader';
import { completionProcess } from '../../src/application/processes/completion-process';
import { DispatchDispatcher } from '../../src/application/processes/dispatch-dispatcher';
import { dispatchProcess } from '../../src/application/processes/dispatch-process';
import { restaurantSlaProcess } from '../../src/application/processes/restaurant-sla-process';
import { delivery } from '../../src/domain/delivery/delivery';
import type { DeliveryCommand } from '../../src/domain/delivery/delivery-messages';
import type { Delivery } from '../../src/domain/delivery/delivery-state';
import type { DispatchCommand } from '../../src/domain/dispatch/dispatch-state';
import { accept } from '../../src/domain/kernel/decider';
import { epochMs } from '../../src/domain/kernel/instant';
import type { Effect } from '../../src/domain/kernel/process';
import { order, type Order } from '../../src/domain/order/order';
import type { OrderCommand } from '../../src/domain/order/order-messages';
import { restaurant, type Restaurant, type RestaurantCommand } from '../../src/domain/restaurant/restaurant';
import { shift, type Shift } from '../../src/domain/shift/shift';
import type { ShiftCommand } from '../../src/domain/shift/shift-messages';
import { bentExecutor, bentProcess, without } from './bend';
import type { Desk, Parts } from '../world/parts';
import { bug, type PlantedBug } from './planted-bug';

const NEVER_OVER = '2099-01-01T00:00:00.000Z';

type Deciding<C, S, D> = (command: C, state: S, right: (command: C, state: S) => D) => D;

const ofShifts = (
  decide: Deciding<ShiftCommand, Shift, ReturnType<typeof shift.decide>>,
): Partial<Parts> => ({
  executor: bentExecutor({ shift: { ...shift, decide: (c, s) => decide(c, s, shift.decide) } }),
});

const ofDeliveries = (
  decide: Deciding<DeliveryCommand, Delivery, ReturnType<typeof delivery.decide>>,
): Partial<Parts> => ({
  executor: bentExecutor({ delivery: { ...delivery, decide: (c, s) => decide(c, s, delivery.decide) } }),
});

const ofOrders = (
  decide: Deciding<OrderCommand, Order, ReturnType<typeof order.decide>>,
): Partial<Parts> => ({
  executor: bentExecutor({ order: { ...order, decide: (c, s) => decide(c, s, order.decide) } }),
});

const ofRestaurants = (
  decide: Deciding<RestaurantCommand, Restaurant, ReturnType<typeof restaurant.decide>>,
): Partial<Parts> => ({
  executor: bentExecutor({
    restaurant: { ...restaurant, decide: (c, s) => decide(c, s, restaurant.decide) },
  }),
});

/** The dispatch without some of its effects. `on`: the event, or the timer, that they follow from. */
const dispatchWithout = (
  isDropped: (effect: Effect<DispatchCommand>, on: string) => boolean,
): Partial<Parts> => ({
  dispatch: bentProcess(dispatchProcess, (state, input, right) =>
    without(right(state, input), (effect) =>
      isDropped(effect, input.kind === 'event' ? input.event.type : input.timer),
    ),
  ),
});

const asks = (effect: Effect<DispatchCommand>, to: DispatchCommand['to']): boolean =>
  effect.do === 'send' && effect.command.to === to;

const tells = (effect: Effect<DispatchCommand>, type: string): boolean =>
  effect.do === 'send' &&
  (effect.command.to === 'delivery' || effect.command.to === 'order') &&
  effect.command.command.type === type;

/** Staff's courier, without asking whether there is room. */
class AssignsAtOnce extends AssignCourier {
  constructor(
    private readonly at: { readonly executor: ConstructorParameters<typeof AssignCourier>[0] },
    loader: StreamLoader,
  ) {
    super(at.executor, loader);
  }

  override execute(...[orderId, courierId, context]: Parameters<AssignCourier['execute']>) {
    const command = { type: 'AttachPartner', courierId, at: context.at } as const;
    return this.at.executor.execute(orderAggregate, orderId, context, () => ({ ok: true, command }));
  }
}

/** Takes the question for the answer. */
class AttachesAtOnce extends DispatchDispatcher {
  constructor(private readonly desk: Desk) {
    super(desk.executor, desk.loader, desk.positions, desk.business, desk.keys);
  }

  override async dispatch(...[asked, context]: Parameters<DispatchDispatcher['dispatch']>) {
    const dispatched = await super.dispatch(asked, context);
    if (asked.to !== 'offer' || dispatched.kind !== 'ok') return dispatched;
    const command = { type: 'AttachPartner', courierId: asked.courierId, at: context.at } as const;
    await this.desk.executor.execute(orderAggregate, asked.orderId, context, () => ({ ok: true, command }));
    return dispatched;
  }
}

/** Whoever reads a delivery does not learn who has refused it. */
const forgetful = (loader: StreamLoader): StreamLoader =>
  new Proxy(loader, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      // Of a delivery it is not asked.
      if (key === 'remembered') return member.bind(target) as unknown;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const loaded = (await Reflect.apply(member, target, args)) as { readonly state: object };
        return 'refusals' in loaded.state
          ? { ...loaded, state: { ...loaded.state, refusals: new Map() } }
          : loaded;
      };
    },
  });

/** One step of the way to the door each, wrong in the way it is easily got wrong. */
export const CITY_BUGS: readonly PlantedBug[] = [
  bug(
    'room is reserved without looking whether there is any',
    () =>
      ofShifts((command, state, right) =>
        right(command, state.is === 'absent' ? state : { ...state, capacity: 99 }),
      ),
    { isRush: true, isMeddled: true },
  ),
  bug('an offer that was declined or has lapsed keeps its room', () =>
    dispatchWithout(
      (effect, on) => asks(effect, 'release') && (on === 'AssignmentDeclined' || on === 'AssignmentExpired'),
    ),
  ),
  bug('a delivery that is over keeps its room', () =>
    dispatchWithout((effect, on) => asks(effect, 'release') && on === 'DeliveryCompleted'),
  ),
  bug('the room of another delivery is given back', () =>
    ofShifts((command, state, right) => {
      if (command.type !== 'ReleaseCapacity' || state.is === 'absent') return right(command, state);
      const { orderId, attempt } = state.reservations[0] ?? command;
      return right({ ...command, orderId, attempt }, state);
    }),
  ),
  bug(
    'an offer is accepted after its lease',
    () =>
      ofDeliveries((command, state, right) =>
        command.type === 'AcceptAssignment' && state.is === 'requested' && state.offer !== null
          ? right(command, { ...state, offer: { ...state.offer, leaseUntil: NEVER_OVER } })
          : right(command, state),
      ),
    { isTardy: true },
  ),
  bug(
    'an offer that has lapsed is accepted all the same',
    () =>
      ofDeliveries((command, state, right) => {
        if (command.type !== 'AcceptAssignment' || state.is !== 'requested') return right(command, state);
        const { stage, lastAttempt: attempt, refusals } = state;
        const { courierId } = command;
        if (stage !== 'searching' || refusals.get(courierId)?.how !== 'expired') return right(command, state);
        const offer = { attempt, courierId, shift: 1, leaseUntil: NEVER_OVER };
        return right(command, { ...state, stage: 'offered', offer });
      }),
    { isTardy: true },
  ),
  bug(
    'staff give an order to a courier without reserving room',
    () => ({
      assign: (desk) => new AssignsAtOnce(desk, desk.loader),
    }),
    { isMeddled: true },
  ),
  bug('a courier is attached when they are asked', () => ({
    dispatchDispatcher: (desk) => new AttachesAtOnce(desk),
  })),
  bug(
    'nobody is looked for when a courier has given it back',
    () =>
      dispatchWithout(
        (effect, on) =>
          on === 'PartnerReassigned' && (effect.do === 'schedule' || tells(effect, 'StartSearch')),
      ),
    { isMeddled: false, isSleepy: false, isScarce: false },
  ),
  bug(
    'nobody is looked for when a cancellation was taken back',
    () => dispatchWithout((_, on) => on === 'OrderRestored'),
    { isMeddled: true },
  ),
  bug('silence is not noticed', () =>
    ofDeliveries((command, state, right) =>
      command.type === 'RecordSilence' ? accept() : right(command, state),
    ),
  ),
  bug('a search without end', () => dispatchWithout((effect) => tells(effect, 'CancelOrder')), {
    isScarce: true,
  }),
  bug('an order that nobody answers waits for ever', () => ({
    restaurantSla: bentProcess(restaurantSlaProcess, (state, input, right) =>
      without(right(state, input), () => input.kind === 'timer' && input.timer === 'reject'),
    ),
  })),
  bug(
    'a restaurant that never answers goes on getting orders',
    () =>
      ofRestaurants((command, state, right) => {
        const decision = right(command, state);
        if (!decision.ok || command.type !== 'RecordMissedOrder') return decision;
        return accept(...decision.events.filter(({ type }) => type !== 'RestaurantPaused'));
      }),
    { isSleepy: true, isRush: true },
  ),
  bug(
    'a restaurant at rest is not noticed',
    () => ({
      restaurantSla: bentProcess(restaurantSlaProcess, (state, input, right) =>
        without(right(state, input), (effect) => effect.do === 'send' && effect.command.to === 'open-check'),
      ),
    }),
    { isWeary: true },
  ),
  bug('an order that was called off keeps its courier', () =>
    dispatchWithout((effect) => asks(effect, 'detach')),
  ),
  bug('the delivery of an order that was called off goes on', () =>
    dispatchWithout((effect) => tells(effect, 'CancelDelivery')),
  ),
  bug('the time of day is part of the score', () =>
    ofDeliveries((command, state, right) => {
      if (command.type !== 'RecordCandidates') return right(command, state);
      const ranked = command.ranked.map((one) => ({ ...one, score: one.score + (epochMs(command.at) % 7) }));
      return right({ ...command, ranked }, state);
    }),
  ),
  bug(
    'a courier is asked although there was no room',
    () =>
      ofShifts((command, state, right) => {
        const decision = right(command, state);
        return command.type === 'ReserveCapacity' && !decision.ok ? accept() : decision;
      }),
    { isRush: true, isMeddled: true },
  ),
  bug('whoever refused is asked again at once', () => ({
    dispatchDispatcher: ({ executor, loader, positions, business, keys, intents }) =>
      new DispatchDispatcher(executor, forgetful(loader), positions, business, keys, intents),
  })),
  bug('a delivered order is never completed', () => ({
    completion: bentProcess(completionProcess, (state, input, right) =>
      without(right(state, input), (effect) => effect.do === 'schedule'),
    ),
  })),
  bug('any code opens the door', () =>
    ofOrders((command, state, right) => {
      if (command.type !== 'ConfirmDelivery' || command.proof.kind !== 'code' || state.is === 'absent') {
        return right(command, state);
      }
      return right(command, { ...state, deliveryCodeHash: command.proof.codeHash });
    }),
  ),
  bug(
    'food is handed to whoever asks for it',
    () =>
      ofOrders((command, state, right) =>
        command.type === 'ConfirmPickup' && state.is === 'placed'
          ? right(command, { ...state, courierId: command.courierId })
          : right(command, state),
      ),
    { isMeddled: true },
  ),
];
