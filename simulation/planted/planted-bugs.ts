import { CITY_BUGS } from './city-bugs';
import { MONEY_BUGS } from './money-bugs';
import type { PlantedBug } from './planted-bug';
import { READER_BUGS } from './reader-bugs';

/** Every bug that the simulation has to find. */
export const PLANTED_BUGS: readonly PlantedBug[] = [...MONEY_BUGS, ...CITY_BUGS, ...READER_BUGS];
