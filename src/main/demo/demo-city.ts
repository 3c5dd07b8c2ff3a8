import type { PostalAddress } from '../../application/customers/personal-data';
import { uuidv5 } from '../../application/deterministic-ids';
import { menuHashOf } from '../../application/restaurants/change-menu';
import {
  asId,
  type AddressId,
  type CourierId,
  type CustomerId,
  type ItemId,
  type RestaurantId,
} from '../../domain/kernel/ids';
import type { Currency } from '../../domain/kernel/money';
import type { MenuCommand } from '../../domain/menu/menu';
import type { MenuCategory } from '../../domain/menu/menu-content';
import type { RestaurantDetails } from '../../domain/restaurant/restaurant';
import { slug, type DemoAddress, type DemoPerson, type DemoRestaurant } from './city/demo-shapes';
import { DEMO_PEOPLE } from './city/people';
import { dishImageOf, restaurantImagesOf } from './pictures/picture-book';

const CITY = 'Bengaluru';
const STATE = 'Karnataka';
const CURRENCY: Currency = 'INR';

export const DEMO_CUSTOMERS: readonly DemoPerson[] = DEMO_PEOPLE.filter(({ role }) => role === 'customer');

export const DEMO_COURIERS: readonly DemoPerson[] = DEMO_PEOPLE.filter(({ role }) => role === 'courier');

/** The id of a thing in the demo city: the same in every installation. */
const demoId = (kind: string, name: string): string => uuidv5('demo', kind, name);

export const restaurantIdOf = (name: string): RestaurantId => asId<RestaurantId>(demoId('restaurant', name));

/** The id of an account; for a customer it is the customer id, for a courier the courier id. */
export const accountIdOf = (name: string): string => demoId('account', name);

export const customerIdOf = (name: string): CustomerId => asId<CustomerId>(accountIdOf(name));

const itemIdOf = (restaurant: string, dish: string): ItemId =>
  asId<ItemId>(demoId('item', `${restaurant}/${dish}`));

export const courierIdOf = (name: string): CourierId => asId<CourierId>(accountIdOf(name));

export const addressIdOf = (person: string, { type, line1 }: DemoAddress): AddressId =>
  asId<AddressId>(demoId('address', `${person}/${type}/${line1}`));

/** What a restaurant is registered with. */
export const detailsOf = (restaurant: DemoRestaurant): RestaurantDetails => ({
  restaurantId: restaurantIdOf(restaurant.name),
  ownerId: accountIdOf(restaurant.owner),
  name: restaurant.name,
  description: restaurant.description,
  cuisines: restaurant.cuisines,
  location: restaurant.location,
  address: { ...restaurant.address, city: CITY },
  contact: { phone: restaurant.phone, email: `hello@${restaurant.domain ?? slug(restaurant.name)}.example` },
  hours: restaurant.hours,
  currency: CURRENCY,
  costForTwoMinor: restaurant.costForTwoMinor,
  minOrderMinor: restaurant.minOrderMinor,
  isVeg: restaurant.isVeg,
  prepMinutes: restaurant.prepMinutes,
  deliveryRadiusMetres: restaurant.deliveryRadiusMetres,
  tags: restaurant.tags,
  images: restaurantImagesOf(restaurant),
});

/** What a restaurant publishes as its menu. */
export function menuOf(
  restaurant: DemoRestaurant,
): Omit<Extract<MenuCommand, { type: 'PublishMenu' }>, 'at'> {
  const categories: readonly MenuCategory[] = restaurant.menu.map(({ name, dishes }) => ({
    categoryId: slug(name),
    name,
    items: dishes.map((dish) => ({
      ...dish,
      itemId: itemIdOf(restaurant.name, dish.name),
      image: dishImageOf(restaurant.name, dish.name),
    })),
  }));
  const hash = menuHashOf(categories, CURRENCY);
  return { type: 'PublishMenu', currency: CURRENCY, categories, baseHash: null, hash };
}

export const postalAddressOf = (address: DemoAddress): PostalAddress => ({
  line1: address.line1,
  line2: address.line2,
  landmark: address.landmark,
  city: CITY,
  state: STATE,
  pincode: address.pincode,
  location: address.location,
});
