import { everyDay, nonVeg, nutrition, oneOf, point, upTo, veg, type DemoRestaurant } from './demo-shapes';
import { GROUP_OWNER } from './people';

const ROLL_BREAD = oneOf('Wrap', ['Lachha paratha', 0], ['Whole wheat', 1_000], ['Rumali', 1_500]);

const ROLL_EXTRAS = upTo(2, 'Extras', ['Egg', 2_000], ['Cheese', 3_000], ['Extra chutney', 500]);

const ROLLING_TAWA: DemoRestaurant = {
  name: 'Rolling Tawa',
  description: 'Kolkata kathi rolls off a very hot griddle',
  owner: GROUP_OWNER,
  cuisines: ['Rolls', 'Kolkata', 'Fast Food'],
  location: point(12.9353, 77.6146),
  address: { line: '9, 80 Feet Road, Koramangala 6th Block', pincode: '560095' },
  phone: '+918040000008',
  hours: everyDay({ open: '12:00', close: '23:45' }),
  costForTwoMinor: 35_000,
  minOrderMinor: 10_000,
  isVeg: false,
  prepMinutes: 14,
  deliveryRadiusMetres: 6_000,
  tags: ['kathi roll', 'quick bite'],
  pausedFor: null,
  menu: [
    {
      name: 'Chicken and mutton rolls',
      dishes: [
        nonVeg('Chicken Kathi Roll', 17_900, 'Chicken tikka, onion and lime', {
          isBestseller: true,
          nutrition: nutrition(480, 27, 46, 21),
          groups: [ROLL_BREAD, ROLL_EXTRAS],
        }),
        nonVeg('Double Egg Roll', 12_900, 'Two eggs, green chilli and kasundi', { groups: [ROLL_BREAD] }),
        nonVeg('Mutton Bhuna Roll', 23_900, 'Dry-cooked mutton', { groups: [ROLL_BREAD, ROLL_EXTRAS] }),
        nonVeg('Chicken Cheese Roll', 20_900, 'With molten cheese', { groups: [ROLL_BREAD] }),
      ],
    },
    {
      name: 'Veg rolls',
      dishes: [
        veg('Paneer Tikka Roll', 16_900, 'Paneer, peppers and mint', {
          isBestseller: true,
          groups: [ROLL_BREAD, upTo(1, 'Extras', ['Cheese', 3_000])],
        }),
        veg('Aloo Matar Roll', 11_900, 'Potato, peas and tamarind', { nutrition: nutrition(390, 9, 62, 12) }),
        veg('Soya Chaap Roll', 15_900, 'Smoky soya in yoghurt marinade', { groups: [ROLL_BREAD] }),
      ],
    },
    {
      name: 'Sides',
      dishes: [
        veg('Masala Fries', 10_900, 'With chaat masala'),
        veg('Aam Panna', 7_900, 'Green mango and cumin cooler'),
      ],
    },
  ],
};

const CHAAT_GALI: DemoRestaurant = {
  name: 'Chaat Gali',
  description: 'Chaat of four cities, packed dry with the chutneys on the side',
  owner: GROUP_OWNER,
  cuisines: ['Street Food', 'Chaat', 'Vegetarian'],
  location: point(12.9902, 77.5908),
  address: { line: '3, Millers Road, Vasanth Nagar', pincode: '560052' },
  phone: '+918040000009',
  hours: everyDay({ open: '14:00', close: '22:30' }),
  costForTwoMinor: 25_000,
  minOrderMinor: 9_000,
  isVeg: true,
  prepMinutes: 10,
  deliveryRadiusMetres: 5_000,
  tags: ['chaat', 'snacks', 'pure veg'],
  pausedFor: null,
  menu: [
    {
      name: 'Chaat',
      dishes: [
        veg('Pani Puri', 6_000, 'Eight pieces; fill them yourself', {
          isBestseller: true,
          groups: [oneOf('Water', ['Spicy mint', 0], ['Sweet and sour', 0], ['Both', 1_000])],
        }),
        veg('Sev Puri', 7_000, 'Six crisp discs with potato and sev'),
        veg('Dahi Bhalla', 9_000, 'Lentil dumplings in sweet yoghurt', {
          nutrition: nutrition(290, 10, 42, 9),
        }),
        veg('Raj Kachori', 11_000, 'One large shell with everything in it', { isBestseller: true }),
        veg('Masala Puri', 6_500, 'The Bengaluru kind, with hot peas gravy'),
      ],
    },
    {
      name: 'Plates',
      dishes: [
        veg('Pav Bhaji', 12_000, 'Two buttered buns', {
          nutrition: nutrition(460, 11, 64, 18),
          groups: [upTo(2, 'Extras', ['Extra pav', 2_500], ['Butter', 1_500])],
        }),
        veg('Chole Bhature', 13_500, 'Two bhature with Delhi chole'),
        veg('Vada Pav', 5_000, 'With dry garlic chutney'),
      ],
    },
    {
      name: 'Sweets',
      dishes: [
        veg('Jalebi', 8_000, 'A hundred grams, hot'),
        veg('Rabri Falooda', 12_000, 'In a cup, with basil seeds'),
      ],
    },
  ],
};

const MIDNIGHT_TIFFIN_COMPANY: DemoRestaurant = {
  name: 'Midnight Tiffin Company',
  description: 'Hot food for late shifts and later trains, from dusk until the milk comes',
  owner: GROUP_OWNER,
  cuisines: ['Late Night', 'South Indian', 'Fast Food'],
  location: point(12.9768, 77.5713),
  address: { line: '2, Station Road, Majestic', pincode: '560023' },
  phone: '+918040000010',
  hours: everyDay({ open: '19:00', close: '04:00' }),
  costForTwoMinor: 30_000,
  minOrderMinor: 10_000,
  isVeg: false,
  prepMinutes: 15,
  deliveryRadiusMetres: 7_000,
  tags: ['late night', 'parotta', 'comfort food'],
  pausedFor: null,
  menu: [
    {
      name: 'Off the tawa',
      dishes: [
        nonVeg('Egg Kothu Parotta', 15_900, 'Chopped parotta, egg and salna', {
          isBestseller: true,
          nutrition: nutrition(610, 20, 74, 26),
        }),
        nonVeg('Chicken Kothu Parotta', 18_900, 'Chopped parotta with chicken', { isBestseller: true }),
        veg('Parotta with Kurma', 11_900, 'Two parottas', {
          groups: [upTo(1, 'Extras', ['Extra parotta', 3_500])],
        }),
        veg('Podi Dosa', 9_900, 'Gunpowder and ghee'),
      ],
    },
    {
      name: 'Rice and noodles',
      dishes: [
        nonVeg('Egg Fried Rice', 14_900, 'With spring onion'),
        veg('Lemon Rice', 8_900, 'With peanuts', { nutrition: nutrition(380, 8, 62, 11) }),
        veg('Masala Noodles', 9_900, 'The hostel classic', {
          groups: [upTo(2, 'Extras', ['Cheese', 3_000], ['Butter', 1_500])],
        }),
      ],
    },
    {
      name: 'Hot drinks',
      dishes: [
        veg('Sukku Coffee', 4_500, 'Dry ginger and palm jaggery'),
        veg('Turmeric Milk', 6_000, 'A tall hot glass with pepper and honey'),
      ],
    },
  ],
};

export const STREET_FOOD_RESTAURANTS: readonly DemoRestaurant[] = [
  ROLLING_TAWA,
  CHAAT_GALI,
  MIDNIGHT_TIFFIN_COMPANY,
];
