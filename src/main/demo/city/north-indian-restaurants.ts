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

const HALF_OR_FULL = oneOf('Portion', ['Half', 0], ['Full', 14_000]);

const BREAD_FINISH = oneOf('Finish', ['Plain', 0], ['Butter', 1_000]);

const AMRITSARI_TADKA: DemoRestaurant = {
  name: 'Amritsari Tadka',
  description: 'A Punjabi dhaba in the city: slow dals, a hot tandoor and too much butter',
  owner: GROUP_OWNER,
  cuisines: ['North Indian', 'Punjabi', 'Tandoor'],
  location: point(12.9784, 77.6389),
  address: { line: '402, 100 Feet Road, Indiranagar', pincode: '560038' },
  phone: '+918040000005',
  hours: everyDay({ open: '11:00', close: '23:30' }),
  costForTwoMinor: 75_000,
  minOrderMinor: 20_000,
  isVeg: false,
  prepMinutes: 25,
  deliveryRadiusMetres: 6_500,
  tags: ['dal makhani', 'tandoori', 'dhaba'],
  pausedFor: null,
  menu: [
    {
      name: 'From the tandoor',
      dishes: [
        veg('Paneer Tikka', 28_900, 'Six pieces with mint chutney', {
          nutrition: nutrition(380, 22, 12, 27),
        }),
        nonVeg('Tandoori Chicken', 32_900, 'Marinated overnight in yoghurt and Kashmiri chilli', {
          isBestseller: true,
          groups: [HALF_OR_FULL],
        }),
        veg('Amritsari Kulcha', 14_900, 'Stuffed with potato, with chole and tamarind onions', {
          isBestseller: true,
        }),
      ],
    },
    {
      name: 'Curries',
      dishes: [
        veg('Dal Makhani', 24_900, 'Black lentils simmered through the night', {
          isBestseller: true,
          nutrition: nutrition(340, 15, 34, 16),
        }),
        veg('Palak Paneer', 26_900, 'Paneer in spinach and garlic'),
        nonVeg('Butter Chicken', 34_900, 'Tandoori chicken in tomato and butter', {
          nutrition: nutrition(560, 36, 16, 39),
          groups: [oneOf('Cut', ['With bone', 0], ['Boneless', 3_000])],
        }),
        nonVeg('Rara Mutton', 42_900, 'Mutton pieces in minced-mutton gravy'),
      ],
    },
    {
      name: 'Breads and drinks',
      dishes: [
        veg('Tandoori Roti', 3_500, 'Whole wheat', { groups: [BREAD_FINISH] }),
        veg('Garlic Naan', 7_500, 'With coriander', { groups: [BREAD_FINISH] }),
        veg('Sweet Lassi', 9_900, 'A tall glass, with malai on top'),
      ],
    },
  ],
};

const NAWABS_BIRYANI_DARBAR: DemoRestaurant = {
  name: "Nawab's Biryani Darbar",
  description: 'Dum biryani sealed with dough and opened at your door, at any hour',
  owner: GROUP_OWNER,
  cuisines: ['Biryani', 'Hyderabadi', 'Mughlai'],
  location: point(12.9858, 77.6055),
  address: { line: '88, Commercial Street, Shivajinagar', pincode: '560001' },
  phone: '+918040000006',
  hours: aroundTheClock,
  costForTwoMinor: 65_000,
  minOrderMinor: 18_000,
  isVeg: false,
  prepMinutes: 22,
  deliveryRadiusMetres: 8_000,
  tags: ['biryani', 'dum', 'kebab', 'open 24 hours'],
  pausedFor: null,
  menu: [
    {
      name: 'Biryani',
      dishes: [
        nonVeg('Chicken Dum Biryani', 27_900, 'Long-grain rice layered with marinated chicken', {
          isBestseller: true,
          nutrition: nutrition(720, 38, 86, 24),
          groups: [
            oneOf('Serves', ['One', 0], ['Two', 22_000], ['Four', 64_000]),
            upTo(3, 'Extras', ['Boiled egg', 2_000], ['Mirchi ka salan', 3_000], ['Raita', 2_500]),
          ],
        }),
        nonVeg('Mutton Dum Biryani', 38_900, 'Mutton on the bone, saffron and mint', {
          isBestseller: true,
          nutrition: nutrition(790, 40, 85, 31),
          groups: [oneOf('Serves', ['One', 0], ['Two', 32_000])],
        }),
        nonVeg('Egg Biryani', 22_900, 'Two eggs and fried onions'),
        veg('Paneer Biryani', 25_900, 'Paneer in a green masala'),
        veg('Subz Biryani', 21_900, 'Vegetables, saffron and whole spices', {
          nutrition: nutrition(560, 13, 92, 15),
        }),
      ],
    },
    {
      name: 'Kebabs and sides',
      dishes: [
        nonVeg('Chicken 65', 24_900, 'Fried with curry leaves and red chilli'),
        nonVeg('Mutton Shami Kebab', 29_900, 'Four patties with green chutney'),
        veg('Hara Bhara Kebab', 19_900, 'Spinach and pea patties'),
      ],
    },
    {
      name: 'Sweets',
      dishes: [
        veg('Double Ka Meetha', 12_900, 'Fried bread in saffron milk'),
        veg('Qubani Ka Meetha', 14_900, 'Stewed apricots with cream'),
      ],
    },
  ],
};

const SMOKE_AND_SEEKH: DemoRestaurant = {
  name: 'Smoke & Seekh',
  description: 'Charcoal kebabs from an open grill',
  owner: GROUP_OWNER,
  cuisines: ['Kebab', 'Mughlai', 'North Indian'],
  location: point(12.9975, 77.6144),
  address: { line: '31, Mosque Road, Frazer Town', pincode: '560005' },
  phone: '+918040000007',
  hours: everyDay({ open: '17:00', close: '23:59' }),
  costForTwoMinor: 80_000,
  minOrderMinor: 20_000,
  isVeg: false,
  prepMinutes: 28,
  deliveryRadiusMetres: 6_000,
  tags: ['kebab', 'charcoal', 'grill'],
  pausedFor: 'The chimney is being rebuilt',
  menu: [
    {
      name: 'Kebabs',
      dishes: [
        nonVeg('Mutton Seekh Kebab', 32_000, 'Skewers with onions', {
          isBestseller: true,
          groups: [oneOf('Skewers', ['Two', 0], ['Four', 29_000])],
        }),
        nonVeg('Chicken Reshmi Kebab', 29_000, 'Cream and cashew marinade', {
          nutrition: nutrition(390, 41, 8, 21),
        }),
        nonVeg('Chicken Bihari Kebab', 31_000, 'Raw papaya and mustard oil'),
        veg('Tandoori Mushroom', 23_000, 'Stuffed with cheese and herbs'),
        veg('Malai Broccoli', 24_000, 'With cardamom and cream'),
      ],
    },
    {
      name: 'Breads and curries',
      dishes: [
        veg('Rumali Roti', 4_500, 'Thin as a handkerchief'),
        nonVeg('Nihari', 36_000, 'Shank stewed overnight'),
        veg('Dal Fry', 18_000, 'Yellow lentils with cumin'),
      ],
    },
  ],
};

export const NORTH_INDIAN_RESTAURANTS: readonly DemoRestaurant[] = [
  AMRITSARI_TADKA,
  NAWABS_BIRYANI_DARBAR,
  SMOKE_AND_SEEKH,
];
