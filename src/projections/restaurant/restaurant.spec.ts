import fc from 'fast-check';
import { fold } from '../../domain/kernel/decider';
import { restaurant, type RestaurantEvent } from '../../domain/restaurant/restaurant';
import {
  detailsOf,
  FRIDAY_EVENING,
  hoursOf,
  restaurantRegistered,
} from '../../domain/restaurant/restaurant.fixtures';
import { foldRow, type FeedEvent } from '../projection';
import { availabilityOf } from './query';
import { restaurantView, type RestaurantRow } from './restaurant';

const at = FRIDAY_EVENING;

const rowOf = (...events: readonly RestaurantEvent[]): RestaurantRow => {
  const facts = events.map((event, revision) => ({
    event,
    metadata: { partitionKey: 'r' } as FeedEvent['metadata'],
    recorded: { revision, position: 100 + revision } as FeedEvent['recorded'],
  }));
  const row = foldRow(restaurantView, 'r', facts);
  if (row === null) throw new Error('no row');
  return row;
};

const change = fc.constantFrom<RestaurantEvent>(
  { type: 'HoursChanged', hours: hoursOf({ timeZone: 'Europe/Berlin' }), at },
  { type: 'HoursChanged', hours: hoursOf(), at },
  { type: 'RestaurantPaused', reason: 'too-busy', until: null, at },
  { type: 'RestaurantPaused', reason: 'power-cut', until: '2026-03-06T14:00:00.000Z', at },
  { type: 'RestaurantResumed', at },
  { type: 'RestaurantDelisted', at },
  { type: 'RestaurantRelisted', at },
);

describe('the view of a restaurant', () => {
  it('begins as it was registered, open to everybody', () => {
    const details = detailsOf();
    expect(rowOf(restaurantRegistered())).toEqual({
      restaurant_id: details.restaurantId,
      owner_id: 'account-of-the-owner',
      name: 'Pizza Palace',
      cuisines: ['italian', 'fast food'],
      lat: 12.9716,
      lng: 77.5946,
      delivery_radius_metres: 7_000,
      cost_for_two_minor: 50_000,
      is_veg: false,
      prep_minutes: 20,
      listed: true,
      pause: null,
      details,
      updated_at: '2026-01-15T04:30:00.000Z',
      revision: 0,
      position: 100,
    });
  });

  it('is as the restaurant itself is, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const events = [restaurantRegistered(), ...changes];
        const state = fold(restaurant, events);
        const row = rowOf(...events);
        const { details, listed, pause } = row;
        expect({ is: 'registered', details, listed, pause, missed: [] }).toEqual(state);
        expect(row).toMatchObject({ revision: changes.length, position: 100 + changes.length });
      }),
      { numRuns: 1_000 },
    );
  });

  it('tells whether orders are taken', () => {
    const paused: RestaurantEvent = { type: 'RestaurantPaused', reason: 'too-busy', until: null, at };
    expect(availabilityOf(rowOf(restaurantRegistered()), at)).toEqual({ open: true });
    expect(availabilityOf(rowOf(restaurantRegistered(), paused), at)).toMatchObject({ reason: 'paused' });
  });

  it('refuses a history that does not begin with the registration', () => {
    expect(() => rowOf({ type: 'RestaurantResumed', at })).toThrow('never registered');
  });
});
