import fc from 'fast-check';
import { distanceInMetres } from '../kernel/geo';
import { msBetween, plusMs } from '../kernel/instant';
import { follow, isBelieved, isPlausible, NO_TRAIL, PING_MARKS, type Ping } from './plausibility';

const NOON = '2026-03-14T12:00:00.000Z';
const DOOR = { lat: 12.9745, lng: 77.6033 };
/** Degrees of latitude that come to about so many metres. */
const north = (metres: number): number => DOOR.lat + metres / 111_195;

const ping = (change: Partial<Ping> & { readonly s?: number } = {}): Ping => {
  const { s = 0, ...more } = change;
  return { ...DOOR, accuracyMetres: 8, mock: false, at: plusMs(NOON, s * 1_000), ...more };
};

const marks = (pings: readonly Ping[], arrivedAt = pings.at(-1)?.at ?? NOON) =>
  follow(NO_TRAIL, pings, arrivedAt).kept.map((one) => one.marks);

describe('a ping', () => {
  it('is plausible when the courier rides on', () => {
    expect(marks([ping(), ping({ s: 5, lat: north(60) }), ping({ s: 10, lat: north(120) })])).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('is a jump when it is further away than anybody rides in that time', () => {
    expect(marks([ping(), ping({ s: 10, lat: north(405) })])).toEqual([[], ['jump']]);
    expect(marks([ping(), ping({ s: 10, lat: north(395) })])).toEqual([[], []]);
  });

  it('is no jump within the uncertainty of positions, however fast', () => {
    expect(marks([ping(), ping({ s: 1, lat: north(195) })])).toEqual([[], []]);
    expect(marks([ping(), ping({ s: 1, lat: north(205) })])).toEqual([[], ['jump']]);
  });

  it('is marked when the device says that it is made up', () =>
    expect(marks([ping({ mock: true })])).toEqual([['mock']]));

  it('is stale when it arrives more than a minute late', () => {
    expect(marks([ping()], plusMs(NOON, 60_000))).toEqual([[]]);
    expect(marks([ping()], plusMs(NOON, 60_001))).toEqual([['stale']]);
  });

  it('is inaccurate from half a kilometre on; a device that does not say is believed', () => {
    expect(marks([ping({ accuracyMetres: 500 })])).toEqual([[]]);
    expect(marks([ping({ accuracyMetres: 501 })])).toEqual([['inaccurate']]);
    expect(marks([ping({ accuracyMetres: null })])).toEqual([[]]);
  });

  it('can be doubtful in several ways at once', () => {
    const odd = ping({ s: 2, lat: north(9_000), mock: true, accuracyMetres: 900 });
    expect(marks([ping(), odd], plusMs(NOON, 120_000))).toEqual([['stale'], [...PING_MARKS]]);
  });

  it('is left out when it is ten minutes old', () => {
    expect(follow(NO_TRAIL, [ping()], plusMs(NOON, 600_000)).kept).toHaveLength(1);
    expect(follow(NO_TRAIL, [ping()], plusMs(NOON, 600_001))).toEqual({ kept: [], trail: NO_TRAIL });
  });

  it('of a device whose clock is ahead counts as of its arrival', () => {
    const { kept, trail } = follow(NO_TRAIL, [ping({ s: 3_600 })], NOON);
    expect(kept.map(({ at }) => at)).toEqual([NOON]);
    expect(trail.heardAt).toBe(NOON);
  });
});

describe('pings that follow each other', () => {
  it('are put in order within a batch', () => {
    const { kept } = follow(NO_TRAIL, [ping({ s: 10 }), ping({ s: 5 })], plusMs(NOON, 10_000));
    expect(kept.map(({ at }) => msBetween(NOON, at))).toEqual([5_000, 10_000]);
  });

  it('are left out when they come after later ones, or within the same second', () => {
    const { trail } = follow(NO_TRAIL, [ping({ s: 10 })], plusMs(NOON, 10_000));
    const { kept } = follow(
      trail,
      [ping({ s: 5 }), ping({ s: 10.9 }), ping({ s: 11 })],
      plusMs(NOON, 11_000),
    );
    expect(kept.map(({ at }) => msBetween(NOON, at))).toEqual([11_000]);
  });

  it('are held against the last place that can be relied on, not against a jump, a fake or a guess', () => {
    const away = { lat: north(50_000) };
    for (const lie of [ping({ s: 5, ...away }), ping({ s: 5, ...away, accuracyMetres: 5_000 })]) {
      expect(marks([ping(), lie, ping({ s: 10, lat: north(50) })]).at(-1)).toEqual([]);
    }
    const fakeNearby = ping({ s: 5, lat: north(190), mock: true });
    const { trail } = follow(NO_TRAIL, [ping(), fakeNearby], fakeNearby.at);
    expect(trail).toEqual({ heardAt: fakeNearby.at, place: { ...DOOR, at: NOON } });
  });

  it('end a jump once there was time enough to get there', () => {
    const there = north(4_000);
    expect(marks([ping(), ping({ s: 50, lat: there }), ping({ s: 101, lat: there })])).toEqual([
      ['stale'],
      ['jump'],
      [],
    ]);
  });

  const arbitraryPing = fc
    .record({
      s: fc.integer({ min: -700, max: 30 }),
      metres: fc.integer({ min: 0, max: 20_000 }),
      mock: fc.boolean(),
      accuracyMetres: fc.option(fc.integer({ min: 0, max: 1_000 })),
    })
    .map(({ s, metres, ...more }) => ping({ s, lat: north(metres), ...more }));

  it('whatever they are: come in order and a second apart, and no believed one is out of reach', () => {
    fc.assert(
      fc.property(fc.array(fc.array(arbitraryPing, { maxLength: 10 }), { maxLength: 6 }), (batches) => {
        let trail = NO_TRAIL;
        let lastAt: string | null = null;
        for (const batch of batches) {
          const before = trail;
          const followed = follow(before, batch, NOON);
          ({ trail } = followed);
          let { place } = before;
          for (const one of followed.kept) {
            expect(lastAt === null || msBetween(lastAt, one.at) >= 1_000).toBe(true);
            expect(one.at <= NOON && msBetween(one.at, NOON) <= 600_000).toBe(true);
            if (place !== null && isBelieved(one)) {
              const metres = distanceInMetres(place, one);
              expect(metres <= Math.max(200, (40 * msBetween(place.at, one.at)) / 1_000)).toBe(true);
            }
            if (isPlausible(one) || (isBelieved(one) && !one.marks.includes('inaccurate'))) place = one;
            lastAt = one.at;
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('give the same whether they come in one batch or one by one, if they come in order', () => {
    fc.assert(
      fc.property(fc.array(arbitraryPing, { maxLength: 20 }), (pings) => {
        const ordered = [...pings].sort((a, b) => msBetween(b.at, a.at));
        const together = follow(NO_TRAIL, ordered, NOON);
        let trail = NO_TRAIL;
        const kept = ordered.flatMap((one) => {
          const followed = follow(trail, [one], NOON);
          ({ trail } = followed);
          return followed.kept;
        });
        expect({ kept, trail }).toEqual(together);
      }),
      { numRuns: 1_000 },
    );
  });
});
