import { fold } from '../kernel/decider';
import { asId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import { courierAsha, courierBilal, minutesAfterNoon } from '../order/order.fixtures';
import { delivery } from './delivery';
import type { DeliveryCommand, DeliveryEvent } from './delivery-messages';
import type { Delivery } from './delivery-state';
import type { DeliveryStage } from './delivery-transitions';

type Of<T extends DeliveryCommand['type']> = Extract<DeliveryCommand, { readonly type: T }>;

/** How long an offer stands, in the tests. */
export const LEASE_MS = 25_000;

export const aRequestDelivery = (overrides: Partial<Of<'RequestDelivery'>> = {}): Of<'RequestDelivery'> => ({
  type: 'RequestDelivery',
  orderId: asId('order-1'),
  restaurantId: asId('restaurant-1'),
  customerId: asId('customer-1'),
  pickup: { lat: 12.9716, lng: 77.5946 },
  distanceMetres: 2_400,
  readyBy: minutesAfterNoon(24),
  startAt: minutesAfterNoon(15),
  at: minutesAfterNoon(4),
  ...overrides,
});

/** An offer to Asha, the first, that stands for {@link LEASE_MS} from when it is made. */
export const anOffer = (
  overrides: Partial<Omit<Of<'OfferToPartner'>, 'type' | 'leaseUntil'>> = {},
): Of<'OfferToPartner'> => {
  const at: Instant = overrides.at ?? minutesAfterNoon(16);
  return {
    type: 'OfferToPartner',
    attempt: 1,
    courierId: courierAsha,
    shift: 1,
    pickupMetres: 800,
    ...overrides,
    at,
    leaseUntil: plusMs(at, LEASE_MS),
  };
};

const candidate = {
  courierId: courierAsha,
  shift: 1,
  distanceMetres: 800,
  load: 0,
  capacity: 2,
  idleSeconds: 300,
  pingAgeSeconds: 4,
} as const;

/** One command of each type: those that move a delivery on belong to one that Asha brings to its end. */
export const deliveryCommands = {
  RequestDelivery: aRequestDelivery(),
  StartSearch: { type: 'StartSearch', cause: 'accepted', at: minutesAfterNoon(15) },
  RecordCandidates: {
    type: 'RecordCandidates',
    round: 1,
    radiusMetres: 5_000,
    algorithm: 'scoring/1',
    inputs: [candidate],
    inputsHash: 'inputs-hash',
    ranked: [{ courierId: courierAsha, score: 800 }],
    at: minutesAfterNoon(15),
  },
  RecordUnavailable: {
    type: 'RecordUnavailable',
    round: 1,
    attempt: 1,
    courierId: courierBilal,
    reason: 'at-capacity',
    at: minutesAfterNoon(15),
  },
  OfferToPartner: anOffer(),
  AcceptAssignment: {
    type: 'AcceptAssignment',
    courierId: courierAsha,
    at: plusMs(minutesAfterNoon(16), 10_000),
  },
  DeclineAssignment: {
    type: 'DeclineAssignment',
    courierId: courierAsha,
    reason: 'too-far',
    at: plusMs(minutesAfterNoon(16), 10_000),
  },
  ExpireOffer: { type: 'ExpireOffer', attempt: 1, at: plusMs(minutesAfterNoon(16), LEASE_MS) },
  EscalateSearch: { type: 'EscalateSearch', level: 1, radiusMetres: 7_000, at: minutesAfterNoon(17) },
  ExhaustSearch: { type: 'ExhaustSearch', at: minutesAfterNoon(20) },
  OfferCustomerChoice: {
    type: 'OfferCustomerChoice',
    until: minutesAfterNoon(45),
    at: minutesAfterNoon(30),
  },
  ChooseToWait: { type: 'ChooseToWait', at: minutesAfterNoon(31) },
  AssignPartner: {
    type: 'AssignPartner',
    attempt: 2,
    courierId: courierBilal,
    shift: 3,
    at: minutesAfterNoon(18),
  },
  Reassign: { type: 'Reassign', courierId: courierAsha, reason: 'flat-tyre', at: minutesAfterNoon(19) },
  ArriveAtRestaurant: { type: 'ArriveAtRestaurant', courierId: courierAsha, at: minutesAfterNoon(22) },
  VerifyPickup: { type: 'VerifyPickup', courierId: courierAsha, at: minutesAfterNoon(25) },
  Depart: { type: 'Depart', courierId: courierAsha, at: minutesAfterNoon(26) },
  ArriveAtCustomer: { type: 'ArriveAtCustomer', courierId: courierAsha, at: minutesAfterNoon(33) },
  ReviseEta: {
    type: 'ReviseEta',
    phase: 'to-restaurant',
    pickupAt: minutesAfterNoon(24),
    p50: minutesAfterNoon(34),
    p90: minutesAfterNoon(38),
    reason: 'courier-assigned',
    inputs: { prepSeconds: 480, firstMileMetres: 800, lastMileMetres: 2_400 },
    policy: 'phase-eta/1',
    at: minutesAfterNoon(17),
  },
  RecordSilence: {
    type: 'RecordSilence',
    courierId: courierAsha,
    lastSeenAt: minutesAfterNoon(17),
    at: minutesAfterNoon(18),
  },
  RecordHeard: { type: 'RecordHeard', courierId: courierAsha, at: minutesAfterNoon(19) },
  RecordProof: {
    type: 'RecordProof',
    courierId: courierAsha,
    blob: 'proofs/order-1/1',
    sha256: 'picture-hash',
    contentType: 'image/jpeg',
    place: { subject: 'customer-1', keyId: 'key-1', box: 'cGxhY2U' },
    distanceMetres: 20,
    accuracyMetres: 10,
    at: minutesAfterNoon(34),
  },
  ReportFailure: {
    type: 'ReportFailure',
    courierId: courierAsha,
    reason: 'customer-unreachable',
    at: minutesAfterNoon(41),
  },
  CompleteReturn: { type: 'CompleteReturn', at: minutesAfterNoon(55) },
  CompleteDelivery: { type: 'CompleteDelivery', at: minutesAfterNoon(35) },
  CancelDelivery: { type: 'CancelDelivery', reason: 'order-cancelled', at: minutesAfterNoon(20) },
} as const satisfies { readonly [T in DeliveryCommand['type']]: Of<T> };

const way = (stage: DeliveryStage): readonly DeliveryCommand[] => {
  const c = deliveryCommands;
  switch (stage) {
    case 'waiting':
      return [c.RequestDelivery];
    case 'searching':
      return [...way('waiting'), c.StartSearch, c.RecordCandidates];
    case 'offered':
      return [...way('searching'), c.OfferToPartner];
    case 'assigned':
      return [...way('offered'), c.AcceptAssignment];
    case 'at-restaurant':
      return [...way('assigned'), c.ArriveAtRestaurant];
    case 'on-the-way':
      return [...way('at-restaurant'), c.VerifyPickup, c.Depart];
    case 'at-door':
      return [...way('on-the-way'), c.ArriveAtCustomer];
    case 'failed':
      return [...way('at-door'), c.ReportFailure];
    case 'completed':
      return [...way('at-door'), c.CompleteDelivery];
    case 'returned':
      return [...way('failed'), c.CompleteReturn];
    case 'cancelled':
      return [...way('assigned'), c.CancelDelivery];
  }
};

/**
 * What commands decide one after the other.
 * @throws when one of them is refused
 */
export function deliveryEventsOf(
  commands: readonly DeliveryCommand[],
  from: Delivery = delivery.initial,
): readonly DeliveryEvent[] {
  let state = from;
  return commands.flatMap((command) => {
    const decision = delivery.decide(command, state);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.rejection.code}`);
    state = fold({ ...delivery, initial: state }, decision.events);
    return decision.events;
  });
}

/** The history that brings a delivery to a stage by the straight way, with Asha. */
export const deliveryTo = (stage: DeliveryStage): readonly DeliveryEvent[] => deliveryEventsOf(way(stage));
