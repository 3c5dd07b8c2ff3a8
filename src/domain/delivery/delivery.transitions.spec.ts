import { fold } from '../kernel/decider';
import { plusMinutes } from '../kernel/instant';
import { courierAsha, courierBilal, minutesAfterNoon } from '../order/order.fixtures';
import { delivery, type DeliveryRejection } from './delivery';
import type { DeliveryCommand, DeliveryEvent } from './delivery-messages';
import type { Delivery, RequestedDelivery } from './delivery-state';
import { DELIVERY_STAGES, DELIVERY_TRANSITIONS, type DeliveryTransition } from './delivery-transitions';
import { anOffer, deliveryCommands } from './delivery.fixtures';

type Code = DeliveryRejection['code'];

/** Early: while an offer stands and nobody has waited at the door. Late: when both are over. */
const EARLY = minutesAfterNoon(16);
const LATE = plusMinutes(EARLY, 10);

const { AssignPartner, ExpireOffer, OfferToPartner, RecordCandidates, RecordUnavailable } = deliveryCommands;
const { AcceptAssignment, DeclineAssignment, EscalateSearch, Reassign, RecordProof, ReportFailure } =
  deliveryCommands;
const couriers = [courierAsha, courierBilal];

/** Every command, in every way that decisions tell apart. */
const COMMANDS: readonly DeliveryCommand[] = [
  ...Object.values(deliveryCommands).map((command) => ({ ...command, at: EARLY })),
  ...couriers.flatMap((courierId) => [
    anOffer({ attempt: 1, courierId, at: EARLY }),
    anOffer({ attempt: 2, courierId, at: EARLY }),
    { ...AssignPartner, attempt: 1, courierId, at: EARLY },
    { ...AssignPartner, attempt: 3, courierId, at: EARLY },
    { ...AcceptAssignment, courierId, at: EARLY },
    { ...AcceptAssignment, courierId, at: LATE },
    { ...DeclineAssignment, courierId, at: EARLY },
  ]),
  { ...OfferToPartner, at: LATE },
  { ...ExpireOffer, at: LATE },
  { ...ExpireOffer, attempt: 2, at: LATE },
  { ...RecordCandidates, round: 2, at: EARLY },
  { ...RecordUnavailable, attempt: 2, at: EARLY },
  { ...EscalateSearch, level: 0.5, at: EARLY },
  { ...Reassign, courierId: null, at: EARLY },
  { ...RecordProof, sha256: 'another', at: EARLY },
  { ...ReportFailure, at: LATE },
  { ...ReportFailure, reason: 'customer-refused', at: EARLY },
  { ...ReportFailure, reason: 'bored', at: EARLY },
];

const stageOf = (state: Delivery) => (state.is === 'absent' ? 'absent' : state.stage);

/** What may hold beside the stage, and what it is independent of. */
const besidesOf = (state: RequestedDelivery): readonly boolean[] => [
  (state.search?.round ?? 0) > 0,
  (state.search?.level ?? 0) > 0,
  state.search?.exhausted ?? false,
  (state.search?.choiceUntil ?? null) !== null,
  state.search?.choseToWait ?? false,
  state.eta !== null,
  state.proof !== null,
  state.pickupVerified,
  state.silentChecks > 0,
  state.silentChecks > 1,
  state.refusals.size > 0,
  state.refusals.size > 1,
];

/** So many things beside the stage at once are looked at; all together would be too many states to visit. */
const MOST_BESIDES = 3;

const isVisited = (state: Delivery): boolean =>
  state.is === 'absent' ||
  (besidesOf(state).filter(Boolean).length <= MOST_BESIDES && state.silentChecks < 3);

interface Step {
  readonly state: Delivery;
  readonly command: DeliveryCommand;
  readonly decision: ReturnType<typeof delivery.decide>;
  readonly next: Delivery;
}

const keyOf = (state: Delivery): string =>
  JSON.stringify(state, (_, member: unknown) =>
    member instanceof Map ? [...(member as ReadonlyMap<string, unknown>)].sort() : member,
  );

/** Every state that can be reached through those that are visited, with every command tried on it. */
function walk(): { readonly states: readonly Delivery[]; readonly steps: readonly Step[] } {
  const states = new Map<string, Delivery>([[keyOf(delivery.initial), delivery.initial]]);
  const steps: Step[] = [];
  // A map that grows while it is iterated: the walk ends when no command leads to a state not yet seen.
  for (const state of states.values()) {
    for (const command of COMMANDS) {
      const decision = delivery.decide(command, state);
      const next = decision.ok ? fold({ ...delivery, initial: state }, decision.events) : state;
      steps.push({ state, command, decision, next });
      if (next !== state && isVisited(next)) states.set(keyOf(next), next);
    }
  }
  return { states: [...states.values()], steps };
}

const typesOf = (events: readonly DeliveryEvent[]): readonly string[] => events.map(({ type }) => type);

const isStepOf = (
  { command, from, to, events }: DeliveryTransition,
  step: Step,
  decided: readonly DeliveryEvent[],
): boolean =>
  command === step.command.type &&
  from.includes(stageOf(step.state)) &&
  stageOf(step.next) === (to === 'same' ? stageOf(step.state) : to) &&
  events.join() === typesOf(decided).join();

/** Every rejection there is; the type makes the list complete. */
const CODES: Readonly<Record<Code, true>> = {
  'delivery-not-found': true,
  'transition-not-allowed': true,
  'attempt-out-of-sequence': true,
  'round-out-of-sequence': true,
  'level-out-of-sequence': true,
  'lease-over': true,
  'lease-not-over': true,
  'offer-lapsed': true,
  'no-live-offer': true,
  'no-choice-open': true,
  'not-the-offered-courier': true,
  'not-the-assigned-courier': true,
  'failure-reason-unknown': true,
  'wait-at-the-door': true,
};

/** Every event there is; the type makes the list complete. */
const EVENTS: Readonly<Record<DeliveryEvent['type'], true>> = {
  DeliveryRequested: true,
  PartnerSearchStarted: true,
  CandidatesScored: true,
  CandidateUnavailable: true,
  AssignmentOffered: true,
  AssignmentAccepted: true,
  AssignmentDeclined: true,
  AssignmentExpired: true,
  AssignmentWithdrawn: true,
  SearchEscalated: true,
  SearchExhausted: true,
  CustomerChoiceOffered: true,
  CustomerChoseToWait: true,
  PartnerAssigned: true,
  PartnerReassigned: true,
  ArrivedAtRestaurant: true,
  PickupVerified: true,
  DepartedToCustomer: true,
  ArrivedAtCustomer: true,
  EtaRevised: true,
  PartnerWentSilent: true,
  PartnerHeardAgain: true,
  ProofRecorded: true,
  DeliveryFailed: true,
  ReturnCompleted: true,
  DeliveryCompleted: true,
  DeliveryCancelled: true,
};

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

describe('every command on every state that a delivery can reach', () => {
  const { states, steps } = walk();
  const requested = states.filter((state): state is RequestedDelivery => state.is === 'requested');
  const changes = steps.flatMap((step) =>
    step.decision.ok && step.decision.events.length > 0 ? [{ step, events: step.decision.events }] : [],
  );
  const refusals = steps.flatMap((step) =>
    step.decision.ok ? [] : [{ step, code: step.decision.rejection.code }],
  );

  it('reaches every stage, and everything that can hold beside it', () => {
    expect(sorted(requested.map(({ stage }) => stage))).toEqual(sorted(DELIVERY_STAGES));
    const besides = requested.map(besidesOf);
    expect(besides[0]!.map((_, i) => besides.some((row) => row[i]))).toEqual(besides[0]!.map(() => true));
    const hows = requested.flatMap(({ refusals: map }) => [...map.values()].map(({ how }) => how));
    expect(sorted(hows)).toEqual(['declined', 'expired', 'unassigned']);
  });

  it('changes it as exactly one row of the table says', () => {
    const wrong = changes.filter(
      ({ step, events }) => DELIVERY_TRANSITIONS.filter((row) => isStepOf(row, step, events)).length !== 1,
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('makes use of every row, in each of its stages', () => {
    const rows = DELIVERY_TRANSITIONS.flatMap((row) => row.from.map((from) => ({ ...row, from: [from] })));
    const unused = rows.filter((row) => !changes.some(({ step, events }) => isStepOf(row, step, events)));
    expect(unused).toEqual([]);
  });

  it('finds nothing to decide when it has just been granted, unless it is one more look in vain', () => {
    const wrong = changes.filter(({ step: { command, next }, events }) => {
      const again = delivery.decide(command, next);
      const isNothing = again.ok && again.events.length === 0;
      return isNothing === typesOf(events).includes('PartnerWentSilent');
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('is told of the table only where no row has the stage, and of a reason of its own elsewhere', () => {
    const wrong = refusals.filter(({ step: { command, state }, code }) => {
      const inTable = DELIVERY_TRANSITIONS.some(
        (row) => row.command === command.type && row.from.includes(stageOf(state)),
      );
      const isOfTable = code === 'transition-not-allowed' || code === 'delivery-not-found';
      return inTable ? isOfTable : !isOfTable && code !== 'no-live-offer';
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('brings about every event and meets every rejection', () => {
    expect(sorted(changes.flatMap(({ events }) => typesOf(events)))).toEqual(sorted(Object.keys(EVENTS)));
    expect(sorted(refusals.map(({ code }) => code))).toEqual(sorted(Object.keys(CODES)));
  });

  it('never leads to a state that contradicts itself', () => {
    const withNobody = ['waiting', 'searching', 'offered', 'cancelled'];
    const departed = ['on-the-way', 'at-door', 'failed', 'completed', 'returned'];
    const contradictions = requested.filter(
      (state) =>
        (state.stage === 'offered') !== (state.offer !== null) ||
        withNobody.includes(state.stage) !== (state.assigned === null) ||
        departed.includes(state.stage) !== (state.departedAt !== null) ||
        (state.arrivedAtCustomerAt !== null && state.departedAt === null) ||
        (state.stage === 'at-door' && state.arrivedAtCustomerAt === null) ||
        (state.pickupVerified && state.arrivedAtRestaurantAt === null) ||
        (state.silentChecks > 0 && state.assigned === null) ||
        (state.search?.choseToWait === true && state.search.choiceUntil === null) ||
        state.lastAttempt < Math.max(state.offer?.attempt ?? 0, state.assigned?.attempt ?? 0) ||
        (state.lastAttempt === 0) !== (state.lastAsked === null),
    );
    expect(contradictions.slice(0, 3)).toEqual([]);
  });
});
