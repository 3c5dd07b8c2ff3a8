import { instantOf } from '../../domain/kernel/instant';
import { never } from '../../domain/kernel/decider';
import type { AccessTokens } from '../ports/access-tokens';
import type { Accounts } from '../ports/accounts';
import type { SystemClock } from '../ports/clock';
import type { Sessions, SessionSecrets } from '../ports/sessions';
import { REFRESH_LIFETIME_MS, signedIn, type SignedIn } from './open-session';
import type { RevokedSessions } from './revoked-sessions';

/**
 * For how long a token sent twice counts as a client's slip (two tabs, a lost reply) and not as a theft. The
 * second sender gets nothing in either case.
 */
const GRACE_MS = 10_000;

export type Refreshed =
  | { readonly kind: 'refreshed'; readonly signedIn: SignedIn }
  /** The token has just been exchanged: the client holds a newer one, or a reply was lost. Nothing was ended. */
  | { readonly kind: 'just-used' }
  /** Sign in again. */
  | { readonly kind: 'session-ended' };

/**
 * Exchanges a refresh token for new tokens. A token serves once; one that turns up again later has been copied,
 * and ends its session for the thief and the owner alike (RFC 9700 §4.14.2).
 */
export class RefreshSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly secrets: SessionSecrets,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
    private readonly clock: SystemClock,
  ) {}

  async execute(refreshToken: string): Promise<Refreshed> {
    const now = this.clock.now();
    const next = this.secrets.newRefreshToken();
    const rotation = await this.sessions.rotate({
      presentedHash: this.secrets.hashOf(refreshToken),
      nextHash: next.hash,
      at: instantOf(now),
      expiresAt: instantOf(now + REFRESH_LIFETIME_MS),
      graceMs: GRACE_MS,
    });
    switch (rotation.kind) {
      case 'just-used':
        return { kind: 'just-used' };
      case 'invalid':
        return { kind: 'session-ended' };
      case 'reused':
        this.revoked.add([rotation.session.sessionId]);
        return { kind: 'session-ended' };
      case 'rotated': {
        const { session } = rotation;
        const account = await this.accounts.byId(session.accountId);
        if (account?.isActive === true) {
          return { kind: 'refreshed', signedIn: signedIn(account, session, next.token, this.tokens) };
        }
        await this.sessions.revoke(session.sessionId, instantOf(now));
        this.revoked.add([session.sessionId]);
        return { kind: 'session-ended' };
      }
      default:
        return never(rotation);
    }
  }
}
