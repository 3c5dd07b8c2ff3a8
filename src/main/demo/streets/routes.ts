import { distanceInMetres, type GeoPoint } from '../../../domain/kernel/geo';
import { closestOn, metresBetween } from './flat-distance';
import { shortestPath, type Gate } from './shortest-path';
import { streetNetwork } from './street-network';

/** Index of the crossing closest to a point. */
export function nearestNode(point: GeoPoint): number {
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (const [i, crossing] of streetNetwork().crossings.entries()) {
    const distance = metresBetween(crossing, point);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** Where a door's way meets the streets: a point between two crossings. */
interface Kerb {
  readonly point: GeoPoint;
  readonly gates: readonly [Gate, Gate];
}

function kerbOf(door: GeoPoint): Kerb {
  const { crossings, legs } = streetNetwork();
  let best: { readonly point: GeoPoint; readonly from: number; readonly to: number } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [from, ways] of legs.entries()) {
    const a = crossings[from];
    for (const { to } of ways) {
      const b = crossings[to];
      if (to < from || a === undefined || b === undefined) continue;
      const point = closestOn(door, a, b);
      const distance = metresBetween(point, door);
      if (distance < least) [best, least] = [{ point, from, to }, distance];
    }
  }
  if (best === undefined) throw new Error('the city has no streets');
  const { point, from, to } = best;
  const gate = (node: number): Gate => {
    const crossing = crossings[node];
    return { node, metres: crossing === undefined ? 0 : metresBetween(crossing, point) };
  };
  return { point, gates: [gate(from), gate(to)] };
}

const isSameStretch = (a: Kerb, b: Kerb): boolean =>
  a.gates.every(({ node }, i) => b.gates[i]?.node === node);

function byStreet(from: GeoPoint, to: GeoPoint): readonly GeoPoint[] {
  const [start, end] = [kerbOf(from), kerbOf(to)];
  if (isSameStretch(start, end)) return [from, start.point, end.point, to];
  const network = streetNetwork();
  const between = shortestPath(network, start.gates, end.gates).flatMap((i) =>
    network.crossings.slice(i, i + 1),
  );
  return [from, start.point, ...between, end.point, to];
}

/** Couriers ride the same ways again and again; the oldest is forgotten first. */
const MAX_REMEMBERED = 2_048;
const remembered = new Map<string, readonly GeoPoint[]>();

/**
 * The shortest way by street from one door to another: from the first point straight to the closest street, along
 * the streets, and from the street straight to the other point. The line has both points as its ends.
 */
export function routeBetween(from: GeoPoint, to: GeoPoint): readonly GeoPoint[] {
  const key = [from.lat, from.lng, to.lat, to.lng].join();
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const route = byStreet(from, to);
  const [oldest] = remembered.keys();
  if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, route);
  return route;
}

/** Metres along a line of points. */
export const lengthOf = (line: readonly GeoPoint[]): number =>
  line.reduce((sum, point, i) => {
    const before = line[i - 1];
    return before === undefined ? sum : sum + distanceInMetres(before, point);
  }, 0);
