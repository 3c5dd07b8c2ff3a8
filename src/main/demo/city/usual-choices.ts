import type { Nutrition, OptionGroup } from '../../../domain/menu/menu-content';
import { between, fraction, pick } from '../seeded-choices';
import { oneOf, upTo } from './demo-shapes';
import type { DishKind } from './dish-kinds';

type Macros = readonly [protein: number, carbs: number, fat: number];

/** Grams in a usual serving. */
const USUAL: Readonly<Record<DishKind, Macros>> = {
  pizza: [28, 80, 26],
  burger: [24, 46, 25],
  dosa: [9, 58, 12],
  idli: [7, 42, 4],
  rice: [24, 78, 20],
  noodles: [16, 70, 17],
  soup: [9, 20, 6],
  curry: [22, 15, 25],
  bread: [7, 42, 9],
  skewer: [30, 8, 20],
  fry: [20, 24, 19],
  fish: [32, 9, 19],
  thali: [24, 105, 26],
  roll: [19, 48, 18],
  sandwich: [15, 40, 16],
  dumplings: [14, 38, 9],
  sushi: [16, 48, 8],
  taco: [19, 38, 17],
  salad: [10, 18, 14],
  bowl: [20, 52, 16],
  chaat: [8, 44, 14],
  cake: [6, 44, 19],
  sweet: [6, 46, 14],
  'ice-cream': [5, 36, 14],
  'hot-drink': [3, 12, 4],
  'cold-drink': [4, 30, 4],
  eggs: [19, 10, 20],
};

/** What a serving of a dish holds: about the usual for its kind, the energy worked out from the rest. */
export function nutritionFor(kind: DishKind, isVeg: boolean, seed: string): Nutrition {
  const grams = USUAL[kind].map((usual, i) => Math.round(usual * between(0.8, 1.25, `${seed}/${String(i)}`)));
  const [fullProtein = 0, carbs = 0, fat = 0] = grams;
  const protein = isVeg ? Math.round(fullProtein * 0.7) : fullProtein;
  const calories = Math.round((4 * protein + 4 * carbs + 9 * fat) / 10) * 10;
  return { calories, protein, carbs, fat };
}

const SPICE = oneOf('Spice level', ['Mild', 0], ['Medium', 0], ['Hot', 0]);
const PORTION = oneOf('Portion', ['Half', 0], ['Full', 12_000]);
const FAMILY = oneOf('Portion', ['For one', 0], ['For two', 18_000], ['Family pot', 45_000]);
const PIZZA_SIZE = oneOf('Size', ['Ten inches', 0], ['Twelve inches', 12_000]);
const CUP = oneOf('Size', ['Small', 0], ['Large', 4_000]);
const FINISH = oneOf('Finish', ['Plain', 0], ['Butter', 1_000], ['Ghee', 1_500]);
const PIECES = oneOf('Pieces', ['Six', 0], ['Ten', 9_000]);
const SWEETNESS = oneOf('Sugar', ['As usual', 0], ['Less', 0], ['None', 0]);
const WRAPPED_IN = oneOf('Bread', ['Paratha', 0], ['Whole wheat', 1_000]);

const EXTRAS: Partial<Record<DishKind, OptionGroup>> = {
  pizza: upTo(
    3,
    'Toppings',
    ['Olives', 3_000],
    ['Mushrooms', 3_500],
    ['Extra cheese', 5_000],
    ['Basil', 1_500],
  ),
  burger: upTo(3, 'Add', ['Cheese slice', 3_000], ['Extra patty', 9_000], ['Jalapeños', 2_000]),
  rice: upTo(2, 'On the side', ['Raita', 2_500], ['Salan', 3_000], ['Papad', 1_500], ['Boiled egg', 2_000]),
  dosa: upTo(2, 'Extras', ['Ghee', 1_500], ['Podi', 1_000], ['Extra chutney', 1_000]),
  idli: upTo(2, 'Extras', ['Ghee', 1_500], ['Extra sambar', 1_500]),
  noodles: upTo(2, 'Add', ['Fried egg', 3_000], ['Tofu', 5_000], ['Chilli oil', 1_000]),
  soup: upTo(1, 'Add', ['Noodles', 4_000], ['Bread', 2_500]),
  curry: upTo(2, 'With it', ['Butter naan', 5_500], ['Steamed rice', 9_000], ['Onions and lime', 1_000]),
  thali: upTo(2, 'More of', ['Ghee', 2_000], ['Sweet of the day', 5_000], ['Papad', 1_500]),
  roll: upTo(2, 'Add', ['Egg', 2_500], ['Cheese', 3_500], ['Extra filling', 6_000]),
  sandwich: upTo(2, 'Add', ['Cheese', 3_500], ['Fries', 6_000]),
  dumplings: upTo(1, 'Chutney', ['Extra hot', 1_000], ['Sesame', 1_500]),
  salad: upTo(2, 'Add', ['Feta', 5_000], ['Seeds', 2_500], ['Avocado', 8_000]),
  bowl: upTo(2, 'Add', ['Avocado', 8_000], ['Seeds', 2_500], ['Tofu', 5_000]),
  chaat: upTo(2, 'Add', ['Extra sev', 1_000], ['Yoghurt', 1_500]),
  cake: upTo(1, 'On it', ['A candle', 500], ['Writing', 2_000]),
  'ice-cream': upTo(2, 'Toppings', ['Nuts', 2_500], ['Chocolate sauce', 2_000], ['Fruit', 3_000]),
  'hot-drink': upTo(1, 'Milk', ['Oat milk', 5_000], ['Almond milk', 6_000]),
  taco: upTo(2, 'Salsa', ['Verde', 0], ['Roja', 0], ['Habanero', 1_000]),
};

const CHOICES: Partial<Record<DishKind, readonly OptionGroup[]>> = {
  pizza: [PIZZA_SIZE],
  rice: [PORTION, FAMILY],
  curry: [SPICE, PORTION],
  fry: [SPICE],
  fish: [SPICE],
  skewer: [PIECES, PORTION],
  bread: [FINISH],
  roll: [WRAPPED_IN],
  dumplings: [PIECES],
  noodles: [SPICE],
  'hot-drink': [CUP, SWEETNESS],
  'cold-drink': [CUP, SWEETNESS],
};

/** What one may choose with a dish; most have something, some have nothing. */
export function choicesFor(kind: DishKind, seed: string): readonly OptionGroup[] {
  const choices = CHOICES[kind];
  const extras = EXTRAS[kind];
  return [
    ...(choices !== undefined && fraction(`${seed}/choice`) < 0.6 ? [pick(choices, `${seed}/which`)] : []),
    ...(extras !== undefined && fraction(`${seed}/extras`) < 0.7 ? [extras] : []),
  ];
}
