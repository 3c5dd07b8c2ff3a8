import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { AccessClaims, VerifiedToken } from '../../../application/ports/access-tokens';
import { VirtualClock } from '../clocks/virtual-clock';
import { JwtAccessTokens } from './jwt-access-tokens';

const MINUTE = 60_000;
const current = Buffer.alloc(32, 1);
const previous = Buffer.alloc(32, 2);
const start = '2026-03-01T19:00:00.000Z';
const nowS = Date.parse(start) / 1_000;

const asha: AccessClaims = { accountId: 'asha', role: 'customer', sessionId: 'session-1' };
const invalid: VerifiedToken = { ok: false, reason: 'invalid' };

let clock: VirtualClock;
let revoked: Set<string>;
let tokens: JwtAccessTokens;

beforeEach(() => {
  clock = new VirtualClock(start);
  revoked = new Set();
  tokens = new JwtAccessTokens({ current }, revoked, clock.system);
});

const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const parsed = (text: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(text ?? '', 'base64url').toString()) as Record<string, unknown>;

/** A token with these parts, signed like ours. */
function signed(header: unknown, payload: unknown, key: Buffer = current, algorithm = 'sha256'): string {
  const input = `${segment(header)}.${segment(payload)}`;
  return `${input}.${createHmac(algorithm, key).update(input).digest('base64url')}`;
}

describe('an access token', () => {
  it('tells who bears it, for a quarter of an hour', async () => {
    const { token, expiresAt } = tokens.issue(asha);
    expect(expiresAt).toBe('2026-03-01T19:15:00.000Z');
    expect(tokens.verify(token)).toEqual({ ok: true, claims: asha });
    await clock.advance(15 * MINUTE - 1);
    expect(tokens.verify(token)).toEqual({ ok: true, claims: asha });
    await clock.advance(1);
    expect(tokens.verify(token)).toEqual({ ok: false, reason: 'expired' });
  });

  it('has expired for a process that has not seen it before, too', async () => {
    const { token } = tokens.issue(asha);
    await clock.advance(15 * MINUTE);
    const other = new JwtAccessTokens({ current }, revoked, clock.system);
    expect(other.verify(token)).toEqual({ ok: false, reason: 'expired' });
  });

  it('ends with its session, at once', () => {
    const { token } = tokens.issue(asha);
    const another = tokens.issue({ ...asha, sessionId: 'session-2' });
    expect(tokens.verify(token)).toEqual({ ok: true, claims: asha });
    revoked.add('session-1');
    expect(tokens.verify(token)).toEqual({ ok: false, reason: 'revoked' });
    expect(tokens.verify(another.token)).toMatchObject({ ok: true });
  });

  it('outlives a change of keys as long as the old key is named, and no longer', () => {
    const { token } = new JwtAccessTokens({ current: previous }, revoked, clock.system).issue(asha);
    const rotated = new JwtAccessTokens({ current, previous }, revoked, clock.system);
    expect(rotated.verify(token)).toEqual({ ok: true, claims: asha });
    expect(tokens.verify(token)).toEqual(invalid);
    expect(tokens.verify(rotated.issue(asha).token)).toEqual({ ok: true, claims: asha });
  });

  it('may come from a clock that is a minute ahead, and no more', () => {
    const ahead = (ms: number): string =>
      new JwtAccessTokens(
        { current },
        revoked,
        new VirtualClock(new Date(Date.parse(start) + ms).toISOString()).system,
      ).issue(asha).token;
    expect(tokens.verify(ahead(MINUTE))).toMatchObject({ ok: true });
    expect(tokens.verify(ahead(MINUTE + 1_000))).toEqual(invalid);
  });
});

describe('a forged token is refused', () => {
  const header = (): Record<string, unknown> => parsed(tokens.issue(asha).token.split('.')[0]);
  const payload = (): Record<string, unknown> => parsed(tokens.issue(asha).token.split('.')[1]);
  const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });

  it('while the same parts untouched are accepted', () =>
    expect(tokens.verify(signed(header(), payload()))).toEqual({ ok: true, claims: asha }));

  it.each<[string, () => string]>([
    ['without a signature', () => `${segment(header())}.${segment(payload())}.`],
    ['with alg none', () => `${segment({ ...header(), alg: 'none' })}.${segment(payload())}.`],
    ['with alg None', () => `${segment({ ...header(), alg: 'None' })}.${segment(payload())}.`],
    ['with alg none, signed', () => signed({ ...header(), alg: 'none' }, payload())],
    ['with alg HS512', () => signed({ ...header(), alg: 'HS512' }, payload(), current, 'sha512')],
    ['with alg HS384', () => signed({ ...header(), alg: 'HS384' }, payload(), current, 'sha384')],
    ['with alg hs256', () => signed({ ...header(), alg: 'hs256' }, payload())],
    ['without alg', () => signed({ ...header(), alg: undefined }, payload())],
    [
      'with alg RS256',
      () => {
        const input = `${segment({ ...header(), alg: 'RS256' })}.${segment(payload())}`;
        return `${input}.${sign('sha256', Buffer.from(input), pair.privateKey).toString('base64url')}`;
      },
    ],
    [
      'under a public key',
      () => signed(header(), payload(), pair.publicKey.export({ type: 'spki', format: 'der' })),
    ],
    ['under another key', () => signed(header(), payload(), previous)],
    ['under an empty key', () => signed(header(), payload(), Buffer.alloc(0))],
    ['under a key of zeros', () => signed(header(), payload(), Buffer.alloc(32))],
    ['without kid', () => signed({ ...header(), kid: undefined }, payload())],
    ['with an unknown kid', () => signed({ ...header(), kid: 'other' }, payload())],
    ['with a path as kid', () => signed({ ...header(), kid: '../../dev/null' }, payload(), Buffer.alloc(0))],
    ['with SQL as kid', () => signed({ ...header(), kid: "' UNION SELECT 'x" }, payload())],
    ['with a prototype as kid', () => signed({ ...header(), kid: '__proto__' }, payload())],
    ['with a list as kid', () => signed({ ...header(), kid: [header()['kid']] }, payload())],
    [
      'with a key of its own',
      () => signed({ ...header(), jwk: { kty: 'oct', k: 'AAAA' } }, payload(), previous),
    ],
    ['with a key address', () => signed({ ...header(), jku: 'https://evil.example/keys' }, payload())],
    [
      'with a certificate address',
      () => signed({ ...header(), x5u: 'https://evil.example/cert' }, payload()),
    ],
    ['with a critical extension', () => signed({ ...header(), crit: ['b64'], b64: false }, payload())],
    ['of type JWT', () => signed({ ...header(), typ: 'JWT' }, payload())],
    ['without a type', () => signed({ ...header(), typ: undefined }, payload())],
    ['of another issuer', () => signed(header(), { ...payload(), iss: 'other' })],
    ['without an issuer', () => signed(header(), { ...payload(), iss: undefined })],
    ['of a list of issuers', () => signed(header(), { ...payload(), iss: ['tiffin', 'other'] })],
    ['for another audience', () => signed(header(), { ...payload(), aud: 'other' })],
    ['without an audience', () => signed(header(), { ...payload(), aud: undefined })],
    ['without a subject', () => signed(header(), { ...payload(), sub: undefined })],
    ['without a session', () => signed(header(), { ...payload(), sid: undefined })],
    ['of an unknown role', () => signed(header(), { ...payload(), role: 'root' })],
    ['of the system itself', () => signed(header(), { ...payload(), role: 'system' })],
    ['of several roles', () => signed(header(), { ...payload(), role: ['customer', 'admin'] })],
    ['without an expiry', () => signed(header(), { ...payload(), exp: undefined })],
    ['with an expiry in words', () => signed(header(), { ...payload(), exp: '2099-01-01' })],
    ['with an endless expiry', () => signed(header(), { ...payload(), exp: 1e400 })],
    ['without a time of issue', () => signed(header(), { ...payload(), iat: undefined })],
    ['from the future', () => signed(header(), { ...payload(), iat: nowS + 61 })],
    ['not valid yet', () => signed(header(), { ...payload(), nbf: nowS + 61 })],
    ['with nothing in it', () => signed(header(), {})],
    ['with a list in it', () => signed(header(), [])],
    ['with null in it', () => signed(header(), null)],
    [
      'with its role changed',
      () => {
        const [head, , signature] = tokens.issue(asha).token.split('.');
        return `${head ?? ''}.${segment({ ...payload(), role: 'admin' })}.${signature ?? ''}`;
      },
    ],
    ['with its last character cut', () => tokens.issue(asha).token.slice(0, -1)],
    ['with its signature cut', () => tokens.issue(asha).token.split('.').slice(0, 2).join('.')],
    ['with a part too many', () => `${tokens.issue(asha).token}.x`],
    ['with a space behind', () => `${tokens.issue(asha).token} `],
    ['with padding behind', () => `${tokens.issue(asha).token}=`],
    ['with a line break before', () => `\n${tokens.issue(asha).token}`],
    ['of more than 8 kB', () => signed(header(), { ...payload(), padding: 'x'.repeat(8_192) })],
    ['that is a refresh token', () => Buffer.alloc(32, 7).toString('base64url')],
    ['that is empty', () => ''],
    ['that is three dots', () => '...'],
    ['that is not base64', () => '\u{1f35b}.\u{1f35b}.\u{1f35b}'],
    ['that names an object’s own property', () => '__proto__.constructor.toString'],
  ])('%s', (_, forge) => expect(tokens.verify(forge())).toEqual(invalid));

  it('when it has expired, however good the rest is', () =>
    expect(tokens.verify(signed(header(), { ...payload(), exp: nowS }))).toEqual({
      ok: false,
      reason: 'expired',
    }));

  it('whichever character of a good one is changed', () => {
    const { token } = tokens.issue(asha);
    for (let at = 0; at < token.length; at += 1) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect([at, tokens.verify(changed)]).toEqual([at, invalid]);
    }
  });
});
