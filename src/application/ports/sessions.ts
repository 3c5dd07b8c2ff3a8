import type { Instant } from '../../domain/kernel/instant';

/** A sign-in on one device. It lives as long as its refresh tokens are used in time. */
export interface Session {
  readonly sessionId: string;
  readonly accountId: string;
  /** What the person knows the device by; may be empty. */
  readonly device: string;
  readonly openedAt: Instant;
  /** When it ends unless it is refreshed. */
  readonly expiresAt: Instant;
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly session: Session }
  /**
   * The token was exchanged a moment ago: a client that sent it twice. It gets nothing, and the session goes on
   * with the token of the first exchange.
   */
  | { readonly kind: 'just-used' }
  /** The token was exchanged long ago: someone holds a copy. The session was ended. */
  | { readonly kind: 'reused'; readonly session: Session }
  /** No such token, or its session has ended. */
  | { readonly kind: 'invalid' };

export interface Revocation {
  readonly sessionId: string;
  readonly revokedAt: Instant;
}

/**
 * Sessions and their families of refresh tokens. Of a token only the hash is stored. Times are wall time.
 */
export abstract class Sessions {
  abstract open(session: Session, refreshHash: string): Promise<void>;

  /**
   * Exchanges a refresh token for the next one of its session. Of any number of parallel calls with one token,
   * one succeeds. A token used a second time within `graceMs` is refused; after it, the session is ended.
   */
  abstract rotate(rotation: {
    readonly presentedHash: string;
    readonly nextHash: string;
    readonly at: Instant;
    readonly expiresAt: Instant;
    readonly graceMs: number;
  }): Promise<Rotation>;

  /** Ends a session; one that has ended stays as it is. */
  abstract revoke(sessionId: string, at: Instant): Promise<void>;

  /** Ends every session of an account. Returns the ids of those it ended. */
  abstract revokeAllOf(accountId: string, at: Instant): Promise<readonly string[]>;

  /** Sessions that were ended at or after an instant. */
  abstract revokedSince(since: Instant): Promise<readonly Revocation[]>;

  /** Sessions of an account that have not ended, newest first. */
  abstract openOf(accountId: string, at: Instant): Promise<readonly Session[]>;

  /** Removes sessions that ended or expired before an instant, with their tokens. */
  abstract prune(before: Instant): Promise<void>;
}

/** Makes what nobody may guess. */
export abstract class SessionSecrets {
  /** A random UUID. */
  abstract newId(): string;
  /** 256 random bits as base64url, and their hash. */
  abstract newRefreshToken(): { readonly token: string; readonly hash: string };
  /** The hash under which a refresh token is stored. */
  abstract hashOf(refreshToken: string): string;
}
