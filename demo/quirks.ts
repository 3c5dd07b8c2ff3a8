import type { SeededRandom } from './seeded-random';

/** Everything that people do besides ordering, cooking and bringing food as they should, by who does it. */
export const QUIRKS_OF = {
  customer: [
    'cart-edited',
    'another-restaurant-first',
    'ordered-twice',
    'payment-declined',
    'never-paid',
    'paid-late',
    'paid-on-second-thought',
    'two-payment-pages',
    'cancelled-unpaid',
    'cancelled-confirmed',
    'cancelled-cooking',
    'cancelled-ready',
    'cancelled-too-late',
    'cancelled-restored',
    'cash-short',
    'filled-cart-again',
  ],
  kitchen: ['rejected', 'out-of-stock', 'unanswered', 'delayed', 'overdue', 'started-later', 'paused'],
  courier: [
    'offer-declined',
    'offer-ignored',
    'offer-answered-late',
    'given-back',
    'never-came',
    'dawdled',
    'silent-with-food',
    'wrong-bag',
    'wrong-code',
    'code-locked-picture',
    'code-locked-staff',
    'customer-unreachable',
    'customer-refused',
    'courier-accident',
    'positions-late',
    'position-jumped',
    'position-made-up',
  ],
  support: [
    'held',
    'refunded',
    'refunded-twice',
    'courier-taken-off',
    'courier-chosen',
    'courier-suspended',
    'failed-by-staff',
  ],
} as const;

export type Quirk = (typeof QUIRKS_OF)[keyof typeof QUIRKS_OF][number];

export const QUIRKS: readonly Quirk[] = Object.values(QUIRKS_OF).flat();

/** From so many orders on every quirk is given out often enough to happen. */
export const ORDERS_FOR_EVERY_QUIRK = 200;

/** Something may come between a quirk and its order: so often each is given out at least. */
const TIMES_EACH = 3;

/** How early in the evening the last of those is, so that nothing is cut short. */
const FIRST_PART = 0.85;

/** Of 100 orders that none was given to, so many get one. */
const OTHERS_PERCENT = 30;

/**
 * Which order gets which quirk; null: it goes as it should. Each is given out in turn, spread over the first part of
 * the evening, before chance has its say: what has to happen is not hoped for.
 */
export function quirkSchedule(orders: number, random: SeededRandom): readonly (Quirk | null)[] {
  const rounds = orders >= ORDERS_FOR_EVERY_QUIRK ? TIMES_EACH : 1;
  const forced = Array.from({ length: rounds }, () => random.shuffled(QUIRKS)).flat();
  const room = Math.floor(orders * FIRST_PART);
  const given = forced.slice(0, room);
  const schedule = Array.from({ length: orders }, (): Quirk | null =>
    random.isIn(OTHERS_PERCENT) ? random.oneOf(QUIRKS) : null,
  );
  given.forEach((quirk, i) => (schedule[Math.floor((i * room) / given.length)] = quirk));
  return schedule;
}
