import { instantOf, type Instant } from '../../domain/kernel/instant';
import type { AccessTokens } from '../ports/access-tokens';
import type { Account, AccountRole } from '../ports/accounts';
import type { SystemClock } from '../ports/clock';
import type { Sessions, SessionSecrets } from '../ports/sessions';

/** How long a session lasts after its last refresh: 30 days. */
export const REFRESH_LIFETIME_MS = 30 * 24 * 60 * 60_000;

/** What a client holds when someone is signed in on it. */
export interface SignedIn {
  readonly accountId: string;
  readonly role: AccountRole;
  readonly name: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly accessExpiresAt: Instant;
  /** Good for one exchange. */
  readonly refreshToken: string;
  readonly refreshExpiresAt: Instant;
}

/** Opens a session for someone whose identity has been proved. */
export class OpenSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly secrets: SessionSecrets,
    private readonly tokens: AccessTokens,
    private readonly clock: SystemClock,
  ) {}

  /** @param device what the person knows the device by */
  async execute(account: Account, device: string): Promise<SignedIn> {
    const now = this.clock.now();
    const refresh = this.secrets.newRefreshToken();
    const session = {
      sessionId: this.secrets.newId(),
      accountId: account.accountId,
      device,
      openedAt: instantOf(now),
      expiresAt: instantOf(now + REFRESH_LIFETIME_MS),
    };
    await this.sessions.open(session, refresh.hash);
    return signedIn(account, session, refresh.token, this.tokens);
  }
}

export function signedIn(
  account: Account,
  session: { readonly sessionId: string; readonly expiresAt: Instant },
  refreshToken: string,
  tokens: AccessTokens,
): SignedIn {
  const { accountId, role, name } = account;
  const access = tokens.issue({ accountId, role, sessionId: session.sessionId });
  return {
    accountId,
    role,
    name,
    sessionId: session.sessionId,
    accessToken: access.token,
    accessExpiresAt: access.expiresAt,
    refreshToken,
    refreshExpiresAt: session.expiresAt,
  };
}
