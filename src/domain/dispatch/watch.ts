import { plusMs, type Instant } from '../kernel/instant';
import type { Told } from '../story/order-story';
import { align, lateAt } from './assignment';
import {
  DEPART,
  estimate,
  isInKitchen,
  lookAfter,
  PICKUP,
  schedule,
  tellDelivery,
  tellOrder,
  unchanged,
  WATCH,
  type Case,
  type Outcome,
} from './dispatch-state';

/** How often it is looked whether a courier is heard of. */
export const WATCH_MS = 60_000;

/** So many silent looks in a row, and before the handover somebody else is to bring it. */
export const MAX_SILENT_CHECKS = 3;

/** Makes good what was not answered; when there is nothing to make good, looks after the courier. */
export function watchOver(before: Case, timer: string, now: Instant): Outcome {
  const { doing, food } = before;
  if (timer === DEPART) return leave(before);
  if (timer === PICKUP) return late(before, now);
  if (doing.is !== 'assigned' && doing.is !== 'departed') return unchanged(before);
  if (timer !== WATCH || food === 'undeliverable') return unchanged(before);
  const { state, effects } = align(before);
  return {
    state,
    effects: [
      ...(effects.length === 0 ? [lookAfter(before)] : effects),
      schedule(WATCH, plusMs(now, WATCH_MS)),
    ],
  };
}

/** The courier has not fetched it. As long as it is not ready, that is not for them to answer for. */
function late(state: Case, now: Instant): Outcome {
  const { doing, food, held } = state;
  if (doing.is !== 'assigned' || held === null || !isInKitchen(food)) return unchanged(state);
  const again = schedule(PICKUP, lateAt(state, now));
  if (food === 'cooking') return { state, effects: [again] };
  const { courierId } = held;
  return {
    state,
    effects: [tellDelivery(state, { type: 'Reassign', courierId, reason: 'courier-late' }), again],
  };
}

/** Nobody said that the courier left; they have had the food long enough. */
function leave(state: Case): Outcome {
  const { attached, food } = state;
  if (food !== 'picked-up' || attached === null) return unchanged(state);
  return { state, effects: [tellOrder(state, { type: 'MarkOutForDelivery', courierId: attached })] };
}

export function silent(state: Case, { courierId, silentChecks }: Told<'PartnerWentSilent'>): Outcome {
  const { doing, food, held } = state;
  if (doing.is !== 'assigned' || !isInKitchen(food) || held?.courierId !== courierId) return unchanged(state);
  if (silentChecks < MAX_SILENT_CHECKS) return unchanged(state);
  return {
    state,
    effects: [tellDelivery(state, { type: 'Reassign', courierId, reason: 'courier-silent' })],
  };
}

/** The courier is at the restaurant, or at the door. */
export function arrived(before: Case, { type }: Told<'ArrivedAtRestaurant' | 'ArrivedAtCustomer'>): Outcome {
  const { doing } = before;
  if (doing.is !== (type === 'ArrivedAtRestaurant' ? 'assigned' : 'departed')) return unchanged(before);
  const state: Case = { ...before, doing: { ...doing, isThere: true } };
  return { state, effects: [estimate(state, 'courier-arrived')] };
}
