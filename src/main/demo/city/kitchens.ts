import { HILL_FOOD, BAKERY, BOWLS_AND_JUICES, CAFE, MEXICAN } from './cuisines/small-plates';
import { ANDHRA, HYDERABADI, KARNATAKA, KERALA, TAMIL } from './cuisines/south';
import { BENGALI, GUJARATI_RAJASTHANI, MUGHLAI, PUNJABI, STREET } from './cuisines/north';
import { BURGERS, CHINESE, EAST_ASIAN, ITALIAN, LEVANTINE } from './cuisines/world';

/** A dish as the table of a kitchen lists it. */
export interface KitchenDish {
  readonly name: string;
  readonly rupees: number;
  readonly description: string;
  readonly isVeg: boolean;
}

export interface Kitchen {
  readonly cuisines: readonly string[];
  readonly tags: readonly string[];
  readonly prepMinutes: number;
  readonly categories: readonly { readonly name: string; readonly dishes: readonly KitchenDish[] }[];
}

/**
 * Reads a line of a kitchen's table: `+` for vegetarian or `-`, then name, rupees and description between bars.
 * @throws when it has another form
 */
export function parseDish(line: string): KitchenDish {
  const [head = '', rupees = '', description = ''] = line.split('|').map((part) => part.trim());
  const [mark, name] = [head.slice(0, 1), head.slice(1).trim()];
  const isWhole = (mark === '+' || mark === '-') && name !== '' && description !== '' && Number(rupees) > 0;
  if (!isWhole) throw new Error(`not a dish: ${line}`);
  return { name, rupees: Number(rupees), description, isVeg: mark === '+' };
}

/** Reads the table of a kitchen: `# category` above its dishes. */
function parseCuisine(table: string): Kitchen['categories'] {
  return table
    .split('\n# ')
    .slice(1)
    .map((part) => {
      const [name = '', ...lines] = part.trim().split('\n');
      return { name, dishes: lines.map(parseDish) };
    });
}

const kitchen = (
  table: string,
  prepMinutes: number,
  cuisines: readonly string[],
  tags: readonly string[],
): Kitchen => ({ cuisines, tags, prepMinutes, categories: parseCuisine(table) });

/** Every kind of kitchen in the city, by the name that the table of restaurants uses. */
export const KITCHENS: ReadonlyMap<string, Kitchen> = new Map([
  ['karnataka', kitchen(KARNATAKA, 20, ['Karnataka', 'South Indian'], ['oota', 'dosa', 'home style'])],
  ['tamil', kitchen(TAMIL, 20, ['Tamil', 'Chettinad', 'South Indian'], ['dosa', 'meals', 'chettinad'])],
  ['kerala', kitchen(KERALA, 25, ['Kerala', 'Seafood'], ['appam', 'fish curry', 'parotta'])],
  ['andhra', kitchen(ANDHRA, 22, ['Andhra', 'South Indian'], ['spicy', 'meals', 'gongura'])],
  ['hyderabadi', kitchen(HYDERABADI, 28, ['Hyderabadi', 'Biryani'], ['biryani', 'haleem', 'dum'])],
  ['punjabi', kitchen(PUNJABI, 25, ['Punjabi', 'North Indian'], ['tandoor', 'dal makhani', 'lassi'])],
  ['mughlai', kitchen(MUGHLAI, 30, ['Mughlai', 'Lucknowi', 'Kebab'], ['kebab', 'korma', 'nihari'])],
  [
    'gujarati',
    kitchen(GUJARATI_RAJASTHANI, 20, ['Gujarati', 'Rajasthani', 'Vegetarian'], ['thali', 'farsan']),
  ],
  ['bengali', kitchen(BENGALI, 28, ['Bengali', 'Fish'], ['hilsa', 'kosha mangsho', 'mishti'])],
  ['street', kitchen(STREET, 12, ['Street Food', 'Chaat'], ['chaat', 'rolls', 'pav'])],
  ['chinese', kitchen(CHINESE, 20, ['Chinese', 'Asian'], ['noodles', 'dim sum', 'wok'])],
  ['italian', kitchen(ITALIAN, 24, ['Italian', 'Pizza'], ['pizza', 'pasta', 'wood-fired'])],
  ['burgers', kitchen(BURGERS, 15, ['Burgers', 'American', 'Fast Food'], ['burger', 'fries', 'shakes'])],
  ['asian', kitchen(EAST_ASIAN, 25, ['Japanese', 'Thai', 'Vietnamese'], ['sushi', 'ramen', 'phở'])],
  ['levantine', kitchen(LEVANTINE, 20, ['Lebanese', 'Middle Eastern'], ['shawarma', 'hummus', 'grill'])],
  ['hills', kitchen(HILL_FOOD, 18, ['Tibetan', 'North-Eastern'], ['momos', 'thukpa', 'smoked'])],
  ['cafe', kitchen(CAFE, 14, ['Café', 'Continental'], ['coffee', 'breakfast', 'bakes'])],
  ['bakery', kitchen(BAKERY, 10, ['Bakery', 'Desserts', 'Sweets'], ['cake', 'puffs', 'mithai'])],
  ['bowls', kitchen(BOWLS_AND_JUICES, 14, ['Healthy Food', 'Juices'], ['bowls', 'salad', 'juice'])],
  ['mexican', kitchen(MEXICAN, 18, ['Mexican', 'Tex-Mex'], ['tacos', 'burrito', 'salsa'])],
]);
