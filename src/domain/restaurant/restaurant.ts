import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { GeoPoint } from '../kernel/geo';
import type { OrderId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Currency } from '../kernel/money';
import { pauseFor, withMissed, type MissedOrder, type Pause } from './missed-orders';
import { isOpen, nextOpening, openingHoursProblem, type OpeningHours } from './opening-hours';
import { sameData } from './same-data';

/** A restaurant as it presents itself. Its address and contact are those of a business, and public. */
export interface RestaurantDetails {
  readonly restaurantId: RestaurantId;
  /** Account of the owner. */
  readonly ownerId: string;
  readonly name: string;
  readonly description: string;
  readonly cuisines: readonly string[];
  readonly location: GeoPoint;
  readonly address: { readonly line: string; readonly city: string; readonly pincode: string };
  readonly contact: { readonly phone: string; readonly email: string };
  readonly hours: OpeningHours;
  /** Of the amounts here and of the menu. */
  readonly currency: Currency;
  readonly costForTwoMinor: number;
  /** An order's subtotal has to reach it. */
  readonly minOrderMinor: number;
  /** Whether nothing but vegetarian food is sold. */
  readonly isVeg: boolean;
  /** How long an order usually takes in the kitchen. */
  readonly prepMinutes: number;
  /** How far away an order may go, as the crow flies. */
  readonly deliveryRadiusMetres: number;
  readonly tags: readonly string[];
  /** References of stored pictures. */
  readonly images: { readonly logo: string; readonly cover: string } | null;
}

type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/** Stored format: the codec and the golden files hold every version. */
export type RestaurantEvent = Dated<
  | { type: 'RestaurantRegistered'; details: RestaurantDetails }
  | { type: 'HoursChanged'; hours: OpeningHours }
  | { type: 'RestaurantPaused'; reason: string; until: Instant | null }
  | { type: 'RestaurantResumed' }
  | { type: 'OrderMissed'; orderId: OrderId }
  | { type: 'RestaurantDelisted' }
  | { type: 'RestaurantRelisted' }
>;

export type RestaurantCommand = Dated<
  | { type: 'RegisterRestaurant'; details: RestaurantDetails }
  | { type: 'ChangeHours'; hours: OpeningHours }
  /** Takes no orders for a while; with `until` null, for as long as nobody resumes it. */
  | { type: 'PauseRestaurant'; reason: string; until: Instant | null }
  | { type: 'ResumeRestaurant' }
  /** Nobody answered the order in time. Too many of these pause the restaurant; resuming it forgets them. */
  | { type: 'RecordMissedOrder'; orderId: OrderId }
  /** Takes the restaurant off the platform. */
  | { type: 'DeactivateRestaurant' }
  | { type: 'ActivateRestaurant' }
>;

export interface RegisteredRestaurant {
  readonly is: 'registered';
  /** As registered, with the hours that hold now. */
  readonly details: RestaurantDetails;
  /** Whether the platform offers the restaurant at all. */
  readonly listed: boolean;
  /** The last pause, which may have run out; null when it was resumed. */
  readonly pause: Pause | null;
  /** Since it was last resumed, the latest last. */
  readonly missed: readonly MissedOrder[];
}

export type Restaurant = { readonly is: 'absent' } | RegisteredRestaurant;

export type RestaurantRejection = Readonly<
  | { code: 'restaurant-not-found' | 'restaurant-already-registered' | 'pause-already-over' }
  | { code: 'invalid-hours' | 'invalid-restaurant'; problem: string }
>;

type FollowUp = Exclude<RestaurantCommand, { type: 'RegisterRestaurant' }>;

const ABSENT: Restaurant = { is: 'absent' };

/** A kitchen that needs longer than a day is a mistake in the unit. */
const MAX_PREP_MINUTES = 24 * 60;

const isWhole = (value: number, min: number, max = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && value >= min && value <= max;

function detailsProblem(details: RestaurantDetails): string | null {
  const { lat, lng } = details.location;
  if (details.name.trim() === '') return 'name is empty';
  if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180)) return 'location is not on Earth';
  if (!isWhole(details.costForTwoMinor, 0)) return 'costForTwoMinor is not a whole amount of 0 or more';
  if (!isWhole(details.minOrderMinor, 0)) return 'minOrderMinor is not a whole amount of 0 or more';
  if (!isWhole(details.prepMinutes, 1, MAX_PREP_MINUTES)) return 'prepMinutes is not within 1 and 1440';
  if (!isWhole(details.deliveryRadiusMetres, 1)) return 'deliveryRadiusMetres is not a whole number above 0';
  return null;
}

function register(
  { details, at }: Extract<RestaurantCommand, { type: 'RegisterRestaurant' }>,
  state: Restaurant,
): Decision<RestaurantEvent, RestaurantRejection> {
  if (state.is === 'registered') {
    return sameData(details, state.details) ? accept() : reject({ code: 'restaurant-already-registered' });
  }
  const problem = detailsProblem(details);
  if (problem !== null) return reject({ code: 'invalid-restaurant', problem });
  const wrongHours = openingHoursProblem(details.hours);
  if (wrongHours !== null) return reject({ code: 'invalid-hours', problem: wrongHours });
  return accept({ type: 'RestaurantRegistered', details, at });
}

function miss(latest: MissedOrder, state: RegisteredRestaurant): Decision<RestaurantEvent, never> {
  const { orderId, at } = latest;
  if (state.missed.some((known) => known.orderId === orderId)) return accept();
  const pause = pauseFor(withMissed(state.missed, latest), state.pause, at);
  const missed = { type: 'OrderMissed', orderId, at } as const;
  return pause === null
    ? accept(missed)
    : accept<RestaurantEvent>(missed, { type: 'RestaurantPaused', ...pause, at });
}

function follow(
  command: FollowUp,
  state: RegisteredRestaurant,
): Decision<RestaurantEvent, RestaurantRejection> {
  const { at } = command;
  switch (command.type) {
    case 'ChangeHours': {
      const { hours } = command;
      const problem = openingHoursProblem(hours);
      if (problem !== null) return reject({ code: 'invalid-hours', problem });
      return sameData(hours, state.details.hours) ? accept() : accept({ type: 'HoursChanged', hours, at });
    }
    case 'PauseRestaurant': {
      const { reason, until } = command;
      if (sameData({ reason, until }, state.pause)) return accept();
      if (until !== null && until <= at) return reject({ code: 'pause-already-over' });
      return accept({ type: 'RestaurantPaused', reason, until, at });
    }
    case 'ResumeRestaurant':
      return state.pause === null ? accept() : accept({ type: 'RestaurantResumed', at });
    case 'RecordMissedOrder':
      return miss({ orderId: command.orderId, at }, state);
    case 'DeactivateRestaurant':
      return state.listed ? accept({ type: 'RestaurantDelisted', at }) : accept();
    case 'ActivateRestaurant':
      return state.listed ? accept() : accept({ type: 'RestaurantRelisted', at });
    default:
      return never(command);
  }
}

function decide(
  command: RestaurantCommand,
  state: Restaurant,
): Decision<RestaurantEvent, RestaurantRejection> {
  if (command.type === 'RegisterRestaurant') return register(command, state);
  return state.is === 'absent' ? reject({ code: 'restaurant-not-found' }) : follow(command, state);
}

function evolve(state: Restaurant, event: RestaurantEvent): Restaurant {
  if (event.type === 'RestaurantRegistered') {
    return { is: 'registered', details: event.details, listed: true, pause: null, missed: [] };
  }
  if (state.is === 'absent') return state;
  switch (event.type) {
    case 'HoursChanged':
      return { ...state, details: { ...state.details, hours: event.hours } };
    case 'RestaurantPaused':
      return { ...state, pause: { reason: event.reason, until: event.until } };
    case 'RestaurantResumed':
      return { ...state, pause: null, missed: [] };
    case 'OrderMissed':
      return { ...state, missed: withMissed(state.missed, { orderId: event.orderId, at: event.at }) };
    case 'RestaurantDelisted':
      return { ...state, listed: false };
    case 'RestaurantRelisted':
      return { ...state, listed: true };
    default:
      return never(event);
  }
}

/** Who sells food, when, and whether it takes orders. */
export const restaurant: Decider<RestaurantCommand, Restaurant, RestaurantEvent, RestaurantRejection> = {
  initial: ABSENT,
  decide,
  evolve,
};

/** Whether orders are taken; if not, `opensAt` is when they will be again, as far as that is known. */
export type Availability =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly reason: 'not-found' | 'delisted' | 'paused' | 'closed';
      readonly opensAt: Instant | null;
    };

/** What decides whether orders are taken. */
type TakesOrders =
  Extract<Restaurant, { is: 'absent' }> | Pick<RegisteredRestaurant, 'is' | 'details' | 'listed' | 'pause'>;

/** Being listed, being paused and being open are three things: an order needs all of them. */
function obstacle(state: TakesOrders, at: Instant): Extract<Availability, { open: false }>['reason'] | null {
  if (state.is === 'absent') return 'not-found';
  const { details, listed, pause } = state;
  if (!listed) return 'delisted';
  if (pause !== null && (pause.until === null || at < pause.until)) return 'paused';
  return isOpen(details.hours, at) ? null : 'closed';
}

/** Whether orders are taken: quicker to say than when they will be again. */
export const isTakingOrders = (state: TakesOrders, at: Instant): boolean => obstacle(state, at) === null;

export function availability(state: TakesOrders, at: Instant): Availability {
  const reason = obstacle(state, at);
  if (reason === null) return { open: true };
  if (state.is === 'absent' || reason === 'delisted') return { open: false, reason, opensAt: null };
  const from = reason === 'paused' ? (state.pause?.until ?? null) : at;
  return { open: false, reason, opensAt: from === null ? null : nextOpening(state.details.hours, from) };
}
