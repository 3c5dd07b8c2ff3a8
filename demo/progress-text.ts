import { cityTime } from './business-time';

/** How an evening stands at one moment. */
export interface Snapshot {
  /** Business time, ms since the epoch. */
  readonly now: number;
  /** Business seconds per second. */
  readonly rate: number;
  readonly orders: number;
  readonly placed: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly couriersOnline: number;
  readonly couriersBusy: number;
  /** Minor units. */
  readonly orderedMinor: number;
  readonly deliveredMinor: number;
  readonly playedTimes: number;
  readonly playedKinds: number;
  readonly kinds: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly repeated: number;
  /** Whether the server answers. */
  readonly isThere: boolean;
}

const WORDS: readonly (readonly [string, string])[] = [
  ['PENDING', 'unpaid'],
  ['CONFIRMED', 'with the kitchen'],
  ['PREPARING', 'cooking'],
  ['READY', 'ready'],
  ['PICKED_UP', 'picked up'],
  ['OUT_FOR_DELIVERY', 'on the way'],
  ['DELIVERED', 'delivered'],
  ['COMPLETED', 'completed'],
  ['CANCELLED', 'cancelled'],
];

const BAR = 30;

/** `₹1,23,456`, as money is written in India. */
export const rupees = (minor: number): string => `₹${Math.round(minor / 100).toLocaleString('en-IN')}`;

export function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.min(BAR, Math.round((BAR * done) / all));
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
}

const ordersInWords = ({ byStatus }: Snapshot): string =>
  WORDS.flatMap(([status, word]) =>
    (byStatus[status] ?? 0) > 0 ? [`${byStatus[status] ?? 0} ${word}`] : [],
  ).join(' · ') || 'none yet';

const over = ({ byStatus }: Snapshot): number =>
  (byStatus['DELIVERED'] ?? 0) + (byStatus['COMPLETED'] ?? 0) + (byStatus['CANCELLED'] ?? 0);

/** What is shown on a terminal, redrawn again and again. */
export const progressLines = (now: Snapshot): readonly string[] => [
  `  ${cityTime(now.now)}  ${bar(over(now), now.orders)}  ${over(now)} of ${now.orders} orders over, ${now.placed} placed${now.isThere ? '' : '   the server does not answer: waiting'}`,
  `  orders    ${ordersInWords(now)}`,
  `  couriers  ${now.couriersOnline} online, ${now.couriersBusy} busy`,
  `  money     ${rupees(now.orderedMinor)} ordered, ${rupees(now.deliveredMinor)} delivered`,
  `  trouble   ${now.playedTimes} times, ${now.playedKinds} of ${now.kinds} kinds`,
  `  requests  ${now.requests}, ${Math.round(now.requestsPerSecond)} a second, ${now.repeated} sent again; ${now.rate} times the speed of the clock`,
];

/** The same in one line, for a log. */
export const progressLine = (now: Snapshot): string =>
  `${cityTime(now.now)}  ${over(now)}/${now.orders} over, ${now.placed} placed (${ordersInWords(now)}); couriers ${now.couriersBusy}/${now.couriersOnline}; ` +
  `trouble ${now.playedTimes} (${now.playedKinds}/${now.kinds} kinds); ${Math.round(now.requestsPerSecond)} req/s at ×${now.rate}${now.isThere ? '' : '; the server does not answer'}`;
