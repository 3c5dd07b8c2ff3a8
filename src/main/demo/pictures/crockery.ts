import { pick } from '../seeded-choices';
import { circle, leaf, scattered } from './svg';
import { CROCKERY, type Tone } from './tones';

/** Draws a dish in the middle of a picture of 320 by 240; `seed` decides what lies where. */
export type Drawing = (tone: Tone, seed: string) => string;

/** The middle. */
export const [X, Y] = [160, 120];
export const LEAF = '#4f8a3a';

const crockeryOf = (seed: string) => pick(CROCKERY, `${seed}/crockery`);

export const shadow = (r: number): string => circle(X + 4, Y + 7, r, '#000', ' opacity=".14"');

export const plate = (r: number, seed: string): string => {
  const [rim, well] = crockeryOf(seed);
  return shadow(r) + circle(X, Y, r, rim) + circle(X, Y, r * 0.78, well);
};

export const bowl = (r: number, fill: string, seed: string): string => {
  const [rim] = crockeryOf(seed);
  return (
    shadow(r) + circle(X, Y, r, rim) + circle(X, Y, r * 0.87, '#0002') + circle(X, Y + 2, r * 0.84, fill)
  );
};

export const herbs = (count: number, radius: number, seed: string, fill = LEAF): string =>
  scattered(count, X, Y, radius, `${seed}/herbs`)
    .map((spot) => leaf(spot, 6, fill))
    .join('');
