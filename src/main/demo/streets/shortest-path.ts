import { metresBetween } from './flat-distance';
import type { StreetNetwork } from './street-network';

/** A crossing where a ride may join or leave the streets, and the metres between it and the door. */
export interface Gate {
  readonly node: number;
  readonly metres: number;
}

/** A binary heap of crossings, the one with the least cost first. */
class Frontier {
  private readonly items: { readonly node: number; readonly cost: number }[] = [];

  push(node: number, cost: number): void {
    const { items } = this;
    let i = items.push({ node, cost }) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = items[parent];
      if (above === undefined || above.cost <= cost) break;
      items[i] = above;
      i = parent;
    }
    items[i] = { node, cost };
  }

  pop(): { readonly node: number; readonly cost: number } | undefined {
    const { items } = this;
    const [top] = items;
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const [left, right] = [items[child], items[child + 1]];
      if (left === undefined) break;
      let least = left;
      if (right !== undefined && right.cost < left.cost) [least, child] = [right, child + 1];
      if (least.cost >= last.cost) break;
      items[i] = least;
      i = child;
    }
    items[i] = last;
    return top;
  }
}

/** Lengths of legs are rounded to metres: what is left to ride must not be thought longer than it may be. */
const OPTIMISM = 0.98;

/**
 * The shortest way from one of the first gates to one of the others, by A*: crossings in the order of the ride.
 * Empty if there is no way.
 */
export function shortestPath(
  { crossings, legs }: StreetNetwork,
  starts: readonly Gate[],
  ends: readonly Gate[],
): readonly number[] {
  const cameFrom = new Int32Array(crossings.length).fill(-1);
  const ridden = new Float64Array(crossings.length).fill(Number.POSITIVE_INFINITY);
  const frontier = new Frontier();
  const reach = (node: number, from: number, metres: number): void => {
    const here = crossings[node];
    if (here === undefined || metres >= (ridden[node] ?? 0)) return;
    ridden[node] = metres;
    cameFrom[node] = from;
    let ahead = Number.POSITIVE_INFINITY;
    for (const end of ends) {
      const there = crossings[end.node];
      if (there !== undefined) ahead = Math.min(ahead, metresBetween(here, there) + end.metres);
    }
    frontier.push(node, metres + OPTIMISM * ahead);
  };
  for (const { node, metres } of starts) reach(node, -1, metres);

  const settled = new Uint8Array(crossings.length);
  let best = { node: -1, metres: Number.POSITIVE_INFINITY };
  for (let next = frontier.pop(); next !== undefined && next.cost < best.metres; next = frontier.pop()) {
    const { node } = next;
    if (settled[node] === 1) continue;
    settled[node] = 1;
    const metres = ridden[node] ?? 0;
    for (const end of ends) {
      if (end.node === node && metres + end.metres < best.metres)
        best = { node, metres: metres + end.metres };
    }
    for (const { to, length } of legs[node] ?? []) reach(to, node, metres + length);
  }

  const path: number[] = [];
  for (let node = best.node; node >= 0; node = cameFrom[node] ?? -1) path.push(node);
  return path.reverse();
}
