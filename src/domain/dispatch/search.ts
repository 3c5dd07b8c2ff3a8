import { plusMinutes, plusMs, type Instant } from '../kernel/instant';
import type { Told } from '../story/order-story';
import {
  ANSWER_MS,
  assign,
  CHOICE,
  estimate,
  EXHAUSTED_LEVEL,
  isInKitchen,
  LEASE,
  levelOf,
  look,
  offer,
  radiusOf,
  release,
  request,
  ROUND,
  schedule,
  START,
  startAtFor,
  STOP,
  tellDelivery,
  tellOrder,
  unchanged,
  unschedule,
  type Asked,
  type Candidate,
  type Case,
  type Held,
  type Outcome,
  type Searching,
} from './dispatch-state';

/** Between one look around that found nobody and the next. */
export const ROUND_MS = 30_000;

/** The same after every radius was searched. */
export const EXHAUSTED_ROUND_MS = 60_000;

/** After that long without a courier the customer is asked whether they want to wait. */
export const CHOICE_MINUTES = 15;

/** After that long without a courier the order is called off. */
export const STOP_MINUTES = 30;

/** The reason of a candidate who could not be asked because whoever was to ask them did not come back. */
export const NO_ANSWER = 'no-answer';

/** The courier declined, or did not answer. */
type Refused = Told<'AssignmentDeclined' | 'AssignmentExpired'>;

export const SEARCH_TIMERS = [START, ROUND, LEASE, CHOICE, STOP] as const;

/** The kitchen took it on, or a cancellation was taken back. */
export const requestDelivery = (state: Case, now: Instant): Outcome => ({
  state: { ...state, doing: { is: 'requesting' } },
  effects: [request(state, now), schedule(START, plusMs(now, ANSWER_MS))],
});

/** Looks for couriers, or has the delivery know the one whom staff attached. */
export const begin = (state: Case, now: Instant): readonly Asked[] => [
  state.attached === null
    ? tellDelivery(state, { type: 'StartSearch', cause: state.cause })
    : assign(state, state.attached),
  schedule(START, plusMs(now, ANSWER_MS)),
];

/** Begins when it is time to. */
export const wait = (state: Case, now: Instant): readonly Asked[] => {
  const startAt = startAtFor(state.readyBy, now);
  const isDue = startAt <= now || state.food !== 'cooking' || state.attached !== null;
  return isDue ? begin(state, now) : [schedule(START, startAt)];
};

export function requested(state: Case, { at }: Told<'DeliveryRequested'>): Outcome {
  switch (state.doing.is) {
    case 'requesting': {
      const waiting: Case = { ...state, doing: { is: 'waiting' } };
      return { state: waiting, effects: [...wait(waiting, at), estimate(waiting, 'kitchen-accepted')] };
    }
    case 'over':
      return { state, effects: [tellDelivery(state, { type: 'CancelDelivery', reason: 'order-over' })] };
    default:
      return unchanged(state);
  }
}

/** The food will be ready at another time. */
export function delayed(before: Case, { readyBy, at }: Told<'PreparationDelayed'>): Outcome {
  const state: Case = { ...before, readyBy };
  const starts = state.doing.is === 'waiting' && state.attached === null ? wait(state, at) : [];
  return { state, effects: [...starts, ...estimateAnew(state, 'kitchen-delayed')] };
}

export function ready(before: Case, { at }: Told<'OrderReadyForPickup'>): Outcome {
  if (before.food !== 'cooking') return unchanged(before);
  const state: Case = { ...before, food: 'ready' };
  const starts = state.doing.is === 'waiting' ? begin(state, at) : [];
  return { state, effects: [...starts, ...estimateAnew(state, 'kitchen-ready')] };
}

/** Before it is requested there is nothing to estimate for; when it is, it is estimated. */
const estimateAnew = (state: Case, reason: 'kitchen-delayed' | 'kitchen-ready'): readonly Asked[] =>
  state.doing.is === 'requesting' || state.doing.is === 'over' ? [] : [estimate(state, reason)];

export function searchStarted(state: Case, { at }: Told<'PartnerSearchStarted'>): Outcome {
  if (state.doing.is !== 'waiting') return unchanged(state);
  const search: Searching = { is: 'searching', since: at, round: 0, step: 'resting', others: [] };
  const { state: searching, effects } = lookAround(state, search, at);
  return {
    state: searching,
    effects: [
      ...unschedule(START),
      schedule(CHOICE, plusMinutes(at, CHOICE_MINUTES)),
      schedule(STOP, plusMinutes(at, STOP_MINUTES)),
      ...effects,
    ],
  };
}

/** The next round; the radius grows with the rounds, and in the end staff are called. */
function lookAround(before: Case, search: Searching, now: Instant): Outcome {
  const { attached } = before;
  if (attached !== null) {
    const state: Case = { ...before, doing: { ...search, step: 'resting', others: [] } };
    return { state, effects: [assign(state, attached), schedule(ROUND, plusMs(now, ANSWER_MS))] };
  }
  const round = search.round + 1;
  const level = levelOf(round);
  const state: Case = { ...before, doing: { ...search, round, step: 'looking', others: [] } };
  const pace = level === EXHAUSTED_LEVEL ? EXHAUSTED_ROUND_MS : ROUND_MS;
  return {
    state,
    effects: [
      ...(level === levelOf(search.round) ? [] : [widen(state, round)]),
      look(state, round),
      schedule(ROUND, plusMs(now, pace)),
    ],
  };
}

function widen(state: Case, round: number): Asked {
  const level = levelOf(round);
  return level === EXHAUSTED_LEVEL
    ? tellDelivery(state, { type: 'ExhaustSearch' })
    : tellDelivery(state, { type: 'EscalateSearch', level, radiusMetres: radiusOf(round) });
}

export const widened = (state: Case): Outcome =>
  state.doing.is === 'searching' ? { state, effects: [estimate(state, 'searching')] } : unchanged(state);

export function scored(state: Case, { round, inputs, ranked, at }: Told<'CandidatesScored'>): Outcome {
  const { doing } = state;
  if (doing.is !== 'searching' || doing.step !== 'looking' || doing.round !== round) return unchanged(state);
  const known = new Map(inputs.map((input) => [input.courierId, input]));
  const candidates = ranked.flatMap(({ courierId }): readonly Candidate[] => {
    const input = known.get(courierId);
    return input === undefined
      ? []
      : [{ courierId, shift: input.shift, distanceMetres: input.distanceMetres }];
  });
  return askNext(state, doing, candidates, at);
}

/** Asks the first of them. When there is nobody, the timer of the next round is set already. */
function askNext(
  before: Case,
  doing: Searching,
  [first, ...others]: readonly Candidate[],
  now: Instant,
): Outcome {
  if (first === undefined || before.attached !== null) {
    return {
      state: { ...before, held: null, doing: { ...doing, step: 'resting', others: [] } },
      effects: [],
    };
  }
  const { courierId, shift, distanceMetres } = first;
  const held: Held = { attempt: before.attempt + 1, courierId, shift };
  const state: Case = {
    ...before,
    held,
    attempt: held.attempt,
    doing: { ...doing, step: 'offering', others },
  };
  return {
    state,
    effects: [offer(state, doing.round, held, distanceMetres), schedule(ROUND, plusMs(now, ANSWER_MS))],
  };
}

/** The candidate had no room, or could not be asked in time. What was kept of their room is freed. */
export function unavailable(state: Case, { attempt, reason, at }: Told<'CandidateUnavailable'>): Outcome {
  const { held, doing } = state;
  if (held?.attempt !== attempt) return unchanged(state);
  const freed = reason === NO_ANSWER ? [release(state, held, reason)] : [];
  const without: Case = { ...state, held: null };
  if (doing.is !== 'searching') return { state: without, effects: freed };
  const next = askNext(without, doing, doing.others, at);
  return { state: next.state, effects: [...freed, ...next.effects] };
}

export function offered(before: Case, event: Told<'AssignmentOffered'>): Outcome {
  const { attempt, courierId, shift, leaseUntil } = event;
  const state: Case = {
    ...before,
    held: { attempt, courierId, shift },
    attempt: Math.max(before.attempt, attempt),
  };
  const { doing } = state;
  if (doing.is !== 'searching') return { state, effects: [] };
  return {
    state: { ...state, doing: { ...doing, step: 'offered' } },
    effects: [...unschedule(ROUND), schedule(LEASE, leaseUntil)],
  };
}

/** Somebody else is looked for at once. */
export function refused(state: Case, event: Refused): Outcome {
  const { held, doing } = state;
  if (held?.attempt !== event.attempt) return unchanged(state);
  const freed = release(state, held, event.type === 'AssignmentExpired' ? 'offer-expired' : 'offer-declined');
  const without: Case = { ...state, held: null };
  if (doing.is !== 'searching') return { state: without, effects: [freed] };
  const next = lookAround(without, doing, event.at);
  return { state: next.state, effects: [freed, ...unschedule(LEASE), ...next.effects] };
}

/** A timer of the search came due. What it was to bring about has not happened, or its time has come. */
export function searchOn(state: Case, timer: string, now: Instant): Outcome {
  const { doing } = state;
  if (timer === START) {
    if (doing.is === 'requesting') return requestDelivery(state, now);
    return doing.is === 'waiting' ? { state, effects: begin(state, now) } : unchanged(state);
  }
  if (doing.is !== 'searching') return unchanged(state);
  switch (timer) {
    case ROUND:
      return roundOver(state, doing, now);
    case LEASE:
      return leaseOver(state, doing, now);
    case CHOICE: {
      const until = plusMinutes(doing.since, STOP_MINUTES);
      return { state, effects: [tellDelivery(state, { type: 'OfferCustomerChoice', until })] };
    }
    case STOP:
      return giveUp(state, now);
    default:
      return unchanged(state);
  }
}

function roundOver(state: Case, doing: Searching, now: Instant): Outcome {
  const { held } = state;
  if (doing.step === 'offered') return unchanged(state);
  if (doing.step !== 'offering' || held === null) return lookAround(state, doing, now);
  const { attempt, courierId } = held;
  const { round } = doing;
  return {
    state,
    effects: [
      tellDelivery(state, { type: 'RecordUnavailable', round, attempt, courierId, reason: NO_ANSWER }),
      schedule(ROUND, plusMs(now, ANSWER_MS)),
    ],
  };
}

function leaseOver(state: Case, doing: Searching, now: Instant): Outcome {
  const { held } = state;
  if (doing.step !== 'offered' || held === null) return unchanged(state);
  return {
    state,
    effects: [
      tellDelivery(state, { type: 'ExpireOffer', attempt: held.attempt }),
      schedule(LEASE, plusMs(now, ANSWER_MS)),
    ],
  };
}

/** Calls the order off; not while staff's courier is being told of, but afterwards, if they were taken off it. */
function giveUp(state: Case, now: Instant): Outcome {
  if (!isInKitchen(state.food)) return unchanged(state);
  const command = {
    ...({ type: 'CancelOrder', by: 'system', fault: 'platform' } as const),
    reason: 'no-courier-found',
  };
  return {
    state,
    effects: [
      ...(state.attached === null ? [tellOrder(state, command)] : []),
      schedule(STOP, plusMs(now, ANSWER_MS)),
    ],
  };
}
