import { DISPATCH_POLICY_V1, rankCandidates } from '../../src/domain/dispatch/scoring';
import { must, mustEqual } from '../engine/violation';
import { COOLDOWN_MINUTES, shiftName, type Asked, type DeliveryFact, type Facts } from './facts';
import type { Told } from './told';

/** How long room may be kept that nobody uses. */
const GIVEN_BACK_WITHIN_MS = 15 * 60_000;

const reservationOf = (orderId: string, attempt: number): string => `${orderId} ${attempt}`;

/** @throws Violation */
export function auditDelivery(facts: Facts, told: Told): void {
  const { type, data, key: orderId } = told;
  if (type === 'DeliveryRequested') {
    const known = facts.deliveries.get(orderId);
    must(
      'a delivery is asked for once, or again after it was called off',
      known?.ended !== null,
      () => orderId,
    );
    facts.deliveries.set(orderId, known === undefined ? newDelivery(orderId) : { ...known, ended: null });
    return;
  }
  const delivery = facts.deliveries.get(orderId);
  must('a delivery begins with its request', delivery !== undefined, () => `${type} of ${orderId}`);
  switch (type) {
    case 'PartnerSearchStarted':
      mustEqual('nobody is looked for while somebody brings it', orderId, delivery.current, null);
      delivery.searchingSince = told.recordedAt;
      delivery.isExhausted = false;
      break;
    case 'CandidatesScored':
      rankingIsReproducible(told);
      nobodyIsAskedAgainAtOnce(delivery, told);
      break;
    case 'AssignmentOffered':
      offer(facts, delivery, { ...data, isAccepted: false });
      break;
    case 'PartnerAssigned':
      offer(facts, delivery, { ...data, leaseUntil: null, isAccepted: true });
      taken(delivery, data.courierId);
      break;
    case 'AssignmentAccepted':
      acceptInTime(delivery, told);
      break;
    case 'AssignmentDeclined':
    case 'AssignmentExpired':
    case 'AssignmentWithdrawn':
      end(delivery, told, false);
      break;
    case 'PartnerReassigned':
      end(delivery, told, true);
      delivery.isSilent = false;
      break;
    case 'SearchExhausted':
      delivery.isExhausted = true;
      break;
    case 'PartnerWentSilent':
    case 'PartnerHeardAgain':
      mustEqual('who is silent brings it', orderId, data.courierId, delivery.current?.courierId);
      delivery.isSilent = type === 'PartnerWentSilent';
      break;
    case 'DeliveryCompleted':
    case 'ReturnCompleted':
    case 'DeliveryCancelled':
      must('a delivery ends once', delivery.ended === null, () => orderId);
      delivery.ended = type;
      if (delivery.current !== null) {
        const { attempt, courierId } = delivery.current;
        delivery.endedAt.set(`${attempt} ${courierId}`, told.recordedAt);
      }
      delivery.current = null;
      delivery.searchingSince = null;
      delivery.isSilent = false;
  }
  nobodyHasMoreThanFits(facts);
}

const newDelivery = (orderId: string): DeliveryFact => ({
  orderId,
  current: null,
  attempts: new Set(),
  endedAt: new Map(),
  takers: new Set(),
  refusals: new Map(),
  searchingSince: null,
  isExhausted: false,
  isSilent: false,
  ended: null,
});

/** The recorded inputs give the recorded ranking again, bit for bit. */
function rankingIsReproducible({ data, key }: Told): void {
  mustEqual('a ranking names its policy', key, data.algorithm, DISPATCH_POLICY_V1.version);
  const again = JSON.stringify(rankCandidates(data.inputs, DISPATCH_POLICY_V1));
  mustEqual('the inputs give the ranking again', key, JSON.stringify(data.ranked), again);
}

function nobodyIsAskedAgainAtOnce({ refusals, orderId }: DeliveryFact, { data, storedAt }: Told): void {
  for (const { courierId } of data.ranked) {
    const refusal = refusals.get(courierId);
    if (refusal === undefined) continue;
    const minutes = (Date.parse(storedAt) - Date.parse(refusal.at)) / 60_000;
    must('nobody is asked again at once', minutes >= COOLDOWN_MINUTES[refusal.how], () => {
      return `${courierId} about ${orderId}, ${minutes} minutes after ${refusal.how}`;
    });
  }
}

function offer({ shifts }: Facts, delivery: DeliveryFact, asked: Asked): void {
  const { orderId, attempts } = delivery;
  const { attempt, courierId, shift, leaseUntil, isAccepted } = asked;
  const before = delivery.current;
  // Staff may give it to the very courier who is being asked: then the offer is the assignment.
  const isSame = isAccepted && before?.attempt === attempt;
  must('a delivery has one courier at a time', before === null || isSame, () => {
    return `${orderId}: ${courierId} while ${before?.courierId ?? ''}`;
  });
  must('an attempt is made once', isSame || !attempts.has(attempt), () => `${attempt} of ${orderId}`);
  must('nobody is asked about what is over', delivery.ended === null, () => orderId);
  const reserved = shifts.get(shiftName(courierId, shift))?.reserved;
  must('room is reserved before it is used', reserved?.has(reservationOf(orderId, attempt)) === true, () => {
    return `attempt ${attempt} of ${orderId} with ${courierId}`;
  });
  attempts.add(attempt);
  delivery.current = { attempt, courierId, shift, leaseUntil, isAccepted };
}

function acceptInTime(delivery: DeliveryFact, { data }: Told): void {
  const { current, orderId } = delivery;
  must('only a live offer is accepted', current !== null && !current.isAccepted, () => orderId);
  mustEqual('who was asked accepts', orderId, data.courierId, current.courierId);
  mustEqual('the attempt is that of the offer', orderId, data.attempt, current.attempt);
  must('an offer is accepted in time', data.at < (current.leaseUntil ?? ''), () => {
    return `${orderId} at ${data.at}, lease until ${current.leaseUntil ?? ''}`;
  });
  delivery.current = { ...current, isAccepted: true };
  taken(delivery, data.courierId);
}

function taken(delivery: DeliveryFact, courierId: string): void {
  delivery.takers.add(courierId);
  delivery.searchingSince = null;
  delivery.isExhausted = false;
}

function end(delivery: DeliveryFact, { type, data, recordedAt }: Told, isAccepted: boolean): void {
  const { current, orderId } = delivery;
  mustEqual('only what goes on is ended', `${type} of ${orderId}`, current?.attempt, data.attempt);
  mustEqual('only what goes on is ended', `${type} of ${orderId}`, current?.isAccepted, isAccepted);
  if (type === 'AssignmentExpired') {
    must('an offer lasts as long as its lease', data.at >= (current?.leaseUntil ?? ''), () => orderId);
  }
  if (type in COOLDOWN_MINUTES) {
    const how = type as keyof typeof COOLDOWN_MINUTES;
    delivery.refusals.set(data.courierId, { at: data.at, how });
  }
  delivery.endedAt.set(`${data.attempt} ${data.courierId}`, recordedAt);
  delivery.current = null;
}

/** Counted from the deliveries, not from what the shifts say of themselves. */
function nobodyHasMoreThanFits({ deliveries, shifts }: Facts): void {
  const loads = new Map<string, number>();
  for (const { current } of deliveries.values()) {
    if (current === null) continue;
    const name = shiftName(current.courierId, current.shift);
    const load = (loads.get(name) ?? 0) + 1;
    loads.set(name, load);
    const capacity = shifts.get(name)?.capacity ?? 0;
    must('nobody has more than fits', load <= capacity, () => `${load} of ${capacity} with ${name}`);
  }
}

/** @throws Violation */
export function auditShift(
  facts: Facts,
  { type, data, stream, recordedAt, position }: Told,
  hasParked: boolean,
): void {
  const name = stream.slice('shift-'.length);
  if (type === 'PartnerOnline') {
    must('a shift begins once', !facts.shifts.has(name), () => name);
    const { courierId, shift, capacity } = data;
    const none = {
      isOver: false,
      reserved: new Map<string, string>(),
      released: new Set<string>(),
      madeAt: new Map<string, number>(),
    };
    facts.shifts.set(name, { courierId, shift, capacity, ...none });
    return;
  }
  const shift = facts.shifts.get(name);
  must('a shift begins online', shift !== undefined, () => `${type} of ${name}`);
  const { reserved, released, capacity } = shift;
  switch (type) {
    case 'CapacityReserved': {
      const reservation = reservationOf(data.orderId, data.attempt);
      must('room is reserved once', !reserved.has(reservation) && !released.has(reservation), () => {
        return `${reservation} with ${name}`;
      });
      must('nothing is reserved after the shift', !shift.isOver, () => name);
      reserved.set(reservation, recordedAt);
      shift.madeAt.set(reservation, position);
      must('no more is reserved than fits', reserved.size <= capacity, () => name);
      return;
    }
    case 'CapacityReleased': {
      const reservation = reservationOf(data.orderId, data.attempt);
      const since = reserved.get(reservation);
      must('what is released was reserved', since !== undefined, () => `${reservation} with ${name}`);
      reserved.delete(reservation);
      released.add(reservation);
      const delivery = facts.deliveries.get(data.orderId);
      const current = delivery?.current ?? null;
      const isInUse =
        current?.attempt === data.attempt && shiftName(current.courierId, current.shift) === name;
      must('nothing is released that is in use', !isInUse, () => `${reservation} with ${name}`);
      // Whatever fails on the way, unless a person has to let it go. What staff reserved and then never gave to the
      // courier stays until these go home.
      const idleMs =
        Date.parse(recordedAt) -
        Date.parse(delivery?.endedAt.get(`${data.attempt} ${shift.courierId}`) ?? recordedAt);
      must('room is given back soon', hasParked || idleMs <= GIVEN_BACK_WITHIN_MS, () => {
        return `${reservation} with ${name}, ${idleMs} ms after it was of use`;
      });
      return;
    }
    case 'PartnerOffline':
      must('nobody goes home with a delivery', reserved.size === 0, () => name);
      shift.isOver = true;
  }
}
