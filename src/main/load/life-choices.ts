import { uuidv5 } from '../../application/deterministic-ids';
import { asId, type CourierId, type CustomerId, type RestaurantId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import { share, money } from '../../domain/kernel/money';
import type { Sealed } from '../../domain/kernel/sealed';
import type { Bill, OrderLine } from '../../domain/order/order-lines';

/** What one life differs in from another. */
export interface LifeChoices {
  readonly number: number;
  readonly run: string;
  readonly placedAt: Instant;
  readonly customerId: CustomerId;
  readonly address: Sealed;
  readonly restaurantId: RestaurantId;
  readonly restaurantName: string;
  readonly courierId: CourierId;
}

const RESTAURANTS = 60;
const COURIERS = 40;

const DISHES = [
  ['masala-dosa', 'Masala dosa', 11_000],
  ['paneer-tikka', 'Paneer tikka', 26_000],
  ['veg-biryani', 'Vegetable biryani', 22_500],
  ['chole-bhature', 'Chole bhature', 14_000],
  ['filter-coffee', 'Filter coffee', 4_000],
] as const;

const TAX_BASIS_POINTS = 500;

/** Restaurants and couriers of loaded orders are names only: they have no streams, and take no further part. */
export function partiesOf(
  run: string,
  number: number,
): Pick<LifeChoices, 'restaurantId' | 'restaurantName' | 'courierId'> {
  const restaurant = number % RESTAURANTS;
  return {
    restaurantId: asId<RestaurantId>(uuidv5('loaded', 'restaurant', run, String(restaurant))),
    restaurantName: `Loaded Kitchen ${restaurant + 1}`,
    courierId: asId<CourierId>(uuidv5('loaded', 'courier', run, String(number % COURIERS))),
  };
}

/** Two dishes, in quantities that differ from life to life. */
export function linesOf(number: number): readonly OrderLine[] {
  return [number % DISHES.length, (number + 1 + (number % 3)) % DISHES.length].map((dish, i) => {
    const [slug, name, unitMinor] = DISHES[dish] ?? DISHES[0];
    const quantity = 1 + ((number + i) % 3);
    return {
      ...{ lineId: `line-${i + 1}`, itemId: asId(slug), name, quantity, unitMinor, options: [] },
      totalMinor: quantity * unitMinor,
    };
  });
}

export function billOf(lines: readonly OrderLine[]): Bill {
  const subtotalMinor = lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
  const { minor: taxMinor } = share(money(subtotalMinor, 'INR'), TAX_BASIS_POINTS);
  const [deliveryFeeMinor, platformFeeMinor, discountMinor] = [3_000, 500, 0];
  return {
    ...{ currency: 'INR', subtotalMinor, taxMinor, deliveryFeeMinor, platformFeeMinor, discountMinor },
    totalMinor: subtotalMinor + taxMinor + deliveryFeeMinor + platformFeeMinor - discountMinor,
  };
}
