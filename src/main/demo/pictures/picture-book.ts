import { createHash } from 'node:crypto';
import { DEMO_RESTAURANTS } from '../city/all-restaurants';
import { slug, type DemoRestaurant } from '../city/demo-shapes';
import { DISH_KINDS, dishKindOf, type DishKind } from '../city/dish-kinds';
import { pick, wholeBetween } from '../seeded-choices';
import { drawCover, drawDish, drawSign, type DishPicture } from './draw-dish';
import { TONE_NAMES, toneOf } from './tones';

/** Where the pictures are served; the rest of the address is the picture's name. */
const FOLDER = '/api/v1/images/';

/** Dishes that look alike share their pictures among so many arrangements of each. */
const ARRANGEMENTS = 3;

const dishPictureOf = (restaurant: string, dish: string): DishPicture => ({
  kind: dishKindOf(dish),
  tone: toneOf(dish),
  arrangement: wholeBetween(0, ARRANGEMENTS - 1, `${restaurant}/${dish}/arrangement`),
});

/** On every table, and so on no cover unless there is nothing else. */
const BESIDE: readonly DishKind[] = ['hot-drink', 'cold-drink', 'bread', 'sweet'];

/** Three dishes that look unlike each other, of the kinds that the restaurant has most of. */
function shownBy({ name, menu }: DemoRestaurant): readonly DishPicture[] {
  const byKind = new Map<DishKind, DishPicture[]>();
  for (const dish of menu.flatMap((category) => category.dishes)) {
    const picture = dishPictureOf(name, dish.name);
    byKind.set(picture.kind, [...(byKind.get(picture.kind) ?? []), picture]);
  }
  const weight = (kind: DishKind, count: number) => count - (BESIDE.includes(kind) ? 100 : 0);
  return [...byKind]
    .sort(([a, some], [b, others]) => weight(b, others.length) - weight(a, some.length))
    .slice(0, 3)
    .flatMap(([, pictures]) => pictures.slice(0, 1));
}

const houseOf = ({ name, domain }: DemoRestaurant): string => domain ?? slug(name);

/** What a picture may be of: `rice-red-2` a dish, `table-pizza-palace` a cover, `sign-pizza-palace` a logo. */
const SUBJECT = /^(table|sign)-([a-z0-9-]+)$|^([a-z-]+)-([a-z]+)-(\d)$/;

/** Undefined when nothing of the city looks like that. */
function draw(subject: string): string | undefined {
  const [, view, house, kindName, toneName, number] = SUBJECT.exec(subject) ?? [];
  const kind = DISH_KINDS.find((one) => one === kindName);
  const tone = TONE_NAMES.find((one) => one === toneName);
  const arrangement = Number(number);
  if (kind !== undefined && tone !== undefined) {
    return arrangement < ARRANGEMENTS ? drawDish({ kind, tone, arrangement }) : undefined;
  }
  const restaurant = DEMO_RESTAURANTS.find((one) => houseOf(one) === house);
  if (restaurant === undefined) return undefined;
  const { name } = restaurant;
  return view === 'sign'
    ? drawSign(name, pick(TONE_NAMES, `${name}/sign`))
    : drawCover(shownBy(restaurant), name);
}

interface Page {
  /** The subject, and the head of the SHA-256 of the drawing: `rice-red-2-0f3a55c09b1e.svg`. */
  readonly name: string;
  readonly svg: string;
}

/** By subject; there are as many as the city has things to show. */
const pages = new Map<string, Page>();

function pageOf(subject: string): Page | undefined {
  const known = pages.get(subject);
  if (known !== undefined) return known;
  const svg = draw(subject);
  if (svg === undefined) return undefined;
  const hash = createHash('sha256').update(svg).digest('hex').slice(0, 12);
  const page = { name: `${subject}-${hash}.svg`, svg };
  pages.set(subject, page);
  return page;
}

function addressOf(subject: string): string {
  const page = pageOf(subject);
  if (page === undefined) throw new Error(`the city has no picture of ${subject}`);
  return FOLDER + page.name;
}

/** Address of the picture of a dish. */
export function dishImageOf(restaurant: string, dish: string): string {
  const { kind, tone, arrangement } = dishPictureOf(restaurant, dish);
  return addressOf(`${kind}-${tone}-${String(arrangement)}`);
}

/** Addresses of the pictures that a restaurant of the city shows of itself. */
export const restaurantImagesOf = (
  restaurant: DemoRestaurant,
): { readonly logo: string; readonly cover: string } => ({
  logo: addressOf(`sign-${houseOf(restaurant)}`),
  cover: addressOf(`table-${houseOf(restaurant)}`),
});

const NAME = /^([a-z0-9-]+)-[0-9a-f]{12}\.svg$/;

/**
 * A picture by its name. One whose hash is that of an earlier version is there too, as it is drawn now.
 * @returns undefined when the city has nothing of that kind
 */
export function pictureNamed(
  name: string,
): { readonly svg: string; readonly isCurrent: boolean } | undefined {
  const subject = NAME.exec(name)?.[1];
  const page = subject === undefined ? undefined : pageOf(subject);
  return page === undefined ? undefined : { svg: page.svg, isCurrent: page.name === name };
}
