import {
  closedOn,
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

const SPICE = oneOf('Spice level', ['Mild', 0], ['Medium', 0], ['Hot', 0]);

const MALNAD_KITCHEN: DemoRestaurant = {
  name: 'Malnad Kitchen',
  description: 'Home cooking from the coffee hills of Karnataka, served the way a Sunday table is',
  owner: GROUP_OWNER,
  cuisines: ['South Indian', 'Karnataka'],
  location: point(12.9307, 77.5832),
  address: { line: '61, 30th Cross, Jayanagar 4th Block', pincode: '560011' },
  phone: '+918040000002',
  hours: everyDay({ open: '11:30', close: '15:30' }, { open: '18:30', close: '22:45' }),
  costForTwoMinor: 55_000,
  minOrderMinor: 12_000,
  isVeg: false,
  prepMinutes: 25,
  deliveryRadiusMetres: 6_000,
  tags: ['akki roti', 'meals', 'home style'],
  pausedFor: null,
  menu: [
    {
      name: 'Rotis and dosas',
      dishes: [
        veg('Akki Roti', 9_000, 'Rice-flour flatbread with dill and onion, with coconut chutney', {
          isBestseller: true,
          nutrition: nutrition(310, 6, 58, 6),
        }),
        veg('Neer Dosa', 8_500, 'Three lacy rice crêpes with chutney', {
          nutrition: nutrition(240, 4, 46, 4),
        }),
        veg('Kadubu', 9_500, 'Steamed rice dumplings with vegetable saagu'),
      ],
    },
    {
      name: 'Curries',
      dishes: [
        nonVeg('Malnad Chicken Curry', 26_000, 'Chicken with roasted coconut and green chilli', {
          isBestseller: true,
          nutrition: nutrition(430, 34, 12, 27),
          groups: [SPICE],
        }),
        nonVeg('Pepper Pork Fry', 34_000, 'Pork with black pepper and kachampuli vinegar', {
          groups: [SPICE],
        }),
        veg('Bamboo Shoot Curry', 21_000, 'Tender bamboo shoots in coconut gravy', { groups: [SPICE] }),
        veg('Jackfruit Seed Palya', 17_000, 'Dry-tossed with mustard seeds and curry leaves'),
      ],
    },
    {
      name: 'Rice and meals',
      dishes: [
        veg('Malnad Veg Meal', 22_000, 'Rice, two palyas, sambar, rasam, curd and a papad'),
        nonVeg('Malnad Chicken Meal', 31_000, 'The meal, with chicken curry'),
        veg('Curd Rice', 10_000, 'With pomegranate and fried chilli'),
      ],
    },
  ],
};

const SRI_KRISHNA_UDUPI_BHAVAN: DemoRestaurant = {
  name: 'Sri Krishna Udupi Bhavan',
  description: 'Pure vegetarian Udupi tiffin since before the metro; no onion or garlic on request',
  owner: GROUP_OWNER,
  cuisines: ['Udupi', 'South Indian', 'Vegetarian'],
  location: point(12.9987, 77.5712),
  address: { line: '5, Sampige Road, Malleswaram', pincode: '560003' },
  phone: '+918040000003',
  hours: everyDay({ open: '06:30', close: '12:00' }, { open: '15:30', close: '22:00' }),
  costForTwoMinor: 25_000,
  minOrderMinor: 8_000,
  isVeg: true,
  prepMinutes: 12,
  deliveryRadiusMetres: 5_000,
  tags: ['pure veg', 'breakfast', 'dosa', 'filter coffee'],
  pausedFor: null,
  menu: [
    {
      name: 'Tiffin',
      dishes: [
        veg('Idli', 5_000, 'Two steamed rice cakes with sambar and chutney', {
          nutrition: nutrition(170, 6, 34, 1),
          groups: [upTo(2, 'Extras', ['Extra idli', 2_500], ['Ghee', 1_500])],
        }),
        veg('Medu Vada', 5_500, 'Crisp lentil ring with sambar and chutney'),
        veg('Masala Dosa', 9_500, 'Crisp dosa around spiced potato', {
          isBestseller: true,
          nutrition: nutrition(390, 9, 62, 11),
          groups: [
            oneOf('Roast', ['Regular', 0], ['Ghee roast', 2_500]),
            upTo(1, 'Inside', ['Red chutney', 0]),
          ],
        }),
        veg('Rava Dosa', 9_000, 'Semolina dosa with cumin and pepper'),
        veg('Set Dosa', 8_500, 'Three soft dosas with vegetable saagu', { isBestseller: true }),
        veg('Poori Saagu', 8_500, 'Three pooris with potato and coconut curry'),
        veg('Bisi Bele Bath', 9_000, 'Rice, lentils and vegetables, with boondi', {
          nutrition: nutrition(420, 12, 70, 10),
        }),
      ],
    },
    {
      name: 'Sweets and drinks',
      dishes: [
        veg('Kesari Bath', 6_000, 'Saffron semolina with ghee and cashew'),
        veg('Mysore Pak', 7_000, 'Two pieces, soft kind'),
        veg('Filter Coffee', 3_500, 'Decoction and hot milk, in a flask'),
      ],
    },
  ],
};

const KONKAN_CATCH: DemoRestaurant = {
  name: 'Konkan Catch',
  description: 'Off the boats of Mangaluru and Karwar; the fish market rests on Mondays, and so do we',
  owner: GROUP_OWNER,
  cuisines: ['Seafood', 'Mangalorean', 'Coastal'],
  location: point(12.9672, 77.6074),
  address: { line: '14, Residency Road', pincode: '560025' },
  phone: '+918040000004',
  hours: closedOn('mon', everyDay({ open: '12:00', close: '15:30' }, { open: '19:00', close: '23:15' })),
  costForTwoMinor: 110_000,
  minOrderMinor: 25_000,
  isVeg: false,
  prepMinutes: 30,
  deliveryRadiusMetres: 7_000,
  tags: ['seafood', 'fish thali', 'closed on mondays'],
  pausedFor: null,
  menu: [
    {
      name: 'Starters',
      dishes: [
        nonVeg('Anjal Rava Fry', 44_000, 'Two slices of seer fish in semolina', { isBestseller: true }),
        nonVeg('Prawn Koliwada', 39_000, 'Prawns in a red chilli batter', { groups: [SPICE] }),
        nonVeg('Kane Tawa Fry', 47_000, 'Ladyfish, pan-fried whole'),
        veg('Mushroom Ghee Roast', 28_000, 'Byadgi chilli, tamarind and ghee'),
      ],
    },
    {
      name: 'Curries',
      dishes: [
        nonVeg('Fish Gassi', 37_000, 'Mangalorean coconut curry with the catch of the day', {
          isBestseller: true,
          nutrition: nutrition(410, 32, 11, 26),
          groups: [SPICE],
        }),
        nonVeg('Crab Sukka', 62_000, 'Dry crab masala with grated coconut', { groups: [SPICE] }),
        nonVeg('Chicken Kundapuri', 33_000, 'Coastal chicken curry with fenugreek'),
      ],
    },
    {
      name: 'Rice and breads',
      dishes: [
        nonVeg('Fish Thali', 42_000, 'Fried fish, fish curry, prawn kismur, rice and sol kadhi'),
        veg('Steamed Rice', 9_000, 'Boiled red rice'),
        veg('Kori Rotti', 8_000, 'Crisp rice wafers to break into a curry'),
      ],
    },
  ],
};

export const SOUTH_INDIAN_RESTAURANTS: readonly DemoRestaurant[] = [
  MALNAD_KITCHEN,
  SRI_KRISHNA_UDUPI_BHAVAN,
  KONKAN_CATCH,
];
