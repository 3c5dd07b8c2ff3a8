import type { Ride } from '../../../application/couriers/ensure-partner';
import type { PostalAddress } from '../../../application/customers/personal-data';
import type { AccountRole } from '../../../application/ports/accounts';
import type { AddressType } from '../../../domain/customer/customer';
import type { GeoPoint } from '../../../domain/kernel/geo';
import type { MenuItem, Nutrition, OptionGroup } from '../../../domain/menu/menu-content';
import type { OpeningHours, OpeningInterval, Weekday } from '../../../domain/restaurant/opening-hours';
import type { RestaurantDetails } from '../../../domain/restaurant/restaurant';

/** A dish as the city's pages hold it; its id follows from the names of its restaurant and itself. */
export type DemoDish = Omit<MenuItem, 'itemId' | 'image'>;

export interface DemoCategory {
  readonly name: string;
  readonly dishes: readonly DemoDish[];
}

/** A restaurant without what follows from its name or is the same all over the city. */
export interface DemoRestaurant extends Omit<
  RestaurantDetails,
  'restaurantId' | 'ownerId' | 'address' | 'contact' | 'currency' | 'images'
> {
  /** Unique in the city. */
  readonly name: string;
  /** Where it gets its mail, without the `.example`; left out where the name itself is in plain letters. */
  readonly domain?: string;
  /** Name of the owner, who is one of the people. */
  readonly owner: string;
  readonly address: { readonly line: string; readonly pincode: string };
  readonly phone: string;
  /** Why it takes no orders for now; null when it does. */
  readonly pausedFor: string | null;
  readonly menu: readonly DemoCategory[];
}

export interface DemoAddress extends Omit<PostalAddress, 'city' | 'state'> {
  readonly type: AddressType;
}

export interface DemoPerson {
  /** Unique in the city. */
  readonly name: string;
  readonly role: AccountRole;
  /** E.164. */
  readonly phone: string;
  readonly email: string;
  /** The first is the default; empty for all but customers. */
  readonly addresses: readonly DemoAddress[];
  /** What they ride; couriers only. */
  readonly ride?: Ride;
}

/** Letters and digits joined by hyphens: `Extra Cheese` is `extra-cheese`. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

type DishExtras = Partial<Pick<DemoDish, 'isBestseller' | 'nutrition' | 'groups'>>;

const dish =
  (isVeg: boolean) =>
  (name: string, priceMinor: number, description: string, extras: DishExtras = {}): DemoDish => ({
    name,
    description,
    priceMinor,
    isVeg,
    isBestseller: false,
    nutrition: null,
    groups: [],
    ...extras,
  });

export const veg = dish(true);

export const nonVeg = dish(false);

/** What one serving holds: kcal, then grams of protein, carbohydrates and fat. */
export const nutrition = (calories: number, protein: number, carbs: number, fat: number): Nutrition => ({
  calories,
  protein,
  carbs,
  fat,
});

type Choice = readonly [label: string, priceMinor: number];

const optionsOf = (choices: readonly Choice[]) =>
  choices.map(([label, priceMinor]) => ({ optionId: slug(label), label, priceMinor }));

/** Exactly one has to be chosen. */
export const oneOf = (name: string, ...choices: readonly Choice[]): OptionGroup => ({
  groupId: slug(name),
  name,
  required: true,
  maxSelections: null,
  options: optionsOf(choices),
});

/** Any may be chosen, up to a number of them. */
export const upTo = (maxSelections: number, name: string, ...choices: readonly Choice[]): OptionGroup => ({
  groupId: slug(name),
  name,
  required: false,
  maxSelections,
  options: optionsOf(choices),
});

/** The same hours on every day, in India's time. */
export const everyDay = (...intervals: readonly OpeningInterval[]): OpeningHours => ({
  timeZone: 'Asia/Kolkata',
  weekly: {
    mon: intervals,
    tue: intervals,
    wed: intervals,
    thu: intervals,
    fri: intervals,
    sat: intervals,
    sun: intervals,
  },
  exceptions: [],
});

export const closedOn = (day: Weekday, hours: OpeningHours): OpeningHours => ({
  ...hours,
  weekly: { ...hours.weekly, [day]: [] },
});

export const aroundTheClock: OpeningHours = everyDay({ open: '00:00', close: '00:00' });

export const point = (lat: number, lng: number): GeoPoint => ({ lat, lng });
