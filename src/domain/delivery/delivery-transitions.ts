import type { DeliveryCommand, DeliveryEvent } from './delivery-messages';

/** How far a delivery is, in the order of its life. */
export const DELIVERY_STAGES = [
  'waiting',
  'searching',
  'offered',
  'assigned',
  'at-restaurant',
  'on-the-way',
  'at-door',
  'failed',
  'completed',
  'cancelled',
  'returned',
] as const;

export type DeliveryStage = (typeof DELIVERY_STAGES)[number];

/** One way for a delivery to change. */
export interface DeliveryTransition {
  readonly command: DeliveryCommand['type'];
  readonly from: readonly (DeliveryStage | 'absent')[];
  readonly to: DeliveryStage | 'same';
  readonly events: readonly DeliveryEvent['type'][];
  readonly meaning: string;
}

const row = (
  command: DeliveryTransition['command'],
  from: DeliveryTransition['from'],
  to: DeliveryTransition['to'],
  events: DeliveryTransition['events'],
  meaning: string,
): DeliveryTransition => ({ command, from, to, events, meaning });

const LOOKING = ['searching', 'offered'] as const;
const BEFORE_HANDOVER = ['assigned', 'at-restaurant'] as const;
const WITH_FOOD = ['on-the-way', 'at-door'] as const;
const UNDER_WAY = [...BEFORE_HANDOVER, ...WITH_FOOD] as const;

/** Every way for a delivery to change: `decide` refuses what is not here. */
export const DELIVERY_TRANSITIONS: readonly DeliveryTransition[] = [
  row(
    'RequestDelivery',
    ['absent', 'cancelled'],
    'waiting',
    ['DeliveryRequested'],
    'the kitchen cooks it; or it was called off, and that was taken back',
  ),
  row('StartSearch', ['waiting'], 'searching', ['PartnerSearchStarted'], 'couriers are looked for'),
  row('RecordCandidates', ['searching'], 'same', ['CandidatesScored'], 'who is near, the best first'),
  row('RecordUnavailable', ['searching'], 'same', ['CandidateUnavailable'], 'one of them has no room left'),
  row('OfferToPartner', ['searching'], 'offered', ['AssignmentOffered'], 'one of them is asked'),
  row('AcceptAssignment', ['offered'], 'assigned', ['AssignmentAccepted'], 'they will bring it'),
  row('DeclineAssignment', ['offered'], 'searching', ['AssignmentDeclined'], 'they will not'),
  row('ExpireOffer', ['offered'], 'searching', ['AssignmentExpired'], 'they did not answer in time'),
  row('EscalateSearch', LOOKING, 'same', ['SearchEscalated'], 'couriers farther off are asked too'),
  row('ExhaustSearch', LOOKING, 'same', ['SearchExhausted'], 'nobody anywhere: staff are called'),
  row('OfferCustomerChoice', LOOKING, 'same', ['CustomerChoiceOffered'], 'it takes long: wait or call off?'),
  row('ChooseToWait', LOOKING, 'same', ['CustomerChoseToWait'], 'the customer waits'),
  row('AssignPartner', ['waiting', 'searching'], 'assigned', ['PartnerAssigned'], 'staff chose the courier'),
  row(
    'AssignPartner',
    ['offered'],
    'assigned',
    ['PartnerAssigned'],
    'staff chose the very courier who is being asked',
  ),
  row(
    'AssignPartner',
    ['offered'],
    'assigned',
    ['AssignmentWithdrawn', 'PartnerAssigned'],
    'staff chose while another is being asked',
  ),
  row(
    'AssignPartner',
    BEFORE_HANDOVER,
    'assigned',
    ['PartnerReassigned', 'PartnerAssigned'],
    'staff chose somebody else',
  ),
  row(
    'Reassign',
    BEFORE_HANDOVER,
    'waiting',
    ['PartnerReassigned'],
    'the courier will not bring it after all',
  ),
  row('ArriveAtRestaurant', ['assigned'], 'at-restaurant', ['ArrivedAtRestaurant'], 'the courier is there'),
  row(
    'VerifyPickup',
    ['assigned'],
    'at-restaurant',
    ['ArrivedAtRestaurant', 'PickupVerified'],
    'they name the right bag; nobody saw them come',
  ),
  row('VerifyPickup', ['at-restaurant'], 'same', ['PickupVerified'], 'they name the right bag'),
  row('Depart', BEFORE_HANDOVER, 'on-the-way', ['DepartedToCustomer'], 'the courier has the food'),
  row('ArriveAtCustomer', ['on-the-way'], 'at-door', ['ArrivedAtCustomer'], 'the courier is at the door'),
  row(
    'ReviseEta',
    ['waiting', ...LOOKING, ...UNDER_WAY],
    'same',
    ['EtaRevised'],
    'it is expected at another time',
  ),
  row('RecordSilence', UNDER_WAY, 'same', ['PartnerWentSilent'], 'nobody knows where the courier is'),
  row('RecordHeard', UNDER_WAY, 'same', ['PartnerHeardAgain'], 'the courier is heard of again'),
  row('RecordProof', WITH_FOOD, 'same', ['ProofRecorded'], 'a picture from the door'),
  row('ReportFailure', WITH_FOOD, 'failed', ['DeliveryFailed'], 'it cannot be handed to the customer'),
  row('CompleteReturn', [...WITH_FOOD, 'failed'], 'returned', ['ReturnCompleted'], 'the food is back'),
  row(
    'CompleteDelivery',
    [...WITH_FOOD, 'failed'],
    'completed',
    ['DeliveryCompleted'],
    'the customer has it, perhaps after all',
  ),
  row(
    'CancelDelivery',
    ['waiting', 'searching', ...BEFORE_HANDOVER],
    'cancelled',
    ['DeliveryCancelled'],
    'the order ended before the handover',
  ),
  row(
    'CancelDelivery',
    ['offered'],
    'cancelled',
    ['AssignmentWithdrawn', 'DeliveryCancelled'],
    'the order ended while a courier is being asked',
  ),
];

const IN_TABLE = new Set(
  DELIVERY_TRANSITIONS.flatMap(({ command, from }) => from.map((stage) => `${command} ${stage}`)),
);

/** Whether some row lets the command act on a delivery of that stage. */
export const isDeliveryInTable = (command: DeliveryCommand['type'], stage: DeliveryStage): boolean =>
  IN_TABLE.has(`${command} ${stage}`);
