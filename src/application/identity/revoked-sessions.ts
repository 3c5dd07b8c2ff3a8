import { epochMs, instantOf } from '../../domain/kernel/instant';
import { ACCESS_TOKEN_LIFETIME_MS } from '../ports/access-tokens';
import type { SystemClock } from '../ports/clock';
import type { Sessions } from '../ports/sessions';

/** How often other processes' revocations are read. */
const POLL_MS = 1_000;

/**
 * How far each poll looks back before the one before it: covers a revocation that took this long to commit, and
 * clocks that differ by as much.
 */
const OVERLAP_MS = 60_000;

/** How long a revocation matters: no access token of the session is valid after it. */
const MEMORY_MS = ACCESS_TOKEN_LIFETIME_MS + OVERLAP_MS;

/**
 * The sessions that were ended while an access token of theirs may still be valid. In this process a revocation
 * counts at once, in the others within two seconds. Until the first {@link refresh} it knows nothing: await one
 * before taking requests.
 */
export class RevokedSessions {
  /** Session id → when it was revoked, epoch ms. */
  private readonly known = new Map<string, number>();
  private readonly listeners = new Set<(sessionId: string) => void>();
  private readUpTo: number | undefined;

  constructor(
    private readonly sessions: Pick<Sessions, 'revokedSince'>,
    private readonly clock: SystemClock,
  ) {}

  has(sessionId: string): boolean {
    return this.known.has(sessionId);
  }

  /** Takes note of sessions that this process has just ended. */
  add(sessionIds: readonly string[]): void {
    const now = this.clock.now();
    for (const sessionId of sessionIds) this.learn(sessionId, now);
  }

  /** Calls back once for each session that ends, wherever it was ended. Returns the way to stop. */
  onRevoked(listener: (sessionId: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Reads what other processes have revoked, and forgets what no longer matters. */
  async refresh(): Promise<void> {
    const now = this.clock.now();
    const since = this.readUpTo === undefined ? now - MEMORY_MS : this.readUpTo - OVERLAP_MS;
    for (const { sessionId, revokedAt } of await this.sessions.revokedSince(instantOf(since))) {
      this.learn(sessionId, epochMs(revokedAt));
    }
    this.readUpTo = now;
    for (const [sessionId, revokedAt] of this.known) {
      if (revokedAt < now - MEMORY_MS) this.known.delete(sessionId);
    }
  }

  /**
   * Keeps reading until the signal aborts. Never rejects: after a failed read the next one covers its time too.
   * @param onFailure told of each read that failed
   */
  async follow(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      await this.clock.sleep(POLL_MS, signal);
      await this.refresh().catch(onFailure);
    }
  }

  private learn(sessionId: string, revokedAt: number): void {
    if (this.known.has(sessionId)) return;
    this.known.set(sessionId, revokedAt);
    for (const listener of this.listeners) listener(sessionId);
  }
}
