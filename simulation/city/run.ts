import type { GeoPoint } from '../../src/domain/kernel/geo';
import { asId, type CourierId, type RestaurantId } from '../../src/domain/kernel/ids';
import { Draws } from '../money/draws';
import { checkHistory, checkProcess } from '../money/history-checks';
import { drawCast, type Cast } from '../money/orders';
import { checkMoney, comeToRest, liveThrough, resultOf, type RunResult } from '../money/run';
import { checkProcesses } from '../money/staff';
import { Trace } from '../money/trace';
import { City, drawCityMix } from './city';
import { Courier } from './courier';
import { Diners } from './diners';
import { Kitchen } from './kitchen';
import { checkAtRest, checkTimers, PROCESSES } from './last-rules';
import type { Mood } from './mood';
import { PRODUCTION, type Parts } from './parts';
import { checkTracking } from './tracking-rules';

const MINUTE_MS = 60_000;

/** Two restaurants, four kilometres apart. */
const PLACES: readonly [GeoPoint, GeoPoint] = [
  { lat: 12.9716, lng: 77.5946 },
  { lat: 12.9716, lng: 77.6316 },
];

export interface RunOptions {
  readonly seed: number;
  readonly orders: number;
  readonly couriers: number;
  readonly parts?: Parts;
  readonly mood?: Partial<Mood>;
  /** Gets every line of the trace. */
  readonly onLine?: (line: string) => void;
}

/** One run: an evening in a city in which much goes wrong, and then peace, in which all must be right. */
export async function runOne(options: RunOptions): Promise<RunResult> {
  const { seed, orders, couriers: many, parts = PRODUCTION, mood = {}, onLine } = options;
  const draws = new Draws(seed);
  const mix = drawCityMix(draws);
  const trace = new Trace(onLine ?? null);
  const city = new City({ draws, mix, mood, parts, orders, couriers: many, trace });
  const { world, facts } = city;
  return resultOf(seed, world, trace, async () => {
    const kitchens = PLACES.map(
      (place, n) => new Kitchen(city, asId<RestaurantId>(`restaurant-${n + 1}`), place),
    );
    const opening = kitchens.map((kitchen) => kitchen.register());
    await world.scheduler.runUntil(city.now + 5 * MINUTE_MS);
    const couriers = Array.from({ length: many }, (_, n) => new Courier(city, n + 1, draws.pick(PLACES)));
    const ids: readonly CourierId[] = couriers.map(({ courierId }) => courierId);
    const diners = Array.from({ length: orders }, (_, n) => {
      // Cash is the shortest way to the kitchen.
      const drawn = drawCast(n + 1, draws);
      const cast: Cast = {
        ...drawn,
        method: draws.chance(600) ? 'COD' : drawn.method,
        restaurantId: city.mood.isRush ? asId<RestaurantId>('restaurant-1') : drawn.restaurantId,
      };
      const kitchen = kitchens.find(({ restaurantId }) => restaurantId === cast.restaurantId);
      if (kitchen === undefined) throw new Error(`there is no ${cast.restaurantId}`);
      return new Diners(city, cast, kitchen, ids);
    });
    await liveThrough(world, mix, [
      ...opening,
      ...[...kitchens, ...couriers, ...diners].map((one) => one.live()),
    ]);
    await comeToRest(world, PROCESSES);
    checkAtRest(facts);
    await checkTimers(city);
    await checkTracking(city);
    await checkMoney(world);
    await checkProcesses(world, PROCESSES);
    await checkHistory(world, parts);
    await checkProcess(world, parts.dispatch);
    await checkProcess(world, parts.restaurantSla);
    await checkProcess(world, parts.completion);
    await world.stop();
  });
}
