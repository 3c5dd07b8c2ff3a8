import { pick } from '../seeded-choices';
import type { DishKind } from '../city/dish-kinds';
import { burger, cake, coldDrink, hotDrink, iceCream, roll, sandwich, taco } from './dishes-from-the-side';
import * as bowls from './bowls-from-above';
import type { Drawing } from './crockery';
import * as plates from './plates-from-above';
import { box, circle, line, placed } from './svg';
import { CLOTHS, TONES, type ToneName } from './tones';

const DRAWINGS: Readonly<Record<DishKind, Drawing>> = {
  pizza: plates.pizza,
  burger,
  dosa: plates.dosa,
  idli: plates.idli,
  rice: bowls.rice,
  noodles: bowls.noodles,
  soup: bowls.soup,
  curry: bowls.curry,
  bread: plates.bread,
  skewer: plates.skewer,
  fry: plates.fry,
  fish: plates.fish,
  thali: plates.thali,
  roll,
  sandwich,
  dumplings: plates.dumplings,
  sushi: plates.sushi,
  taco,
  salad: bowls.salad,
  bowl: bowls.bowlOfGrains,
  chaat: plates.chaat,
  cake,
  sweet: plates.sweet,
  'ice-cream': iceCream,
  'hot-drink': hotDrink,
  'cold-drink': coldDrink,
  eggs: bowls.eggs,
};

/** What a picture of a dish shows; `arrangement` tells apart those that show the same. */
export interface DishPicture {
  readonly kind: DishKind;
  readonly tone: ToneName;
  readonly arrangement: number;
}

const seedOf = ({ kind, tone, arrangement }: DishPicture): string => `${kind}/${tone}/${String(arrangement)}`;

const open = (width: number, height: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}">`;

const clothed = (width: number, height: number, seed: string): string => {
  const [cloth, stripe] = pick(CLOTHS, `${seed}/cloth`);
  const stripes = Array.from(
    { length: Math.ceil(width / 64) },
    (_, i) => `M${String(i * 64 + 16)} 0v${String(height)}`,
  );
  return box(0, 0, width, height, 0, cloth) + line(stripes.join(''), stripe, 24);
};

const dish = (picture: DishPicture): string => DRAWINGS[picture.kind](TONES[picture.tone], seedOf(picture));

/** The picture of a dish on its table, as SVG of 320 by 240. */
export const drawDish = (picture: DishPicture): string =>
  `${open(320, 240)}${clothed(320, 240, seedOf(picture))}${dish(picture)}</svg>`;

/** A table laid with a few dishes, as SVG of 640 by 360: the picture that a restaurant shows of itself. */
export function drawCover(dishes: readonly DishPicture[], seed: string): string {
  const [middle, left, right] = dishes;
  const places = [
    { picture: left, x: -62, y: 92, scale: 0.98 },
    { picture: right, x: 386, y: 18, scale: 0.98 },
    { picture: middle, x: 136, y: 30, scale: 1.2 },
  ];
  const laid = places.map(({ picture, x, y, scale }) =>
    picture === undefined ? '' : placed(x, y, scale, dish(picture)),
  );
  return `${open(640, 360)}${clothed(640, 360, seed)}${laid.join('')}</svg>`;
}

/** A sign with the first letter of a name, in whichever script it is, as SVG of 120 by 120. */
export function drawSign(name: string, tone: ToneName): string {
  const { main, dark, accent } = TONES[tone];
  const [first] = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name);
  const letter = (first?.segment ?? '').replace(/[<>&]/g, '');
  const text = `<text x="60" y="62" fill="${tone === 'pale' ? '#6b4a1e' : accent}" font-family="Georgia,serif" font-size="50" text-anchor="middle" dominant-baseline="central">${letter}</text>`;
  return `${open(120, 120)}${circle(60, 60, 60, dark)}${circle(60, 60, 53, main)}${circle(60, 60, 47, 'none', ` stroke="${tone === 'pale' ? '#6b4a1e' : accent}" stroke-width="1.5"`)}${text}</svg>`;
}
