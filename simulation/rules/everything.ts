import type { AnyProjection } from '../../src/projections/projection';
import type { City } from '../world/city';
import type { Parts } from '../world/parts';
import { checkProcesses } from '../world/staff';
import { checkHistory } from './history';
import { checkAccounts, checkAtRest as checkMoneyAtRest, checkBook, checkKept } from './money-at-rest';
import { checkMoneyReadModels } from './money-read-models';
import { checkNotices } from './notice-rules';
import { checkAtRest, checkTimers } from './orders-at-rest';
import { checkAllFold, checkKeptUp, factsOf } from './read-models';
import { checkReviews } from './review-rules';
import { checkTracking } from './tracking-rules';

/**
 * Everything that has to be true in the end.
 * @param kept the read models that runners kept up to date
 * @throws Violation
 */
export async function checkEverything(
  city: City,
  parts: Parts,
  kept: readonly AnyProjection[],
): Promise<void> {
  const { world, facts } = city;
  checkAtRest(facts);
  await checkTimers(city);
  checkBook(world.audit);
  checkMoneyAtRest(world.audit, world.counts);
  checkKept(world.audit, world.counts);
  checkAccounts(world.audit, world.counts);
  await checkProcesses(world);
  await checkNotices(city);
  await checkHistory(world, parts);
  await world.stop();
  const log = factsOf(await world.events.readAll(0, { limit: Infinity }));
  checkTracking(city, log);
  checkMoneyReadModels(world, log);
  checkReviews(world, log);
  checkAllFold(log);
  checkKeptUp(world, kept, log);
}
