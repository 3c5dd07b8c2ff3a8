import { never } from '../kernel/decider';
import type { CourierId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { DeliveryEvent, DeliveryTerms, EtaTerms, ProofTerms, SearchCause } from './delivery-messages';
import type { DeliveryStage } from './delivery-transitions';

/** An offer that can still be answered. */
export interface LiveOffer {
  readonly attempt: number;
  readonly courierId: CourierId;
  readonly shift: number;
  readonly leaseUntil: Instant;
}

/** Who brings it, or brought it. */
export interface Assignment {
  readonly attempt: number;
  readonly courierId: CourierId;
  readonly shift: number;
}

/** Why a courier who was asked does not bring it, and since when: nobody is asked again at once. */
export interface Refusal {
  readonly how: 'declined' | 'expired' | 'unassigned';
  readonly at: Instant;
}

export interface Search {
  readonly cause: SearchCause;
  readonly startedAt: Instant;
  /** Of the latest look around; 0 before the first. */
  readonly round: number;
  /** How often the radius was widened. */
  readonly level: number;
  /** The latest that was searched or widened to; null before the first look around. */
  readonly radiusMetres: number | null;
  readonly exhausted: boolean;
  /** Until when the customer may call it off for nothing; null when they were not asked. */
  readonly choiceUntil: Instant | null;
  readonly choseToWait: boolean;
}

/** What decisions and those who look for couriers need of a delivery. */
export interface RequestedDelivery {
  readonly is: 'requested';
  readonly stage: DeliveryStage;
  readonly terms: DeliveryTerms;
  /** The latest search; null before the first. It is over when a courier is assigned. */
  readonly search: Search | null;
  /** Set exactly in the stage `offered`. */
  readonly offer: LiveOffer | null;
  /** Set from the stage `assigned` on, but for `cancelled`. */
  readonly assigned: Assignment | null;
  /** The latest number that was used; 0 before the first. Numbers go up through every search. */
  readonly lastAttempt: number;
  /** Who that attempt was about. */
  readonly lastAsked: CourierId | null;
  /** The latest refusal of each courier. */
  readonly refusals: ReadonlyMap<CourierId, Refusal>;
  readonly arrivedAtRestaurantAt: Instant | null;
  readonly pickupVerified: boolean;
  readonly departedAt: Instant | null;
  readonly arrivedAtCustomerAt: Instant | null;
  /** How many looks in a row found no trace of the courier. */
  readonly silentChecks: number;
  readonly eta: EtaTerms | null;
  /** The latest picture; null when there is none. */
  readonly proof: ProofTerms | null;
}

export type Delivery = { readonly is: 'absent' } | RequestedDelivery;

type Of<T extends DeliveryEvent['type']> = Extract<DeliveryEvent, { readonly type: T }>;

const NOT_UNDER_WAY = {
  offer: null,
  assigned: null,
  arrivedAtRestaurantAt: null,
  pickupVerified: false,
  departedAt: null,
  arrivedAtCustomerAt: null,
  silentChecks: 0,
} as const;

/** A delivery that was called off is requested anew, but its attempts go on counting. */
function requested(event: Of<'DeliveryRequested'>, before: Delivery): RequestedDelivery {
  const { orderId, restaurantId, customerId, pickup, distanceMetres, readyBy, startAt } = event;
  const { lastAttempt, lastAsked, refusals } =
    before.is === 'requested'
      ? before
      : { lastAttempt: 0, lastAsked: null, refusals: new Map<CourierId, Refusal>() };
  return {
    is: 'requested',
    stage: 'waiting',
    terms: { orderId, restaurantId, customerId, pickup, distanceMetres, readyBy, startAt },
    search: null,
    ...NOT_UNDER_WAY,
    lastAttempt,
    lastAsked,
    refusals,
    eta: null,
    proof: null,
  };
}

const begun = ({ cause, at }: Of<'PartnerSearchStarted'>): Search => ({
  cause,
  startedAt: at,
  round: 0,
  level: 0,
  radiusMetres: null,
  exhausted: false,
  choiceUntil: null,
  choseToWait: false,
});

const searchedOn = (delivery: RequestedDelivery, change: Partial<Search>): RequestedDelivery =>
  delivery.search === null ? delivery : { ...delivery, search: { ...delivery.search, ...change } };

const refused = (
  delivery: RequestedDelivery,
  { courierId, at }: { readonly courierId: CourierId; readonly at: Instant },
  how: Refusal['how'],
): RequestedDelivery => ({
  ...delivery,
  ...NOT_UNDER_WAY,
  stage: how === 'unassigned' ? 'waiting' : 'searching',
  refusals: new Map(delivery.refusals).set(courierId, { how, at }),
});

const given = (
  delivery: RequestedDelivery,
  { attempt, courierId, shift }: Assignment,
): RequestedDelivery => ({
  ...delivery,
  ...NOT_UNDER_WAY,
  stage: 'assigned',
  assigned: { attempt, courierId, shift },
  lastAttempt: attempt,
  lastAsked: courierId,
});

function offered(delivery: RequestedDelivery, event: Of<'AssignmentOffered'>): RequestedDelivery {
  const { attempt, courierId, shift, leaseUntil } = event;
  return {
    ...delivery,
    stage: 'offered',
    offer: { attempt, courierId, shift, leaseUntil },
    lastAttempt: attempt,
    lastAsked: courierId,
  };
}

function estimated({ phase, pickupAt, p50, p90, reason, inputs, policy }: EtaTerms): EtaTerms {
  return { phase, pickupAt, p50, p90, reason, inputs, policy };
}

function proven({ courierId, blob, sha256, contentType, ...place }: ProofTerms): ProofTerms {
  const { place: sealed, distanceMetres, accuracyMetres } = place;
  return { courierId, blob, sha256, contentType, place: sealed, distanceMetres, accuracyMetres };
}

/** The delivery after one more event. */
export function evolve(delivery: Delivery, event: DeliveryEvent): Delivery {
  if (event.type === 'DeliveryRequested') return requested(event, delivery);
  if (delivery.is === 'absent') return delivery;
  switch (event.type) {
    case 'PartnerSearchStarted':
      return { ...delivery, stage: 'searching', search: begun(event) };
    case 'CandidatesScored':
      return searchedOn(delivery, { round: event.round, radiusMetres: event.radiusMetres });
    case 'CandidateUnavailable':
      return { ...delivery, lastAttempt: event.attempt, lastAsked: event.courierId };
    case 'AssignmentOffered':
      return offered(delivery, event);
    case 'AssignmentAccepted':
    case 'PartnerAssigned':
      return given(delivery, event);
    case 'AssignmentDeclined':
      return refused(delivery, event, 'declined');
    case 'AssignmentExpired':
      return refused(delivery, event, 'expired');
    case 'AssignmentWithdrawn':
      return { ...delivery, stage: 'searching', offer: null };
    case 'SearchEscalated':
      return searchedOn(delivery, { level: event.level, radiusMetres: event.radiusMetres });
    case 'SearchExhausted':
      return searchedOn(delivery, { exhausted: true });
    case 'CustomerChoiceOffered':
      return searchedOn(delivery, { choiceUntil: event.until });
    case 'CustomerChoseToWait':
      return searchedOn(delivery, { choseToWait: true });
    case 'PartnerReassigned':
      return refused(delivery, event, 'unassigned');
    case 'ArrivedAtRestaurant':
      return { ...delivery, stage: 'at-restaurant', arrivedAtRestaurantAt: event.at };
    case 'PickupVerified':
      return { ...delivery, pickupVerified: true };
    case 'DepartedToCustomer':
      return { ...delivery, stage: 'on-the-way', departedAt: event.at };
    case 'ArrivedAtCustomer':
      return { ...delivery, stage: 'at-door', arrivedAtCustomerAt: event.at };
    case 'EtaRevised':
      return { ...delivery, eta: estimated(event) };
    case 'PartnerWentSilent':
      return { ...delivery, silentChecks: event.silentChecks };
    case 'PartnerHeardAgain':
      return { ...delivery, silentChecks: 0 };
    case 'ProofRecorded':
      return { ...delivery, proof: proven(event) };
    case 'DeliveryFailed':
      return { ...delivery, stage: 'failed' };
    case 'ReturnCompleted':
      return { ...delivery, stage: 'returned' };
    case 'DeliveryCompleted':
      return { ...delivery, stage: 'completed' };
    case 'DeliveryCancelled':
      return { ...delivery, ...NOT_UNDER_WAY, stage: 'cancelled' };
    default:
      return never(event);
  }
}
