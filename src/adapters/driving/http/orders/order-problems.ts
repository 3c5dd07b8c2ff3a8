import type { PlacementRefusal } from '../../../../application/ordering/quote';
import { never } from '../../../../domain/kernel/decider';
import type { OrderRejection } from '../../../../domain/order/order';
import type { PriceChange } from '../../../../domain/pricing/quote';
import type { PricingProblem } from '../../../../domain/pricing/price-cart';
import { Problem } from '../support/problems';

/** What a refused order command answers. */
export function orderProblem(rejection: OrderRejection): Problem {
  const { code } = rejection;
  switch (code) {
    case 'order-not-found':
      return new Problem('NOT_FOUND', 'There is no such order.');
    case 'cancellation-not-allowed':
      return new Problem(
        'CANCELLATION_NOT_ALLOWED',
        `An order that is ${rejection.status} can no longer be cancelled.`,
        { status_now: rejection.status },
      );
    case 'transition-not-allowed':
      return new Problem('NOT_ALLOWED_NOW', `This is not possible while the order is ${rejection.status}.`, {
        status_now: rejection.status,
      });
    case 'delivery-code-locked':
      return new Problem('DELIVERY_CODE_LOCKED', 'Ask support to close the delivery.');
    case 'code-comes-first':
      return new Problem('NOT_ALLOWED_NOW', 'Ask for the code first; a picture counts when it is locked.');
    case 'too-far-from-the-door':
      return new Problem('NOT_ALLOWED_NOW', 'Take the picture at the door.', {
        distance_metres: rejection.distanceMetres,
        max_metres: rejection.maxMetres,
      });
    case 'order-expired':
    case 'not-yet-expired':
      return new Problem('NOT_ALLOWED_NOW', sentence(code), { expires_at: rejection.expiresAt });
    case 'not-yet-overdue':
      return new Problem('NOT_ALLOWED_NOW', sentence(code), { ready_by: rejection.readyBy });
    case 'minutes-out-of-range':
      return new Problem('VALIDATION_ERROR', `minutes: between ${rejection.min} and ${rejection.max}`);
    case 'order-has-no-lines':
    case 'quantity-below-one':
    case 'bill-does-not-add-up':
    case 'order-already-placed':
    case 'payment-method-mismatch':
    case 'order-on-hold':
    case 'order-already-accepted':
    case 'order-not-accepted-yet':
    case 'no-courier-assigned':
    case 'not-the-assigned-courier':
    case 'another-courier-assigned':
    case 'food-is-with-the-courier':
    case 'nothing-to-return':
    case 'not-restorable':
    case 'restore-window-passed':
      return new Problem('NOT_ALLOWED_NOW', sentence(code));
    default:
      return never(code);
  }
}

/** `order-on-hold` as "Order on hold." */
function sentence(code: string): string {
  const words = code.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What a refused order answers: everything the customer needs to put it right. */
export function placementProblem(refusal: PlacementRefusal): Problem {
  switch (refusal.code) {
    case 'cart-empty':
      return new Problem('CART_EMPTY', 'Put something into the cart first.');
    case 'address-not-found':
      return new Problem('ADDRESS_NOT_FOUND', 'Choose one of your addresses, or add one.');
    case 'restaurant-not-found':
    case 'customer-not-found':
      return new Problem('NOT_FOUND', sentence(refusal.code));
    case 'restaurant-closed':
      return new Problem(
        'RESTAURANT_CLOSED',
        refusal.opensAt === null
          ? 'The restaurant takes no orders now.'
          : `The restaurant opens at ${refusal.opensAt}.`,
        { opens_at: refusal.opensAt },
      );
    case 'items-unavailable':
      return new Problem(
        'ITEMS_UNAVAILABLE',
        `These items are no longer available: ${refusal.items.map(({ name }) => name).join(', ')}.`,
        { items: refusal.items.map(({ itemId, name }) => ({ item_id: itemId, name })) },
      );
    case 'not-orderable':
      return notOrderableProblem(refusal.problems);
    case 'price-changed':
      return new Problem('PRICE_CHANGED', 'Look at the new prices, then order with the new quote_hash.', {
        changes: refusal.changes.map(priceChangeDto),
        quote_hash: refusal.quote.hash,
        total_amount_minor: refusal.quote.bill.totalMinor,
      });
    case 'minimum-not-reached':
      return new Problem('MINIMUM_NOT_REACHED', 'Add something more to the cart.', {
        min_order_value_minor: refusal.minOrderMinor,
        subtotal_minor: refusal.subtotalMinor,
      });
    case 'out-of-delivery-range':
      return new Problem('OUT_OF_DELIVERY_RANGE', 'Choose a nearer address or another restaurant.', {
        distance_metres: refusal.distanceMetres,
        delivery_radius_metres: refusal.deliveryRadiusMetres,
      });
    case 'payment-method-not-available':
      return new Problem('PAYMENT_METHOD_NOT_AVAILABLE', `Choose one of: ${refusal.available.join(', ')}.`, {
        available: refusal.available,
      });
    default:
      return never(refusal);
  }
}

export const priceChangeDto = ({ lineId, itemId, name, oldMinor, newMinor }: PriceChange) => ({
  line_id: lineId,
  item_id: itemId,
  name,
  old_price_minor: oldMinor,
  new_price_minor: newMinor,
});

/** @param ofLine whether the problems are of lines in a cart; if not, there is no line to name yet */
export const notOrderableProblem = (problems: readonly PricingProblem[], ofLine = true): Problem =>
  new Problem('ITEM_NOT_ORDERABLE', problems.map(inWords).join(' '), {
    problems: problems.map((problem) => problemDto(problem, ofLine)),
  });

/** `choice-required` of the group Size as "Size: choice required." */
function inWords(problem: PricingProblem): string {
  const words = sentence(problem.code);
  return 'name' in problem ? `${problem.name}: ${words.charAt(0).toLowerCase()}${words.slice(1)}` : words;
}

/** A pricing problem with its members in snake_case. */
export const problemDto = (problem: PricingProblem, ofLine: boolean): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(problem)
      .filter(([key]) => ofLine || key !== 'lineId')
      .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
