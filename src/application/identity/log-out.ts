import { instantOf } from '../../domain/kernel/instant';
import type { SystemClock } from '../ports/clock';
import type { Sessions } from '../ports/sessions';
import type { RevokedSessions } from './revoked-sessions';

/** Ends sessions. Their access tokens stop at once in this process, and within two seconds in the others. */
export class LogOut {
  constructor(
    private readonly sessions: Sessions,
    private readonly revoked: RevokedSessions,
    private readonly clock: SystemClock,
  ) {}

  /** Ends one session. */
  async execute(sessionId: string): Promise<void> {
    await this.sessions.revoke(sessionId, instantOf(this.clock.now()));
    this.revoked.add([sessionId]);
  }

  /** Ends every session of an account: after a ban, a change of role, an erasure, a lost device. */
  async everywhere(accountId: string): Promise<void> {
    this.revoked.add(await this.sessions.revokeAllOf(accountId, instantOf(this.clock.now())));
  }
}
