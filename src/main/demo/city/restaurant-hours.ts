import type { OpeningHours } from '../../../domain/restaurant/opening-hours';
import { aroundTheClock, everyDay } from './demo-shapes';

/** When the kitchens of the city keep open, by the name that the table of restaurants uses. */
export const RESTAURANT_HOURS: ReadonlyMap<string, OpeningHours> = new Map([
  ['day', everyDay({ open: '11:00', close: '23:00' })],
  // The kitchen rests in the afternoon.
  ['split', everyDay({ open: '12:00', close: '15:30' }, { open: '18:30', close: '23:00' })],
  ['tiffin', everyDay({ open: '06:30', close: '11:30' }, { open: '16:00', close: '22:00' })],
  ['cafe', everyDay({ open: '08:00', close: '22:30' })],
  ['evening', everyDay({ open: '16:00', close: '23:30' })],
  ['late', everyDay({ open: '12:00', close: '01:30' })],
  ['night', everyDay({ open: '18:00', close: '04:00' })],
  ['clock', aroundTheClock],
]);
