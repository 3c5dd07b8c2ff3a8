import { distanceInMetres, type GeoPoint } from '../../../domain/kernel/geo';
import { DEMO_RESTAURANTS } from '../city/all-restaurants';
import { DEMO_CUSTOMERS } from '../demo-city';
import { between } from '../seeded-choices';
import { CITY_CENTRE } from './city-plan';
import { lengthOf, nearestNode, routeBetween } from './routes';
import { streetNetwork } from './street-network';
import { streetsGeoJson, streetsGeoJsonText } from './streets-geojson';

const { crossings, streets, legs } = streetNetwork();

const doors: readonly GeoPoint[] = [
  ...DEMO_RESTAURANTS.map(({ location }) => location),
  ...DEMO_CUSTOMERS.flatMap(({ addresses }) => addresses.map(({ location }) => location)),
];

/** Pairs of places people ride between, the same in every run. */
const pairs = Array.from({ length: 200 }, (_, i): readonly [GeoPoint, GeoPoint] => [
  doors[Math.floor(between(0, doors.length, `from ${String(i)}`))]!,
  doors[Math.floor(between(0, doors.length, `to ${String(i)}`))]!,
]);

/** Metres to the closest of 21 points on every piece of street: no cleverness that a route shares. */
function metresToStreet(point: GeoPoint): number {
  let least = Number.POSITIVE_INFINITY;
  const isFar = ({ lat, lng }: GeoPoint) =>
    Math.abs(lat - point.lat) > 0.01 || Math.abs(lng - point.lng) > 0.01;
  for (const [from, ways] of legs.entries()) {
    if (isFar(crossings[from]!)) continue;
    for (const { to } of ways) {
      const [a, b] = [crossings[from]!, crossings[to]!];
      for (let share = 0; share <= 1; share += 0.05) {
        const [north, east] = [a.lat + share * (b.lat - a.lat), a.lng + share * (b.lng - a.lng)];
        least = Math.min(least, Math.hypot(north - point.lat, 0.974 * (east - point.lng)) * 111_195);
      }
    }
  }
  return least;
}

describe('the streets of the demo city', () => {
  it('are joined: every crossing can be reached from the first', () => {
    const seen = new Set([0]);
    for (const crossing of seen) for (const { to } of legs[crossing]!) seen.add(to);
    expect(seen.size).toBe(crossings.length);
  });

  it('have no leg of no length, and none that is longer than a few minutes of riding', () => {
    const lengths = legs.flatMap((from) => from.map(({ length }) => length));
    expect(Math.min(...lengths)).toBeGreaterThan(20);
    expect(Math.max(...lengths)).toBeLessThan(1_000);
  });

  it('can be ridden in both directions', () => {
    for (const [from, ways] of legs.entries()) {
      const back = (to: number) => legs[to]!.find((leg) => leg.to === from)?.length;
      expect(ways.map(({ to }) => back(to))).toEqual(ways.map(({ length }) => length));
    }
  });

  it('pass within 300 m of every door', () => {
    for (const door of doors) expect(metresToStreet(door)).toBeLessThan(300);
  });

  it('are named, and the large ones in the script of the city too', () => {
    for (const { name, localName, class: of } of streets) {
      expect(name).not.toBe('');
      if (of === 'ring') expect(localName).toMatch(/\p{Script=Kannada}/u);
    }
    const classes = streets.map((street) => street.class);
    expect(classes.filter((of) => of === 'ring')).toHaveLength(5);
    expect(classes.filter((of) => of === 'arterial')).toHaveLength(22);
    expect(classes.filter((of) => of === 'lane').length).toBeGreaterThan(500);
  });

  it('lie as they lay when the couriers learned them', () => {
    const sum = crossings.reduce((total, { lat, lng }) => total + lat + lng, 0);
    expect([crossings.length, streets.length, sum.toFixed(3)]).toMatchSnapshot();
  });
});

describe('the map of the streets', () => {
  it('has a line for each street, in degrees, and is small enough to be sent whole', () => {
    const { features } = streetsGeoJson();
    expect(features).toHaveLength(streets.length);
    for (const { geometry } of features) {
      expect(geometry.coordinates.length).toBeGreaterThanOrEqual(2);
      const metres = geometry.coordinates.map(([lng, lat]) => distanceInMetres({ lat, lng }, CITY_CENTRE));
      expect(Math.max(...metres)).toBeLessThan(11_000);
    }
    expect(JSON.parse(streetsGeoJsonText())).toEqual(streetsGeoJson());
    expect(streetsGeoJsonText().length).toBeLessThan(300_000);
  });
});

describe('a route', () => {
  it('begins and ends at the doors, and goes from crossing to crossing in between', () => {
    for (const [from, to] of pairs) {
      const route = routeBetween(from, to);
      expect([route[0], route.at(-1)]).toEqual([from, to]);
      const passed = route.slice(2, -2).map((point) => crossings.indexOf(point));
      expect(passed).not.toContain(-1);
      const isNext = (crossing: number, i: number) =>
        i === 0 || legs[passed[i - 1]!]!.some(({ to: next }) => next === crossing);
      expect(passed.every(isNext)).toBe(true);
    }
  });

  it('is at most 1.8 times as long as the crow flies, but for the way around a block, and far less as a rule', () => {
    const ways = pairs
      .map(([from, to]) => ({ crow: distanceInMetres(from, to), ridden: lengthOf(routeBetween(from, to)) }))
      .filter(({ crow }) => crow > 0);
    for (const { crow, ridden } of ways) expect(ridden).toBeLessThanOrEqual(1.8 * crow + 700);
    const mean = ways.reduce((sum, { crow, ridden }) => sum + ridden / crow, 0) / ways.length;
    expect(mean).toBeLessThan(1.3);
  });

  it('takes the straightest way to the street', () => {
    for (const [from, to] of pairs.slice(0, 40)) {
      const [, kerb] = routeBetween(from, to);
      expect(distanceInMetres(from, kerb!)).toBeLessThanOrEqual(metresToStreet(from) + 2);
    }
  });

  it('is as long in one direction as in the other', () => {
    for (const [from, to] of pairs) {
      const [there, back] = [lengthOf(routeBetween(from, to)), lengthOf(routeBetween(to, from))];
      // Each piece is rounded to a metre.
      expect(Math.abs(there - back)).toBeLessThanOrEqual(10);
    }
  });

  it('is the shortest there is', () => {
    const [start, ...others] = [40, 900, 1_500, 2_000].map((i) => Math.min(i, crossings.length - 1));
    // Bellman and Ford: slow, and nothing to get wrong.
    const metres = crossings.map((_, i) => (i === start ? 0 : Number.POSITIVE_INFINITY));
    for (let isChanging = true; isChanging;) {
      isChanging = false;
      for (const [from, ways] of legs.entries()) {
        for (const { to, length } of ways) {
          if (metres[from]! + length < metres[to]!) {
            metres[to] = metres[from]! + length;
            isChanging = true;
          }
        }
      }
    }
    for (const other of others) {
      const route = routeBetween(crossings[start!]!, crossings[other]!);
      expect(nearestNode(crossings[other]!)).toBe(other);
      expect(lengthOf(route)).toBe(metres[other]);
    }
  });
});
