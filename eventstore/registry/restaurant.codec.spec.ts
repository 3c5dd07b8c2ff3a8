import fc from 'fast-check';
import { ZodError } from 'zod';
import { asId, type OrderId } from '../../src/domain/kernel/ids';
import { instantOf } from '../../src/domain/kernel/instant';
import { WEEKDAYS, type OpeningHours } from '../../src/domain/restaurant/opening-hours';
import type { RestaurantEvent } from '../../src/domain/restaurant/restaurant';
import { detailsOf, hoursOf, restaurantRegistered } from '../../src/domain/restaurant/restaurant.fixtures';
import { restaurantCodec } from './restaurant.codec';

const at = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(instantOf);
const intervals = fc.array(fc.record({ open: fc.string(), close: fc.string() }), { maxLength: 2 });

const hours: fc.Arbitrary<OpeningHours> = fc
  .record({
    timeZone: fc.string(),
    week: fc.tuple(intervals, intervals, intervals, intervals, intervals, intervals, intervals),
    exceptions: fc.array(fc.record({ date: fc.string(), intervals }), { maxLength: 2 }),
  })
  .map(({ timeZone, week: [mon, tue, wed, thu, fri, sat, sun], exceptions }) => ({
    timeZone,
    weekly: { sun, sat, fri, thu, wed, tue, mon },
    exceptions,
  }));

const details = fc
  .record({
    name: fc.string(),
    cuisines: fc.array(fc.string()),
    location: fc.record({
      lng: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
    }),
    hours,
    currency: fc.constantFrom('INR' as const, 'JPY' as const, 'KWD' as const),
    minOrderMinor: fc.maxSafeInteger(),
    isVeg: fc.boolean(),
    images: fc.option(fc.record({ cover: fc.string(), logo: fc.string() })),
  })
  .map(detailsOf);

const events: fc.Arbitrary<RestaurantEvent> = fc.oneof(
  fc.record({ at, type: fc.constant('RestaurantRegistered' as const), details }),
  fc.record({ at, type: fc.constant('HoursChanged' as const), hours }),
  fc.record({
    at,
    type: fc.constant('RestaurantPaused' as const),
    until: fc.option(at),
    reason: fc.string(),
  }),
  fc.record({
    at,
    type: fc.constant('OrderMissed' as const),
    orderId: fc.uuid().map((id) => asId<OrderId>(id)),
  }),
  fc.record({
    at,
    type: fc.constantFrom(
      'RestaurantResumed' as const,
      'RestaurantDelisted' as const,
      'RestaurantRelisted' as const,
    ),
  }),
);

describe('the stored form of a restaurant', () => {
  it('gives back every event, and the same bytes when written again', () => {
    fc.assert(
      fc.property(events, (event) => {
        const { type, schema, data } = restaurantCodec.encode(event);
        const decoded = restaurantCodec.decode(type, schema, data);
        // JSON knows no negative zero.
        expect(decoded).toEqual({ ...(JSON.parse(JSON.stringify(event)) as object), type });
        expect(restaurantCodec.encode(decoded)).toEqual({ type, schema, data });
      }),
      { numRuns: 1000 },
    );
  });

  it('is in the order of the schema, whatever the order of the event', () => {
    const { weekly, ...rest } = hoursOf();
    const shuffled = {
      weekly: Object.fromEntries(Object.entries(weekly).reverse()),
      ...rest,
    } as OpeningHours;
    const { data } = restaurantCodec.encode({
      at: '2026-03-06T12:30:00.000Z',
      hours: shuffled,
      type: 'HoursChanged',
    });
    expect(data).toMatch(/^\{"hours":\{"timeZone":"Asia\/Kolkata","weekly":\{"mon":/);
    expect(WEEKDAYS.map((day) => data.indexOf(`"${day}"`))).toEqual(
      WEEKDAYS.map((day) => data.indexOf(`"${day}"`)).sort((a, b) => a - b),
    );
  });

  it('is refused when an amount is a fraction or a part is missing', () => {
    expect(() => restaurantCodec.encode(restaurantRegistered({ costForTwoMinor: 0.5 }))).toThrow(ZodError);
    expect(() =>
      restaurantCodec.decode('RestaurantPaused', 1, '{"reason":"rush","at":"2026-03-06T12:30:00.000Z"}'),
    ).toThrow(ZodError);
  });
});
