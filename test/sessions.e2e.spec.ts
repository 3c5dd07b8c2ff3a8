import { createHmac, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { VirtualClock } from '../src/adapters/driven/clocks/virtual-clock';
import { JwtAccessTokens } from '../src/adapters/driven/crypto/jwt-access-tokens';
import { loadMasterKey } from '../src/adapters/driven/crypto/master-key-file';
import { SignedInDto } from '../src/adapters/driving/http/identity/auth.dto';
import { ProfileDto } from '../src/adapters/driving/http/identity/users.dto';
import { ACCESS_TOKEN_LIFETIME_MS, type AccessClaims } from '../src/application/ports/access-tokens';
import { instantOf } from '../src/domain/kernel/instant';
import { signInAll, signIn, openSession, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let session: Person;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
});

beforeEach(async () => {
  session = await openSession(server.tiffin, people.customer.id);
});

afterAll(() => deployment.remove());

const profileWith = (authorization: string) =>
  server.http.request('GET', '/api/v1/users/profile', { headers: { authorization } });

const parts = (token: string): [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
};

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts(token)[1], 'base64url').toString()) as Record<string, unknown>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token signed as this deployment signs, by a clock that is set elsewhere. */
async function tokenAsOf(now: number, claims: AccessClaims): Promise<string> {
  const key = (await loadMasterKey(undefined, deployment.dataDir)).derive('access-token');
  const clock = new VirtualClock(instantOf(now));
  return new JwtAccessTokens({ current: key }, { has: () => false }, clock.system).issue(claims).token;
}

describe('an access token', () => {
  it('opens the door as it was given out', async () => {
    const profile = (await profileWith(`Bearer ${session.accessToken}`)).body(ProfileDto);
    expect(profile.user_id).toBe(people.customer.id);
    expect((await profileWith(`bearer ${session.accessToken}`)).status).toBe(200);
  });

  it.each<readonly [string, (token: string) => string]>([
    ['without a signature', (token) => `${parts(token)[0]}.${parts(token)[1]}.`],
    [
      'that says it needs no signature',
      (token) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${parts(token)[1]}.`,
    ],
    [
      'of another role',
      (token) => `${parts(token)[0]}.${encode({ ...claimsOf(token), role: 'admin' })}.${parts(token)[2]}`,
    ],
    [
      'signed by somebody else',
      (token) => {
        const signed = `${parts(token)[0]}.${encode({ ...claimsOf(token), role: 'admin' })}`;
        return `${signed}.${createHmac('sha256', randomBytes(32)).update(signed).digest('base64url')}`;
      },
    ],
    [
      'signed with an empty key',
      (token) => {
        const signed = `${parts(token)[0]}.${parts(token)[1]}`;
        return `${signed}.${createHmac('sha256', '').update(signed).digest('base64url')}`;
      },
    ],
    ['that was cut', (token) => token.slice(0, -2)],
    ['with something behind it', (token) => `${token}.x`],
    ['that is empty', () => ''],
    ['that is no token', () => 'let-me-in'],
  ])('%s opens nothing', async (_, forge) => {
    (await profileWith(`Bearer ${forge(session.accessToken)}`)).refused('UNAUTHENTICATED');
  });

  it('is not a refresh token, nor a password', async () => {
    (await profileWith(`Bearer ${session.refreshToken}`)).refused('UNAUTHENTICATED');
    (await profileWith(`Basic ${encode('+919000000001:tiffin-demo')}`)).refused('UNAUTHENTICATED');
    (await profileWith(session.accessToken)).refused('UNAUTHENTICATED');
  });

  it('ends with its quarter of an hour', async () => {
    const claims: AccessClaims = {
      accountId: people.customer.id,
      role: 'customer',
      sessionId: String(claimsOf(session.accessToken)['sid']),
    };
    const now = Date.now();
    const fresh = await tokenAsOf(now, claims);
    expect((await profileWith(`Bearer ${fresh}`)).status).toBe(200);
    const old = await tokenAsOf(now - ACCESS_TOKEN_LIFETIME_MS - 1_000, claims);
    (await profileWith(`Bearer ${old}`)).refused('SESSION_ENDED');
    const early = await tokenAsOf(now + ACCESS_TOKEN_LIFETIME_MS, claims);
    (await profileWith(`Bearer ${early}`)).refused('UNAUTHENTICATED');
  });
});

describe('a session', () => {
  const refresh = (refreshToken: string) =>
    server.http.post('/auth/refresh', { refresh_token: refreshToken });

  it('ends at once when its owner logs out, and no other session with it', async () => {
    const other = await openSession(server.tiffin, people.customer.id);
    expect((await session.http.post('/auth/logout')).status).toBe(204);
    (await session.http.get('/users/profile')).refused('SESSION_ENDED');
    (await session.http.post('/auth/logout')).refused('SESSION_ENDED');
    (await refresh(session.refreshToken)).refused('SESSION_ENDED');
    expect((await other.http.get('/users/profile')).status).toBe(200);
  });

  it('stays ended after a restart', async () => {
    await session.http.post('/auth/logout');
    const other = await deployment.start();
    (await other.http.as(session.accessToken).get('/users/profile')).refused('SESSION_ENDED');
    expect((await other.http.as(people.admin.accessToken).get('/users/profile')).status).toBe(200);
    await other.stop();
  });

  it('goes on with new tokens, of which each serves once', async () => {
    const next = (await refresh(session.refreshToken)).body(SignedInDto);
    expect(next.refresh_token).not.toBe(session.refreshToken);
    expect((await server.http.as(next.access_token).get('/users/profile')).status).toBe(200);
    (await refresh(session.refreshToken)).refused('CONFLICT');
    expect((await refresh(next.refresh_token)).status).toBe(200);
  });

  it('ends for thief and owner alike when an old refresh token turns up again', async () => {
    const next = (await refresh(session.refreshToken)).body(SignedInDto);
    await makeLongAgo();
    (await refresh(session.refreshToken)).refused('SESSION_ENDED');
    (await refresh(next.refresh_token)).refused('SESSION_ENDED');
    (await server.http.as(next.access_token).get('/users/profile')).refused('SESSION_ENDED');
  });

  it('is given one set of new tokens when several ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => refresh(session.refreshToken)));
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  });

  it('is not opened with a wrong password, nor is an account told by the answer', async () => {
    const login = (name: string) =>
      server.http.post('/auth/login', { login: name, password: 'not-this-one' });
    const [known, unknown] = await Promise.all([login('+919000000001'), login('+919333333333')]);
    expect(known.refused('INVALID_CREDENTIALS').detail).toBe(unknown.refused('INVALID_CREDENTIALS').detail);
    expect((await signIn(server.http, 'asha.rao@tiffin.example')).id).toBe(people.customer.id);
  });

  /** All exchanges of refresh tokens so far were a while ago. */
  async function makeLongAgo(): Promise<void> {
    const client = new Client({ connectionString: deployment.databaseUrl });
    await client.connect();
    await client.query(`UPDATE refresh_token SET used_at = used_at - interval '1 minute'`);
    await client.end();
  }
});
