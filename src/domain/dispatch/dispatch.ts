import { never } from '../kernel/decider';
import type { ProcessInput, ProcessManager } from '../kernel/process';
import type { StoryEvent, Told } from '../story/order-story';
import {
  attached,
  calledOff,
  deliveryCancelled,
  departed,
  detached,
  ended,
  failed,
  given,
  handedOver,
  outForDelivery,
  over,
  reassigned,
  restored,
  undeliverable,
} from './assignment';
import {
  DEPART,
  PICKUP,
  unchanged,
  WATCH,
  type Case,
  type Dispatch,
  type DispatchCommand,
  type Outcome,
} from './dispatch-state';
import {
  delayed,
  offered,
  ready,
  refused,
  requestDelivery,
  requested,
  scored,
  searchOn,
  searchStarted,
  unavailable,
  widened,
} from './search';
import { arrived, silent, watchOver } from './watch';

const READS = [
  'OrderAcceptedByRestaurant',
  'PreparationDelayed',
  'OrderReadyForPickup',
  'PartnerAttached',
  'PartnerDetached',
  'OrderHandedOver',
  'OrderOutForDelivery',
  'OrderDelivered',
  'OrderUndeliverable',
  'OrderReturned',
  'OrderRejectedByRestaurant',
  'OrderExpired',
  'OrderCancelled',
  'OrderRestored',
  'DeliveryRequested',
  'PartnerSearchStarted',
  'CandidatesScored',
  'CandidateUnavailable',
  'AssignmentOffered',
  'AssignmentAccepted',
  'AssignmentDeclined',
  'AssignmentExpired',
  'SearchEscalated',
  'SearchExhausted',
  'PartnerAssigned',
  'PartnerReassigned',
  'ArrivedAtRestaurant',
  'DepartedToCustomer',
  'ArrivedAtCustomer',
  'PartnerWentSilent',
  'DeliveryFailed',
  'ReturnCompleted',
  'DeliveryCompleted',
  'DeliveryCancelled',
] as const satisfies readonly StoryEvent['type'][];

export type DispatchEvent = Told<(typeof READS)[number]>;

/** From the acceptance on, events of an order have a case to go to; these have one before as well. */
type Early = Told<
  | 'OrderAcceptedByRestaurant'
  | 'PartnerAttached'
  | 'PartnerDetached'
  | 'OrderRejectedByRestaurant'
  | 'OrderExpired'
  | 'OrderCancelled'
>;

/** The kitchen took the order on. */
function accepted(before: Dispatch, { orderId, readyBy, at }: Told<'OrderAcceptedByRestaurant'>): Outcome {
  if (before.is === 'begun') return unchanged(before);
  const begun: Case = {
    is: 'begun',
    ...{ orderId, readyBy, food: 'cooking', attached: before.attached, attaching: null },
    ...{ cause: 'accepted', attempt: 0, held: null, doing: { is: 'requesting' } },
  };
  return requestDelivery(begun, at);
}

function reactToEvent(state: Dispatch, event: DispatchEvent): Outcome {
  switch (event.type) {
    case 'OrderAcceptedByRestaurant':
      return accepted(state, event);
    case 'PartnerAttached':
      return attached(state, event);
    case 'PartnerDetached':
      return detached(state, event);
    case 'OrderRejectedByRestaurant':
    case 'OrderExpired':
    case 'OrderCancelled':
      return calledOff(state, event);
    default:
      return state.is === 'idle' ? unchanged(state) : reactToLater(state, event);
  }
}

function reactToLater(state: Case, event: Exclude<DispatchEvent, Early>): Outcome {
  switch (event.type) {
    case 'PreparationDelayed':
      return delayed(state, event);
    case 'OrderReadyForPickup':
      return ready(state, event);
    case 'OrderHandedOver':
      return handedOver(state, event);
    case 'OrderOutForDelivery':
      return outForDelivery(state);
    case 'OrderDelivered':
      return ended(state, 'delivered', event.at);
    case 'OrderReturned':
      return ended(state, 'returned', event.at);
    case 'OrderUndeliverable':
      return undeliverable(state);
    case 'OrderRestored':
      return restored(state, event);
    case 'DeliveryRequested':
      return requested(state, event);
    case 'PartnerSearchStarted':
      return searchStarted(state, event);
    case 'CandidatesScored':
      return scored(state, event);
    case 'CandidateUnavailable':
      return unavailable(state, event);
    case 'AssignmentOffered':
      return offered(state, event);
    case 'AssignmentAccepted':
    case 'PartnerAssigned':
      return given(state, event);
    case 'AssignmentDeclined':
    case 'AssignmentExpired':
      return refused(state, event);
    case 'SearchEscalated':
    case 'SearchExhausted':
      return widened(state);
    case 'PartnerReassigned':
      return reassigned(state, event);
    case 'ArrivedAtRestaurant':
    case 'ArrivedAtCustomer':
      return arrived(state, event);
    case 'DepartedToCustomer':
      return departed(state);
    case 'PartnerWentSilent':
      return silent(state, event);
    case 'DeliveryFailed':
      return failed(state, event);
    case 'DeliveryCompleted':
      return over(state, 'delivered');
    case 'ReturnCompleted':
      return over(state, 'returned');
    case 'DeliveryCancelled':
      return deliveryCancelled(state, event);
    default:
      return never(event);
  }
}

function react(state: Dispatch, input: ProcessInput<DispatchEvent>): Outcome {
  if (input.kind === 'event') return reactToEvent(state, input.event);
  if (state.is === 'idle') return unchanged(state);
  const { timer, at } = input;
  const isOfCourier = timer === WATCH || timer === DEPART || timer === PICKUP;
  return isOfCourier ? watchOver(state, timer, at) : searchOn(state, timer, at);
}

/**
 * From an order that a kitchen has taken on to food that is at the door, or back: has couriers looked for just in
 * time, one asked at a time and wider from round to round, until one accepts, the customer has waited too long, or
 * staff choose somebody; keeps order and delivery in line; looks after the courier on the way; and has the time of
 * arrival estimated anew at each step. Every attempt's room is released when the attempt is over. What was asked for
 * and not answered is asked for again, so that no order waits for a message that was lost.
 */
export const dispatch: ProcessManager<Dispatch, DispatchEvent, DispatchCommand> = {
  name: 'dispatch',
  initial: { is: 'idle', attached: null },
  reads: READS,
  keyOf: (event) => event.orderId,
  react,
};
