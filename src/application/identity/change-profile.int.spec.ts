import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { Argon2PasswordHasher } from '../../adapters/driven/crypto/argon2-password-hasher';
import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { MemorySubjectKeys } from '../../adapters/driven/memory/memory-subject-keys';
import { PostgresAccounts } from '../../adapters/driven/postgres/accounts/postgres-accounts';
import { Database } from '../../adapters/driven/postgres/database';
import { customerAggregate, partnerAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor } from '../commands/command-executor';
import { StreamCache } from '../commands/stream-cache';
import { StreamLoader } from '../commands/stream-loader';
import { openCourierProfile } from '../couriers/courier-profile';
import { EnsurePartner } from '../couriers/ensure-partner';
import { openProfile } from '../customers/personal-data';
import type { Account, ProfileChange } from '../ports/accounts';
import { ChangeProfile, type ChangeProfileRequest } from './change-profile';
import { EnsureCustomer } from './ensure-customer';

const PASSWORD = 'correct horse';
const hasher = new Argon2PasswordHasher({ memoryCost: 64, timeCost: 1, parallelism: 1 });
const clock = new VirtualClock('2026-03-01T19:00:00.000Z');

let test: TestDatabase;
let database: Database;
let accounts: PostgresAccounts;
let store: MemoryEventStore;
let keys: MemorySubjectKeys;
let asha: Account;
let phones = 9_700_000_000;

const origin = { correlationId: 'sign-up', traceparent: null };

const newPhone = (): string => `+91${(phones += 1)}`;

/** The use case as one program has it. */
function aProgram() {
  const cache = new StreamCache();
  const loader = new StreamLoader(store, cache);
  const executor = new CommandExecutor(store, cache, loader);
  return {
    loader,
    ensure: new EnsureCustomer(executor, loader, keys, clock.business),
    partners: new EnsurePartner(executor, loader, keys, clock.business),
    change: new ChangeProfile(accounts, hasher, executor, loader, keys),
  };
}

let here: ReturnType<typeof aProgram>;

const context = (): CommandContext => ({
  ...{ commandId: randomUUID(), fingerprint: 'change', correlationId: 'request', causationId: 'request' },
  ...{ actor: { id: asha.accountId, role: asha.role }, at: clock.business.now(), traceparent: null },
});

const change = (request: Partial<ChangeProfileRequest>, by = here) =>
  by.change.execute({ accountId: asha.accountId, currentPassword: null, ...request }, context());

/** What the customer's stream says, and how often it was told. */
async function told(): Promise<{ readonly profile: unknown; readonly updates: number }> {
  const { state, events } = await here.loader.history(customerAggregate, asha.accountId);
  if (state.is === 'absent') return { profile: null, updates: 0 };
  return {
    profile: await openProfile(keys, state.profile),
    updates: events.filter(({ event }) => event.type === 'ProfileUpdated').length,
  };
}

async function someone(over: Partial<Account> = {}): Promise<Account> {
  const account: Account = {
    accountId: randomUUID(),
    role: 'customer',
    name: 'Asha Rao',
    phone: newPhone(),
    email: null,
    language: 'en',
    passwordHash: await hasher.hash(PASSWORD),
    isActive: true,
    createdAt: clock.business.now(),
    ...over,
  };
  expect(await accounts.create(account)).toBe('created');
  await here.ensure.execute(account, origin);
  return account;
}

beforeAll(async () => {
  test = await createTestDatabase();
  database = new Database(test.url);
  accounts = new PostgresAccounts(database);
});

beforeEach(async () => {
  store = new MemoryEventStore(clock.system);
  keys = new MemorySubjectKeys();
  here = aProgram();
  asha = await someone();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('changing one’s profile', () => {
  it('changes the account, and the customer’s stream follows', async () => {
    const email = `${randomUUID()}@Example.in`;
    const changed = { ...asha, name: 'Asha Iyer', email: email.toLowerCase(), language: 'ta' };
    expect(await change({ name: ' Asha Iyer ', email, language: 'ta' })).toEqual({
      kind: 'changed',
      account: changed,
    });
    expect(await accounts.byId(asha.accountId)).toEqual(changed);
    const { name, phone } = changed;
    expect(await told()).toEqual({ profile: { name, phone, email: changed.email }, updates: 1 });
  });

  it('tells the stream nothing when what it knows has not changed', async () => {
    await change({ name: 'Asha Iyer' });
    await change({ name: 'Asha Iyer' });
    await change({ language: 'hi' });
    await change({});
    expect((await told()).updates).toBe(1);
  });

  it('makes up for a change that went no further than the account', async () => {
    await accounts.changeProfile(asha.accountId, { name: 'Asha Iyer' });
    await change({});
    expect(await told()).toMatchObject({ profile: { name: 'Asha Iyer' }, updates: 1 });
  });

  it('leaves the stream as the account is, whatever comes at the same time from two programs', async () => {
    const beside = aProgram();
    for (let round = 0; round < 25; round += 1) {
      const changes: readonly ProfileChange[] = [
        { name: `Asha ${round}` },
        { email: `${randomUUID()}@example.in` },
        { name: `Asha the ${round}th` },
        { email: null },
      ];
      await Promise.all(changes.map((one, n) => change(one, n % 2 === 0 ? here : beside)));
      const { name, phone, email } = (await accounts.byId(asha.accountId))!;
      expect((await told()).profile).toEqual({ name, phone, email });
    }
  });

  it('ends with the latest profile when a slow change is overtaken', async () => {
    const seal = keys.seal.bind(keys);
    keys.seal = async (...box) => {
      keys.seal = seal;
      await change({ name: 'Asha the Second' });
      return seal(...box);
    };
    await change({ name: 'Asha the First' });
    expect(await accounts.byId(asha.accountId)).toMatchObject({ name: 'Asha the Second' });
    expect((await told()).profile).toMatchObject({ name: 'Asha the Second' });
  });

  it('needs the password for another phone, and for no other change', async () => {
    const phone = newPhone();
    expect(await change({ phone })).toEqual({ kind: 'refused', reason: 'password-required' });
    expect(await change({ phone, currentPassword: 'guess' })).toEqual({
      kind: 'refused',
      reason: 'password-wrong',
    });
    expect(await accounts.byId(asha.accountId)).toEqual(asha);
    expect(await change({ phone: asha.phone.slice(3), name: 'Asha' })).toMatchObject({ kind: 'changed' });
    expect(await change({ phone, currentPassword: PASSWORD })).toMatchObject({
      kind: 'changed',
      account: { phone },
    });
    expect((await told()).profile).toMatchObject({ phone });
  });

  it('refuses what another has, and what is neither phone nor email', async () => {
    const ravi = await someone({ email: `${randomUUID()}@example.in` });
    const currentPassword = PASSWORD;
    const refusals: readonly (readonly [Partial<ChangeProfileRequest>, string])[] = [
      [{ phone: ravi.phone, currentPassword }, 'phone-taken'],
      [{ email: ravi.email, name: 'Ravi' }, 'email-taken'],
      [{ phone: '12345678', currentPassword }, 'phone-invalid'],
      [{ email: 'nobody' }, 'email-invalid'],
    ];
    for (const [request, reason] of refusals) {
      expect(await change(request)).toEqual({ kind: 'refused', reason });
    }
    expect(await accounts.byId(asha.accountId)).toEqual(asha);
    expect((await told()).updates).toBe(0);
  });

  it('changes what is known of a courier, and leaves what they ride', async () => {
    const vehicleNumber = 'KA 01 AB 1234';
    asha = await someone({ role: 'courier' });
    await here.partners.execute(asha, { vehicle: 'bicycle', vehicleNumber }, origin);
    const known = async () => {
      const { state, events } = await here.loader.history(partnerAggregate, asha.accountId);
      if (state.is === 'absent') throw new Error('no stream');
      const profile = await openCourierProfile(keys, state.profile);
      return { profile, vehicle: state.vehicle, events: events.length };
    };
    const phone = newPhone();
    await change({ name: 'Asha the Fast' });
    await change({ phone, currentPassword: PASSWORD });
    await change({ language: 'hi' });
    expect(await known()).toEqual({
      profile: { name: 'Asha the Fast', phone, vehicleNumber },
      vehicle: 'bicycle',
      events: 3,
    });
  });

  it('changes the account alone of somebody without a stream, and nothing of nobody', async () => {
    asha = await someone({ role: 'restaurant' });
    expect(await change({ name: 'Chef' })).toMatchObject({ kind: 'changed', account: { name: 'Chef' } });
    expect(await told()).toEqual({ profile: null, updates: 0 });
    await accounts.erase(asha.accountId);
    expect(await change({ name: 'Ghost' })).toEqual({ kind: 'refused', reason: 'account-not-found' });
  });
});
