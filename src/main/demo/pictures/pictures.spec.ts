import { DEMO_RESTAURANTS } from '../city/all-restaurants';
import { DISH_KINDS } from '../city/dish-kinds';
import { detailsOf, menuOf } from '../demo-city';
import { drawDish, drawSign } from './draw-dish';
import { pictureNamed } from './picture-book';
import { TONE_NAMES } from './tones';

const FOLDER = '/api/v1/images/';

const addresses = DEMO_RESTAURANTS.flatMap((one) => {
  const { images } = detailsOf(one);
  const dishes = menuOf(one).categories.flatMap(({ items }) => items.map(({ image }) => image));
  return [images?.logo, images?.cover, ...dishes];
});

const nameOf = (address: string | null | undefined): string => (address ?? '').slice(FOLDER.length);

const shapesOf = (svg: string): number => svg.match(/<(circle|ellipse|path|rect)/g)?.length ?? 0;

/** Whether tags are closed in the order in which they were opened. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, closing, tag, isEmpty] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== tag) return false;
    } else if (isEmpty === '') open.push(tag!);
  }
  return open.length === 0 && !/[<>]/.test(svg.replace(/<[^<>]*>/g, ''));
}

describe('the pictures of the demo city', () => {
  it('are there for every restaurant and every dish', () => {
    expect(addresses.length).toBeGreaterThan(1_000);
    const missing = addresses.filter((address) => pictureNamed(nameOf(address))?.isCurrent !== true);
    expect(missing).toEqual([]);
    expect(addresses.every((address) => address?.startsWith(FOLDER))).toBe(true);
  });

  it('are small, well-formed, and reach for nothing outside themselves', () => {
    for (const address of new Set(addresses)) {
      const { svg } = pictureNamed(nameOf(address))!;
      expect(svg.length).toBeLessThan(address?.includes('/table-') === true ? 24_000 : 12_000);
      expect(isWellFormed(svg)).toBe(true);
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
        /script|href|url\(|http|NaN|undefined| on\w+=/,
      );
    }
  });

  it('show each kind of dish in a way of its own, not in words', () => {
    const drawings = DISH_KINDS.map((kind) => drawDish({ kind, tone: 'red', arrangement: 0 }));
    // Without colours and places: which shapes there are, in which order.
    const forms = drawings.map((svg) => svg.replace(/="[^"]*"/g, ''));
    expect(new Set(forms).size).toBe(DISH_KINDS.length);
    for (const svg of drawings) {
      expect(shapesOf(svg)).toBeGreaterThanOrEqual(12);
      expect(svg).not.toContain('<text');
    }
  });

  it('show dishes of one kind in several tones and arrangements', () => {
    for (const kind of DISH_KINDS) {
      const drawings = TONE_NAMES.flatMap((tone) =>
        [0, 1, 2].map((arrangement) => drawDish({ kind, tone, arrangement })),
      );
      expect(new Set(drawings).size).toBeGreaterThanOrEqual(10);
    }
  });

  it('keep their name as long as they look the same, and are there under an old one', () => {
    const name = nameOf(detailsOf(DEMO_RESTAURANTS[0]!).images?.cover);
    expect(name).toMatch(/^table-pizza-palace-[0-9a-f]{12}\.svg$/);
    const old = name.replace(/[0-9a-f]{12}\.svg$/, '000000000000.svg');
    expect(pictureNamed(old)).toEqual({ svg: pictureNamed(name)!.svg, isCurrent: false });
  });

  it.each([
    'table-nowhere-000000000000.svg',
    'rice-red-9-000000000000.svg',
    'rice-purple-1-000000000000.svg',
    'constructor-red-1-000000000000.svg',
    'rice-red-1.svg',
    '../rice-red-1-000000000000.svg',
  ])('are not made up for %s', (name) => expect(pictureNamed(name)).toBeUndefined());

  it('put no markup on a sign, whatever a restaurant is called', () => {
    expect(isWellFormed(drawSign('<b>&', 'red'))).toBe(true);
    expect(drawSign('ಊಟದ ಮನೆ', 'red')).toContain('>ಊ<');
  });
});
