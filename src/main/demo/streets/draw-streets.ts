import type { GeoPoint } from '../../../domain/kernel/geo';
import { between, fraction } from '../seeded-choices';
import {
  CITY_CENTRE,
  DISTRICTS,
  FIRST_RING_OF_AVENUES,
  HIGHWAYS,
  RING_ROADS,
  type District,
} from './city-plan';
import { METRES_PER_DEGREE, METRES_PER_DEGREE_EAST } from './flat-distance';
import type { Street, StreetClass, StreetDrawing } from './street-shapes';

/** A road with the crossings that were put on it so far, by how far along it they are. */
interface Road {
  readonly name: string;
  readonly localName: string | null;
  readonly class: StreetClass;
  readonly isClosed: boolean;
  readonly crossings: Map<number, number>;
}

/** A spoke of the plan: a highway from the centre, or an avenue that begins at a ring. */
interface Spoke {
  readonly road: Road;
  /** Radians clockwise from north, growing beyond a full turn for the last sector's far side. */
  readonly angle: number;
}

/** Two crossings of one lane may come this close on a road before they become one, metres. */
const MERGE_METRES = 45;

const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

/** Bends the plan as hills and lakes would, so that no road is a circle or a ruler's line. */
const bent = (x: number, y: number): readonly [x: number, y: number] => [
  x + 240 * Math.sin(y / 1_900 + 0.7) + 110 * Math.sin((x + y) / 1_150 + 2.1),
  y + 230 * Math.sin(x / 1_750 + 1.9) + 120 * Math.sin((x - y) / 1_250 + 0.4),
];

function pointAt(angle: number, radius: number): GeoPoint {
  const [x, y] = bent(radius * Math.sin(angle), radius * Math.cos(angle));
  return {
    lat: round(CITY_CENTRE.lat + y / METRES_PER_DEGREE),
    lng: round(CITY_CENTRE.lng + x / METRES_PER_DEGREE_EAST),
  };
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export const ordinal = (n: number): string => {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${String(n)}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
};

/** Draws rings, highways and avenues, then fills each district between them with its lanes. */
class Draughtsman {
  private readonly crossings: GeoPoint[] = [];
  private readonly lanes: Street[] = [];
  private readonly rings: readonly Road[] = RING_ROADS.map(({ name, localName }) =>
    this.road(name, localName, 'ring', true),
  );
  private readonly highways: readonly Spoke[] = HIGHWAYS.map(({ name, localName, bearing }) => ({
    road: this.road(name, localName, 'arterial', false),
    angle: radians(bearing),
  }));
  private readonly avenues: readonly Spoke[] = this.highways.map(({ angle }, i) => {
    const [here, there] = [HIGHWAYS[i], HIGHWAYS[(i + 1) % HIGHWAYS.length]];
    const name = `${here?.name.replace(/ Road$/, '') ?? ''}–${there?.name.replace(/ Road$/, '') ?? ''} Avenue`;
    return {
      road: this.road(name, null, 'arterial', false),
      angle: (angle + this.angleAfter(i)) / 2,
    };
  });

  draw(): StreetDrawing {
    const centre = this.crossing(0, 0);
    for (const { road } of this.highways) road.crossings.set(0, centre);
    for (const [band, districts] of DISTRICTS.entries()) {
      const spokes = this.spokesOf(band);
      for (const [i, district] of districts.entries()) {
        const [left, right] = [spokes[i], spokes[i + 1]];
        if (left !== undefined && right !== undefined) this.fill(band, left, right, district);
      }
    }
    const roads = [...this.rings, ...this.highways, ...this.avenues].map((one) =>
      'road' in one ? one.road : one,
    );
    return { crossings: this.crossings, streets: [...roads.map((road) => this.laid(road)), ...this.lanes] };
  }

  private road(name: string, localName: string | null, of: StreetClass, isClosed: boolean): Road {
    return { name, localName, class: of, isClosed, crossings: new Map() };
  }

  private laid({ name, localName, class: of, isClosed, crossings }: Road): Street {
    const path = [...crossings].sort(([a], [b]) => a - b).map(([, crossing]) => crossing);
    const [first] = path;
    const whole = isClosed && first !== undefined ? [...path, first] : path;
    return { name, localName, class: of, district: null, path: whole };
  }

  private angleAfter(i: number): number {
    const next = this.highways[i + 1];
    return next?.angle ?? (this.highways[0]?.angle ?? 0) + 2 * Math.PI;
  }

  /** The spokes that bound the districts of a band, the first of them again at the end. */
  private spokesOf(band: number): readonly Spoke[] {
    const spokes =
      band < FIRST_RING_OF_AVENUES
        ? this.highways
        : this.highways.flatMap((highway, i) => [highway, ...this.avenues.slice(i, i + 1)]);
    return [
      ...spokes,
      ...spokes.slice(0, 1).map(({ road, angle }) => ({ road, angle: angle + 2 * Math.PI })),
    ];
  }

  private crossing(angle: number, radius: number): number {
    this.crossings.push(pointAt(angle, radius));
    return this.crossings.length - 1;
  }

  /** The crossing on a road at a place, which may be one that lies close by already. */
  private crossingOn(road: Road, at: number, metresPerUnit: number, make: () => number): number {
    for (const [other, crossing] of road.crossings) {
      if (Math.abs(other - at) * metresPerUnit < MERGE_METRES) return crossing;
    }
    const crossing = make();
    road.crossings.set(at, crossing);
    return crossing;
  }

  private onRing(ring: number, angle: number): number {
    const [road, radius] = [this.rings[ring], RING_ROADS[ring]?.radius];
    if (road === undefined || radius === undefined) throw new RangeError(`no ring ${String(ring)}`);
    const first = this.highways[0]?.angle ?? 0;
    const turned = angle >= first + 2 * Math.PI - 1e-9 ? angle - 2 * Math.PI : angle;
    return this.crossingOn(road, turned, radius, () => this.crossing(turned, radius));
  }

  private onSpoke({ road, angle }: Spoke, radius: number): number {
    return this.crossingOn(road, radius, 1, () => this.crossing(angle, radius));
  }

  /** Where a spoke meets a ring: one crossing that lies on both. */
  private corner(ring: number, { road, angle }: Spoke): void {
    const radius = RING_ROADS[ring]?.radius ?? 0;
    road.crossings.set(radius, this.onRing(ring, angle));
  }

  /** Mains run along the rings and crosses from ring to ring, as the city's own layouts number them. */
  private fill(band: number, left: Spoke, right: Spoke, { name }: District): void {
    for (const ring of [band, band + 1]) for (const spoke of [left, right]) this.corner(ring, spoke);
    const [inner, outer] = [RING_ROADS[band]?.radius ?? 0, RING_ROADS[band + 1]?.radius ?? 0];
    const width = (right.angle - left.angle) * ((inner + outer) / 2);
    const columns = Math.max(2, Math.round(width / between(330, 420, `${name}/columns`)));
    const rows = Math.max(2, Math.round((outer - inner) / between(310, 400, `${name}/rows`)));
    const [bow, lean] = [between(-0.05, 0.05, `${name}/bow`), between(-0.05, 0.05, `${name}/lean`)];
    const grid = Array.from({ length: rows + 1 }, (_, row) =>
      Array.from({ length: columns + 1 }, (__, column) => {
        const jitter = (axis: string) =>
          between(-0.09, 0.09, `${name}/${axis}/${String(row)}/${String(column)}`);
        const [u, v] = [column / columns, row / rows];
        const bowed = v + bow * Math.sin(Math.PI * u);
        const leant = u + lean * Math.sin(Math.PI * v);
        const angle = (share: number) => left.angle + (right.angle - left.angle) * share;
        const radius = (share: number) => inner + (outer - inner) * share;
        if (row === 0) return this.onRing(band, angle(u));
        if (row === rows) return this.onRing(band + 1, angle(u));
        if (column === 0) return this.onSpoke(left, radius(v));
        if (column === columns) return this.onSpoke(right, radius(v));
        return this.crossing(angle(leant + jitter('u') / columns), radius(bowed + jitter('v') / rows));
      }),
    );
    for (let row = 1; row < rows; row += 1) {
      this.lane(name, `${ordinal(row)} Main`, grid[row] ?? []);
    }
    for (let column = 1; column < columns; column += 1) {
      this.lane(
        name,
        `${ordinal(column)} Cross`,
        grid.flatMap((row) => row.slice(column, column + 1)),
      );
    }
  }

  /**
   * A lane, in several stretches where a house stands in its way: never at its ends, and never on both sides of
   * a crossing, so that all stay joined.
   */
  private lane(district: string, number: string, path: readonly number[]): void {
    const name = `${number}, ${district}`;
    let stretch = path.slice(0, 1);
    const end = () => {
      if (stretch.length > 1)
        this.lanes.push({ name, localName: null, class: 'lane', district, path: stretch });
    };
    for (const [i, crossing] of path.entries()) {
      if (i === 0) continue;
      const isInside = i > 1 && i < path.length - 1 && i % 2 === 0;
      if (isInside && fraction(`${name}/gap/${String(i)}`) < 0.24) {
        end();
        stretch = [crossing];
      } else stretch = [...stretch, crossing];
    }
    end();
  }
}

/** The crossings and streets of the demo city, from the plan alone. */
export const drawStreets = (): StreetDrawing => new Draughtsman().draw();
