import { WEEKDAYS } from '../../../domain/restaurant/opening-hours';
import { between, fraction, shuffled, wholeBetween } from '../seeded-choices';
import { addressIn } from '../streets/addresses';
import { closedOn, type DemoCategory, type DemoDish, type DemoRestaurant } from './demo-shapes';
import { dishKindOf } from './dish-kinds';
import { KITCHENS, parseDish, type Kitchen, type KitchenDish } from './kitchens';
import { NEIGHBOURHOOD_TABLE } from './neighbourhood-table';
import { NEIGHBOURHOOD_OWNERS } from './neighbourhood-people';
import { RESTAURANT_HOURS } from './restaurant-hours';
import { choicesFor, nutritionFor } from './usual-choices';

const METRES_FROM_CENTRE = 7_950;
const LEAST_DISHES = 13;
const MOST_DISHES = 20;

/** Whole rupees that end in 9, or in 0 or 5: each house prices in its own way. */
function priceOf(rupees: number, level: number, house: string): number {
  const wanted = Math.min(900, rupees * level * between(0.93, 1.08, `${house}/${String(rupees)}`));
  const endsInNine = fraction(`${house}/nines`) < 0.5;
  const whole = endsInNine ? Math.round(wanted / 10) * 10 - 1 : Math.round(wanted / 5) * 5;
  return Math.max(endsInNine ? 39 : 30, whole) * 100;
}

interface House {
  readonly name: string;
  readonly level: number;
  readonly isVeg: boolean;
}

function dishOf({ name: house, level }: House, dish: KitchenDish, isBestseller: boolean): DemoDish {
  const { name, rupees, description, isVeg } = dish;
  const [seed, kind] = [`${house}/${name}`, dishKindOf(name)];
  return {
    name,
    description,
    priceMinor: priceOf(rupees, level, house),
    isVeg,
    isBestseller,
    nutrition: fraction(`${seed}/nutrition`) < 0.75 ? nutritionFor(kind, isVeg, seed) : null,
    groups: choicesFor(kind, seed),
  };
}

/** What a house takes from the table of its kitchen, its own dish first, in the table's order. */
function menuFor(house: House, { categories }: Kitchen, own: KitchenDish): readonly DemoCategory[] {
  const offered = categories
    .flatMap(({ dishes }) => dishes)
    .filter(({ isVeg, name }) => (isVeg || !house.isVeg) && name !== own.name);
  const count = wholeBetween(LEAST_DISHES, MOST_DISHES, `${house.name}/dishes`) - 1;
  const taken = new Set(shuffled(offered, `${house.name}/menu`).slice(0, count));
  const best = new Set(shuffled([...taken], `${house.name}/best`).slice(0, 2));
  const rest = categories.map(({ name, dishes }) => ({
    name,
    dishes: dishes.filter((dish) => taken.has(dish)).map((dish) => dishOf(house, dish, best.has(dish))),
  }));
  const first = { name: 'Of the house', dishes: [dishOf(house, own, true)] };
  return [first, ...rest.filter(({ dishes }) => dishes.length > 0)];
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the table of restaurants names no known ${what}`);
  return value;
}

/** @throws when the line of the table has another form than it describes */
function restaurantOf(line: string, i: number, lines: readonly string[]): DemoRestaurant {
  const [facts = '', description = '', own = ''] = line.split('||').map((part) => part.trim());
  const [name = '', domain = '', kitchenName = '', district = '', plan = '', level = '', traits = ''] = facts
    .split('|')
    .map((part) => part.trim());
  const kitchen = required(KITCHENS.get(kitchenName), `kitchen: ${line}`);
  const hours = required(RESTAURANT_HOURS.get(plan), `hours: ${line}`);
  const closed = WEEKDAYS.find((day) => traits.split(' ').includes(day));
  const house: House = { name, level: Number(level), isVeg: traits.split(' ').includes('veg') };
  const menu = menuFor(house, kitchen, parseDish(own));
  const prices = menu.flatMap(({ dishes }) => dishes.map((dish) => dish.priceMinor)).sort((a, b) => a - b);
  const middle = prices[Math.floor(prices.length / 2)] ?? 0;
  const address = addressIn(district, name, METRES_FROM_CENTRE);
  const isLarge = plan === 'clock';
  return {
    name,
    domain,
    description,
    owner: required(
      NEIGHBOURHOOD_OWNERS[Math.floor((i * NEIGHBOURHOOD_OWNERS.length) / lines.length)],
      'owner',
    ),
    cuisines: kitchen.cuisines,
    location: address.location,
    address: { line: address.line, pincode: address.pincode },
    phone: `+9180400001${String(i).padStart(2, '0')}`,
    hours: closed === undefined ? hours : closedOn(closed, hours),
    costForTwoMinor: Math.max(15_000, Math.round((middle * 2.6) / 5_000) * 5_000),
    minOrderMinor: wholeBetween(1, 3, `${name}/least`) * 4_000,
    isVeg: menu.every(({ dishes }) => dishes.every((dish) => dish.isVeg)),
    prepMinutes: kitchen.prepMinutes + wholeBetween(-4, 6, `${name}/prep`),
    deliveryRadiusMetres: isLarge ? 8_000 : wholeBetween(9, 14, `${name}/radius`) * 500,
    tags: [...kitchen.tags, ...(house.isVeg ? ['pure veg'] : []), ...(isLarge ? ['open 24 hours'] : [])],
    pausedFor: /paused: (.+)$/.exec(traits)?.[1] ?? null,
    menu,
  };
}

/** The restaurants beside those that were written by hand. */
export const NEIGHBOURHOOD_RESTAURANTS: readonly DemoRestaurant[] = NEIGHBOURHOOD_TABLE.trim()
  .split('\n')
  .map(restaurantOf);
