import type { DeliveryCommand, SearchCause } from '../delivery/delivery-messages';
import type { EtaPhase, EtaReason } from '../eta/phase-eta';
import { PHASE_ETA_POLICY_V1 } from '../eta/phase-eta';
import { never } from '../kernel/decider';
import type { CourierId, OrderId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import type { Effect, Reaction } from '../kernel/process';
import type { OrderCommand } from '../order/order-messages';

/** How long before the food is ready couriers are looked for: to find one, and for them to come. */
export const START_AHEAD_MS =
  (PHASE_ETA_POLICY_V1.assignmentSeconds + PHASE_ETA_POLICY_V1.firstMileSeconds) * 1_000;

/** After that long without the event that a command was to bring about, it is sent again. */
export const ANSWER_MS = 30_000;

/** Names of the timers. */
export const START = 'start';
export const ROUND = 'round';
export const LEASE = 'lease';
export const CHOICE = 'choice';
export const STOP = 'stop';
export const DEPART = 'depart';
export const WATCH = 'watch';
export const PICKUP = 'pickup';

type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;
type DeliveryTypes =
  | ('StartSearch' | 'RecordUnavailable' | 'ExpireOffer' | 'EscalateSearch' | 'ExhaustSearch')
  | (
      'OfferCustomerChoice' | 'Reassign' | 'Depart' | 'CompleteReturn' | 'CompleteDelivery' | 'CancelDelivery'
    );

export type ToDelivery = Undated<Extract<DeliveryCommand, { readonly type: DeliveryTypes }>>;
export type ToOrder = Undated<
  Extract<OrderCommand, { readonly type: 'MarkOutForDelivery' | 'FailDelivery' | 'CancelOrder' }>
>;

/** What the dispatch asks for. Whoever carries it out adds the time, and what only the present can tell. */
export type DispatchCommand = { readonly orderId: OrderId } & (
  | { readonly to: 'delivery'; readonly command: ToDelivery }
  | { readonly to: 'order'; readonly command: ToOrder }
  /** Begins the delivery, or begins it anew. */
  | { readonly to: 'request'; readonly readyBy: Instant; readonly startAt: Instant }
  /** Ranks the couriers who are near now. */
  | { readonly to: 'look'; readonly round: number; readonly radiusMetres: number }
  /** Keeps room with the courier, and asks them. */
  | ({ readonly to: 'offer'; readonly round: number; readonly pickupMetres: number } & Held)
  /** Has the order know who accepted it, if it is still they. */
  | { readonly to: 'attach'; readonly courierId: CourierId; readonly attempt: number }
  /** Takes the courier off the order, if it is they. */
  | { readonly to: 'detach'; readonly courierId: CourierId; readonly reason: string }
  /** Has the delivery know whom staff attached to the order. */
  | { readonly to: 'assign'; readonly courierId: CourierId }
  /**
   * Frees what the order holds of the courier's room: one attempt, or all (null) but for the one that they are asked
   * for, or have; in one shift, or the latest (null).
   */
  | {
      readonly to: 'release';
      readonly courierId: CourierId;
      readonly shift: number | null;
      readonly attempt: number | null;
      readonly reason: string;
    }
  /** Looks whether the courier is heard of, and when they will be there. */
  | ({ readonly to: 'look-after' } & Outlook)
  | ({ readonly to: 'estimate'; readonly reason: EtaReason } & Outlook)
);

/** What the dispatch knows of when the food is where. */
interface Outlook {
  readonly phase: EtaPhase;
  readonly courierId: CourierId | null;
  /** Null once the food is ready. */
  readonly readyBy: Instant | null;
}

/** Room with a courier that an attempt takes, or is about to take. */
export interface Held {
  readonly attempt: number;
  readonly courierId: CourierId;
  readonly shift: number;
}

/** Somebody who may be asked in this round. */
export interface Candidate {
  readonly courierId: CourierId;
  readonly shift: number;
  readonly distanceMetres: number;
}

/** Where the food is, as the order says. `called-off`: the order ended before anybody took the food. */
export const FOOD = [
  ...(['cooking', 'ready', 'picked-up', 'on-the-way', 'undeliverable'] as const),
  ...(['delivered', 'returned', 'called-off'] as const),
] as const;
export type Food = (typeof FOOD)[number];

/** `looking`: who is near is awaited. `offering`: whether the next one could be asked. `offered`: their answer. */
export const SEARCH_STEPS = ['resting', 'looking', 'offering', 'offered'] as const;

export interface Searching {
  readonly is: 'searching';
  readonly since: Instant;
  /** Of the latest look around. */
  readonly round: number;
  readonly step: (typeof SEARCH_STEPS)[number];
  /** Who may be asked in this round after the present one. */
  readonly others: readonly Candidate[];
}

/** How far the delivery is, as its own events say. */
export type Doing =
  | { readonly is: 'requesting' | 'waiting' | 'over' }
  | Searching
  | { readonly is: 'assigned'; readonly isThere: boolean }
  /** `failure`: why the courier cannot hand it over. */
  | { readonly is: 'departed'; readonly isThere: boolean; readonly failure: string | null };

export interface Case {
  readonly is: 'begun';
  readonly orderId: OrderId;
  readonly readyBy: Instant;
  readonly food: Food;
  /** Whom the order knows, and whom it is being told of. */
  readonly attached: CourierId | null;
  readonly attaching: CourierId | null;
  /** Of the latest search, or the next. */
  readonly cause: SearchCause;
  /** The latest number that was used. */
  readonly attempt: number;
  /** Not null: to be released. */
  readonly held: Held | null;
  readonly doing: Doing;
}

/** Before a kitchen has accepted, nobody is looked for; but staff may have attached somebody. */
export type Dispatch = { readonly is: 'idle'; readonly attached: CourierId | null } | Case;

export type Asked = Effect<DispatchCommand>;
export type Outcome = Reaction<Dispatch, DispatchCommand>;

/** Of a case, whatever happens. */
export type CaseOutcome = Reaction<Case, DispatchCommand>;

export const unchanged = <S extends Dispatch>(state: S): Reaction<S, DispatchCommand> => ({
  state,
  effects: [],
});

/** A step names what is asked for: no reaction asks for the same twice. */
const send = (step: string, command: DispatchCommand): Asked => ({ do: 'send', step, command });

export const schedule = (timer: string, at: Instant): Asked => ({ do: 'schedule', timer, at });

export const unschedule = (...timers: readonly string[]): readonly Asked[] =>
  timers.map((timer) => ({ do: 'unschedule', timer }));

export const tellDelivery = ({ orderId }: Case, command: ToDelivery): Asked =>
  send(command.type, { to: 'delivery', orderId, command });

export const tellOrder = ({ orderId }: Case, command: ToOrder): Asked =>
  send(command.type, { to: 'order', orderId, command });

export const request = ({ orderId, readyBy }: Case, now: Instant): Asked =>
  send('request', { to: 'request', orderId, readyBy, startAt: startAtFor(readyBy, now) });

export const look = ({ orderId }: Case, round: number): Asked =>
  send('look', { to: 'look', orderId, round, radiusMetres: radiusOf(round) });

export const offer = ({ orderId }: Case, round: number, held: Held, pickupMetres: number): Asked =>
  send('offer', { to: 'offer', orderId, round, pickupMetres, ...held });

export const attach = ({ orderId }: Case, { courierId, attempt }: Held): Asked =>
  send('attach', { to: 'attach', orderId, courierId, attempt });

export const detach = ({ orderId }: Pick<Case, 'orderId'>, courierId: CourierId, reason: string): Asked =>
  send('detach', { to: 'detach', orderId, courierId, reason });

export const assign = ({ orderId }: Case, courierId: CourierId): Asked =>
  send('assign', { to: 'assign', orderId, courierId });

/** Frees the room that an attempt took. */
export const release = ({ orderId }: Case, held: Held, reason: string): Asked =>
  send(`release ${held.attempt}`, { to: 'release', orderId, ...held, reason });

/** Frees what the order holds of a courier's room beyond what they are asked for, or have. */
export const releaseAll = (
  orderId: OrderId,
  courierId: CourierId,
  shift: number | null,
  reason: string,
): Asked => send('release', { to: 'release', orderId, courierId, shift, attempt: null, reason });

export const estimate = (state: Case, reason: EtaReason): Asked =>
  send('estimate', { to: 'estimate', orderId: state.orderId, reason, ...outlookOf(state) });

export const lookAfter = (state: Case): Asked =>
  send('look-after', { to: 'look-after', orderId: state.orderId, ...outlookOf(state) });

const outlookOf = (state: Case): Outlook => ({
  phase: phaseOf(state.doing),
  courierId: state.held?.courierId ?? null,
  readyBy: state.food === 'cooking' ? state.readyBy : null,
});

function phaseOf(doing: Doing): EtaPhase {
  switch (doing.is) {
    case 'requesting':
    case 'waiting':
    case 'searching':
    case 'over':
      return 'cooking';
    case 'assigned':
      return doing.isThere ? 'at-restaurant' : 'to-restaurant';
    case 'departed':
      return doing.isThere ? 'at-customer' : 'to-customer';
    default:
      return never(doing);
  }
}

/** Just in time for the kitchen; at once when there is not that much time left. */
export function startAtFor(readyBy: Instant, now: Instant): Instant {
  const startAt = plusMs(readyBy, -START_AHEAD_MS);
  return startAt > now ? startAt : now;
}

/** How far couriers are looked for, by the round; the last reaches over every further one. */
const RADII = [
  { untilRound: 4, metres: 5_000 },
  { untilRound: 7, metres: 7_000 },
  { untilRound: 10, metres: 10_000 },
] as const;

/** How often the radius has been widened by that round; one more after every radius was searched. */
export const levelOf = (round: number): number => RADII.filter(({ untilRound }) => round > untilRound).length;

/** The level at which every radius was searched. */
export const EXHAUSTED_LEVEL = RADII.length;

export const radiusOf = (round: number): number =>
  (RADII.find(({ untilRound }) => round <= untilRound) ?? RADII[RADII.length - 1] ?? RADII[0]).metres;

/** Whether the kitchen still has the food, so that somebody else may bring it. */
export const isInKitchen = (food: Food): boolean => food === 'cooking' || food === 'ready';
