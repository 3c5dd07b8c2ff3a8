import { hash } from 'node:crypto';
import { createSigner, createVerifier } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { RevokedSessions } from '../../../application/identity/revoked-sessions';
import {
  ACCESS_TOKEN_LIFETIME_MS,
  AccessTokens,
  type AccessClaims,
  type AccessToken,
  type VerifiedToken,
} from '../../../application/ports/access-tokens';
import { ACCOUNT_ROLES } from '../../../application/ports/accounts';
import type { SystemClock } from '../../../application/ports/clock';
import { instantOf } from '../../../domain/kernel/instant';

const ALGORITHM = 'HS256';
/** The media type of access tokens (RFC 9068): a token made for something else is not taken for one. */
const TYPE = 'at+jwt';
const ISSUER = 'tiffin';
const AUDIENCE = 'tiffin-api';

const MAX_TOKEN_LENGTH = 8_192;
/** How far the clocks of two processes may differ before a token looks as if it came from the future. */
const CLOCK_SKEW_MS = 60_000;
const TOKENS_REMEMBERED = 20_000;

const claimsSchema = z.object({
  sub: z.string(),
  role: z.enum(ACCOUNT_ROLES),
  sid: z.string(),
  iat: z.int(),
  nbf: z.int().optional(),
  exp: z.int(),
});

/** A token whose signature and claims were found good. Time and revocation are looked at each time. */
interface CheckedToken {
  readonly accepted: VerifiedToken & { readonly ok: true };
  readonly notBeforeMs: number;
  readonly expiresMs: number;
}

export interface SigningKeys {
  /** 32 bytes. Signs. */
  readonly current: Buffer;
  /** Still accepted, so that a change of keys signs nobody out. */
  readonly previous?: Buffer;
}

const INVALID: VerifiedToken = { ok: false, reason: 'invalid' };
const EXPIRED: VerifiedToken = { ok: false, reason: 'expired' };
const REVOKED: VerifiedToken = { ok: false, reason: 'revoked' };

const headerOf = (token: string): string => token.slice(0, token.indexOf('.') + 1);

const keyIdOf = (key: Buffer): string => hash('sha256', key, 'hex').slice(0, 16);

const signerFor = (key: Buffer): ((claims: object) => string) =>
  createSigner<object>({
    algorithm: ALGORITHM,
    key,
    header: { alg: ALGORITHM, typ: TYPE, kid: keyIdOf(key) },
  });

const verifierFor = (key: Buffer): ((token: string) => unknown) =>
  createVerifier<string>({
    algorithms: [ALGORITHM],
    key,
    checkTyp: TYPE,
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    requiredClaims: ['iss', 'aud'],
    // The dates are checked against the clock port.
    ignoreExpiration: true,
    ignoreNotBefore: true,
  });

/**
 * Access tokens as JWTs (RFC 7519, RFC 8725) signed with HMAC-SHA-256.
 *
 * A token names its key and algorithm in its header, which whoever sends it may write. So the header must be,
 * character for character, one that this deployment writes; no other is even parsed. Tokens found good are
 * remembered, so that a client's next request costs a look-up; forged ones are not, and push nothing out.
 */
export class JwtAccessTokens extends AccessTokens {
  private readonly sign: (claims: object) => string;
  private readonly verifiers: ReadonlyMap<string, (token: string) => unknown>;
  private readonly checked = new LRUCache<string, CheckedToken>({ max: TOKENS_REMEMBERED });

  constructor(
    keys: SigningKeys,
    private readonly revoked: Pick<RevokedSessions, 'has'>,
    private readonly clock: SystemClock,
  ) {
    super();
    this.sign = signerFor(keys.current);
    const accepted = keys.previous === undefined ? [keys.current] : [keys.current, keys.previous];
    this.verifiers = new Map(accepted.map((key) => [headerOf(signerFor(key)({})), verifierFor(key)]));
  }

  override issue(claims: AccessClaims): AccessToken {
    const iat = Math.floor(this.clock.now() / 1_000);
    const exp = iat + ACCESS_TOKEN_LIFETIME_MS / 1_000;
    const { accountId: sub, role, sessionId: sid } = claims;
    const token = this.sign({ sub, role, sid, iat, exp, iss: ISSUER, aud: AUDIENCE });
    return { token, expiresAt: instantOf(exp * 1_000) };
  }

  override verify(token: string): VerifiedToken {
    const checked = this.checked.get(token) ?? this.check(token);
    if (checked === undefined) return INVALID;
    const now = this.clock.now();
    if (now >= checked.expiresMs) return EXPIRED;
    if (now < checked.notBeforeMs) return INVALID;
    return this.revoked.has(checked.accepted.claims.sessionId) ? REVOKED : checked.accepted;
  }

  private check(token: string): CheckedToken | undefined {
    const verifier = token.length > MAX_TOKEN_LENGTH ? undefined : this.verifiers.get(headerOf(token));
    if (verifier === undefined) return undefined;
    const claims = claimsSchema.safeParse(signedClaims(verifier, token));
    if (!claims.success) return undefined;
    const { sub, role, sid, iat, nbf, exp } = claims.data;
    const checked: CheckedToken = {
      accepted: { ok: true, claims: { accountId: sub, role, sessionId: sid } },
      notBeforeMs: Math.max(iat, nbf ?? iat) * 1_000 - CLOCK_SKEW_MS,
      expiresMs: exp * 1_000,
    };
    this.checked.set(token, checked);
    return checked;
  }
}

/** What a token says if we signed it; undefined for any other. */
function signedClaims(verifier: (token: string) => unknown, token: string): unknown {
  try {
    return verifier(token);
  } catch {
    return undefined;
  }
}
