import 'reflect-metadata';
import { simulateByCommand } from '../money/command';
import { PLANTED_BUGS } from './planted-bugs';
import { runOne } from './run';

const ABOUT = `Simulates the closed world of a city in the evening: kitchens, couriers, customers and staff beside everything that
"simulate:money" has, in virtual time. Every run draws its own mix of faults and of people; in the end every order is
delivered or called off, nobody carries more than fits, and the money agrees to the last minor unit.`;

void simulateByCommand({
  about: ABOUT,
  script: 'scripts/simulate-city.js',
  sizes: {
    orders: { meaning: 'orders in each run', usual: 3 },
    couriers: { meaning: 'couriers in each run', usual: 3 },
  },
  planted: PLANTED_BUGS.map(({ name, mood, parts }) => ({ name, given: () => ({ mood, parts: parts() }) })),
  run: (seed, { orders = 3, couriers = 3 }, { given, ...more }) =>
    runOne({ seed, orders, couriers, ...given, ...more }),
}).then((code) => (process.exitCode = code));
