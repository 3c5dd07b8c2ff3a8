import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { Argon2PasswordHasher } from '../../adapters/driven/crypto/argon2-password-hasher';
import { JwtAccessTokens } from '../../adapters/driven/crypto/jwt-access-tokens';
import { RandomSessionSecrets } from '../../adapters/driven/crypto/random-session-secrets';
import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { MemorySubjectKeys } from '../../adapters/driven/memory/memory-subject-keys';
import { PostgresAccounts } from '../../adapters/driven/postgres/accounts/postgres-accounts';
import { Database } from '../../adapters/driven/postgres/database';
import { PostgresSessions } from '../../adapters/driven/postgres/sessions/postgres-sessions';
import { customerAggregate, partnerAggregate } from '../aggregates';
import { CommandExecutor } from '../commands/command-executor';
import { StreamCache } from '../commands/stream-cache';
import { StreamLoader } from '../commands/stream-loader';
import { openCourierProfile } from '../couriers/courier-profile';
import { EnsurePartner } from '../couriers/ensure-partner';
import { openProfile } from '../customers/personal-data';
import { OutcomeUnknown } from '../ports/event-store';
import { EnsureCustomer } from './ensure-customer';
import { LogIn, type LoggedIn } from './log-in';
import { LogOut } from './log-out';
import { OpenSession, type SignedIn } from './open-session';
import { RefreshSession } from './refresh-session';
import { RegisterAccount, type Registered, type RegisterAccountRequest } from './register-account';
import { RevokedSessions } from './revoked-sessions';

const MINUTE = 60_000;
const origin = { correlationId: 'request-1', traceparent: null };
const password = 'correct horse';
const hasher = new Argon2PasswordHasher({ memoryCost: 64, timeCost: 1, parallelism: 1 });

let test: TestDatabase;
let database: Database;
let clock: VirtualClock;
let store: MemoryEventStore;
let keys: MemorySubjectKeys;
let here: ReturnType<typeof aProcess>;
let phones = 9_800_000_000;
let phone: string;

/** Everything about identity as one process has it. */
function aProcess() {
  const accounts = new PostgresAccounts(database);
  const sessions = new PostgresSessions(database);
  const revoked = new RevokedSessions(sessions, clock.system);
  const tokens = new JwtAccessTokens({ current: Buffer.alloc(32, 1) }, revoked, clock.system);
  const cache = new StreamCache();
  const loader = new StreamLoader(store, cache);
  const executor = new CommandExecutor(store, cache, loader);
  const ensureCustomer = new EnsureCustomer(executor, loader, keys, clock.business);
  const ensurePartner = new EnsurePartner(executor, loader, keys, clock.business);
  const secrets = new RandomSessionSecrets();
  const openSession = new OpenSession(sessions, secrets, tokens, clock.system);
  return {
    accounts,
    revoked,
    tokens,
    loader,
    register: new RegisterAccount(accounts, hasher, ensureCustomer, ensurePartner, clock.system),
    logIn: new LogIn(accounts, hasher, openSession, ensureCustomer, ensurePartner),
    refresh: new RefreshSession(sessions, accounts, secrets, tokens, revoked, clock.system),
    logOut: new LogOut(sessions, revoked, clock.system),
  };
}

beforeAll(async () => {
  test = await createTestDatabase();
  database = new Database(test.url);
});

beforeEach(() => {
  clock = new VirtualClock('2026-03-01T19:00:00.000Z');
  store = new MemoryEventStore(clock.system);
  keys = new MemorySubjectKeys();
  here = aProcess();
  phones += 1;
  phone = String(phones);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const request = (change: Partial<RegisterAccountRequest> = {}): RegisterAccountRequest => ({
  role: 'customer',
  name: ' Asha Rao ',
  phone,
  email: null,
  password,
  key: `key of ${phone}`,
  by: null,
  ...change,
});

const register = (change: Partial<RegisterAccountRequest> = {}): Promise<Registered> =>
  here.register.execute(request(change), origin);

async function registered(change: Partial<RegisterAccountRequest> = {}): Promise<string> {
  const result = await register(change);
  if (result.kind !== 'registered') throw new Error(result.reason);
  return result.account.accountId;
}

const logIn = (login: string, secret = password): Promise<LoggedIn> =>
  here.logIn.execute({ login, password: secret, device: 'Pixel 9' }, origin);

async function signedIn(): Promise<SignedIn> {
  const result = await logIn(phone);
  if (result.kind !== 'signed-in') throw new Error(result.kind);
  return result.signedIn;
}

const nameInStream = async (accountId: string): Promise<string | undefined> => {
  const { state } = await aProcess().loader.fresh(customerAggregate, accountId);
  return state.is === 'absent' ? undefined : (await openProfile(keys, state.profile))?.name;
};

describe('registering', () => {
  it('makes the account and the stream of its customer, with the profile sealed', async () => {
    const accountId = await registered({ email: 'Asha@Example.in' });
    expect(await here.accounts.byEmail('asha@example.in')).toMatchObject({
      accountId,
      role: 'customer',
      name: 'Asha Rao',
      phone: `+91${phone}`,
      createdAt: '2026-03-01T19:00:00.000Z',
    });
    expect(await nameInStream(accountId)).toBe('Asha Rao');
    const [stored] = await store.readStream(`customer-${accountId}`);
    expect(JSON.stringify(stored)).not.toMatch(new RegExp(`Asha|${phone}`));
  });

  it('makes no customer of a courier, and no courier of a customer', async () => {
    const courierId = await registered({ role: 'courier' });
    expect(await store.readStream(`customer-${courierId}`)).toEqual([]);
    phone = String((phones += 1));
    expect(await store.readStream(`partner-${await registered()}`)).toEqual([]);
  });

  it('makes the stream of a courier, with the profile sealed', async () => {
    const ride = { vehicle: 'bicycle', vehicleNumber: 'KA 01 AB 1234' } as const;
    const courierId = await registered({ role: 'courier', ride });
    const { state } = await here.loader.fresh(partnerAggregate, courierId);
    if (state.is === 'absent') throw new Error('no stream');
    expect(state).toMatchObject({ courierId, vehicle: 'bicycle', suspended: false, shift: 0 });
    expect(await openCourierProfile(keys, state.profile)).toEqual({
      name: 'Asha Rao',
      phone: `+91${phone}`,
      vehicleNumber: 'KA 01 AB 1234',
    });
    const [stored] = await store.readStream(`partner-${courierId}`);
    expect(JSON.stringify(stored)).not.toMatch(new RegExp(`Asha|${phone}|KA 01`));
  });

  it('gives a courier of before the stream at the next sign-in', async () => {
    const append = jest.spyOn(store, 'append').mockRejectedValue(new OutcomeUnknown('down'));
    await expect(register({ role: 'courier' })).rejects.toThrow(OutcomeUnknown);
    append.mockRestore();
    const { accountId } = await signedIn();
    const { state } = await here.loader.fresh(partnerAggregate, accountId);
    expect(state).toMatchObject({ is: 'registered', vehicle: 'scooter' });
  });

  it('finds its own account when it is repeated, also at once', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => register()));
    const ids = results.map((result) =>
      result.kind === 'registered' ? result.account.accountId : result.reason,
    );
    expect(ids).toEqual(Array.from({ length: 5 }, () => ids[0]));
    expect(await store.readStream(`customer-${ids[0] ?? ''}`)).toHaveLength(1);
  });

  it('gives one phone to one of two people', async () => {
    const results = await Promise.all([register({ key: 'one' }), register({ key: 'two' })]);
    expect(results.map((result) => (result.kind === 'refused' ? result.reason : result.kind)).sort()).toEqual(
      ['phone-taken', 'registered'],
    );
  });

  it.each<[string, Partial<RegisterAccountRequest>]>([
    ['name', { name: 'Ravi' }],
    ['phone', { phone: '9811111110' }],
    ['password', { password: 'another horse' }],
    ['role', { role: 'courier' }],
    ['email', { email: 'other@example.in' }],
  ])('does not take a repeat with another %s for the same', async (_, change) => {
    await registered();
    expect(await register(change)).toEqual({ kind: 'refused', reason: 'key-reused' });
  });

  it.each<[string, Partial<RegisterAccountRequest>]>([
    ['phone-invalid', { phone: '12345' }],
    ['email-invalid', { email: 'nobody' }],
    ['password-too-short', { password: 'short' }],
    ['password-too-common', { password: 'password123' }],
    ['password-is-contact', { phone: '9811111119', password: '98111 11119' }],
    ['role-not-open', { role: 'admin' }],
    ['role-not-open', { role: 'support', by: 'customer' }],
  ])('is refused: %s', async (reason, change) =>
    expect(await register(change)).toEqual({ kind: 'refused', reason }),
  );

  it('says that an email is taken', async () => {
    await registered({ email: `${phone}@example.in` });
    expect(await register({ key: 'another', phone: '9811111111', email: `${phone}@example.in` })).toEqual({
      kind: 'refused',
      reason: 'email-taken',
    });
  });

  it('lets an admin register staff', async () =>
    expect(await register({ role: 'support', by: 'admin' })).toMatchObject({ kind: 'registered' }));

  it.each(['a repeat', 'the next sign-in'])(
    'that broke off before the customer’s stream is completed by %s',
    async (completion) => {
      const append = jest.spyOn(store, 'append').mockRejectedValue(new OutcomeUnknown('down'));
      await expect(register()).rejects.toThrow(OutcomeUnknown);
      append.mockRestore();
      const account = await here.accounts.byPhone(`+91${phone}`);
      expect(await nameInStream(account?.accountId ?? '')).toBeUndefined();

      if (completion === 'a repeat') await register();
      else await signedIn();
      expect(await nameInStream(account?.accountId ?? '')).toBe('Asha Rao');
    },
  );
});

describe('signing in', () => {
  it('takes the phone in any spelling, or the email', async () => {
    const accountId = await registered({ email: `${phone}@example.in` });
    for (const login of [phone, `+91 ${phone}`, `0${phone}`, `${phone}@EXAMPLE.in`]) {
      expect(await logIn(login)).toMatchObject({
        kind: 'signed-in',
        signedIn: { accountId, role: 'customer' },
      });
    }
  });

  it('answers alike to a wrong password, an unknown account, a closed one and nonsense', async () => {
    const accountId = await registered();
    const replies = [await logIn(phone, 'wrong horse'), await logIn('9811111112'), await logIn('nonsense')];
    await here.accounts.setActive(accountId, false);
    replies.push(await logIn(phone));
    expect(replies).toEqual(replies.map(() => ({ kind: 'wrong-credentials' })));
  });

  it('checks a password even for nobody', async () => {
    const verify = jest.spyOn(hasher, 'verify');
    await logIn('9811111113');
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  it('gives a token that proves who signed in', async () => {
    const accountId = await registered();
    const { accessToken, sessionId } = await signedIn();
    expect(here.tokens.verify(accessToken)).toEqual({
      ok: true,
      claims: { accountId, role: 'customer', sessionId },
    });
  });

  it('does not take a refresh token for an access token', async () => {
    await registered();
    expect(here.tokens.verify((await signedIn()).refreshToken)).toEqual({ ok: false, reason: 'invalid' });
  });
});

describe('a session', () => {
  beforeEach(async () => {
    await registered();
  });

  it('goes on for as long as it is refreshed', async () => {
    let { refreshToken } = await signedIn();
    for (let n = 0; n < 4; n += 1) {
      await clock.advance(20 * 24 * 60 * MINUTE);
      const result = await here.refresh.execute(refreshToken);
      if (result.kind !== 'refreshed') throw new Error(result.kind);
      expect(here.tokens.verify(result.signedIn.accessToken)).toMatchObject({ ok: true });
      refreshToken = result.signedIn.refreshToken;
    }
    await clock.advance(31 * 24 * 60 * MINUTE);
    expect(await here.refresh.execute(refreshToken)).toEqual({ kind: 'session-ended' });
  });

  it('survives a client that refreshes twice at once', async () => {
    const { refreshToken } = await signedIn();
    const results = await Promise.all([1, 2].map(() => here.refresh.execute(refreshToken)));
    expect(results.map(({ kind }) => kind).sort()).toEqual(['just-used', 'refreshed']);
    const won = results.find((result) => result.kind === 'refreshed');
    expect(await here.refresh.execute(won?.signedIn.refreshToken ?? '')).toMatchObject({ kind: 'refreshed' });
  });

  it('ends for everyone when an old refresh token turns up again', async () => {
    const first = await signedIn();
    const second = await here.refresh.execute(first.refreshToken);
    if (second.kind !== 'refreshed') throw new Error(second.kind);
    await clock.advance(MINUTE);
    expect(await here.refresh.execute(first.refreshToken)).toEqual({ kind: 'session-ended' });
    expect(await here.refresh.execute(second.signedIn.refreshToken)).toEqual({ kind: 'session-ended' });
    const revoked = { ok: false, reason: 'revoked' };
    expect(here.tokens.verify(first.accessToken)).toEqual(revoked);
    expect(here.tokens.verify(second.signedIn.accessToken)).toEqual(revoked);
  });

  it('ends with a log-out: at once here, with the next poll elsewhere, and on no other device', async () => {
    const elsewhere = aProcess();
    await elsewhere.revoked.refresh();
    const [phoneSession, laptop] = [await signedIn(), await signedIn()];
    await clock.advance(1_000);
    await here.logOut.execute(phoneSession.sessionId);
    expect(here.tokens.verify(phoneSession.accessToken)).toEqual({ ok: false, reason: 'revoked' });
    await elsewhere.revoked.refresh();
    expect(elsewhere.tokens.verify(phoneSession.accessToken)).toEqual({ ok: false, reason: 'revoked' });
    expect(elsewhere.tokens.verify(laptop.accessToken)).toMatchObject({ ok: true });
    expect(await here.refresh.execute(phoneSession.refreshToken)).toEqual({ kind: 'session-ended' });
    expect(await here.refresh.execute(laptop.refreshToken)).toMatchObject({ kind: 'refreshed' });
  });

  it('ends on every device at once when that is asked for', async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    await here.logOut.everywhere(one.accountId);
    for (const { accessToken, refreshToken } of [one, two]) {
      expect(here.tokens.verify(accessToken)).toEqual({ ok: false, reason: 'revoked' });
      expect(await here.refresh.execute(refreshToken)).toEqual({ kind: 'session-ended' });
    }
  });

  it.each(['closed', 'erased'])('is not refreshed once its account is %s', async (fate) => {
    const { accountId, accessToken, refreshToken } = await signedIn();
    if (fate === 'closed') await here.accounts.setActive(accountId, false);
    else await here.accounts.erase(accountId);
    expect(await here.refresh.execute(refreshToken)).toEqual({ kind: 'session-ended' });
    expect(here.tokens.verify(accessToken)).toEqual({ ok: false, reason: 'revoked' });
  });

  it('costs no read of the database when its token is verified', async () => {
    const { accessToken } = await signedIn();
    const query = jest.spyOn(database.pool, 'query');
    const connect = jest.spyOn(database.pool, 'connect');
    here.tokens.verify(accessToken);
    expect([query.mock.calls, connect.mock.calls]).toEqual([[], []]);
    query.mockRestore();
    connect.mockRestore();
  });
});
