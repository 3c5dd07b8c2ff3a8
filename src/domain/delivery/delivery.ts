import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { CourierId } from '../kernel/ids';
import { plusMinutes, type Instant } from '../kernel/instant';
import type { DeliveryCommand, DeliveryEvent, EtaTerms, ProofTerms } from './delivery-messages';
import { evolve, type Delivery, type RequestedDelivery } from './delivery-state';
import { isDeliveryInTable, type DeliveryStage } from './delivery-transitions';

type Of<T extends DeliveryCommand['type']> = Extract<DeliveryCommand, { readonly type: T }>;
type FollowUp = Exclude<DeliveryCommand, Of<'RequestDelivery'>>;

export type DeliveryRejection = Readonly<
  | { code: 'delivery-not-found' }
  | { code: 'transition-not-allowed'; command: DeliveryCommand['type']; stage: DeliveryStage }
  | { code: 'attempt-out-of-sequence' | 'round-out-of-sequence' | 'level-out-of-sequence'; next: number }
  | { code: 'lease-over' | 'lease-not-over' | 'offer-lapsed'; leaseUntil: Instant }
  | { code: 'no-live-offer' | 'no-choice-open' }
  | { code: 'not-the-offered-courier' | 'not-the-assigned-courier' }
  | { code: 'failure-reason-unknown' }
  /** `until` is null when the courier has not said that they are at the door. */
  | { code: 'wait-at-the-door'; until: Instant | null }
>;

/** How long a courier waits at the door before they may say that nobody is there. */
export const DOOR_WAIT_MINUTES = 8;

/** Why the food cannot be handed over. The first two are known only to a courier who waited at the door. */
export const FAILURES_AFTER_A_WAIT = ['customer-unreachable', 'wrong-address'] as const;
export const FAILURES_AT_ONCE = ['customer-refused', 'courier-accident', 'food-damaged'] as const;
export const FAILURE_REASONS = [...FAILURES_AFTER_A_WAIT, ...FAILURES_AT_ONCE] as const;

const isAmong = (reasons: readonly string[], reason: string): boolean => reasons.includes(reason);

const isSameEta = (a: EtaTerms, b: EtaTerms): boolean =>
  a.phase === b.phase && a.pickupAt === b.pickupAt && a.p50 === b.p50 && a.p90 === b.p90;

const isSameProof = (a: ProofTerms, b: ProofTerms): boolean => a.blob === b.blob && a.sha256 === b.sha256;

const isRefused = (delivery: RequestedDelivery, courierId: CourierId, how: string): boolean =>
  delivery.offer?.courierId !== courierId && delivery.refusals.get(courierId)?.how === how;

/** Whether the delivery already is as the command wants it: then a repeat has nothing to decide. */
function alreadyHolds(command: FollowUp, delivery: RequestedDelivery): boolean {
  const { stage, search, offer, assigned, lastAttempt } = delivery;
  switch (command.type) {
    case 'StartSearch':
      return stage === 'searching' || stage === 'offered';
    case 'RecordCandidates':
      return (stage === 'searching' || stage === 'offered') && search?.round === command.round;
    case 'RecordUnavailable':
      return (
        stage === 'searching' && lastAttempt === command.attempt && delivery.lastAsked === command.courierId
      );
    case 'OfferToPartner': {
      const open = offer ?? assigned;
      return open?.attempt === command.attempt && open.courierId === command.courierId;
    }
    case 'AcceptAssignment':
      return assigned?.courierId === command.courierId;
    case 'DeclineAssignment':
      return assigned?.courierId !== command.courierId && isRefused(delivery, command.courierId, 'declined');
    case 'ExpireOffer':
      return command.attempt <= lastAttempt && offer?.attempt !== command.attempt;
    case 'EscalateSearch':
      return search?.level === command.level;
    case 'ExhaustSearch':
      return search?.exhausted === true && assigned === null;
    case 'OfferCustomerChoice':
      return (search?.choiceUntil ?? null) !== null && assigned === null;
    case 'ChooseToWait':
      return search?.choseToWait === true && assigned === null;
    case 'AssignPartner':
      return assigned?.courierId === command.courierId;
    case 'Reassign':
      if (assigned !== null) return false;
      return command.courierId === null || isRefused(delivery, command.courierId, 'unassigned');
    case 'ArriveAtRestaurant':
      return assigned?.courierId === command.courierId && delivery.arrivedAtRestaurantAt !== null;
    case 'VerifyPickup':
      return assigned?.courierId === command.courierId && delivery.pickupVerified;
    case 'Depart':
      return assigned?.courierId === command.courierId && delivery.departedAt !== null;
    case 'ArriveAtCustomer':
      return assigned?.courierId === command.courierId && delivery.arrivedAtCustomerAt !== null;
    case 'ReviseEta':
      return delivery.eta !== null && isSameEta(command, delivery.eta);
    case 'RecordSilence':
      return false; // every look counts
    case 'RecordHeard':
      return assigned?.courierId === command.courierId && delivery.silentChecks === 0;
    case 'RecordProof':
      return delivery.proof !== null && isSameProof(command, delivery.proof);
    case 'ReportFailure':
      return assigned?.courierId === command.courierId && stage === 'failed';
    case 'CompleteReturn':
      return stage === 'returned';
    case 'CompleteDelivery':
      return stage === 'completed';
    case 'CancelDelivery':
      return stage === 'cancelled';
    default:
      return never(command);
  }
}

type Outcome = Decision<DeliveryEvent, DeliveryRejection>;

const inSequence = (number: number, latest: number): boolean =>
  Number.isSafeInteger(number) && number > latest;

const attemptFault = (attempt: number, { lastAttempt }: RequestedDelivery): DeliveryRejection | null =>
  inSequence(attempt, lastAttempt) ? null : { code: 'attempt-out-of-sequence', next: lastAttempt + 1 };

function unlessOutOfSequence(attempt: number, delivery: RequestedDelivery, event: DeliveryEvent): Outcome {
  const fault = attemptFault(attempt, delivery);
  return fault === null ? accept(event) : reject(fault);
}

function score(command: Of<'RecordCandidates'>, { search }: RequestedDelivery): Outcome {
  const latest = search?.round ?? 0;
  return inSequence(command.round, latest)
    ? accept({ ...command, type: 'CandidatesScored' })
    : reject({ code: 'round-out-of-sequence', next: latest + 1 });
}

function widen(command: Of<'EscalateSearch'>, { search }: RequestedDelivery): Outcome {
  const latest = search?.level ?? 0;
  return inSequence(command.level, latest)
    ? accept({ ...command, type: 'SearchEscalated' })
    : reject({ code: 'level-out-of-sequence', next: latest + 1 });
}

function offer(command: Of<'OfferToPartner'>, delivery: RequestedDelivery): Outcome {
  const { leaseUntil, at } = command;
  return at < leaseUntil
    ? unlessOutOfSequence(command.attempt, delivery, { ...command, type: 'AssignmentOffered' })
    : reject({ code: 'lease-over', leaseUntil });
}

/** The answer of a courier who was asked. An acceptance has to come before the offer lapses. */
function answer(
  command: Of<'AcceptAssignment'> | Of<'DeclineAssignment'>,
  { offer: live }: RequestedDelivery,
): Outcome {
  const { courierId, at } = command;
  if (live === null) return reject({ code: 'no-live-offer' });
  if (live.courierId !== courierId) return reject({ code: 'not-the-offered-courier' });
  const { attempt, shift, leaseUntil } = live;
  if (command.type === 'DeclineAssignment') {
    return accept({ type: 'AssignmentDeclined', attempt, courierId, reason: command.reason, at });
  }
  return at < leaseUntil
    ? accept({ type: 'AssignmentAccepted', attempt, courierId, shift, at })
    : reject({ code: 'offer-lapsed', leaseUntil });
}

function expire({ attempt, at }: Of<'ExpireOffer'>, { offer: live }: RequestedDelivery): Outcome {
  if (live?.attempt !== attempt) return reject({ code: 'no-live-offer' });
  const { courierId, leaseUntil } = live;
  return at < leaseUntil
    ? reject({ code: 'lease-not-over', leaseUntil })
    : accept({ type: 'AssignmentExpired', attempt, courierId, at });
}

/** What staff decided takes the place of whoever is asked or assigned. */
function assign(command: Of<'AssignPartner'>, delivery: RequestedDelivery): Outcome {
  const { courierId, attempt, at } = command;
  const { offer: live, assigned } = delivery;
  const event = { ...command, type: 'PartnerAssigned' } as const;
  if (live?.courierId === courierId && live.attempt === attempt) return accept(event);
  const fault = attemptFault(attempt, delivery);
  if (fault !== null) return reject(fault);
  const reason = 'staff-assigned';
  if (live !== null) {
    return accept<DeliveryEvent>(
      { type: 'AssignmentWithdrawn', attempt: live.attempt, courierId: live.courierId, reason, at },
      event,
    );
  }
  return assigned === null
    ? accept(event)
    : accept<DeliveryEvent>(
        { type: 'PartnerReassigned', attempt: assigned.attempt, courierId: assigned.courierId, reason, at },
        event,
      );
}

function fail(
  { courierId, reason, at }: Of<'ReportFailure'>,
  { arrivedAtCustomerAt }: RequestedDelivery,
): Outcome {
  if (!isAmong(FAILURE_REASONS, reason)) return reject({ code: 'failure-reason-unknown' });
  if (isAmong(FAILURES_AFTER_A_WAIT, reason)) {
    const until = arrivedAtCustomerAt === null ? null : plusMinutes(arrivedAtCustomerAt, DOOR_WAIT_MINUTES);
    if (until === null || at < until) return reject({ code: 'wait-at-the-door', until });
  }
  return accept({ type: 'DeliveryFailed', courierId, reason, at });
}

function callOff({ reason, at }: Of<'CancelDelivery'>, { offer: live }: RequestedDelivery): Outcome {
  const cancelled = { type: 'DeliveryCancelled', reason, at } as const;
  return live === null
    ? accept(cancelled)
    : accept<DeliveryEvent>(
        { type: 'AssignmentWithdrawn', attempt: live.attempt, courierId: live.courierId, reason, at },
        cancelled,
      );
}

/** What only the courier who has the order may say, or what is said of them alone. */
type OfCourier =
  | Of<'Reassign'>
  | Of<'ArriveAtRestaurant' | 'VerifyPickup' | 'Depart' | 'ArriveAtCustomer'>
  | Of<'RecordSilence' | 'RecordHeard' | 'RecordProof' | 'ReportFailure'>;

function ofCourier(command: OfCourier, delivery: RequestedDelivery): Outcome {
  const { at } = command;
  const { assigned, stage } = delivery;
  const courierId = command.courierId ?? assigned?.courierId;
  if (assigned === null || courierId !== assigned.courierId) {
    return reject({ code: 'not-the-assigned-courier' });
  }
  switch (command.type) {
    case 'Reassign': {
      const { attempt } = assigned;
      return accept({ type: 'PartnerReassigned', attempt, courierId, reason: command.reason, at });
    }
    case 'ArriveAtRestaurant':
      return accept({ type: 'ArrivedAtRestaurant', courierId, at });
    case 'VerifyPickup': {
      const verified = { type: 'PickupVerified', courierId, at } as const;
      return stage === 'assigned'
        ? accept<DeliveryEvent>({ type: 'ArrivedAtRestaurant', courierId, at }, verified)
        : accept(verified);
    }
    case 'Depart':
      return accept({ type: 'DepartedToCustomer', courierId, at });
    case 'ArriveAtCustomer':
      return accept({ type: 'ArrivedAtCustomer', courierId, at });
    case 'RecordSilence': {
      const silentChecks = delivery.silentChecks + 1;
      return accept({
        type: 'PartnerWentSilent',
        courierId,
        lastSeenAt: command.lastSeenAt,
        silentChecks,
        at,
      });
    }
    case 'RecordHeard':
      return accept({ type: 'PartnerHeardAgain', courierId, at });
    case 'RecordProof':
      return accept({ ...command, type: 'ProofRecorded' });
    case 'ReportFailure':
      return fail(command, delivery);
    default:
      return never(command);
  }
}

function change(command: FollowUp, delivery: RequestedDelivery): Outcome {
  const { at } = command;
  switch (command.type) {
    case 'StartSearch':
      return accept({ type: 'PartnerSearchStarted', cause: command.cause, at });
    case 'RecordCandidates':
      return score(command, delivery);
    case 'RecordUnavailable':
      return unlessOutOfSequence(command.attempt, delivery, { ...command, type: 'CandidateUnavailable' });
    case 'OfferToPartner':
      return offer(command, delivery);
    case 'AcceptAssignment':
    case 'DeclineAssignment':
      return answer(command, delivery);
    case 'ExpireOffer':
      return expire(command, delivery);
    case 'EscalateSearch':
      return widen(command, delivery);
    case 'ExhaustSearch':
      return accept({ type: 'SearchExhausted', at });
    case 'OfferCustomerChoice':
      return accept({ type: 'CustomerChoiceOffered', until: command.until, at });
    case 'ChooseToWait':
      return (delivery.search?.choiceUntil ?? null) === null
        ? reject({ code: 'no-choice-open' })
        : accept({ type: 'CustomerChoseToWait', at });
    case 'AssignPartner':
      return assign(command, delivery);
    case 'ReviseEta':
      return accept({ ...command, type: 'EtaRevised' });
    case 'CompleteReturn':
      return accept({ type: 'ReturnCompleted', at });
    case 'CompleteDelivery':
      return accept({ type: 'DeliveryCompleted', at });
    case 'CancelDelivery':
      return callOff(command, delivery);
    case 'Reassign':
    case 'ArriveAtRestaurant':
    case 'VerifyPickup':
    case 'Depart':
    case 'ArriveAtCustomer':
    case 'RecordSilence':
    case 'RecordHeard':
    case 'RecordProof':
    case 'ReportFailure':
      return ofCourier(command, delivery);
    default:
      return never(command);
  }
}

function request(command: Of<'RequestDelivery'>, delivery: Delivery): Outcome {
  if (delivery.is === 'absent' || delivery.stage === 'cancelled') {
    return accept({ ...command, type: 'DeliveryRequested' });
  }
  const { stage } = delivery;
  return stage === 'completed' || stage === 'returned' || stage === 'failed'
    ? reject({ code: 'transition-not-allowed', command: command.type, stage })
    : accept();
}

function decide(command: DeliveryCommand, delivery: Delivery): Outcome {
  if (command.type === 'RequestDelivery') return request(command, delivery);
  if (delivery.is === 'absent') return reject({ code: 'delivery-not-found' });
  if (alreadyHolds(command, delivery)) return accept();
  const { stage } = delivery;
  if (isDeliveryInTable(command.type, stage)) return change(command, delivery);
  return command.type === 'AcceptAssignment' || command.type === 'DeclineAssignment'
    ? reject({ code: 'no-live-offer' })
    : reject({ code: 'transition-not-allowed', command: command.type, stage });
}

/**
 * How an order gets to its customer: the search for a courier, offers one at a time, the way, and the proof. Who
 * has the food, the order itself decides; here is decided who is asked, who brings it, and what was seen of it.
 */
export const delivery: Decider<DeliveryCommand, Delivery, DeliveryEvent, DeliveryRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
