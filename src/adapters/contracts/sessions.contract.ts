import { randomUUID } from 'node:crypto';
import type { Rotation, Session, Sessions } from '../../application/ports/sessions';
import { plusMinutes, plusMs } from '../../domain/kernel/instant';

const openedAt = '2026-03-01T19:00:00.000Z';
const at = plusMinutes(openedAt, 15);
const expiresAt = plusMinutes(openedAt, 60);
const extended = plusMinutes(at, 60);
const graceMs = 10_000;

const aHash = (): string => randomUUID();

/**
 * What every store of sessions must do. The store may hold sessions of others.
 * @param open also gives the way to make an account that sessions can belong to
 */
export function sessionsContract(
  name: string,
  open: () => Promise<{ readonly sessions: Sessions; readonly anAccountId: () => Promise<string> }>,
): void {
  describe(`Sessions contract: ${name}`, () => {
    let sessions: Sessions;
    let anAccountId: () => Promise<string>;
    let session: Session;
    let first: string;

    const rotate = (presentedHash: string, nextHash: string, when = at): Promise<Rotation> =>
      sessions.rotate({ presentedHash, nextHash, at: when, expiresAt: extended, graceMs });

    const aSession = async (change: Partial<Session> = {}): Promise<Session> => ({
      sessionId: randomUUID(),
      accountId: change.accountId ?? (await anAccountId()),
      device: 'Pixel 9',
      openedAt,
      expiresAt,
      ...change,
    });

    beforeAll(async () => {
      ({ sessions, anAccountId } = await open());
    });

    beforeEach(async () => {
      session = await aSession();
      first = aHash();
      await sessions.open(session, first);
    });

    it('exchanges a token for the next, and that for one more', async () => {
      const [second, third] = [aHash(), aHash()];
      const rotated = { kind: 'rotated', session: { ...session, expiresAt: extended } };
      expect(await rotate(first, second)).toEqual(rotated);
      expect(await rotate(second, third)).toEqual(rotated);
      expect(await sessions.openOf(session.accountId, at)).toEqual([{ ...session, expiresAt: extended }]);
    });

    it('does not know a token that was never given out', async () =>
      expect(await rotate(aHash(), aHash())).toEqual({ kind: 'invalid' }));

    it('takes exactly one of twenty exchanges of a token at once, ten times over', async () => {
      let presented = first;
      for (let round = 0; round < 10; round += 1) {
        const offers = Array.from({ length: 20 }, aHash);
        const results = await Promise.all(offers.map((next) => rotate(presented, next)));
        expect(results.filter(({ kind }) => kind === 'rotated')).toHaveLength(1);
        expect(results.filter(({ kind }) => kind === 'just-used')).toHaveLength(19);
        const won = results.findIndex(({ kind }) => kind === 'rotated');
        expect(await rotate(offers[won === 0 ? 1 : 0] ?? '', aHash())).toEqual({ kind: 'invalid' });
        presented = offers[won] ?? '';
      }
    });

    it('refuses a token used a moment ago and ends the session for one used long ago', async () => {
      const second = aHash();
      await rotate(first, second);
      expect(await rotate(first, aHash(), plusMs(at, graceMs))).toEqual({ kind: 'just-used' });
      expect(await rotate(first, aHash(), plusMs(at, graceMs + 1))).toMatchObject({
        kind: 'reused',
        session: { sessionId: session.sessionId },
      });
      expect(await rotate(second, aHash(), plusMs(at, graceMs + 2))).toEqual({ kind: 'invalid' });
      expect(await sessions.openOf(session.accountId, at)).toEqual([]);
    });

    it('recognises any token of the family, however old', async () => {
      let last = first;
      for (let n = 0; n < 5; n += 1) {
        const next = aHash();
        await rotate(last, next);
        last = next;
      }
      expect(await rotate(first, aHash(), plusMinutes(at, 5))).toMatchObject({ kind: 'reused' });
      expect(await rotate(last, aHash(), plusMinutes(at, 5))).toEqual({ kind: 'invalid' });
    });

    it('ends a session that is not refreshed in time', async () => {
      expect(await sessions.openOf(session.accountId, expiresAt)).toEqual([]);
      expect(await rotate(first, aHash(), expiresAt)).toEqual({ kind: 'invalid' });
      expect(await rotate(first, aHash(), plusMs(expiresAt, -1))).toMatchObject({ kind: 'rotated' });
    });

    it('refuses the tokens of a revoked session and tells when it was revoked', async () => {
      const other = await aSession({ accountId: session.accountId, device: 'Firefox' });
      await sessions.open(other, aHash());
      await sessions.revoke(session.sessionId, at);
      await sessions.revoke(session.sessionId, plusMinutes(at, 1));
      expect(await rotate(first, aHash())).toEqual({ kind: 'invalid' });
      expect(await sessions.openOf(session.accountId, at)).toEqual([other]);
      const revocation = { sessionId: session.sessionId, revokedAt: at };
      expect(await sessions.revokedSince(at)).toContainEqual(revocation);
      expect(await sessions.revokedSince(plusMs(at, 1))).not.toContainEqual(revocation);
    });

    it('ends all sessions of an account and no other’s', async () => {
      const second = await aSession({ accountId: session.accountId });
      const ended = await aSession({ accountId: session.accountId });
      const stranger = await aSession();
      await Promise.all([second, ended, stranger].map((each) => sessions.open(each, aHash())));
      await sessions.revoke(ended.sessionId, openedAt);
      const revoked = await sessions.revokeAllOf(session.accountId, at);
      expect([...revoked].sort()).toEqual([session.sessionId, second.sessionId].sort());
      expect(await sessions.openOf(session.accountId, at)).toEqual([]);
      expect(await sessions.openOf(stranger.accountId, at)).toEqual([stranger]);
    });

    it('lists the open sessions of an account, newest first', async () => {
      const newer = await aSession({ accountId: session.accountId, openedAt: plusMinutes(openedAt, 1) });
      await sessions.open(newer, aHash());
      expect(await sessions.openOf(session.accountId, at)).toEqual([newer, session]);
    });

    it('removes what ended before an instant, and only that', async () => {
      const [revoked, kept] = [await aSession(), await aSession({ expiresAt: plusMinutes(at, 90) })];
      const keptToken = aHash();
      await sessions.open(revoked, aHash());
      await sessions.open(kept, keptToken);
      await sessions.revoke(revoked.sessionId, at);
      await sessions.prune(plusMs(expiresAt, 1));
      expect(await rotate(first, aHash())).toEqual({ kind: 'invalid' });
      expect(await sessions.revokedSince(at)).not.toContainEqual({
        sessionId: revoked.sessionId,
        revokedAt: at,
      });
      expect(await rotate(keptToken, aHash())).toMatchObject({ kind: 'rotated' });
    });
  });
}
