import { createTestDatabase } from '../../../test/support/database';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { Argon2PasswordHasher } from '../../adapters/driven/crypto/argon2-password-hasher';
import { MasterKey } from '../../adapters/driven/crypto/master-key';
import { PostgresAccounts } from '../../adapters/driven/postgres/accounts/postgres-accounts';
import { Database } from '../../adapters/driven/postgres/database';
import { PostgresEventStore } from '../../adapters/driven/postgres/event-store/postgres-event-store';
import { PostgresSubjectKeys } from '../../adapters/driven/postgres/subject-keys/postgres-subject-keys';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamCache } from '../../application/commands/stream-cache';
import { StreamLoader } from '../../application/commands/stream-loader';
import type { AccountRole } from '../../application/ports/accounts';
import { DEMO_RESTAURANTS } from './city/all-restaurants';
import { DEMO_PEOPLE } from './city/people';
import { accountIdOf } from './demo-city';
import { seedDemoCity, type DemoCity } from './seed-demo-city';

/** The part of the city that was written by hand: enough for processes to get in each other's way. */
const CITY: DemoCity = {
  restaurants: DEMO_RESTAURANTS.slice(0, 14),
  people: DEMO_PEOPLE.filter(({ phone }) => phone < '+919000000100'),
};

const those = (role: AccountRole) => CITY.people.filter((person) => person.role === role);

/** A process with connections and caches of its own. */
function aProcess(databaseUrl: string) {
  const store = new PostgresEventStore(databaseUrl);
  const database = new Database(databaseUrl);
  const clock = new VirtualClock('2026-03-06T12:30:00.000Z');
  const cache = new StreamCache();
  const accounts = new PostgresAccounts(database);
  const hasher = new Argon2PasswordHasher();
  return {
    store,
    accounts,
    hasher,
    seed: () =>
      seedDemoCity(
        {
          executor: new CommandExecutor(store, cache, new StreamLoader(store, cache)),
          accounts,
          hasher,
          keys: new PostgresSubjectKeys(database, new MasterKey(Buffer.alloc(32, 1)), clock.system),
          clock: clock.business,
        },
        CITY,
      ),
    close: async () => {
      await store.close();
      await database.close();
    },
  };
}

it('three processes that seed one database at once come to one city, and a fourth adds nothing', async () => {
  const database = await createTestDatabase();
  const processes = [1, 2, 3, 4].map(() => aProcess(database.url));
  const [first, , , fourth] = processes;
  try {
    await Promise.all(processes.slice(0, 3).map((one) => one.seed()));
    const addresses = those('customer').flatMap((person) => person.addresses);
    const paused = CITY.restaurants.filter(({ pausedFor }) => pausedFor !== null);
    const expected =
      2 * CITY.restaurants.length +
      paused.length +
      2 * those('customer').length +
      addresses.length +
      those('courier').length;
    const events = await first!.store.readAll(0, { limit: 1_000 });
    expect(events).toHaveLength(expected);

    const [login] = await fourth!.seed();
    expect(await fourth!.store.headPosition()).toBe(events.at(-1)!.position);
    for (const { name, phone } of CITY.people) {
      expect(await fourth!.accounts.byId(accountIdOf(name))).toMatchObject({ name, phone });
    }
    const account = await fourth!.accounts.byPhone(login!.login);
    expect(await fourth!.hasher.verify(account?.passwordHash, login!.password)).toBe(true);
  } finally {
    await Promise.all(processes.map((one) => one.close()));
    await database.drop();
  }
});
