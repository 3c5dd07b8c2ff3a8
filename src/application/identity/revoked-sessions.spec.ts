import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { instantOf, plusMs } from '../../domain/kernel/instant';
import type { Revocation } from '../ports/sessions';
import { RevokedSessions } from './revoked-sessions';

const start = '2026-03-01T19:00:00.000Z';
const MINUTE = 60_000;

let clock: VirtualClock;
let stored: Revocation[];
let isDown: boolean;
let revoked: RevokedSessions;
let told: string[];

const store = {
  revokedSince: (since: string): Promise<readonly Revocation[]> =>
    isDown
      ? Promise.reject(new Error('down'))
      : Promise.resolve(stored.filter(({ revokedAt }) => revokedAt >= since)),
};

beforeEach(() => {
  clock = new VirtualClock(start);
  stored = [];
  isDown = false;
  told = [];
  revoked = new RevokedSessions(store, clock.system);
  revoked.onRevoked((sessionId) => told.push(sessionId));
});

it('knows at once what this process has ended', () => {
  revoked.add(['a', 'b']);
  expect([revoked.has('a'), revoked.has('b'), revoked.has('c')]).toEqual([true, true, false]);
  expect(told).toEqual(['a', 'b']);
});

it('knows from the start what may still have a valid token', async () => {
  stored = [{ sessionId: 'a', revokedAt: plusMs(start, -15 * MINUTE) }];
  await revoked.refresh();
  expect(revoked.has('a')).toBe(true);
});

it('learns within two seconds what another process has ended, and tells it once', async () => {
  const stop = new AbortController();
  const following = revoked.follow(stop.signal, (error) => told.push(String(error)));
  await clock.advance(5_500);
  stored = [{ sessionId: 'a', revokedAt: instantOf(clock.wallMs) }];
  await clock.advance(2_000);
  expect(revoked.has('a')).toBe(true);
  await clock.advance(10_000);
  expect(told).toEqual(['a']);
  stop.abort();
  await following;
});

it('finds a revocation that took half a minute to commit', async () => {
  await revoked.refresh();
  await clock.advance(30_000);
  await revoked.refresh();
  stored = [{ sessionId: 'late', revokedAt: plusMs(start, 1) }];
  await revoked.refresh();
  expect(revoked.has('late')).toBe(true);
});

it('catches up after the store was away', async () => {
  const stop = new AbortController();
  const failures: unknown[] = [];
  const following = revoked.follow(stop.signal, (error) => failures.push(error));
  isDown = true;
  await clock.advance(1_000);
  stored = [{ sessionId: 'a', revokedAt: instantOf(clock.wallMs) }];
  await clock.advance(5 * MINUTE);
  expect([failures.length > 0, revoked.has('a')]).toEqual([true, false]);
  isDown = false;
  await clock.advance(1_000);
  expect(revoked.has('a')).toBe(true);
  stop.abort();
  await following;
});

it('forgets a session once no token of it can be valid', async () => {
  revoked.add(['a']);
  await clock.advance(15 * MINUTE);
  await revoked.refresh();
  expect(revoked.has('a')).toBe(true);
  await clock.advance(2 * MINUTE);
  await revoked.refresh();
  expect(revoked.has('a')).toBe(false);
});

it('stops telling a listener that has left', () => {
  const heard: string[] = [];
  const leave = revoked.onRevoked((sessionId) => heard.push(sessionId));
  revoked.add(['a']);
  leave();
  revoked.add(['b']);
  expect(heard).toEqual(['a']);
});
