import { CAFES_AND_KITCHENS } from './cafes-and-kitchens';
import type { DemoRestaurant } from './demo-shapes';
import { NEIGHBOURHOOD_RESTAURANTS } from './neighbourhood-restaurants';
import { NORTH_INDIAN_RESTAURANTS } from './north-indian-restaurants';
import { PIZZA_PALACE } from './pizza-palace';
import { SOUTH_INDIAN_RESTAURANTS } from './south-indian-restaurants';
import { STREET_FOOD_RESTAURANTS } from './street-food-restaurants';

/** All restaurants of the demo city, Pizza Palace first. */
export const DEMO_RESTAURANTS: readonly DemoRestaurant[] = [
  PIZZA_PALACE,
  ...SOUTH_INDIAN_RESTAURANTS,
  ...NORTH_INDIAN_RESTAURANTS,
  ...STREET_FOOD_RESTAURANTS,
  ...CAFES_AND_KITCHENS,
  ...NEIGHBOURHOOD_RESTAURANTS,
];
