import { setTimeout as sleep } from 'node:timers/promises';
import { consumerOf } from '../../../adapters/driven/postgres/process-store/postgres-process-store';
import type { StoreHealth } from '../../../adapters/driven/postgres/store-health';
import { PROCESS_MANAGERS } from '../../../application/processes/process-managers';
import { epochMs, instantOf } from '../../../domain/kernel/instant';
import { SHARD_COUNT } from '../../../domain/kernel/shard';
import { READ_MODELS } from '../../../projections/read-models';
import type { Infrastructure } from '../../infrastructure';
import { durationText } from '../duration';
import { behind } from '../models-progress';
import { allParked } from '../parked-commands';
import { processesProgress } from '../processes-progress';
import { note, ok, wrong, type Verdict } from './verdict';

/** How long whoever is behind has to reach what was the end when it was looked first (ms). */
const CATCH_UP_MS = 10_000;
const LOOK_EVERY_MS = 500;

/** A timer that is so long overdue does not fire any more; a command is not tried again. */
const STUCK_MS = 60_000;

interface Consumers {
  readonly models: readonly string[];
  readonly processes: readonly string[];
}

/** The live read models and the processes, as consumers of the feed. Null: a read model was never made. */
export async function consumersOf({
  generations,
}: Pick<Infrastructure, 'generations'>): Promise<Consumers | null> {
  const models: string[] = [];
  for (const model of READ_MODELS) {
    const live = (await generations.list(model)).find(({ state }) => state === 'live');
    if (live === undefined) return null;
    models.push(live.consumer);
  }
  return { models, processes: PROCESS_MANAGERS.map(({ name }) => consumerOf(name)) };
}

/**
 * Whether somebody works for every consumer. After a rebuild or a kill that takes seconds: it is waited for.
 * @param now wall time (ms since the epoch)
 * @param isJoined whether a server is known to run
 */
export async function checkLeases(
  health: StoreHealth,
  { models, processes }: Consumers,
  now: () => number,
  isJoined: boolean,
): Promise<Verdict> {
  const wanted = [...models, ...processes];
  const look = async (): Promise<readonly number[]> => {
    const known = new Map((await health.owners(now())).map((one) => [one.consumer, one.held]));
    return wanted.map((consumer) => known.get(consumer) ?? 0);
  };
  let held = await look();
  if (held.every((shards) => shards === 0) && !isJoined)
    return note('leases', 'no server works on the store');
  const deadline = performance.now() + CATCH_UP_MS;
  while (held.some((shards) => shards < SHARD_COUNT) && performance.now() < deadline) {
    await sleep(LOOK_EVERY_MS);
    held = await look();
  }
  const alone = wanted.filter((_, i) => held[i] !== SHARD_COUNT);
  if (alone.length === 0) return ok('leases', 'every shard has an owner');
  return wrong(
    'leases',
    `shards without an owner: ${alone.join(', ')}`,
    'Within 15 seconds of a kill that mends itself; if not, look into the log of the server and restart it.',
  );
}

/** Whether read models and processes reach the end of the log. */
export async function checkLag(
  { shards, eventStore }: Pick<Infrastructure, 'shards' | 'eventStore'>,
  { models, processes }: Consumers,
  isServed: boolean,
): Promise<readonly Verdict[]> {
  const heads = await eventStore.shardHeads(await eventStore.headPosition());
  const isBehind = async (consumer: string): Promise<boolean> =>
    behind(await shards.positions(consumer), heads) > 0;
  const stillBehind = async (consumers: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const consumer of consumers) if (await isBehind(consumer)) found.push(consumer);
    return found;
  };
  const reached = async (consumers: readonly string[]): Promise<number> => {
    const positions = await Promise.all(consumers.map((consumer) => shards.positions(consumer)));
    return positions.flat().reduce((sum, position) => sum + position, 0);
  };
  let late = await stillBehind([...models, ...processes]);
  const first = late;
  const before = await reached(first);
  const deadline = performance.now() + (isServed ? CATCH_UP_MS : 0);
  while (late.length > 0 && performance.now() < deadline) {
    await sleep(LOOK_EVERY_MS);
    late = await stillBehind(late);
  }
  const isMoving = isServed && (await reached(first)) > before;
  const verdictOn = (check: string, consumers: readonly string[]): Verdict => {
    const own = late.filter((consumer) => consumers.includes(consumer));
    if (own.length === 0) return ok(check, 'have taken in every event');
    const says = `behind: ${own.join(', ')}`;
    if (isMoving) return note(check, says, 'They are catching up.');
    return isServed
      ? wrong(check, says, 'Look at tiffin parked list, and into the log of the server.')
      : note(check, says, 'They catch up when the server runs.');
  };
  return [verdictOn('read models', models), verdictOn('processes', processes)];
}

export async function checkParked(parts: Infrastructure): Promise<Verdict> {
  const parked = await allParked(parts);
  if (parked.length === 0) return ok('parked', 'nothing');
  const consumers = [...new Set(parked.map(({ consumer }) => consumer))];
  return wrong('parked', `${parked.length} in ${consumers.join(', ')}`, 'tiffin parked list tells why.');
}

/**
 * Whether timers fire and commands go out.
 * @param isExpected whether somebody works who has read every event
 */
export async function checkStuck(
  health: StoreHealth,
  parts: Infrastructure,
  isExpected: boolean,
): Promise<Verdict> {
  const { businessClock, systemClock } = parts;
  const all = await processesProgress(parts);
  const overdueMs = all.map(({ nextDue }) =>
    nextDue === null ? 0 : epochMs(businessClock.now()) - epochMs(nextDue),
  );
  const worst = Math.max(0, ...overdueMs);
  const effects = await health.effectsOverdueSince(systemClock.now() - STUCK_MS);
  // Overdue by the wall clock: that of the business may run ten times as fast.
  const timersStuck = worst / businessClock.rate > STUCK_MS;
  if (!timersStuck && effects === 0) return ok('timers', 'none is overdue, and no command waits for long');
  const says = [
    ...(timersStuck ? [`timers overdue by up to ${durationText(worst)}`] : []),
    ...(effects === 0 ? [] : [`${effects} commands should have been tried again`]),
  ].join('; ');
  return isExpected
    ? wrong('timers', says, 'tiffin process list tells whose; look into the log of the server.')
    : note('timers', says, 'They go on when a server runs and has caught up.');
}

export function checkBusinessClock({
  businessClock,
  systemClock,
}: Pick<Infrastructure, 'businessClock' | 'systemClock'>): Verdict {
  const aheadMs = epochMs(businessClock.now()) - systemClock.now();
  const isAsWall = businessClock.rate === 1 && Math.abs(aheadMs) < 1_000;
  return isAsWall
    ? ok('business clock', 'shows wall time')
    : note(
        'business clock',
        `${businessClock.now()}, ${businessClock.rate} times as fast as the wall's ${instantOf(systemClock.now())}`,
      );
}
