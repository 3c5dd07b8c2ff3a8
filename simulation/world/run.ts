import type { GeoPoint } from '../../src/domain/kernel/geo';
import { asId, type CourierId, type RestaurantId } from '../../src/domain/kernel/ids';
import type { Counts } from '../engine/counts';
import { Luck, type Cut } from '../engine/luck';
import { drawMix, type Mix } from '../engine/mix';
import { Trace } from '../engine/trace';
import { Violation } from '../engine/violation';
import { drawCast } from '../people/cast';
import { Courier } from '../people/courier';
import { Kitchen } from '../people/kitchen';
import { OrderLife } from '../people/order-life';
import { checkEverything } from '../rules/everything';
import { City } from './city';
import { drawMood, habitsOf, type Mood } from './mood';
import { PRODUCTION, type Parts } from './parts';
import { lookAfterParked, readLetters, retryFailed } from './staff';
import type { World } from './world';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const QUIET_DAYS = 8;
/** Whatever still has a timer after that has one for ever. */
const LAST_DAYS = 60;

/** Read models that are kept up to date in a run; which ones, is drawn. */
const READ_MODELS_KEPT = 3;

/** Two restaurants, four kilometres apart. */
const PLACES: readonly [GeoPoint, GeoPoint] = [
  { lat: 12.9716, lng: 77.5946 },
  { lat: 12.9716, lng: 77.6316 },
];

export interface RunOptions {
  readonly seed: number;
  /** What programs are made of, when something is wrong with it. */
  readonly parts?: Parts;
  /** What is known of the evening beforehand. */
  readonly mood?: Partial<Mood>;
  /** What is left out. */
  readonly cut?: Cut;
  /** Gets every line of the trace. */
  readonly onLine?: (line: string) => void;
}

export interface Failure {
  /** The invariant that was violated, in a few words. */
  readonly rule: string;
  readonly message: string;
  /** What was appended, asked for and went wrong, and the last steps. */
  readonly story: readonly string[];
  readonly tail: readonly string[];
}

export interface RunResult {
  readonly seed: number;
  /** Orders that were placed, and those that people set out to place. */
  readonly orders: number;
  readonly wanted: number;
  readonly couriers: number;
  readonly steps: number;
  readonly counts: Counts;
  /** Keys of everything that went wrong, or that somebody need not have done. */
  readonly incidents: readonly string[];
  /** SHA-256 (hex) of every byte of the event log. */
  readonly digest: string;
  readonly failure: Failure | null;
}

/** How many orders people set out to place in the run of a seed, and how many couriers there are. */
export function sizeOf(seed: number): { readonly orders: number; readonly couriers: number } {
  const draws = new Luck(seed).drawsOf('size');
  return { orders: draws.between(2, 6), couriers: draws.between(2, 4) };
}

/** One run: an evening in a city in which much goes wrong, and then peace, in which all must be right. */
export async function runOne({
  seed,
  parts = PRODUCTION,
  mood,
  cut,
  onLine,
}: RunOptions): Promise<RunResult> {
  const trace = new Trace(onLine ?? null);
  const luck: Luck = new Luck(seed, cut, (key) => {
    const { businessMs } = city.world.scheduler;
    trace.note(businessMs, `! ${key}`);
  });
  const size = sizeOf(seed);
  const mix = drawMix(new Luck(seed, cut));
  const kept = luck.drawsOf('read models');
  const rest = [...parts.readModels];
  const readModels = Array.from({ length: READ_MODELS_KEPT }, () => kept.take(rest)).filter(
    (one) => one !== undefined,
  );
  const city: City = new City({
    ...{ luck, mix, parts, trace, ...size, readModels },
    mood: { ...drawMood(luck), ...mood },
  });
  const { world } = city;
  const failure = await failureOf(trace, async () => {
    await liveThrough(city, mix, numbers(size.orders, cut?.orders), numbers(size.couriers, cut?.couriers));
    await comeToRest(world);
    await checkEverything(city, parts, readModels);
  });
  countFaults(world);
  return {
    ...{ seed, failure, couriers: size.couriers, wanted: size.orders },
    orders: city.facts.orders.size,
    steps: world.scheduler.steps,
    counts: world.counts,
    incidents: [
      ...Object.keys(mix.gateway).map((fault) => `gateway: ${fault}`),
      ...(mix.programs > 1 ? ['a second program'] : []),
      ...luck.incidents,
    ],
    digest: await world.events.digest(),
  };
}

const numbers = (most: number, only: readonly number[] | undefined): readonly number[] =>
  Array.from({ length: most }, (_, n) => n + 1).filter((n) => only?.includes(n) ?? true);

async function failureOf(trace: Trace, run: () => Promise<void>): Promise<Failure | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { message: error.message, rule: error.rule, story: trace.story, tail: trace.tail };
  }
}

function countFaults({ counts, gateway, programs }: World): void {
  for (const [fault, times] of Object.entries(gateway.misbehaviour.counts)) {
    if (times > 0) counts.add(`gateway: ${fault}`, times);
  }
  for (const { handlers } of programs) {
    const { timesOpened, turnedAway } = handlers.breaker.state();
    if (timesOpened > 0) counts.add('circuit: opened', timesOpened);
    if (turnedAway > 0) counts.add('circuit: turned away', turnedAway);
  }
}

/** Lets people and faults happen until all of it is over. */
async function liveThrough(
  city: City,
  mix: Mix,
  orders: readonly number[],
  couriers: readonly number[],
): Promise<void> {
  const { world } = city;
  const { scheduler } = world;
  const kitchens = PLACES.map(
    (place, n) => new Kitchen(city, asId<RestaurantId>(`restaurant-${n + 1}`), place),
  );
  const opening = kitchens.map((kitchen) => kitchen.register());
  await scheduler.runUntil(city.now + 5 * MINUTE_MS);
  const people = [
    ...kitchens,
    ...couriers.map((n) => new Courier(city, n, city.luck.drawsOf(`place of courier-${n}`).pick(PLACES))),
    ...orders.map((n) => {
      const ids = couriers.map((courier) => asId<CourierId>(`courier-${courier}`));
      const draws = city.luck.drawsOf(`cast ${n}`);
      const cast = drawCast(n, draws, city.mood, habitsOf(city.mood), ids);
      const kitchen = kitchens.find(({ restaurantId }) => restaurantId === cast.restaurantId);
      if (kitchen === undefined) throw new Error(`there is no ${cast.restaurantId}`);
      return new OrderLife(city, cast, kitchen);
    }),
  ];
  let busy = people.length + opening.length + 1;
  for (const life of [...opening, ...people.map((one) => one.live())]) {
    city.begin(
      life.then(() => {
        busy -= 1;
      }),
    );
  }
  for (let n = 1; n <= mix.outages; n += 1) void outage(world, n);
  for (let n = 1; n <= mix.clockJumps; n += 1) void jump(world, n);
  void world.wait(mix.faultsLastMs, 'nothing goes wrong any more').then(() => {
    world.calmDown();
    busy -= 1;
  });
  while (busy > 0) await scheduler.runUntil(scheduler.now + HOUR_MS);
}

/** Days of peace, in which staff look after what was left, and then a time after which no timer may be left. */
async function comeToRest(world: World): Promise<void> {
  const { scheduler, luck } = world;
  const draws = luck.drawsOf('staff of the quiet days');
  for (let day = 0; day < QUIET_DAYS; day += 1) {
    await lookAfterParked(world);
    retryFailed(world, draws, () => true);
    readLetters(world);
    await scheduler.runUntil(scheduler.now + DAY_MS);
  }
  await scheduler.runUntil(scheduler.now + LAST_DAYS * DAY_MS);
}

async function outage(world: World, n: number): Promise<void> {
  const { luck, counts, gateway } = world;
  const draws = luck.drawsOf(`outage ${n}`);
  await world.wait(draws.below(HOUR_MS), 'lightning');
  if (!luck.happens('gateway out of reach', String(n))) return;
  gateway.isReachable = false;
  counts.add('fault: gateway out of reach');
  await world.wait(draws.around(10 * MINUTE_MS), 'the gateway is back');
  gateway.isReachable = true;
}

/** Somebody moves the sandbox's clock: by minutes mostly, so that everything that waits is due at once. */
async function jump(world: World, n: number): Promise<void> {
  const { luck } = world;
  const draws = luck.drawsOf(`clock ${n}`);
  await world.wait(draws.below(2 * HOUR_MS), 'somebody reaches for the clock');
  const ms = draws.around(draws.pick([30_000, 5 * MINUTE_MS, 20 * MINUTE_MS]));
  if (luck.happens('clock moved', String(n))) world.moveClock(ms);
}
