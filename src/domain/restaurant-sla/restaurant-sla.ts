import { never } from '../kernel/decider';
import type { ItemId, OrderId, RestaurantId } from '../kernel/ids';
import { plusMinutes, type Instant } from '../kernel/instant';
import type { Effect, ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import type { OrderCommand } from '../order/order-messages';
import type { StoryEvent, Told } from '../story/order-story';

const READS = [
  'OrderPlaced',
  'OrderConfirmed',
  'OrderAcceptedByRestaurant',
  'OrderRejectedByRestaurant',
  'PreparationDelayed',
  'OrderReadyForPickup',
  'OrderCancelled',
  'OrderRestored',
] as const satisfies readonly StoryEvent['type'][];

export type RestaurantSlaEvent = Told<(typeof READS)[number]>;

/** Minutes after the confirmation. */
export const RING_AFTER_MINUTES = 1;
export const CALL_AFTER_MINUTES = 3;
export const REJECT_AFTER_MINUTES = 8;

/** Minutes after the food should be ready. */
export const OVERDUE_AFTER_MINUTES = 5;

/** How long an item is off the menu after an order was rejected for want of it, unless the restaurant says more. */
export const SOLD_OUT_HOURS = 12;

/** Why the platform rejects an order that nobody answers. */
export const NO_ANSWER = 'no-answer';

/** Why a restaurant rejects an order of which items have run out. */
export const ITEMS_UNAVAILABLE = 'items-unavailable';

/** What fires, and when, in the order of an order's life. */
export const TIMERS = ['ring', 'call', 'reject', 'overdue'] as const;

type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

/** What is asked for. Whoever carries it out adds the time. */
export type RestaurantSlaCommand =
  | {
      readonly to: 'order';
      readonly orderId: OrderId;
      readonly command: Undated<Extract<OrderCommand, { readonly type: 'RemindRestaurant' | 'RejectOrder' }>>;
    }
  /** Rejects the order if the restaurant takes none any more: it may have closed since the order was placed. */
  | { readonly to: 'open-check'; readonly orderId: OrderId; readonly restaurantId: RestaurantId }
  | { readonly to: 'restaurant'; readonly restaurantId: RestaurantId; readonly missed: OrderId }
  | {
      readonly to: 'menu';
      readonly restaurantId: RestaurantId;
      readonly itemId: ItemId;
      readonly until: Instant;
    };

/** How far an order is, as its restaurant has to deal with it. */
export type RestaurantSla =
  | { readonly is: 'idle' }
  | {
      /**
       * `placed`: not the restaurant's yet. `unanswered`: confirmed, to be accepted or rejected. `cooking`: accepted,
       * to be ready. `over`: ready, rejected, or cancelled, which can be taken back.
       */
      readonly is: 'placed' | 'unanswered' | 'cooking' | 'over';
      readonly orderId: OrderId;
      readonly restaurantId: RestaurantId;
      /** When the food should be ready; null while the restaurant has not accepted. */
      readonly readyBy: Instant | null;
      /** Whether the order was to be rejected because nobody answered. */
      readonly gaveUp: boolean;
    };

type Begun = Exclude<RestaurantSla, { readonly is: 'idle' }>;
type Outcome = Reaction<RestaurantSla, RestaurantSlaCommand>;
type Effects = readonly Effect<RestaurantSlaCommand>[];

const ignore = (state: RestaurantSla): Outcome => ({ state, effects: [] });

const unschedule = (...timers: readonly (typeof TIMERS)[number][]): Effects =>
  timers.map((timer) => ({ do: 'unschedule', timer }));

/** The restaurant has an order to answer from this moment on. */
function expectAnswer(state: Begun, at: Instant): Outcome {
  const { orderId, restaurantId } = state;
  return {
    state: { ...state, is: 'unanswered' },
    effects: [
      { do: 'send', step: 'check', command: { to: 'open-check', orderId, restaurantId } },
      { do: 'schedule', timer: 'ring', at: plusMinutes(at, RING_AFTER_MINUTES) },
      { do: 'schedule', timer: 'call', at: plusMinutes(at, CALL_AFTER_MINUTES) },
      { do: 'schedule', timer: 'reject', at: plusMinutes(at, REJECT_AFTER_MINUTES) },
    ],
  };
}

/** The restaurant cooks, and has said until when. */
const expectFood = (state: Begun, readyBy: Instant): Outcome => ({
  state: { ...state, is: 'cooking', readyBy },
  effects: [
    ...(state.is === 'unanswered' ? unschedule('ring', 'call', 'reject') : []),
    { do: 'schedule', timer: 'overdue', at: plusMinutes(readyBy, OVERDUE_AFTER_MINUTES) },
  ],
});

/** There is nothing more to wait for. */
function settle(state: Begun, effects: Effects = []): Outcome {
  if (state.is === 'over') return ignore(state);
  const timers = state.is === 'unanswered' ? unschedule('ring', 'call', 'reject') : unschedule('overdue');
  return { state: { ...state, is: 'over' }, effects: [...(state.is === 'placed' ? [] : timers), ...effects] };
}

/** What follows for the restaurant from an order that it did not take. */
function rejected(state: Begun, event: Told<'OrderRejectedByRestaurant'>): Outcome {
  const { orderId, restaurantId, gaveUp } = state;
  if (event.reason === NO_ANSWER && gaveUp) {
    return settle(state, [
      { do: 'send', step: 'missed', command: { to: 'restaurant', restaurantId, missed: orderId } },
    ]);
  }
  if (event.reason !== ITEMS_UNAVAILABLE) return settle(state);
  const until = plusMinutes(event.at, SOLD_OUT_HOURS * 60);
  return settle(
    state,
    [...new Set(event.itemIds)].map((itemId) => ({
      do: 'send',
      step: `sold-out ${itemId}`,
      command: { to: 'menu', restaurantId, itemId, until },
    })),
  );
}

/** A cancellation was taken back: whoever had something to do has it to do again. */
function resume(state: Begun, { status, at }: Told<'OrderRestored'>): Outcome {
  if (state.is !== 'over') return ignore(state);
  switch (status) {
    case 'PENDING':
      return { state: { ...state, is: 'placed' }, effects: [] };
    case 'CONFIRMED':
    case 'PREPARING':
      return state.readyBy === null ? expectAnswer(state, at) : expectFood(state, state.readyBy);
    case 'READY':
      return ignore(state);
    default:
      return never(status);
  }
}

function reactToEvent(state: Begun, event: RestaurantSlaEvent): Outcome {
  switch (event.type) {
    case 'OrderPlaced':
      return ignore(state);
    case 'OrderConfirmed':
      return state.is === 'placed' ? expectAnswer(state, event.at) : ignore(state);
    case 'OrderAcceptedByRestaurant':
      return state.is === 'unanswered' ? expectFood(state, event.readyBy) : ignore(state);
    case 'PreparationDelayed':
      return state.is === 'cooking' ? expectFood(state, event.readyBy) : ignore(state);
    case 'OrderRejectedByRestaurant':
      return rejected(state, event);
    case 'OrderReadyForPickup':
    case 'OrderCancelled':
      return settle(state);
    case 'OrderRestored':
      return resume(state, event);
    default:
      return never(event);
  }
}

/** Time has passed as far as the process knows; whether the reminder is due is for the order to say. */
function reactToTimer(state: Begun, timer: string): Outcome {
  const { orderId } = state;
  const send = (command: Extract<RestaurantSlaCommand, { to: 'order' }>['command']): Effects => [
    { do: 'send', step: 'order', command: { to: 'order', orderId, command } },
  ];
  switch (timer) {
    case 'ring':
    case 'call':
      return state.is === 'unanswered'
        ? { state, effects: send({ type: 'RemindRestaurant', how: timer }) }
        : ignore(state);
    case 'overdue':
      return state.is === 'cooking'
        ? { state, effects: send({ type: 'RemindRestaurant', how: timer }) }
        : ignore(state);
    case 'reject':
      return state.is === 'unanswered'
        ? {
            state: { ...state, gaveUp: true },
            effects: send({ type: 'RejectOrder', reason: NO_ANSWER, itemIds: [] }),
          }
        : ignore(state);
    default:
      return ignore(state);
  }
}

function react(state: RestaurantSla, input: ProcessInput<RestaurantSlaEvent>): Outcome {
  if (state.is === 'idle') {
    if (input.kind !== 'event' || input.event.type !== 'OrderPlaced') return ignore(state);
    const { orderId, restaurantId } = input.event;
    return ignore({ is: 'placed', orderId, restaurantId, readyBy: null, gaveUp: false });
  }
  return input.kind === 'event' ? reactToEvent(state, input.event) : reactToTimer(state, input.timer);
}

/**
 * Sees to it that a restaurant deals with the orders that it gets: one that is confirmed after it has closed is
 * rejected; one that nobody answers rings, then has somebody called, and is rejected at last, which counts against
 * the restaurant; one whose food should be ready is asked for. What an order was rejected for goes off the menu.
 */
export const restaurantSla: ProcessManager<RestaurantSla, RestaurantSlaEvent, RestaurantSlaCommand> = {
  name: 'restaurant-sla',
  initial: { is: 'idle' },
  reads: READS,
  keyOf: (event) => event.orderId,
  react,
};
