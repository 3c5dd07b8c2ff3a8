import { never } from '../../../../domain/kernel/decider';
import type { OfferAnswered } from '../../../../application/couriers/answer-offer';
import type { AssignmentRefusal } from '../../../../application/couriers/assign-courier';
import type { OrderReleased } from '../../../../application/couriers/release-order';
import type { DeliveryRejection } from '../../../../domain/delivery/delivery';
import type { PartnerRejection } from '../../../../domain/partner/partner';
import type { ShiftRejection } from '../../../../domain/shift/shift';
import { orderProblem } from '../orders/order-problems';
import { Problem } from '../support/problems';

type OfferRejection = Extract<OfferAnswered, { readonly kind: 'rejected' }>['rejection'];
type ReleaseRejection = Extract<OrderReleased, { readonly kind: 'rejected' }>['rejection'];

const suspended = (): Problem =>
  new Problem('COURIER_SUSPENDED', 'This courier may take no orders now. Ask support.');

/** What a refused command to a delivery answers. */
export function deliveryProblem(rejection: DeliveryRejection | OfferRejection | ReleaseRejection): Problem {
  const { code } = rejection;
  switch (code) {
    case 'delivery-not-found':
      return new Problem('NOT_FOUND', 'There is no such order.');
    case 'partner-suspended':
      return suspended();
    case 'offer-lapsed':
    case 'no-live-offer':
    case 'not-the-offered-courier':
      return new Problem('OFFER_GONE', 'The offer is over. Another may come.');
    case 'wait-at-the-door':
      return new Problem(
        'WAIT_AT_THE_DOOR',
        rejection.until === null
          ? 'Say first that you have arrived at the customer.'
          : `Wait for the customer until ${rejection.until}.`,
        { until: rejection.until },
      );
    case 'failure-reason-unknown':
      return new Problem('VALIDATION_ERROR', 'reason: not one of the known reasons');
    case 'not-the-assigned-courier':
      return new Problem('NOT_ALLOWED_NOW', 'Somebody else brings this order.');
    case 'food-is-with-you':
      return new Problem('NOT_ALLOWED_NOW', 'You have the food: bring it, or say why you cannot.');
    case 'no-choice-open':
      return new Problem('NOT_ALLOWED_NOW', 'There is nothing to choose now.');
    case 'transition-not-allowed':
      return new Problem(
        'NOT_ALLOWED_NOW',
        `This is not possible while the delivery is ${rejection.stage}.`,
        {
          stage_now: rejection.stage,
        },
      );
    case 'lease-over':
    case 'lease-not-over':
    case 'attempt-out-of-sequence':
    case 'round-out-of-sequence':
    case 'level-out-of-sequence':
      return new Problem('CONFLICT', 'Others changed it at the same time. Try again.');
    default:
      return never(code);
  }
}

/** What a courier is told who cannot go online or offline. */
export function shiftProblem(rejection: PartnerRejection | ShiftRejection): Problem {
  const { code } = rejection;
  switch (code) {
    case 'partner-not-found':
    case 'shift-not-found':
      return new Problem('NOT_FOUND', 'You are not known as a courier yet. Sign in again.');
    case 'partner-suspended':
      return suspended();
    case 'deliveries-open':
      return new Problem('COURIER_DELIVERING', 'Bring the orders that you have taken on first.', {
        order_ids: rejection.orderIds,
      });
    case 'shift-over':
    case 'shift-out-of-sequence':
    case 'sealed-for-another-subject':
    case 'at-capacity':
    case 'attempt-over':
    case 'capacity-out-of-range':
      return new Problem('CONFLICT', 'Others changed it at the same time. Try again.');
    default:
      return never(code);
  }
}

/** What staff are told who cannot suspend or reinstate a courier. */
export const partnerProblem = (rejection: PartnerRejection): Problem =>
  rejection.code === 'partner-not-found'
    ? new Problem('NOT_FOUND', 'There is no such courier.')
    : shiftProblem(rejection);

/** What staff are told who cannot give an order to a courier. */
export function assignmentProblem(rejection: AssignmentRefusal): Problem {
  switch (rejection.code) {
    case 'courier-not-found':
      return new Problem('VALIDATION_ERROR', 'courier_id: not an active courier');
    case 'courier-suspended':
      return suspended();
    case 'courier-offline':
      return new Problem('COURIER_OFFLINE', 'The courier is not online. Choose another.');
    case 'courier-busy':
      return new Problem('COURIER_BUSY', 'The courier has no room for another order. Choose another.', {
        capacity: rejection.capacity,
      });
    default:
      return orderProblem(rejection);
  }
}
