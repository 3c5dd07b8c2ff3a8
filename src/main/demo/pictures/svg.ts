import { between } from '../seeded-choices';

/** Tenths of a pixel are enough, and keep pictures small. */
const n = (value: number): string => String(Math.round(value * 10) / 10);

export const circle = (cx: number, cy: number, r: number, fill: string, more = ''): string =>
  `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="${fill}"${more}/>`;

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${more}/>`;

export const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}"${more}/>`;

export const line = (d: string, stroke: string, width: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round"${more}/>`;

export const box = (
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  fill: string,
  more = '',
): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"${more}/>`;

export const turned = (degrees: number, cx: number, cy: number, shapes: string): string =>
  `<g transform="rotate(${n(degrees)} ${n(cx)} ${n(cy)})">${shapes}</g>`;

export const placed = (x: number, y: number, scale: number, shapes: string): string =>
  `<g transform="translate(${n(x)} ${n(y)}) scale(${String(Math.round(scale * 100) / 100)})">${shapes}</g>`;

export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Degrees. */
  readonly turn: number;
}

/** Spots spread over a disc as seeds are in a sunflower, each a little out of place; which way follows from the seed. */
export const scattered = (
  count: number,
  cx: number,
  cy: number,
  radius: number,
  seed: string,
): readonly Spot[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = 2.399963 * (i + between(0, count, `${seed}/start`));
    const away = radius * Math.sqrt((i + 0.5) / count) * between(0.86, 1.06, `${seed}/away/${String(i)}`);
    return {
      x: cx + away * Math.cos(angle),
      y: cy + away * Math.sin(angle),
      turn: between(0, 360, `${seed}/turn/${String(i)}`),
    };
  });

/** Spots on a circle, evenly. */
export const around = (
  count: number,
  cx: number,
  cy: number,
  radius: number,
  start: number,
): readonly Spot[] =>
  Array.from({ length: count }, (_, i) => {
    const degrees = start + (360 * i) / count;
    const angle = (degrees * Math.PI) / 180;
    return { x: cx + radius * Math.cos(angle), y: cy + radius * Math.sin(angle), turn: degrees };
  });

/** A leaf of coriander, mint or basil. */
export const leaf = ({ x, y, turn }: Spot, size: number, fill: string): string =>
  turned(
    turn,
    x,
    y,
    path(
      `M${n(x - size)} ${n(y)}q${n(size)} ${n(-size * 0.8)} ${n(2 * size)} 0q${n(-size)} ${n(size * 0.8)} ${n(-2 * size)} 0z`,
      fill,
    ),
  );
