import type { CartEditRefusal } from '../../../../application/carting/edit-cart';
import type { PricedCartView } from '../../../../application/carting/show-cart';
import { CART_LIMITS } from '../../../../domain/cart/cart';
import { never } from '../../../../domain/kernel/decider';
import { billDto, lineDto } from '../orders/bill-dto';
import { notOrderableProblem, placementProblem, priceChangeDto } from '../orders/order-problems';
import { Problem } from '../support/problems';
import type { CartDto } from './cart.dto';

const EMPTY_CART: CartDto = {
  cart_id: null,
  restaurant_id: null,
  items: [],
  bill: null,
  price_changes: [],
  quote: null,
  not_orderable: null,
  updated_at: null,
};

/** The cart for the wire; one without lines shows as none. */
export function cartDto(view: PricedCartView | null): CartDto {
  if (view === null || view.cart.lines.length === 0) return EMPTY_CART;
  const { cart, currency, lines, bill, changes, quote, refusal } = view;
  const problem = refusal === null ? null : placementProblem(refusal);
  return {
    cart_id: cart.cartId,
    restaurant_id: cart.restaurantId,
    items: lines.map((line) => ({ ...lineDto(line, currency), available: line.available })),
    bill: bill === null ? null : billDto(bill),
    price_changes: changes.map(priceChangeDto),
    quote:
      quote === null
        ? null
        : {
            quote_hash: quote.hash,
            address_id: quote.addressId,
            expires_at: quote.expiresAt,
            distance_metres: quote.distanceMetres,
          },
    not_orderable:
      problem === null
        ? null
        : { error_code: problem.code, detail: problem.detail, details: { ...problem.extensions } },
    updated_at: cart.updatedAt,
  };
}

/** What a refused edit answers. */
export function cartProblem(refusal: CartEditRefusal): Problem {
  switch (refusal.code) {
    case 'restaurant-not-found':
      return new Problem('NOT_FOUND', 'There is no such restaurant.');
    case 'not-orderable':
      return notOrderableProblem(refusal.problems, false);
    case 'contended':
      return new Problem('CONFLICT', 'The cart was changed at the same time. Try again.');
    case 'cart-not-found':
    case 'line-not-found':
      return new Problem('NOT_FOUND', 'There is no such line in the cart.');
    case 'line-ambiguous':
      return new Problem('VALIDATION_ERROR', 'Several lines have this item: give the line_id.');
    case 'cart-of-another-restaurant':
      return new Problem(
        'CART_OF_ANOTHER_RESTAURANT',
        'A cart holds one restaurant. Send replace_cart: true to start a new one.',
      );
    case 'cart-of-something-else':
      return new Problem('CART_OF_SOMETHING_ELSE', 'Send replace: true to give it up.');
    case 'quantity-out-of-range':
      return new Problem('VALIDATION_ERROR', `quantity: at most ${CART_LIMITS.quantity} of an item`);
    case 'too-many-lines':
      return new Problem('VALIDATION_ERROR', `A cart holds at most ${CART_LIMITS.lines} lines.`);
    case 'too-many-options':
      return new Problem('VALIDATION_ERROR', `A line has at most ${CART_LIMITS.optionsOfLine} options.`);
    default:
      return never(refusal);
  }
}
