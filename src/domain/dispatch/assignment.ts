import type { CourierId } from '../kernel/ids';
import { plusMinutes, plusMs, type Instant } from '../kernel/instant';
import type { Told } from '../story/order-story';
import {
  ANSWER_MS,
  assign,
  attach,
  DEPART,
  detach,
  estimate,
  isInKitchen,
  PICKUP,
  release,
  releaseAll,
  schedule,
  tellDelivery,
  tellOrder,
  unchanged,
  unschedule,
  WATCH,
  type Asked,
  type Case,
  type CaseOutcome,
  type Dispatch,
  type Held,
  type Outcome,
} from './dispatch-state';
import { begin, requestDelivery, SEARCH_TIMERS, wait } from './search';

/** Nobody has to say that a courier left: so long after the handover they have. */
export const DEPART_MS = 120_000;

/** Food that is not fetched for so long, though it is ready and somebody is to fetch it, is given to somebody else. */
export const PICKUP_PATIENCE_MINUTES = 20;

/** When the courier is late to fetch it. */
export const lateAt = ({ readyBy }: Case, now: Instant): Instant =>
  plusMinutes(readyBy > now ? readyBy : now, PICKUP_PATIENCE_MINUTES);

type CalledOff = Told<'OrderCancelled' | 'OrderRejectedByRestaurant' | 'OrderExpired'>;
type Given = Told<'AssignmentAccepted' | 'PartnerAssigned'>;

/**
 * What is missing for order and delivery to say the same: the order has to know who accepted it, the delivery whom
 * staff attached, that the food left, and how it ended. Asked for whenever one of them changes, and again as long
 * as it is missing.
 */
export function align(state: Case): CaseOutcome {
  const { doing, food, attached, held } = state;
  if (doing.is === 'requesting' || doing.is === 'over') return unchanged(state);
  if (doing.is === 'departed') return { state, effects: finish(state, doing.failure) };
  if (attached !== null && attached !== held?.courierId) {
    return { state, effects: [assign(state, attached)] };
  }
  if (doing.is !== 'assigned' || held === null) {
    return attached === null ? unchanged(state) : { state, effects: [assign(state, attached)] };
  }
  const { courierId } = held;
  if (!isInKitchen(food)) return { state, effects: [tellDelivery(state, { type: 'Depart', courierId })] };
  return attached === null
    ? { state: { ...state, attaching: courierId }, effects: [attach(state, held)] }
    : unchanged(state);
}

/** The delivery follows the order to its end; the order learns why the courier cannot hand it over. */
function finish(state: Case, failure: string | null): readonly Asked[] {
  switch (state.food) {
    case 'delivered':
      return [tellDelivery(state, { type: 'CompleteDelivery' })];
    case 'returned':
      return [tellDelivery(state, { type: 'CompleteReturn' })];
    case 'picked-up':
    case 'on-the-way':
      return failure === null ? [] : [tellOrder(state, { type: 'FailDelivery', reason: failure })];
    default:
      return [];
  }
}

/**
 * A courier accepted, or the delivery knows the one whom staff chose. Any other attempt is over: an offer was taken
 * back.
 */
export function given(before: Case, event: Given): Outcome {
  const { attempt, courierId, shift, at } = event;
  const isNews = before.held?.attempt !== attempt || before.doing.is !== 'assigned';
  if (!isNews) return unchanged(before);
  const held: Held = { attempt, courierId, shift };
  const freed =
    before.held === null || before.held.attempt === attempt
      ? []
      : [release(before, before.held, 'superseded')];
  const state: Case = { ...before, held, attempt: Math.max(before.attempt, attempt) };
  if (state.doing.is !== 'waiting' && state.doing.is !== 'searching' && state.doing.is !== 'assigned') {
    return { state, effects: freed };
  }
  const assigned: Case = { ...state, doing: { is: 'assigned', isThere: false } };
  const isTakenBack = event.type === 'PartnerAssigned' && state.attached === null && isInKitchen(state.food);
  const aligned = isTakenBack
    ? {
        state: assigned,
        effects: [tellDelivery(assigned, { type: 'Reassign', courierId, reason: 'detached' })],
      }
    : align(assigned);
  return {
    state: aligned.state,
    effects: [
      ...freed,
      ...unschedule(...SEARCH_TIMERS),
      ...aligned.effects,
      estimate(assigned, 'courier-assigned'),
      schedule(WATCH, plusMs(at, ANSWER_MS)),
      schedule(PICKUP, lateAt(assigned, at)),
    ],
  };
}

/**
 * The courier gave it back or was taken off it: somebody else is looked for at once. If the order says that they have
 * the food already, it is theirs.
 */
export function reassigned(before: Case, event: Told<'PartnerReassigned'>): Outcome {
  const { attempt, courierId, reason, at } = event;
  const { held, attached, doing } = before;
  if (held?.attempt !== attempt) return unchanged(before);
  const isAttached = attached === courierId && isInKitchen(before.food);
  const state: Case = { ...before, held: null, attached: isAttached ? null : attached };
  const freed = [
    releaseAll(before.orderId, courierId, held.shift, 'reassigned'),
    ...(isAttached ? [detach(state, courierId, reason)] : []),
  ];
  if (doing.is !== 'assigned') return { state, effects: freed };
  const waiting: Case = { ...state, cause: 'reassigned', doing: { is: 'waiting' } };
  return {
    state: waiting,
    effects: [
      ...freed,
      ...unschedule(WATCH, PICKUP),
      ...begin(waiting, at),
      estimate(waiting, 'courier-lost'),
    ],
  };
}

/** The order knows a courier: the one who accepted, or one whom staff chose. */
export function attached(before: Dispatch, { courierId, at }: Told<'PartnerAttached'>): Outcome {
  if (before.is === 'idle') return { state: { ...before, attached: courierId }, effects: [] };
  const isOwn = before.attaching === courierId;
  const state: Case = isOwn ? { ...before, attaching: null } : before;
  const isHeld = state.doing.is === 'assigned' && state.held?.courierId === courierId;
  // It took so long that the courier has given it back meanwhile.
  if (isOwn && !isHeld) {
    const freed = releaseAll(state.orderId, courierId, null, 'gave-it-back');
    return { state, effects: [detach(state, courierId, 'gave-it-back'), freed] };
  }
  const known: Case = { ...state, attached: courierId };
  return known.doing.is === 'waiting' ? { state: known, effects: begin(known, at) } : align(known);
}

export function detached(before: Dispatch, event: Told<'PartnerDetached'>): Outcome {
  const { courierId, orderId, reason, at } = event;
  const isKnown = before.attached === courierId;
  if (before.is === 'idle') {
    const effects = isKnown ? [releaseAll(orderId, courierId, null, 'detached')] : [];
    return isKnown ? { state: { ...before, attached: null }, effects } : unchanged(before);
  }
  const freed = releaseAll(orderId, courierId, null, 'detached');
  if (!isKnown) {
    // Staff may have attached the same courier once more before they were taken off: that is over too.
    const { state, effects } = align(before);
    return { state, effects: [freed, ...effects] };
  }
  const state: Case = { ...before, attached: null };
  if (state.doing.is === 'assigned' && state.held?.courierId === courierId) {
    return { state, effects: [tellDelivery(state, { type: 'Reassign', courierId, reason })] };
  }
  const starts = state.doing.is === 'waiting' ? wait(state, at) : [];
  return { state, effects: [freed, ...starts] };
}

export function handedOver(before: Case, { courierId, at }: Told<'OrderHandedOver'>): Outcome {
  if (!isInKitchen(before.food)) return unchanged(before);
  const { state, effects } = align({ ...before, food: 'picked-up', attached: courierId });
  return { state, effects: [...effects, schedule(DEPART, plusMs(at, DEPART_MS))] };
}

export const outForDelivery = (state: Case): Outcome =>
  state.food === 'picked-up'
    ? { state: { ...state, food: 'on-the-way' }, effects: unschedule(DEPART) }
    : unchanged(state);

export function departed(before: Case): Outcome {
  if (before.doing.is !== 'assigned') return unchanged(before);
  const { state, effects } = align({
    ...before,
    doing: { is: 'departed', isThere: false, failure: null },
  });
  const isOnTheWay = state.food === 'picked-up' || state.food === 'on-the-way';
  return { state, effects: isOnTheWay ? [...effects, estimate(state, 'handed-over')] : effects };
}

/** The food is with the customer, or back. */
export function ended(before: Case, food: 'delivered' | 'returned', at: Instant): Outcome {
  const { state, effects } = align({ ...before, food });
  return {
    state,
    effects: [...effects, ...unschedule(DEPART, PICKUP), schedule(WATCH, plusMs(at, ANSWER_MS))],
  };
}

/** The courier cannot hand it over. */
export const failed = (state: Case, { reason }: Told<'DeliveryFailed'>): Outcome =>
  state.doing.is === 'departed'
    ? align({ ...state, doing: { ...state.doing, failure: reason } })
    : unchanged(state);

/** The food has to come back; nobody expects the courier at a place any more. */
export const undeliverable = (state: Case): Outcome => ({
  state: { ...state, food: 'undeliverable' },
  effects: unschedule(DEPART, WATCH, PICKUP),
});

/** The delivery is over: what was held is freed. */
export function over(before: Case, reason: string): Outcome {
  const { held, orderId } = before;
  const freed = held === null ? [] : [releaseAll(orderId, held.courierId, held.shift, reason)];
  return {
    state: { ...before, held: null, doing: { is: 'over' } },
    effects: [...freed, ...unschedule(...SEARCH_TIMERS, DEPART, WATCH, PICKUP)],
  };
}

/** The order ended before anybody took the food. */
export function calledOff(before: Dispatch, { orderId }: CalledOff): Outcome {
  const known: CourierId | null = before.attached;
  const isStaffs = known !== null && (before.is === 'idle' || before.held?.courierId !== known);
  const freed = isStaffs ? [releaseAll(orderId, known, null, 'order-over')] : [];
  if (before.is === 'idle') {
    if (known === null) return unchanged(before);
    const effects = [detach({ orderId }, known, 'order-over'), ...freed];
    return { state: { is: 'idle', attached: null }, effects };
  }
  if (!isInKitchen(before.food)) return unchanged(before);
  const state: Case = { ...before, food: 'called-off', attached: null, doing: { is: 'over' } };
  return {
    state,
    effects: [
      tellDelivery(state, { type: 'CancelDelivery', reason: 'order-over' }),
      ...(known === null ? [] : [detach(state, known, 'order-over')]),
      ...freed,
      ...unschedule(...SEARCH_TIMERS, DEPART, WATCH, PICKUP),
    ],
  };
}

/** The delivery was called off: what was held is freed. If the order goes on, it is requested anew. */
export function deliveryCancelled(before: Case, { at }: Told<'DeliveryCancelled'>): Outcome {
  const closed = over(before, 'order-over');
  if (before.food === 'called-off') return closed;
  const anew = requestDelivery({ ...before, held: null, cause: 'restored' }, at);
  return { state: anew.state, effects: [...closed.effects, ...anew.effects] };
}

/** A cancellation was taken back. */
export function restored(state: Case, { status, at }: Told<'OrderRestored'>): Outcome {
  if (state.food !== 'called-off') return unchanged(state);
  const food = status === 'READY' ? 'ready' : 'cooking';
  return requestDelivery({ ...state, food, cause: 'restored' }, at);
}
