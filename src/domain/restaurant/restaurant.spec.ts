import fc from 'fast-check';
import { fold } from '../kernel/decider';
import { asId, type OrderId } from '../kernel/ids';
import { plusMinutes, plusMs } from '../kernel/instant';
import {
  availability,
  restaurant,
  type RestaurantCommand,
  type RestaurantEvent,
  type RestaurantRejection,
} from './restaurant';
import {
  FRIDAY_EVENING as at,
  detailsOf,
  everyDay,
  hoursOf,
  restaurantRegistered,
} from './restaurant.fixtures';
import { sameData } from './same-data';

const registered = restaurantRegistered();
const paused: RestaurantEvent = { type: 'RestaurantPaused', reason: 'oven broken', until: null, at };
const delisted: RestaurantEvent = { type: 'RestaurantDelisted', at };

const stateAfter = (...history: readonly RestaurantEvent[]) => fold(restaurant, history);

const given = (...history: readonly RestaurantEvent[]) => ({
  when: (command: RestaurantCommand) => {
    const decision = restaurant.decide(command, stateAfter(...history));
    return {
      then: (...events: readonly RestaurantEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenRejected: (rejection: RestaurantRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

describe('a restaurant', () => {
  it('registers once, and a repeat decides nothing', () => {
    const command: RestaurantCommand = { type: 'RegisterRestaurant', details: detailsOf(), at };
    given().when(command).then({ type: 'RestaurantRegistered', details: detailsOf(), at });
    given(registered).when(command).then();
  });

  it('cannot be registered over another one', () => {
    given(registered)
      .when({ type: 'RegisterRestaurant', details: detailsOf({ name: 'Pizza Hovel' }), at })
      .thenRejected({ code: 'restaurant-already-registered' });
  });

  it('cannot be registered with hours that no clock shows', () => {
    const hours = hoursOf({ weekly: everyDay({ open: '10:00', close: '25:00' }) });
    given()
      .when({ type: 'RegisterRestaurant', details: detailsOf({ hours }), at })
      .thenRejected({ code: 'invalid-hours', problem: 'mon: not a time of the form HH:MM: 25:00' });
  });

  it.each([
    [{ name: ' ' }, 'name is empty'],
    [{ location: { lat: 91, lng: 0 } }, 'location is not on Earth'],
    [{ location: { lat: Number.NaN, lng: 0 } }, 'location is not on Earth'],
    [{ costForTwoMinor: -1 }, 'costForTwoMinor is not a whole amount of 0 or more'],
    [{ minOrderMinor: 0.5 }, 'minOrderMinor is not a whole amount of 0 or more'],
    [{ prepMinutes: 0 }, 'prepMinutes is not within 1 and 1440'],
    [{ prepMinutes: 1441 }, 'prepMinutes is not within 1 and 1440'],
    [{ deliveryRadiusMetres: 0 }, 'deliveryRadiusMetres is not a whole number above 0'],
  ])('cannot be registered with %j', (wrong, problem) => {
    given()
      .when({ type: 'RegisterRestaurant', details: detailsOf(wrong), at })
      .thenRejected({ code: 'invalid-restaurant', problem });
  });

  it('has to be there before anything else is asked of it', () => {
    given().when({ type: 'ResumeRestaurant', at }).thenRejected({ code: 'restaurant-not-found' });
  });

  it('changes its hours to others that make sense', () => {
    const hours = hoursOf({ weekly: everyDay({ open: '18:00', close: '02:00' }) });
    given(registered).when({ type: 'ChangeHours', hours, at }).then({ type: 'HoursChanged', hours, at });
    given(registered, { type: 'HoursChanged', hours, at }).when({ type: 'ChangeHours', hours, at }).then();
    given(registered)
      .when({ type: 'ChangeHours', hours: hoursOf({ timeZone: 'Nowhere' }), at })
      .thenRejected({ code: 'invalid-hours', problem: 'unknown time zone: Nowhere' });
  });

  it('pauses, pauses for longer, and resumes', () => {
    given(registered)
      .when({ ...paused, type: 'PauseRestaurant' })
      .then(paused);
    given(registered, paused)
      .when({ ...paused, type: 'PauseRestaurant' })
      .then();
    const longer = { reason: 'oven broken', until: plusMinutes(at, 60), at };
    given(registered, paused)
      .when({ type: 'PauseRestaurant', ...longer })
      .then({ type: 'RestaurantPaused', ...longer });
    given(registered, paused).when({ type: 'ResumeRestaurant', at }).then({ type: 'RestaurantResumed', at });
    given(registered).when({ type: 'ResumeRestaurant', at }).then();
  });

  it('cannot pause until a moment that is over', () => {
    given(registered)
      .when({ type: 'PauseRestaurant', reason: 'rush', until: at, at })
      .thenRejected({ code: 'pause-already-over' });
  });

  it('leaves the platform and comes back', () => {
    given(registered).when({ type: 'DeactivateRestaurant', at }).then(delisted);
    given(registered, delisted).when({ type: 'DeactivateRestaurant', at }).then();
    given(registered, delisted)
      .when({ type: 'ActivateRestaurant', at })
      .then({ type: 'RestaurantRelisted', at });
    given(registered).when({ type: 'ActivateRestaurant', at }).then();
  });

  it('ignores a history that begins before it was registered', () => {
    expect(stateAfter(paused)).toEqual({ is: 'absent' });
  });
});

describe('a restaurant that does not answer orders', () => {
  const idOf = (name: string) => asId<OrderId>(`order-${name}`);
  const missed = (name: string, minutes: number): RestaurantEvent => ({
    type: 'OrderMissed',
    orderId: idOf(name),
    at: plusMinutes(at, minutes),
  });
  const miss = (name: string, minutes: number): RestaurantCommand => ({
    type: 'RecordMissedOrder',
    orderId: idOf(name),
    at: plusMinutes(at, minutes),
  });
  const unanswered = (minutes: number): RestaurantEvent => ({
    type: 'RestaurantPaused',
    reason: 'orders-unanswered',
    until: plusMinutes(at, minutes + 30),
    at: plusMinutes(at, minutes),
  });
  const twice = [registered, missed('a', 0), missed('b', 20)];

  it('has each of them recorded once', () => {
    given(registered).when(miss('a', 0)).then(missed('a', 0));
    given(...twice)
      .when(miss('a', 30))
      .then();
  });

  it('is paused for half an hour by the third within an hour, and not by one that comes later', () => {
    given(...twice)
      .when(miss('c', 59))
      .then(missed('c', 59), unanswered(59));
    given(...twice)
      .when(miss('c', 60))
      .then(missed('c', 60));
    given(...twice, missed('c', 60))
      .when(miss('d', 79))
      .then(missed('d', 79), unanswered(79));
  });

  it('is paused for longer when still more go unanswered', () => {
    given(...twice, missed('c', 30), unanswered(30))
      .when(miss('d', 40))
      .then(missed('d', 40), unanswered(40));
  });

  it('keeps a pause of its own that lasts longer', () => {
    for (const until of [null, plusMinutes(at, 60)]) {
      const own: RestaurantEvent = { type: 'RestaurantPaused', reason: 'rush', until, at };
      given(...twice, own)
        .when(miss('c', 30))
        .then(missed('c', 30));
    }
    const shorter = plusMs(plusMinutes(at, 60), -1);
    given(...twice, { type: 'RestaurantPaused', reason: 'rush', until: shorter, at })
      .when(miss('c', 30))
      .then(missed('c', 30), unanswered(30));
  });

  it('begins anew once it is resumed', () => {
    const resumed: RestaurantEvent = { type: 'RestaurantResumed', at: plusMinutes(at, 31) };
    given(...twice, missed('c', 30), unanswered(30), resumed)
      .when(miss('d', 32))
      .then(missed('d', 32));
  });
});

describe('whether a restaurant takes orders', () => {
  const tomorrowAtTen = '2026-03-07T04:30:00.000Z';
  const elevenPm = '2026-03-06T17:30:00.000Z';

  it('needs a restaurant that is listed, not paused, and open', () => {
    expect(availability(stateAfter(), at)).toEqual({ open: false, reason: 'not-found', opensAt: null });
    expect(availability(stateAfter(registered), at)).toEqual({ open: true });
    expect(availability(stateAfter(registered, delisted), at)).toEqual({
      open: false,
      reason: 'delisted',
      opensAt: null,
    });
    expect(availability(stateAfter(registered, delisted, { type: 'RestaurantRelisted', at }), at)).toEqual({
      open: true,
    });
  });

  it('says when it opens again', () => {
    expect(availability(stateAfter(registered), elevenPm)).toEqual({
      open: false,
      reason: 'closed',
      opensAt: tomorrowAtTen,
    });
  });

  it('counts a pause until it is over, and then the hours again', () => {
    const breakFor = (minutes: number): RestaurantEvent => ({
      type: 'RestaurantPaused',
      reason: 'rush',
      until: plusMinutes(at, minutes),
      at,
    });
    const half = stateAfter(registered, breakFor(30));
    expect(availability(half, at)).toEqual({
      open: false,
      reason: 'paused',
      opensAt: plusMinutes(at, 30),
    });
    expect(availability(half, plusMinutes(at, 30))).toEqual({ open: true });
    expect(availability(stateAfter(registered, breakFor(600)), at)).toMatchObject({ opensAt: tomorrowAtTen });
  });

  it('does not guess when an open-ended pause ends', () => {
    expect(availability(stateAfter(registered, paused), at)).toEqual({
      open: false,
      reason: 'paused',
      opensAt: null,
    });
    const resumed = stateAfter(registered, paused, { type: 'RestaurantResumed', at });
    expect(availability(resumed, at)).toEqual({ open: true });
  });
});

describe('any commands to a restaurant', () => {
  const instants = fc.nat(600).map((minutes) => plusMinutes(at, minutes));
  const hours = fc.constantFrom(
    hoursOf(),
    hoursOf({ weekly: everyDay({ open: '18:00', close: '02:00' }) }),
    hoursOf({ timeZone: 'Nowhere' }),
  );
  const commands: fc.Arbitrary<RestaurantCommand> = fc.oneof(
    fc.record({
      type: fc.constant('RegisterRestaurant' as const),
      details: fc.record({ name: fc.constantFrom('', 'A', 'B'), hours }).map((some) => detailsOf(some)),
      at: instants,
    }),
    fc.record({ type: fc.constant('ChangeHours' as const), hours, at: instants }),
    fc.record({
      type: fc.constant('PauseRestaurant' as const),
      reason: fc.constantFrom('rush', 'oven'),
      until: fc.option(instants),
      at: instants,
    }),
    fc.record({
      type: fc.constant('RecordMissedOrder' as const),
      orderId: fc.constantFrom('1', '2', '3', '4', '5').map((id) => asId<OrderId>(id)),
      at: instants,
    }),
    fc.record({
      type: fc.constantFrom(
        'ResumeRestaurant' as const,
        'DeactivateRestaurant' as const,
        'ActivateRestaurant' as const,
      ),
      at: instants,
    }),
  );

  it('decide nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 12 }), (some) => {
        let state = restaurant.initial;
        for (const command of [{ type: 'RegisterRestaurant', details: detailsOf(), at } as const, ...some]) {
          const decision = restaurant.decide(command, state);
          if (!decision.ok) continue;
          state = decision.events.reduce(restaurant.evolve, state);
          expect(restaurant.decide(command, state)).toEqual({ ok: true, events: [] });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('plain data', () => {
  it('is the same whatever the order of its keys', () => {
    expect(sameData({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: null }],
    [{ a: null }, { b: null }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
  ])('is another: %j and %j', (a, b) => {
    expect(sameData(a, b)).toBe(false);
    expect(sameData(b, a)).toBe(false);
  });
});
