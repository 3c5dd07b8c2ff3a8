import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { CourierPosition, CourierPositions } from '../../application/ports/courier-positions';
import { distanceInMetres, type GeoPoint } from '../../domain/kernel/geo';
import { asId, type CourierId } from '../../domain/kernel/ids';
import { plusMs, type Instant } from '../../domain/kernel/instant';

const NOON: Instant = '2026-03-14T12:00:00.000Z';
const after = (seconds: number): Instant => plusMs(NOON, seconds * 1_000);
const charminar: GeoPoint = { lat: 17.3616, lng: 78.4747 };

/** So many metres to the north. */
const northOf = ({ lat, lng }: GeoPoint, metres: number): GeoPoint => ({ lat: lat + metres / 111_195, lng });

const anId = (): CourierId => asId<CourierId>(randomUUID());

const aPosition = (change: Partial<CourierPosition> = {}): CourierPosition => ({
  courierId: anId(),
  shift: 1,
  ...charminar,
  accuracyMetres: 12,
  at: NOON,
  ...change,
});

/** What every keeper of positions must do. */
export function courierPositionsContract(name: string, open: () => Promise<CourierPositions>): void {
  describe(`CourierPositions contract: ${name}`, () => {
    let positions: CourierPositions;

    /** Nothing else is there. */
    beforeEach(async () => {
      positions = await open();
    });

    const near = async (place: GeoPoint, radius: number, since = after(-30), limit = 10) =>
      (await positions.near(place, radius, since, limit)).map(({ position }) => position.courierId);

    it('knows nothing of a courier who sent nothing', async () => {
      expect(await positions.of(anId())).toBeNull();
      expect(await near(charminar, 10_000)).toEqual([]);
    });

    it('gives back where a courier was last', async () => {
      const first = aPosition();
      const second = { ...first, ...northOf(charminar, 900), at: after(5), accuracyMetres: null };
      await positions.record(first);
      expect(await positions.of(first.courierId)).toEqual(first);
      await positions.record(second);
      expect(await positions.of(first.courierId)).toEqual(second);
    });

    it('keeps the later one when an older one comes late', async () => {
      const late = aPosition({ at: after(5) });
      await positions.record(late);
      await positions.record({ ...late, ...northOf(charminar, 900), at: after(4) });
      expect(await positions.of(late.courierId)).toEqual(late);
    });

    it('keeps the one of the later shift, whatever comes late of an earlier one', async () => {
      const second = aPosition({ shift: 2 });
      await positions.record(aPosition({ courierId: second.courierId, at: after(9) }));
      await positions.record(second);
      expect(await positions.of(second.courierId)).toEqual(second);
      await positions.record(aPosition({ courierId: second.courierId, at: after(20) }));
      expect(await positions.of(second.courierId)).toEqual(second);
    });

    it('does nothing for an unknown courier who is forgotten', async () => {
      const courierId = anId();
      await positions.forget(courierId);
      expect(await positions.of(courierId)).toBeNull();
    });

    it('forgets a courier, and finds them again when they are back', async () => {
      const position = aPosition();
      await positions.record(position);
      await positions.forget(position.courierId);
      expect(await positions.of(position.courierId)).toBeNull();
      expect(await near(charminar, 100)).toEqual([]);
      await positions.record(position);
      expect(await near(charminar, 100)).toEqual([position.courierId]);
    });

    it('finds couriers within the radius, the nearest first, ties by id, and no more than asked for', async () => {
      const at = async (metres: number, courierId = anId()) => {
        await positions.record(aPosition({ courierId, ...northOf(charminar, metres) }));
        return courierId;
      };
      const far = await at(4_990);
      await at(5_010);
      const [b, a] = [await at(700, asId<CourierId>('b')), await at(700, asId<CourierId>('a'))];
      const here = await at(0);
      expect(await near(charminar, 5_000)).toEqual([here, a, b, far]);
      expect(await near(charminar, 5_000, after(-30), 2)).toEqual([here, a]);
      const [first] = await positions.near(charminar, 5_000, after(-30), 1);
      expect(first).toMatchObject({ distanceMetres: 0, position: { courierId: here } });
    });

    it('leaves out those who were not heard of since', async () => {
      const fresh = aPosition({ at: after(-30) });
      await positions.record(fresh);
      await positions.record(aPosition({ at: after(-31) }));
      expect(await near(charminar, 100)).toEqual([fresh.courierId]);
    });

    it('finds a courier where they are and not where they were', async () => {
      const position = aPosition();
      const moved = northOf(charminar, 8_000);
      await positions.record(position);
      await positions.record({ ...position, ...moved, at: after(1) });
      expect(await near(charminar, 2_000)).toEqual([]);
      expect(await near(moved, 2_000)).toEqual([position.courierId]);
    });

    it.each<[string, GeoPoint, GeoPoint]>([
      ['the date line', { lat: -17, lng: 179.999 }, { lat: -17, lng: -179.999 }],
      ['the pole', { lat: 89.999, lng: 10 }, { lat: 89.999, lng: -170 }],
      ['the meridian and the equator', { lat: 0.001, lng: 0.001 }, { lat: -0.001, lng: -0.001 }],
    ])('finds across %s', async (_, place, other) => {
      const position = aPosition({ ...other });
      await positions.record(position);
      expect(await near(place, 1_000)).toEqual([position.courierId]);
    });

    it('finds just those whom measuring the distance to everybody would find', async () => {
      const spread = (centre: GeoPoint, degrees: number) =>
        fc.record({
          lat: fc
            .double({ min: -degrees, max: degrees, noNaN: true })
            .map((by) => Math.max(-90, Math.min(90, centre.lat + by))),
          lng: fc.double({ min: -degrees, max: degrees, noNaN: true }).map((by) => centre.lng + by),
        });
      const worlds = fc
        .constantFrom(charminar, { lat: 0, lng: 0 }, { lat: 64.1, lng: -21.9 }, { lat: -89.8, lng: 0 })
        .chain((centre) =>
          fc.record({
            place: spread(centre, 0.1),
            points: fc.array(spread(centre, 0.2), { minLength: 30, maxLength: 120 }),
            radius: fc.integer({ min: 1, max: 12_000 }),
          }),
        );
      await fc.assert(
        fc.asyncProperty(worlds, async ({ place, points, radius }) => {
          positions = await open();
          const all = points.map((point) => aPosition(point));
          for (const position of all) await positions.record(position);
          const expected = all.filter((position) => distanceInMetres(position, place) <= radius);
          expect((await near(place, radius, NOON, all.length)).sort()).toEqual(
            expected.map(({ courierId }) => courierId).sort(),
          );
        }),
        { numRuns: 200 },
      );
    });
  });
}
