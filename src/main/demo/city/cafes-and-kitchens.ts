import {
  aroundTheClock,
  everyDay,
  nonVeg,
  nutrition,
  oneOf,
  point,
  upTo,
  veg,
  type DemoRestaurant,
} from './demo-shapes';
import { GROUP_OWNER } from './people';

const DRAGON_WOK: DemoRestaurant = {
  name: 'Dragon Wok',
  description: 'Indo-Chinese and Sichuan, tossed to order over a roaring flame',
  owner: GROUP_OWNER,
  cuisines: ['Chinese', 'Indo-Chinese', 'Asian'],
  location: point(12.9367, 77.6201),
  address: { line: '55, 17th Main, Koramangala 5th Block', pincode: '560095' },
  phone: '+918040000011',
  hours: everyDay({ open: '12:00', close: '23:00' }),
  costForTwoMinor: 70_000,
  minOrderMinor: 20_000,
  isVeg: false,
  prepMinutes: 20,
  deliveryRadiusMetres: 6_000,
  tags: ['noodles', 'momos', 'sichuan'],
  pausedFor: null,
  menu: [
    {
      name: 'Small plates',
      dishes: [
        veg('Gobi Manchurian', 21_900, 'Cauliflower in a sticky garlic sauce', {
          isBestseller: true,
          groups: [oneOf('Style', ['Dry', 0], ['Gravy', 1_000])],
        }),
        veg('Vegetable Momos', 16_900, 'Eight, with chilli dip', {
          nutrition: nutrition(280, 8, 44, 8),
          groups: [oneOf('Cooked', ['Steamed', 0], ['Pan-fried', 2_000])],
        }),
        nonVeg('Chicken Momos', 18_900, 'Eight, with chilli dip', {
          groups: [oneOf('Cooked', ['Steamed', 0], ['Pan-fried', 2_000])],
        }),
        nonVeg('Dragon Chicken', 27_900, 'Crisp strips with cashew and dried chilli', { isBestseller: true }),
      ],
    },
    {
      name: 'Rice and noodles',
      dishes: [
        veg('Hakka Noodles', 19_900, 'Wok-tossed vegetables', {
          nutrition: nutrition(470, 12, 72, 15),
          groups: [upTo(2, 'Add', ['Paneer', 5_000], ['Egg', 3_000], ['Chicken', 6_000])],
        }),
        veg('Burnt Garlic Fried Rice', 20_900, 'Jasmine rice with crisp garlic'),
        nonVeg('Chicken Schezwan Rice', 24_900, 'Hot, with peppers'),
      ],
    },
    {
      name: 'Mains and soups',
      dishes: [
        veg('Mapo Tofu', 27_900, 'Silken tofu with Sichuan pepper'),
        nonVeg('Kung Pao Chicken', 31_900, 'Peanuts and dried chilli'),
        veg('Hot and Sour Soup', 14_900, 'Mushroom and bamboo shoot'),
      ],
    },
  ],
};

const GREEN_LEAF_BOWLS: DemoRestaurant = {
  name: 'Green Leaf Bowls',
  description: 'Bowls and bakes without a single animal product, with the figures on the lid',
  owner: GROUP_OWNER,
  cuisines: ['Vegan', 'Healthy', 'Salads'],
  location: point(12.9698, 77.6389),
  address: { line: '77, 12th Main, HAL 2nd Stage, Indiranagar', pincode: '560038' },
  phone: '+918040000012',
  hours: everyDay({ open: '08:00', close: '21:30' }),
  costForTwoMinor: 70_000,
  minOrderMinor: 20_000,
  isVeg: true,
  prepMinutes: 15,
  deliveryRadiusMetres: 6_000,
  tags: ['vegan', 'salad', 'gluten free', 'pure veg'],
  pausedFor: null,
  menu: [
    {
      name: 'Bowls',
      dishes: [
        veg('Millet Buddha Bowl', 31_900, 'Foxtail millet, roasted roots and peanut dressing', {
          isBestseller: true,
          nutrition: nutrition(520, 18, 68, 19),
          groups: [upTo(2, 'Protein', ['Tofu', 6_000], ['Tempeh', 7_500], ['Chickpeas', 4_000])],
        }),
        veg('Thai Peanut Noodle Bowl', 29_900, 'Rice noodles, red cabbage and lime', {
          nutrition: nutrition(480, 15, 66, 17),
        }),
        veg('Rajma Quinoa Bowl', 28_900, 'Kidney beans, quinoa and onion salad', {
          nutrition: nutrition(450, 19, 70, 9),
        }),
      ],
    },
    {
      name: 'Salads and toasts',
      dishes: [
        veg('Kale and Pomegranate Salad', 25_900, 'With a tamarind vinaigrette', {
          nutrition: nutrition(260, 8, 30, 12),
        }),
        veg('Avocado Toast', 29_900, 'Sourdough, lime and seeds', {
          isBestseller: true,
          groups: [oneOf('Bread', ['Sourdough', 0], ['Gluten free', 4_000])],
        }),
        veg('Cashew Ricotta Toast', 27_900, 'Roast tomato and basil'),
      ],
    },
    {
      name: 'Drinks and bakes',
      dishes: [
        veg('Oat Milk Cold Coffee', 18_900, 'Single-estate, lightly sweet'),
        veg('Green Juice', 16_900, 'Cucumber, spinach and apple', { nutrition: nutrition(110, 3, 24, 1) }),
        veg('Chocolate Avocado Brownie', 14_900, 'Dark and dense'),
      ],
    },
  ],
};

const CREAM_AND_CARDAMOM: DemoRestaurant = {
  name: 'Cream & Cardamom',
  description: 'Sweets of the subcontinent and a few from further away',
  owner: GROUP_OWNER,
  cuisines: ['Desserts', 'Bakery', 'Ice Cream'],
  location: point(13.0049, 77.5794),
  address: { line: '18, Bashyam Circle, Sadashivanagar', pincode: '560080' },
  phone: '+918040000013',
  hours: everyDay({ open: '10:00', close: '23:30' }),
  costForTwoMinor: 40_000,
  minOrderMinor: 12_000,
  isVeg: true,
  prepMinutes: 10,
  deliveryRadiusMetres: 7_000,
  tags: ['dessert', 'cake', 'ice cream', 'eggless'],
  pausedFor: null,
  menu: [
    {
      name: 'Indian sweets',
      dishes: [
        veg('Gulab Jamun', 9_900, 'Three, warm', {
          isBestseller: true,
          nutrition: nutrition(380, 6, 60, 13),
          groups: [upTo(1, 'With', ['Vanilla ice cream', 5_000])],
        }),
        veg('Rasmalai', 13_900, 'Two, in saffron milk', { isBestseller: true }),
        veg('Kaju Katli', 24_900, 'A quarter of a kilo'),
        veg('Mishti Doi', 8_900, 'Set in a clay cup', { nutrition: nutrition(210, 6, 34, 6) }),
      ],
    },
    {
      name: 'Cakes and ice cream',
      dishes: [
        veg('Chocolate Truffle Cake', 54_900, 'Half a kilo, eggless', {
          groups: [oneOf('Weight', ['Half kilo', 0], ['One kilo', 48_000])],
        }),
        veg('Cardamom Cheesecake', 21_900, 'A slice'),
        veg('Tender Coconut Ice Cream', 12_900, 'Two scoops', {
          groups: [oneOf('In a', ['Cup', 0], ['Cone', 1_500])],
        }),
        veg('Kulfi Falooda', 15_900, 'Malai kulfi, rose and basil seeds'),
      ],
    },
  ],
};

const FILTER_AND_FOAM: DemoRestaurant = {
  name: 'Filter & Foam',
  description: 'Single-estate coffee and all-day breakfast, with the lights always on',
  owner: GROUP_OWNER,
  cuisines: ['Cafe', 'Coffee', 'Breakfast'],
  location: point(12.9701, 77.6101),
  address: { line: '6, Brigade Gardens, Ashok Nagar', pincode: '560025' },
  phone: '+918040000014',
  hours: aroundTheClock,
  costForTwoMinor: 50_000,
  minOrderMinor: 12_000,
  isVeg: false,
  prepMinutes: 12,
  deliveryRadiusMetres: 8_000,
  tags: ['coffee', 'breakfast', 'sandwich', 'open 24 hours'],
  pausedFor: null,
  menu: [
    {
      name: 'Coffee and tea',
      dishes: [
        veg('Cappuccino', 17_900, 'Chikmagalur arabica', {
          isBestseller: true,
          nutrition: nutrition(130, 7, 11, 6),
          groups: [
            oneOf('Cup', ['Regular', 0], ['Large', 4_000]),
            upTo(2, 'Extras', ['Extra shot', 4_000], ['Oat milk', 5_000], ['Hazelnut syrup', 3_000]),
          ],
        }),
        veg('South Indian Filter Coffee', 8_900, 'With chicory, in a flask', { isBestseller: true }),
        veg('Cold Brew', 19_900, 'Steeped for eighteen hours', { nutrition: nutrition(10, 0, 2, 0) }),
        veg('Masala Chai', 7_900, 'Ginger and cardamom'),
      ],
    },
    {
      name: 'All-day breakfast',
      dishes: [
        nonVeg('Masala Omelette', 18_900, 'Three eggs, with toast', {
          nutrition: nutrition(410, 24, 26, 23),
        }),
        veg('Blueberry Pancakes', 24_900, 'Three, with maple syrup'),
        veg('Poha', 10_900, 'Flattened rice with peanuts and lime'),
      ],
    },
    {
      name: 'Sandwiches and bakes',
      dishes: [
        veg('Bombay Grilled Sandwich', 17_900, 'Potato, beetroot and green chutney', {
          groups: [upTo(1, 'Extras', ['Cheese', 3_000])],
        }),
        nonVeg('Chicken Pesto Panini', 26_900, 'Roast chicken, pesto and cheese'),
        veg('Banana Walnut Bread', 12_900, 'A thick slice'),
      ],
    },
  ],
};

export const CAFES_AND_KITCHENS: readonly DemoRestaurant[] = [
  DRAGON_WOK,
  GREEN_LEAF_BOWLS,
  CREAM_AND_CARDAMOM,
  FILTER_AND_FOAM,
];
