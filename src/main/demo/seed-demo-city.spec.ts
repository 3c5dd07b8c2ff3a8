import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { MemorySubjectKeys } from '../../adapters/driven/memory/memory-subject-keys';
import {
  customerAggregate,
  menuAggregate,
  partnerAggregate,
  restaurantAggregate,
} from '../../application/aggregates';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamCache } from '../../application/commands/stream-cache';
import { StreamLoader } from '../../application/commands/stream-loader';
import { openCourierProfile } from '../../application/couriers/courier-profile';
import { openAddress, openProfile } from '../../application/customers/personal-data';
import type { Account, AccountCreation } from '../../application/ports/accounts';
import type { EventStore } from '../../application/ports/event-store';
import { availability, type RestaurantCommand } from '../../domain/restaurant/restaurant';
import { DEMO_RESTAURANTS } from './city/all-restaurants';
import { DEMO_PEOPLE } from './city/people';
import {
  addressIdOf,
  courierIdOf,
  customerIdOf,
  DEMO_COURIERS,
  DEMO_CUSTOMERS,
  menuOf,
  postalAddressOf,
  restaurantIdOf,
} from './demo-city';
import { demoLogins } from './demo-logins';
import { seedDemoCity, type DemoCity, type DemoCityDeps } from './seed-demo-city';

const AT = '2026-03-06T12:30:00.000Z';

/** A process that lives for ever, or dies at its nth write: before the write takes effect or just after it. */
class Life {
  writes = 0;

  constructor(
    private readonly last = Number.POSITIVE_INFINITY,
    private readonly isLastKept = false,
  ) {}

  async write<T>(effect: () => Promise<T>): Promise<T> {
    this.writes += 1;
    const isLast = this.writes === this.last;
    if (this.writes > this.last || (isLast && !this.isLastKept)) throw new Error('died');
    const result = await effect();
    if (isLast) throw new Error('died');
    return result;
  }
}

/** A restaurant that is open, one that is paused, and everyone whom the tour introduces. */
const SMALL_CITY: DemoCity = {
  restaurants: DEMO_RESTAURANTS.filter(({ name }) => name === 'Pizza Palace' || name === 'Smoke & Seekh'),
  people: DEMO_PEOPLE.filter(({ name }) => demoLogins().some((login) => login.name === name)),
};

/** What outlives a process. */
class Installation {
  readonly store = new MemoryEventStore({ now: () => Date.parse(AT) });
  readonly keys = new MemorySubjectKeys();
  readonly accounts = new Map<string, Account>();
  readonly erasedAccounts = new Set<string>();
  hashed = 0;

  /** One process that seeds. */
  seed(life = new Life(), city?: DemoCity) {
    return seedDemoCity(this.depsOf(life), city);
  }

  depsOf(life: Life): DemoCityDeps & { readonly executor: CommandExecutor; readonly loader: StreamLoader } {
    const store = Object.create(this.store) as EventStore;
    store.append = (append) => life.write(() => this.store.append(append));
    const cache = new StreamCache();
    const loader = new StreamLoader(store, cache);
    return {
      executor: new CommandExecutor(store, cache, loader),
      loader,
      accounts: {
        byId: (id) => Promise.resolve(this.accounts.get(id)),
        create: (account) => life.write(() => Promise.resolve(this.create(account))),
      },
      hasher: {
        hash: (password) => {
          this.hashed += 1;
          return Promise.resolve(`hash of ${password}`);
        },
      },
      keys: this.keys,
      clock: { now: () => AT },
    };
  }

  /** Accounts and streams as they are, but for the boxes of personal data: sealing twice gives two of them. */
  async contents(): Promise<readonly string[]> {
    const events = (await this.store.readAll(0, { limit: 1_000 })).map(
      ({ stream, revision, type, data }) => `${stream} ${revision} ${type} ${data.replace(BOX, '')}`,
    );
    const accounts = [...this.accounts.values()].map((account) => JSON.stringify(account));
    return [...events, ...accounts].sort();
  }

  private create(account: Account): AccountCreation {
    if (this.accounts.has(account.accountId) || this.erasedAccounts.has(account.accountId)) return 'id-taken';
    this.accounts.set(account.accountId, account);
    return 'created';
  }
}

const BOX = /"(box|keyId)":"[^"]*"/g;

async function seeded(): Promise<Installation> {
  const installation = new Installation();
  await installation.seed();
  return installation;
}

describe('seeding the demo city', () => {
  it('opens every restaurant with its menu, and pauses the one that is being repaired', async () => {
    const { loader } = (await seeded()).depsOf(new Life());
    for (const one of DEMO_RESTAURANTS) {
      const id = restaurantIdOf(one.name);
      const published = (await loader.fresh(menuAggregate, id)).state;
      expect(published).toMatchObject({ is: 'published', version: 1, hash: menuOf(one).hash });
      const { state } = await loader.fresh(restaurantAggregate, id);
      expect(state).toMatchObject({ is: 'registered', listed: true });
      const now = availability(state, AT);
      expect(!now.open && now.reason === 'paused').toBe(one.pausedFor !== null);
    }
  });

  it('registers every customer with addresses that only their own key opens', async () => {
    const { keys, loader } = (await seeded()).depsOf(new Life());
    for (const { name, phone, email, addresses } of DEMO_CUSTOMERS) {
      const { state } = await loader.fresh(customerAggregate, customerIdOf(name));
      if (state.is === 'absent') throw new Error(`${name} was not registered`);
      expect(await openProfile(keys, state.profile)).toEqual({ name, phone, email });
      expect(state.defaultAddressId).toBe(addressIdOf(name, addresses[0]!));
      expect(state.addresses.size).toBe(addresses.length);
      for (const address of addresses) {
        const kept = state.addresses.get(addressIdOf(name, address))!;
        expect(kept.addressType).toBe(address.type);
        expect(await openAddress(keys, kept.sealed)).toEqual(postalAddressOf(address));
      }
      await keys.erase(customerIdOf(name));
      expect(await openProfile(keys, state.profile)).toBeNull();
    }
  });

  it('registers every courier with what they ride, and nobody reads who they are without their key', async () => {
    const { keys, loader } = (await seeded()).depsOf(new Life());
    for (const { name, phone, ride } of DEMO_COURIERS) {
      const { state } = await loader.fresh(partnerAggregate, courierIdOf(name));
      if (state.is === 'absent' || ride === undefined) throw new Error(`${name} was not registered`);
      const { vehicle, vehicleNumber } = ride;
      expect(state).toMatchObject({ vehicle, suspended: false, shift: 0 });
      expect(await openCourierProfile(keys, state.profile)).toEqual({ name, phone, vehicleNumber });
    }
  });

  it('makes the account behind every login, hashing the password once', async () => {
    const installation = new Installation();
    const logins = await installation.seed();
    expect(logins).toEqual(demoLogins());
    const accounts = [...installation.accounts.values()];
    for (const { role, login, password, name } of logins) {
      const passwordHash = `hash of ${password}`;
      expect(accounts).toContainEqual(expect.objectContaining({ role, phone: login, name, passwordHash }));
    }
    expect(installation.hashed).toBe(1);
  });

  it('writes nothing the second time', async () => {
    const installation = await seeded();
    const second = new Life();
    await installation.seed(second);
    expect(second.writes).toBe(0);
    expect(installation.hashed).toBe(1);
  });

  it('comes to the same city when three processes seed it at once', async () => {
    const installation = new Installation();
    await Promise.all([installation.seed(), installation.seed(), installation.seed()]);
    expect(await installation.contents()).toEqual(await (await seeded()).contents());
  });

  it.each([
    ['before', false],
    ['after', true],
  ])('comes to the same city if it dies %s any one of its writes and starts again', async (_, isLastKept) => {
    const whole = new Installation();
    const life = new Life();
    await whole.seed(life, SMALL_CITY);
    const contents = await whole.contents();
    for (let last = 1; last <= life.writes; last += 1) {
      const installation = new Installation();
      await expect(installation.seed(new Life(last, isLastKept), SMALL_CITY)).rejects.toThrow('died');
      await installation.seed(new Life(), SMALL_CITY);
      expect(await installation.contents()).toEqual(contents);
    }
  });

  it('leaves alone what was changed since', async () => {
    const installation = await seeded();
    const { executor, loader } = installation.depsOf(new Life());
    const id = restaurantIdOf('Smoke & Seekh');
    const resume: RestaurantCommand = { type: 'ResumeRestaurant', at: AT };
    await executor.execute(
      restaurantAggregate,
      id,
      {
        commandId: 'resumed by the owner',
        fingerprint: '',
        correlationId: '',
        causationId: '',
        actor: { id: 'owner', role: 'restaurant' },
        at: AT,
        traceparent: null,
      },
      () => ({ ok: true, command: resume }),
    );
    await installation.seed();
    expect((await loader.fresh(restaurantAggregate, id)).state).toMatchObject({ pause: null });
  });

  it('does not bring back a customer who was erased', async () => {
    const installation = await seeded();
    const customerId = customerIdOf('Asha Rao');
    installation.accounts.delete(customerId);
    installation.erasedAccounts.add(customerId);
    await installation.keys.erase(customerId);
    const head = await installation.store.headPosition();

    await installation.seed();
    expect(await installation.store.headPosition()).toBe(head);
    expect(installation.accounts.has(customerId)).toBe(false);
  });
});
