import type { Instant } from '../../domain/kernel/instant';
import type { AccountRole } from './accounts';

/** How long an access token is good for: 15 minutes. */
export const ACCESS_TOKEN_LIFETIME_MS = 15 * 60_000;

/** What an access token says about its bearer. */
export interface AccessClaims {
  readonly accountId: string;
  readonly role: AccountRole;
  readonly sessionId: string;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Instant;
}

export type VerifiedToken =
  | { readonly ok: true; readonly claims: AccessClaims }
  /**
   * `expired`: refresh it. `revoked`: its session has ended, sign in again. `invalid`: we did not issue it, or
   * not as an access token.
   */
  | { readonly ok: false; readonly reason: 'expired' | 'invalid' | 'revoked' };

/** Short-lived proofs of a session. Checked in memory: a request costs no read of the database. */
export abstract class AccessTokens {
  abstract issue(claims: AccessClaims): AccessToken;
  /** Never throws, whatever it is given. */
  abstract verify(token: string): VerifiedToken;
}
