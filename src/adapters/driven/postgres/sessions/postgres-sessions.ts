import {
  Sessions,
  type Revocation,
  type Rotation,
  type Session,
} from '../../../../application/ports/sessions';
import { msBetween, type Instant } from '../../../../domain/kernel/instant';
import type { Database, Queryable } from '../database';

interface SessionRow {
  readonly session_id: string;
  readonly account_id: string;
  readonly device: string;
  readonly opened_at: Instant;
  readonly expires_at: Instant;
}

interface PresentedRow extends SessionRow {
  readonly revoked_at: Instant | null;
  readonly used_at: Instant | null;
}

const COLUMNS = 'session_id, account_id, device, opened_at, expires_at';

/** Sessions in PostgreSQL. A row lock on the presented token decides which of parallel exchanges succeeds. */
export class PostgresSessions extends Sessions {
  constructor(private readonly database: Database) {
    super();
  }

  override async open(session: Session, refreshHash: string): Promise<void> {
    const { sessionId, accountId, device, openedAt, expiresAt } = session;
    await this.database.query({
      name: 'session-open',
      text: `WITH opened AS (INSERT INTO session (${COLUMNS}) VALUES ($1, $2, $3, $4, $5) RETURNING session_id)
             INSERT INTO refresh_token (token_hash, session_id) SELECT $6, session_id FROM opened`,
      values: [sessionId, accountId, device, openedAt, expiresAt, refreshHash],
    });
  }

  override rotate({
    presentedHash,
    nextHash,
    at,
    expiresAt,
    graceMs,
  }: Parameters<Sessions['rotate']>[0]): Promise<Rotation> {
    return this.database.transaction<Rotation>(async (transaction) => {
      const presented = await lockPresented(transaction, presentedHash);
      if (presented === undefined || presented.revoked_at !== null) return { kind: 'invalid' };
      const session = sessionIn(presented);
      if (session.expiresAt <= at) return { kind: 'invalid' };
      if (presented.used_at !== null) {
        if (msBetween(presented.used_at, at) <= graceMs) return { kind: 'just-used' };
        await revoke(transaction, session.sessionId, at);
        return { kind: 'reused', session };
      }
      await transaction.query({
        name: 'session-rotate',
        text: `WITH used AS (UPDATE refresh_token SET used_at = $3 WHERE token_hash = $1),
                    extended AS (UPDATE session SET expires_at = $4 WHERE session_id = $5)
               INSERT INTO refresh_token (token_hash, session_id) VALUES ($2, $5)`,
        values: [presentedHash, nextHash, at, expiresAt, session.sessionId],
      });
      return { kind: 'rotated', session: { ...session, expiresAt } };
    });
  }

  override revoke(sessionId: string, at: Instant): Promise<void> {
    return revoke(this.database, sessionId, at);
  }

  override async revokeAllOf(accountId: string, at: Instant): Promise<readonly string[]> {
    const { rows } = await this.database.query<Pick<SessionRow, 'session_id'>>({
      name: 'session-revoke-all',
      text: `UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL
             RETURNING session_id`,
      values: [accountId, at],
    });
    return rows.map((row) => row.session_id);
  }

  override async revokedSince(since: Instant): Promise<readonly Revocation[]> {
    const { rows } = await this.database.query<{ session_id: string; revoked_at: Instant }>({
      name: 'session-revoked-since',
      text: 'SELECT session_id, revoked_at FROM session WHERE revoked_at >= $1',
      values: [since],
    });
    return rows.map((row) => ({ sessionId: row.session_id, revokedAt: row.revoked_at }));
  }

  override async openOf(accountId: string, at: Instant): Promise<readonly Session[]> {
    const { rows } = await this.database.query<SessionRow>({
      name: 'session-open-of',
      text: `SELECT ${COLUMNS} FROM session
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
             ORDER BY opened_at DESC, session_id`,
      values: [accountId, at],
    });
    return rows.map(sessionIn);
  }

  override async prune(before: Instant): Promise<void> {
    await this.database.query({
      name: 'session-prune',
      text: 'DELETE FROM session WHERE expires_at < $1 OR revoked_at < $1',
      values: [before],
    });
  }
}

const sessionIn = (row: SessionRow): Session => ({
  sessionId: row.session_id,
  accountId: row.account_id,
  device: row.device,
  openedAt: row.opened_at,
  expiresAt: row.expires_at,
});

/** The token and its session. Whoever else presents the token, or revokes the session, waits. */
async function lockPresented(transaction: Queryable, hash: string): Promise<PresentedRow | undefined> {
  const { rows } = await transaction.query<PresentedRow>({
    name: 'session-presented',
    text: `SELECT ${COLUMNS}, revoked_at, used_at FROM refresh_token JOIN session USING (session_id)
           WHERE token_hash = $1 FOR UPDATE`,
    values: [hash],
  });
  return rows[0];
}

async function revoke(queryable: Queryable, sessionId: string, at: Instant): Promise<void> {
  await queryable.query({
    name: 'session-revoke',
    text: 'UPDATE session SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL',
    values: [sessionId, at],
  });
}
