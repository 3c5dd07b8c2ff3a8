import type { Infrastructure } from '../infrastructure';
import { accountIdOf } from './demo-city';
import { demoLogins } from './demo-logins';
import { seedDemoCity } from './seed-demo-city';

/**
 * Seeds the demo city into an empty database, and completes a seeding that was interrupted. A database that
 * holds anything else is left alone.
 * @returns whether the demo city is there
 */
export async function seedIfFresh(parts: Infrastructure, log: (line: string) => void): Promise<boolean> {
  const [first] = demoLogins();
  const isSeeded = first !== undefined && (await parts.accounts.byId(accountIdOf(first.name))) !== undefined;
  const isEmpty = (await parts.eventStore.headPosition()) === 0;
  if (!isSeeded && !isEmpty) return false;
  if (isEmpty) log('Seeding the demo city');
  await seedDemoCity({
    executor: parts.executor,
    accounts: parts.accounts,
    hasher: parts.passwordHasher,
    keys: parts.subjectKeys,
    clock: parts.businessClock,
  });
  return true;
}
