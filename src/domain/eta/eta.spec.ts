import fc from 'fast-check';
import { msBetween, type Instant } from '../kernel/instant';
import { estimateDelivery, ETA_POLICY_V1 } from './eta';

const at: Instant = '2026-03-06T12:30:00.000Z';

describe('the estimated time of a delivery', () => {
  it('is cooking, then handover, then the ride, when the courier is there before the food is ready', () => {
    expect(estimateDelivery({ prepMinutes: 20, distanceMetres: 3_000, at })).toEqual({
      minutes: 31,
      promisedAt: '2026-03-06T13:01:00.000Z',
      inputs: { prepMinutes: 20, distanceMetres: 3_000, at },
      policy: 'eta/1',
    });
  });

  it('waits for the courier when the kitchen is quick', () => {
    expect(estimateDelivery({ prepMinutes: 5, distanceMetres: 3_000, at }).minutes).toBe(3 + 6 + 2 + 9);
  });

  it('rounds a part of a minute up', () => {
    expect(estimateDelivery({ prepMinutes: 20, distanceMetres: 1, at }).minutes).toBe(23);
    expect(estimateDelivery({ prepMinutes: 20, distanceMetres: 0, at }).minutes).toBe(22);
  });

  it('is never shorter than its slowest part, and grows with every part', () => {
    fc.assert(
      fc.property(fc.nat(240), fc.nat(30_000), fc.nat(60), fc.nat(5_000), (prep, metres, more, further) => {
        const minutes = (prepMinutes: number, distanceMetres: number) =>
          estimateDelivery({ prepMinutes, distanceMetres, at }).minutes;
        const ride = (metres * ETA_POLICY_V1.lastMileMinutesPerKm) / 1_000;
        expect(minutes(prep, metres)).toBeGreaterThanOrEqual(prep + ride);
        expect(minutes(prep + more, metres)).toBeGreaterThanOrEqual(minutes(prep, metres));
        expect(minutes(prep, metres + further)).toBeGreaterThanOrEqual(minutes(prep, metres));
        expect(Number.isSafeInteger(minutes(prep, metres))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('promises the moment that the minutes lead to', () => {
    fc.assert(
      fc.property(fc.nat(240), fc.nat(30_000), (prepMinutes, distanceMetres) => {
        const { minutes, promisedAt } = estimateDelivery({ prepMinutes, distanceMetres, at });
        expect(msBetween(at, promisedAt)).toBe(minutes * 60_000);
      }),
      { numRuns: 1000 },
    );
  });
});
