import { distanceInMetres } from '../../../domain/kernel/geo';
import { drawStreets } from './draw-streets';
import type { StreetDrawing } from './street-shapes';

/** The way from a crossing to the next one along a street. */
export interface Leg {
  readonly to: number;
  /** Metres. */
  readonly length: number;
}

export interface StreetNetwork extends StreetDrawing {
  /** From each crossing, by its index. */
  readonly legs: readonly (readonly Leg[])[];
}

let network: StreetNetwork | undefined;

/** The streets of the demo city, the same in every process; drawn when they are asked for first. */
export function streetNetwork(): StreetNetwork {
  if (network !== undefined) return network;
  const { crossings, streets } = drawStreets();
  const legs: Leg[][] = crossings.map(() => []);
  for (const { path } of streets) {
    for (const [i, to] of path.entries()) {
      const from = path[i - 1];
      const [a, b] = [from === undefined ? undefined : crossings[from], crossings[to]];
      if (from === undefined || a === undefined || b === undefined) continue;
      const length = distanceInMetres(a, b);
      legs[from]?.push({ to, length });
      legs[to]?.push({ to: from, length });
    }
  }
  network = { crossings, streets, legs };
  return network;
}
