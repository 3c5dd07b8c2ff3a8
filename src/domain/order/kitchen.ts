import { accept, reject, type Decision } from '../kernel/decider';
import { plusMinutes, type Instant } from '../kernel/instant';
import type { OrderCommand, OrderEvent } from './order-messages';

type Of<T extends OrderCommand['type']> = Extract<OrderCommand, { readonly type: T }>;

/** What of an order is the kitchen's. */
export interface KitchenFacet {
  readonly kitchen: 'NONE' | 'ACCEPTED' | 'REJECTED';
  /** When the food should be ready; null while the kitchen has not accepted. */
  readonly readyBy: Instant | null;
}

export type KitchenRejection = Readonly<
  | { code: 'order-already-accepted' | 'order-not-accepted-yet' }
  | { code: 'not-yet-overdue'; readyBy: Instant }
  | { code: 'minutes-out-of-range'; min: number; max: number }
>;

type Outcome = Decision<OrderEvent, KitchenRejection>;

export const KITCHEN_MINUTES = { min: 1, max: 180 } as const;

/** How long the kitchen says it needs, as the moment when it will be done; null when it says nonsense. */
function readyAfter(at: Instant, minutes: number): Instant | null {
  const { min, max } = KITCHEN_MINUTES;
  return Number.isSafeInteger(minutes) && minutes >= min && minutes <= max ? plusMinutes(at, minutes) : null;
}

export function acceptByKitchen(
  { at, prepMinutes, startNow }: Of<'AcceptOrder'>,
  { kitchen }: KitchenFacet,
): Outcome {
  if (kitchen === 'ACCEPTED') return reject({ code: 'order-already-accepted' });
  const readyBy = readyAfter(at, prepMinutes);
  if (readyBy === null) return reject({ code: 'minutes-out-of-range', ...KITCHEN_MINUTES });
  const accepted = { type: 'OrderAcceptedByRestaurant', readyBy, at } as const;
  return startNow ? accept<OrderEvent>(accepted, { type: 'PreparationStarted', at }) : accept(accepted);
}

/** Rings and calls are for an order that nobody has answered, `overdue` for food that should be ready by then. */
export function remindKitchen(
  { at, how }: Of<'RemindRestaurant'>,
  { kitchen, readyBy }: KitchenFacet,
): Outcome {
  if (how !== 'overdue') {
    return kitchen === 'NONE'
      ? accept({ type: 'RestaurantReminded', how, at })
      : reject({ code: 'order-already-accepted' });
  }
  if (readyBy === null) return reject({ code: 'order-not-accepted-yet' });
  return at < readyBy
    ? reject({ code: 'not-yet-overdue', readyBy })
    : accept({ type: 'RestaurantReminded', how, at });
}

export function delayByKitchen({ at, minutes, reason }: Of<'DelayOrder'>, kitchen: KitchenFacet): Outcome {
  if (kitchen.readyBy === null) return reject({ code: 'order-not-accepted-yet' });
  const readyBy = readyAfter(at, minutes);
  if (readyBy === null) return reject({ code: 'minutes-out-of-range', ...KITCHEN_MINUTES });
  return readyBy > kitchen.readyBy ? accept({ type: 'PreparationDelayed', readyBy, reason, at }) : accept();
}
