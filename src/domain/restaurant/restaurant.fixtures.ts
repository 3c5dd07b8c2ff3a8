import { asId, type RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { OpeningHours, OpeningInterval, Weekday } from './opening-hours';
import type { RestaurantDetails, RestaurantEvent } from './restaurant';

export const RESTAURANT_ID = asId<RestaurantId>('5b0f3f0e-3f5c-5d8e-9f53-6d2a1c7b9e01');

/** Friday, 18:00 in Bangalore. */
export const FRIDAY_EVENING: Instant = '2026-03-06T12:30:00.000Z';

export const everyDay = (
  ...intervals: readonly OpeningInterval[]
): Readonly<Record<Weekday, readonly OpeningInterval[]>> => ({
  mon: intervals,
  tue: intervals,
  wed: intervals,
  thu: intervals,
  fri: intervals,
  sat: intervals,
  sun: intervals,
});

export const hoursOf = (over: Partial<OpeningHours> = {}): OpeningHours => ({
  timeZone: 'Asia/Kolkata',
  weekly: everyDay({ open: '10:00', close: '23:00' }),
  exceptions: [],
  ...over,
});

export const detailsOf = (over: Partial<RestaurantDetails> = {}): RestaurantDetails => ({
  restaurantId: RESTAURANT_ID,
  ownerId: 'account-of-the-owner',
  name: 'Pizza Palace',
  description: 'Stone-oven pizza since 1998',
  cuisines: ['Italian', 'Fast Food'],
  location: { lat: 12.9716, lng: 77.5946 },
  address: { line: '123 Main Street', city: 'Bangalore', pincode: '560001' },
  contact: { phone: '+919876543210', email: 'contact@pizzapalace.example' },
  hours: hoursOf(),
  currency: 'INR',
  costForTwoMinor: 50_000,
  minOrderMinor: 10_000,
  isVeg: false,
  prepMinutes: 20,
  deliveryRadiusMetres: 7_000,
  tags: ['pizza', 'pasta'],
  images: { logo: 'logo.jpg', cover: 'cover.jpg' },
  ...over,
});

export const restaurantRegistered = (over: Partial<RestaurantDetails> = {}): RestaurantEvent => ({
  type: 'RestaurantRegistered',
  details: detailsOf(over),
  at: '2026-01-15T04:30:00.000Z',
});
