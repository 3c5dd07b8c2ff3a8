import {
  aroundTheClock,
  nonVeg,
  nutrition,
  oneOf,
  point,
  upTo,
  veg,
  type DemoRestaurant,
} from './demo-shapes';
import { PIZZA_PALACE_OWNER } from './people';

const SIZE = oneOf('Size', ['Small', 0], ['Medium', 5_000], ['Large', 10_000]);

const ADD_ONS = upTo(
  3,
  'Add-ons',
  ['Extra Cheese', 3_000],
  ['Olives', 2_000],
  ['Jalapeños', 2_500],
  ['Mushrooms', 3_500],
);

const groups = [SIZE, ADD_ONS];

/** Open around the clock: whoever tries the demo can order here at any hour. */
export const PIZZA_PALACE: DemoRestaurant = {
  name: 'Pizza Palace',
  description: 'Hand-stretched pizza from a wood-fired oven that never goes cold',
  owner: PIZZA_PALACE_OWNER,
  cuisines: ['Pizza', 'Italian', 'Fast Food'],
  location: point(12.9751, 77.6046),
  address: { line: '27, Church Street', pincode: '560001' },
  phone: '+918040000001',
  hours: aroundTheClock,
  costForTwoMinor: 70_000,
  minOrderMinor: 15_000,
  isVeg: false,
  prepMinutes: 20,
  deliveryRadiusMetres: 8_000,
  tags: ['pizza', 'pasta', 'wood-fired', 'open 24 hours'],
  pausedFor: null,
  menu: [
    {
      name: 'Pizzas',
      dishes: [
        veg('Margherita Pizza', 29_900, 'Tomato, fresh mozzarella and basil', {
          isBestseller: true,
          nutrition: nutrition(640, 27, 78, 24),
          groups,
        }),
        veg('Farmhouse Pizza', 36_900, 'Onion, capsicum, sweetcorn and mushrooms', {
          nutrition: nutrition(690, 28, 84, 26),
          groups,
        }),
        veg('Paneer Tikka Pizza', 38_900, 'Char-grilled paneer, red onion and mint sauce', {
          isBestseller: true,
          groups,
        }),
        nonVeg('Chicken Pepperoni Pizza', 42_900, 'Chicken pepperoni with chilli honey', {
          nutrition: nutrition(810, 38, 79, 37),
          groups,
        }),
        nonVeg('Barbecue Chicken Pizza', 41_900, 'Smoked chicken, barbecue sauce and spring onion', {
          groups,
        }),
      ],
    },
    {
      name: 'Sides',
      dishes: [
        veg('Garlic Bread', 14_900, 'Four slices with herb butter', {
          groups: [upTo(1, 'Make it richer', ['Cheese topping', 4_000])],
        }),
        veg('Penne Arrabbiata', 27_900, 'Penne in a sharp tomato and chilli sauce'),
        nonVeg('Chicken Wings', 24_900, 'Six wings, oven-roasted', {
          groups: [oneOf('Sauce', ['Peri-peri', 0], ['Honey garlic', 0], ['Barbecue', 0])],
        }),
      ],
    },
    {
      name: 'Drinks and desserts',
      dishes: [
        veg('Tiramisu', 19_900, 'Coffee-soaked sponge with mascarpone'),
        veg('Lemon Iced Tea', 9_900, 'Brewed in the house, lightly sweetened'),
      ],
    },
  ],
};
