import type { ChangeMenuRejection } from '../../../../application/restaurants/change-menu';
import { never } from '../../../../domain/kernel/decider';
import { MAX_PRICE_MINOR } from '../../../../domain/menu/menu-content';
import type { RestaurantRejection } from '../../../../domain/restaurant/restaurant';
import { Problem } from '../support/problems';

/** The same for a restaurant that is not one's own as for one that does not exist. */
export const noSuchRestaurant = (): Problem =>
  new Problem('NOT_FOUND', 'There is no such restaurant among yours.');

/** What a refused change of a restaurant answers. */
export function restaurantProblem(rejection: RestaurantRejection): Problem {
  const { code } = rejection;
  switch (code) {
    case 'restaurant-not-found':
    case 'restaurant-already-registered':
      return noSuchRestaurant();
    case 'pause-already-over':
      return new Problem('VALIDATION_ERROR', 'until: give a moment that is still to come');
    case 'invalid-hours':
    case 'invalid-restaurant':
      return new Problem('VALIDATION_ERROR', rejection.problem);
    default:
      return never(code);
  }
}

/** What a refused change of a menu answers. */
export function menuProblem(rejection: ChangeMenuRejection): Problem {
  const { code } = rejection;
  switch (code) {
    case 'restaurant-not-found':
      return noSuchRestaurant();
    case 'menu-not-found':
      return new Problem('NOT_FOUND', 'The restaurant has no menu yet. Publish one first.');
    case 'unknown-item':
      return new Problem('NOT_FOUND', 'The menu has no such item.');
    case 'menu-changed':
      return new Problem('CONFLICT', 'The menu was changed at the same time. Try again.');
    case 'until-already-over':
      return new Problem('VALIDATION_ERROR', 'until: give a moment that is still to come');
    case 'menu-is-empty':
      return new Problem('VALIDATION_ERROR', 'categories: a menu has at least one item');
    case 'menu-too-large':
      return new Problem('VALIDATION_ERROR', `categories: a menu has at most ${rejection.max} items`);
    case 'duplicate-id':
      return new Problem('VALIDATION_ERROR', `The id ${rejection.id} stands for two things.`);
    case 'invalid-price':
      return new Problem(
        'VALIDATION_ERROR',
        `The price of ${rejection.id} is not a whole amount from 0 to ${MAX_PRICE_MINOR}.`,
      );
    case 'required-group-has-no-options':
      return new Problem(
        'VALIDATION_ERROR',
        `${rejection.itemId}: the customization ${rejection.groupId} is required and has no options.`,
      );
    case 'max-selections-out-of-range':
      return new Problem(
        'VALIDATION_ERROR',
        `${rejection.itemId}: max_selections of ${rejection.groupId} is more than it has options.`,
      );
    default:
      return never(code);
  }
}

/**
 * What a refused publication answers: the menu that was edited has to be the current one.
 * @param baseHash which one that was; null when the request did not say
 */
export function publicationProblem(rejection: ChangeMenuRejection, baseHash: string | null): Problem {
  if (rejection.code === 'menu-changed' && baseHash === null) {
    return new Problem('PRECONDITION_REQUIRED', 'Send the ETag of the menu that you edited as If-Match.', {
      hash: rejection.hash,
    });
  }
  if (rejection.code === 'menu-changed') {
    return new Problem('PRECONDITION_FAILED', 'Fetch the menu as it is now, and make your changes to that.', {
      hash: rejection.hash,
    });
  }
  return rejection.code === 'menu-not-found'
    ? new Problem('PRECONDITION_FAILED', 'The restaurant has no menu yet. Publish it without If-Match.')
    : menuProblem(rejection);
}
