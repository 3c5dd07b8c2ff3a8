import {
  deliveryAggregate,
  gpsAggregate,
  partnerAggregate,
  reviewAggregate,
  shiftAggregate,
} from '../../src/application/aggregates';
import { orderIdFor, shiftIdFor, uuidv5 } from '../../src/application/deterministic-ids';
import { CUSTOMER_ID } from '../../src/domain/customer/customer.fixtures';
import type { DeliveryCommand } from '../../src/domain/delivery/delivery-messages';
import { anOffer, aRequestDelivery, deliveryCommands } from '../../src/domain/delivery/delivery.fixtures';
import type { GpsCommand } from '../../src/domain/gps/gps-messages';
import type { Actor } from '../../src/domain/kernel/actor';
import type { OrderId } from '../../src/domain/kernel/ids';
import type { Sealed } from '../../src/domain/kernel/sealed';
import { courierAsha, courierBilal, minutesAfterNoon } from '../../src/domain/order/order.fixtures';
import type { PartnerCommand } from '../../src/domain/partner/partner-messages';
import { RESTAURANT_ID } from '../../src/domain/restaurant/restaurant.fixtures';
import type { ReviewCommand } from '../../src/domain/review/review-messages';
import type { ShiftCommand } from '../../src/domain/shift/shift-messages';
import { ADMIN, ASHA, CUSTOMER, sealed, SUPPORT, systemActor } from './golden.people';
import { example, sha256, type ExampleStream } from './record-example';

const DISPATCH = systemActor('process-dispatch');
const BILAL: Actor = { id: courierBilal, role: 'courier' };

const orderOf = (name: string): OrderId => orderIdFor(CUSTOMER_ID, `brought: ${name}`);

const sealedFor = (subject: string, what: string): Sealed => ({ ...sealed(what), subject });

function deliveryActor(command: DeliveryCommand): Actor {
  switch (command.type) {
    case 'AcceptAssignment':
    case 'DeclineAssignment':
    case 'ArriveAtRestaurant':
    case 'VerifyPickup':
    case 'ArriveAtCustomer':
    case 'RecordProof':
    case 'ReportFailure':
      return command.courierId === courierAsha ? ASHA : BILAL;
    case 'Reassign':
      return command.reason === 'flat-tyre' ? ASHA : SUPPORT;
    case 'ChooseToWait':
      return CUSTOMER;
    case 'RequestDelivery':
    case 'StartSearch':
    case 'RecordCandidates':
    case 'RecordUnavailable':
    case 'OfferToPartner':
    case 'ExpireOffer':
    case 'EscalateSearch':
    case 'ExhaustSearch':
    case 'OfferCustomerChoice':
    case 'AssignPartner':
    case 'Depart':
    case 'ReviseEta':
    case 'RecordSilence':
    case 'RecordHeard':
    case 'CompleteReturn':
    case 'CompleteDelivery':
    case 'CancelDelivery':
      return DISPATCH;
  }
}

const brought = (name: string, commands: readonly DeliveryCommand[]): ExampleStream => {
  const orderId = orderOf(name);
  const request = aRequestDelivery({ orderId, restaurantId: RESTAURANT_ID, customerId: CUSTOMER_ID });
  const ofOrder = commands.map((command) =>
    command.type === 'RequestDelivery' ? { ...request, at: command.at } : command,
  );
  return example(name, deliveryAggregate, orderId, deliveryActor, [request, ...ofOrder]);
};

const {
  RequestDelivery,
  StartSearch,
  RecordCandidates,
  RecordUnavailable,
  AcceptAssignment,
  DeclineAssignment,
  EscalateSearch,
  ExhaustSearch,
  OfferCustomerChoice,
  ChooseToWait,
  AssignPartner,
  Reassign,
  ArriveAtRestaurant,
  VerifyPickup,
  Depart,
  ArriveAtCustomer,
  ReviseEta,
  RecordSilence,
  RecordHeard,
  RecordProof,
  ReportFailure,
  CompleteReturn,
  CompleteDelivery,
  CancelDelivery,
} = deliveryCommands;

const LOOK: DeliveryCommand = { ...RecordCandidates, inputsHash: sha256('inputs of the first round') };
const ASSIGNED: readonly DeliveryCommand[] = [StartSearch, LOOK, anOffer(), AcceptAssignment, ReviseEta];
const AT_DOOR: readonly DeliveryCommand[] = [
  ...ASSIGNED,
  RecordSilence,
  RecordHeard,
  ArriveAtRestaurant,
  VerifyPickup,
  Depart,
  ArriveAtCustomer,
];

const byBilal = { courierId: courierBilal } as const;

/** Nobody for long: no room, no answer, a refusal, ever wider; the courier whom staff find has a flat tyre. */
const LONG_SEARCH: readonly DeliveryCommand[] = [
  StartSearch,
  LOOK,
  RecordUnavailable,
  anOffer({ attempt: 2 }),
  { ...deliveryCommands.ExpireOffer, attempt: 2 },
  { ...EscalateSearch, at: minutesAfterNoon(19) },
  { ...RecordCandidates, round: 2, radiusMetres: 7_000, inputs: [], ranked: [], at: minutesAfterNoon(20) },
  anOffer({ attempt: 3, courierId: courierBilal, at: minutesAfterNoon(21) }),
  { ...DeclineAssignment, ...byBilal, at: minutesAfterNoon(21) },
  { ...ExhaustSearch, at: minutesAfterNoon(27) },
  OfferCustomerChoice,
  ChooseToWait,
  anOffer({ attempt: 4, courierId: courierBilal, at: minutesAfterNoon(32) }),
  { ...AssignPartner, attempt: 5, courierId: courierAsha, shift: 2, at: minutesAfterNoon(32) },
  { ...Reassign, at: minutesAfterNoon(33) },
  { ...StartSearch, cause: 'reassigned', at: minutesAfterNoon(33) },
  anOffer({ attempt: 6, courierId: courierBilal, shift: 3, at: minutesAfterNoon(34) }),
  { ...AcceptAssignment, ...byBilal, at: minutesAfterNoon(34) },
  { ...VerifyPickup, ...byBilal, at: minutesAfterNoon(40) },
  { ...Depart, ...byBilal, at: minutesAfterNoon(41) },
  { ...CompleteDelivery, at: minutesAfterNoon(50) },
];

const deliveries = (): readonly ExampleStream[] => [
  brought('at-once', [
    ...AT_DOOR,
    { ...RecordProof, sha256: sha256('picture'), place: sealed('place') },
    CompleteDelivery,
  ]),
  brought('after-a-long-search', LONG_SEARCH),
  brought('nobody-at-the-door', [...AT_DOOR, ReportFailure, CompleteReturn]),
  brought('called-off-and-taken-back', [
    ...[StartSearch, LOOK, anOffer(), { ...CancelDelivery, at: minutesAfterNoon(16) }],
    { ...RequestDelivery, at: minutesAfterNoon(17) },
    { ...StartSearch, cause: 'restored', at: minutesAfterNoon(17) },
  ]),
];

const partnerActor = ({ type }: PartnerCommand): Actor =>
  type === 'SuspendPartner' || type === 'ReinstatePartner' ? ADMIN : ASHA;

const partnerStream = (): ExampleStream =>
  example('works-again', partnerAggregate, courierAsha, partnerActor, [
    {
      type: 'RegisterPartner',
      courierId: courierAsha,
      profile: sealedFor(courierAsha, 'profile of asha'),
      vehicle: 'bicycle',
      at: minutesAfterNoon(-600),
    },
    { type: 'OpenShift', after: 0, at: minutesAfterNoon(-500) },
    {
      type: 'ChangePartnerProfile',
      profile: sealedFor(courierAsha, 'new profile of asha'),
      vehicle: 'scooter',
      at: minutesAfterNoon(-400),
    },
    { type: 'SuspendPartner', reason: 'papers-missing', at: minutesAfterNoon(-300) },
    { type: 'ReinstatePartner', at: minutesAfterNoon(-200) },
    { type: 'OpenShift', after: 1, at: minutesAfterNoon(0) },
  ]);

function shiftActor({ type }: ShiftCommand): Actor {
  return type === 'GoOnline' || type === 'GoOffline' ? ASHA : DISPATCH;
}

const shiftOf = (name: string, number: number, commands: readonly ShiftCommand[]): ExampleStream =>
  example(name, shiftAggregate, shiftIdFor(courierAsha, number), shiftActor, [
    {
      type: 'GoOnline',
      courierId: courierAsha,
      shift: number,
      vehicle: 'scooter',
      capacity: 2,
      at: minutesAfterNoon(0),
    },
    ...commands,
  ]);

const AT_ONCE = { orderId: orderOf('at-once'), attempt: 1 } as const;
const BY_STAFF = { orderId: orderOf('after-a-long-search'), attempt: 5 } as const;

const shifts = (): readonly ExampleStream[] => [
  shiftOf('two-deliveries', 1, [
    { type: 'ReserveCapacity', ...AT_ONCE, until: anOffer().leaseUntil, at: minutesAfterNoon(16) },
    { type: 'ReserveCapacity', ...BY_STAFF, until: null, at: minutesAfterNoon(32) },
    { type: 'ReleaseCapacity', ...BY_STAFF, reason: 'flat-tyre', at: minutesAfterNoon(33) },
    { type: 'ReleaseCapacity', ...AT_ONCE, reason: 'delivered', at: minutesAfterNoon(35) },
    { type: 'GoOffline', reason: 'asked', at: minutesAfterNoon(60) },
  ]),
  shiftOf('on-the-road', 2, [
    { type: 'ReserveCapacity', ...AT_ONCE, until: anOffer().leaseUntil, at: minutesAfterNoon(16) },
  ]),
];

function segment(number: number, count: number, jumps: number, mocked: number): GpsCommand {
  const orderId = orderOf('at-once');
  const from = minutesAfterNoon(26 + number);
  return {
    type: 'RecordSegment',
    orderId,
    courierId: courierAsha,
    segment: number,
    pings: sealedFor(`gps-${orderId}`, `pings ${number}`),
    count,
    from,
    to: minutesAfterNoon(27 + number),
    jumps,
    mocked,
    at: minutesAfterNoon(27 + number),
  };
}

const track = (): ExampleStream =>
  example('to-the-door', gpsAggregate, orderOf('at-once'), () => ASHA, [
    segment(1, 20, 0, 0),
    segment(2, 7, 1, 2),
  ]);

const reviewOf = (name: string, said: Partial<ReviewCommand>): ExampleStream => {
  const orderId = orderOf(name);
  return example(name, reviewAggregate, orderId, () => CUSTOMER, [
    {
      type: 'SubmitReview',
      orderId,
      customerId: CUSTOMER_ID,
      restaurantId: RESTAURANT_ID,
      courierId: courierAsha,
      restaurantStars: 4,
      foodStars: null,
      deliveryStars: null,
      dishTags: [],
      text: null,
      photos: [],
      at: minutesAfterNoon(90),
      ...said,
    },
  ]);
};

/** Couriers, what they brought and how, and what customers said of it. */
export const courierExamples = (): readonly ExampleStream[] => [
  partnerStream(),
  ...shifts(),
  ...deliveries(),
  track(),
  reviewOf('at-once', {
    foodStars: 5,
    deliveryStars: 5,
    dishTags: ['crisp', 'generous'],
    text: sealed('praise'),
    photos: [uuidv5('example', 'photo of a dosa')],
  }),
  reviewOf('after-a-long-search', { restaurantStars: 2, courierId: null }),
];
