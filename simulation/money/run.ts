import { checkAccounts, checkAtRest, checkBook, checkKept } from './final-checks';
import { checkReadModels } from './read-model-checks';
import { checkHistory } from './history-checks';
import type { Counts } from './counts';
import { Draws } from './draws';
import { drawMix, type Mix } from './mix';
import { drawCast } from './orders';
import { PRODUCTION, type Parts } from './parts';
import { People } from './people';
import { Program } from './program';
import { checkProcesses, lookAfterParked, PROCESSES, retryFailed, readLetters } from './staff';
import { Trace } from './trace';
import { Violation } from './violation';
import { World } from './world';

const DAY_MS = 24 * 3_600_000;
const QUIET_DAYS = 8;
/** Whatever still has a timer after that has one for ever. */
const LAST_DAYS = 60;

export interface RunOptions {
  readonly seed: number;
  readonly orders: number;
  readonly parts?: Parts;
  /** Gets every line of the trace. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  readonly counts: Counts;
  /** SHA-256 of everything that happened. */
  readonly digest: string;
  readonly failure: {
    readonly message: string;
    readonly rule: string;
    readonly tail: readonly string[];
  } | null;
}

/** One run: a world, its people, everything that goes wrong, and then eight days of peace in which all must be right. */
export async function runOne({ seed, orders, parts = PRODUCTION, onLine }: RunOptions): Promise<RunResult> {
  const draws = new Draws(seed);
  const mix = drawMix(draws);
  const trace = new Trace(onLine ?? null);
  const world = new World({
    ...{ draws, mix, parts, orders, trace, maxSteps: 60_000 * orders },
    startProgram: (options) => new Program(options),
  });
  return resultOf(seed, world, trace, async () => {
    const people = Array.from({ length: orders }, (_, n) => new People(world, drawCast(n + 1, draws)).live());
    await liveThrough(world, mix, people);
    await comeToRest(world, PROCESSES);
    await checkMoney(world);
    await checkProcesses(world);
    await checkHistory(world, parts);
    await world.stop();
  });
}

/** What a run came to: how it went, and what happened in it how often. */
export async function resultOf<P extends Program>(
  seed: number,
  world: World<P>,
  trace: Trace,
  run: () => Promise<void>,
): Promise<RunResult> {
  let failure: RunResult['failure'] = null;
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    failure = { message: error.message, rule: error.rule, tail: trace.tail };
  }
  const { counts, scheduler, gateway } = world;
  for (const [fault, times] of Object.entries(gateway.misbehaviour.counts)) {
    if (times > 0) counts.add(`gateway: ${fault}`, times);
  }
  for (const program of world.programs) {
    const { timesOpened, turnedAway } = program.breaker.state();
    if (timesOpened > 0) counts.add('circuit: opened', timesOpened);
    if (turnedAway > 0) counts.add('circuit: turned away', turnedAway);
  }
  return { seed, steps: scheduler.steps, counts, digest: trace.digest(), failure };
}

/** Lets people and faults happen until all of it is over. */
export async function liveThrough<P extends Program>(
  world: World<P>,
  mix: Mix,
  people: readonly Promise<void>[],
): Promise<void> {
  const { scheduler } = world;
  let busy = people.length + 1;
  const broken: unknown[] = [];
  for (const life of people) {
    void life.then(
      () => (busy -= 1),
      (error: unknown) => broken.push(error),
    );
  }
  for (let n = 0; n < mix.outages; n += 1) void outage(world);
  void world.wait(mix.faultsLastMs, 'nothing goes wrong any more').then(() => {
    world.calmDown();
    busy -= 1;
  });
  while (busy > 0) {
    await scheduler.runUntil(scheduler.now + 3_600_000);
    for (const error of broken) throw error;
  }
}

/** Days of peace, in which staff look after what was left, and then a time after which no timer may be left. */
export async function comeToRest<P extends Program>(
  world: World<P>,
  processes: readonly string[],
): Promise<void> {
  const { scheduler } = world;
  for (let day = 0; day < QUIET_DAYS; day += 1) {
    await lookAfterParked(world, processes);
    retryFailed(world, () => true);
    readLetters(world);
    await scheduler.runUntil(scheduler.now + DAY_MS);
  }
  await scheduler.runUntil(scheduler.now + LAST_DAYS * DAY_MS);
}

/** Everything that has to be true of money in the end. */
export async function checkMoney<P extends Program>(world: World<P>): Promise<void> {
  const { audit, counts } = world;
  checkBook(audit);
  checkAtRest(audit, counts);
  checkKept(audit, counts);
  checkAccounts(audit, counts);
  await checkReadModels(world);
}

async function outage<P extends Program>(world: World<P>): Promise<void> {
  const { draws, counts, gateway } = world;
  await world.wait(draws.below(3_600_000), 'lightning');
  gateway.isReachable = false;
  counts.add('fault: gateway out of reach');
  await world.wait(draws.around(10 * 60_000), 'the gateway is back');
  gateway.isReachable = true;
}

/**
 * How a violation is shown: what it is, what came before, and how to see it again.
 * @param replay the command of such runs, with every option but the seed
 */
export function describeFailure({ seed, steps, failure }: RunResult, replay: string): string {
  return [
    `Seed ${seed}, step ${steps}: ${failure?.message ?? 'nothing was violated'}`,
    ...(failure?.tail ?? []).map((line) => `  ${line}`),
    `Replay: ${replay} --runs 1 --seed ${seed} --trace`,
  ].join('\n');
}
