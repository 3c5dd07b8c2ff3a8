import { BusinessClock, type SystemClock } from '../../../application/ports/clock';
import { epochMs, instantOf, type Instant } from '../../../domain/kernel/instant';
import type { Database, Queryable } from '../postgres/database';
import { businessMsAt, changed, IN_STEP, wallMsUntil, type ClockAnchor, type ClockChange } from './anchor';

/** How soon a program notices that another one has moved the clock (ms). */
const POLL_MS = 500;

/** Somebody tried to move the clock that real orders live by. */
export class ClockIsFixed extends Error {
  override readonly name = 'ClockIsFixed';
  constructor() {
    super('the business clock can only be moved in a sandbox');
  }
}

/**
 * The business clock of all programs that share a database. In a sandbox it follows the row that `set` writes;
 * in production that row is neither read nor written, and business time is wall time.
 */
export class PersistedBusinessClock extends BusinessClock {
  private anchor = IN_STEP;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly database: Database,
    private readonly system: SystemClock,
    private readonly options: { readonly sandbox: boolean },
  ) {
    super();
  }

  /** How many times as fast as wall time it runs. */
  get rate(): number {
    return this.anchor.rate;
  }

  now(): Instant {
    return instantOf(businessMsAt(this.anchor, this.system.now()));
  }

  wallMsUntil(instant: Instant): number {
    return wallMsUntil(this.anchor, this.system.now(), epochMs(instant));
  }

  onChange(listener: () => void): () => void {
    // A wrapper of its own for each subscription: the same function may subscribe twice.
    const subscription = (): void => listener();
    this.listeners.add(subscription);
    return () => this.listeners.delete(subscription);
  }

  /** Takes up what the database says. Once before anything asks for the time. */
  async load(): Promise<void> {
    if (!this.options.sandbox) return;
    const before = this.anchor;
    const stored = (await storedAnchor(this.database)) ?? IN_STEP;
    // What was read may be older than a change that was made here meanwhile.
    if (this.anchor === before) this.adopt(stored);
  }

  /** Keeps in step with other programs until the signal aborts. A failed look is reported and tried again. */
  async follow(signal: AbortSignal, report: (error: unknown) => void): Promise<void> {
    while (this.options.sandbox && !signal.aborted) {
      await this.system.sleep(POLL_MS, signal);
      await this.load().catch(report);
    }
  }

  /**
   * Moves the clock, or changes its speed, for all programs.
   * @throws ClockIsFixed outside of a sandbox
   * @throws RangeError for a rate out of bounds or a move back in time
   */
  async set(change: ClockChange): Promise<void> {
    if (!this.options.sandbox) throw new ClockIsFixed();
    const anchor = await this.database.transaction(async (tx) => {
      // One at a time: the second change starts from what the first has made of the clock.
      await tx.query('LOCK TABLE business_clock IN EXCLUSIVE MODE');
      const next = changed((await storedAnchor(tx)) ?? IN_STEP, this.system.now(), change);
      await tx.query({
        name: 'business-clock-set',
        text: `INSERT INTO business_clock (wall_ms, business_ms, rate) VALUES ($1, $2, $3)
               ON CONFLICT (only_row) DO UPDATE
               SET wall_ms = EXCLUDED.wall_ms, business_ms = EXCLUDED.business_ms, rate = EXCLUDED.rate`,
        values: [next.wallMs, next.businessMs, next.rate],
      });
      return next;
    });
    this.adopt(anchor);
  }

  private adopt(anchor: ClockAnchor): void {
    const { wallMs, businessMs, rate } = this.anchor;
    if (anchor.wallMs === wallMs && anchor.businessMs === businessMs && anchor.rate === rate) return;
    this.anchor = anchor;
    for (const listener of [...this.listeners]) listener();
  }
}

async function storedAnchor(database: Queryable): Promise<ClockAnchor | undefined> {
  const { rows } = await database.query<{ wall_ms: number; business_ms: number; rate: number }>({
    name: 'business-clock-read',
    text: 'SELECT wall_ms, business_ms, rate FROM business_clock',
  });
  const [row] = rows;
  return row && { wallMs: row.wall_ms, businessMs: row.business_ms, rate: row.rate };
}
