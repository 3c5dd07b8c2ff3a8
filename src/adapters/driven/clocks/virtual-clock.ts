import { BusinessClock, SystemClock } from '../../../application/ports/clock';
import { epochMs, instantOf, type Instant } from '../../../domain/kernel/instant';
import { businessMsAt, changed, wallMsUntil, type ClockAnchor, type ClockChange } from './anchor';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * Time for tests and simulations: it stands still until it is moved, and sleepers wake in the order of their
 * time. Both clocks hang on it: `system` is its wall time, `business` runs along with that.
 */
export class VirtualClock {
  readonly system: SystemClock = new VirtualSystemClock(this);
  readonly business: BusinessClock = new VirtualBusinessClock(this);
  readonly listeners = new Set<() => void>();
  private readonly sleepers = new Set<Sleeper>();
  private wall: number;
  private line: ClockAnchor;

  constructor(start: Instant) {
    this.wall = epochMs(start);
    this.line = { wallMs: this.wall, businessMs: this.wall, rate: 1 };
  }

  /** Wall time, milliseconds since the epoch. */
  get wallMs(): number {
    return this.wall;
  }

  get anchor(): ClockAnchor {
    return this.line;
  }

  /** How many are asleep. */
  get asleep(): number {
    return this.sleepers.size;
  }

  /** Lets wall time pass. Each sleeper wakes at its time, and what it does then runs before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const end = this.wall + ms;
    for (let next = this.next(); next !== undefined && next.wakeAt <= end; next = this.next()) {
      this.wall = Math.max(this.wall, next.wakeAt);
      next.wake();
      await settled();
    }
    this.wall = end;
    await settled();
  }

  /**
   * Lets wall time pass within one turn, for whoever keeps the sleepers elsewhere.
   * @throws RangeError when somebody sleeps here
   */
  leap(ms: number): void {
    if (this.sleepers.size > 0) throw new RangeError('time does not leap over those who sleep');
    this.wall += ms;
  }

  /** Moves the business clock against the wall clock, or changes its speed. */
  change(change: ClockChange): void {
    this.line = changed(this.line, this.wall, change);
    for (const listener of [...this.listeners]) listener();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { wakeAt: this.wall + ms, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  private next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.sleepers) {
      if (first === undefined || sleeper.wakeAt < first.wakeAt) first = sleeper;
    }
    return first;
  }
}

/** One turn of the event loop: every promise that can settle without I/O has settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class VirtualSystemClock extends SystemClock {
  constructor(private readonly time: VirtualClock) {
    super();
  }

  now(): number {
    return this.time.wallMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.time.sleep(ms, signal);
  }
}

class VirtualBusinessClock extends BusinessClock {
  constructor(private readonly time: VirtualClock) {
    super();
  }

  now(): Instant {
    return instantOf(businessMsAt(this.time.anchor, this.time.wallMs));
  }

  wallMsUntil(instant: Instant): number {
    return wallMsUntil(this.time.anchor, this.time.wallMs, epochMs(instant));
  }

  onChange(listener: () => void): () => void {
    // A wrapper of its own for each subscription: the same function may subscribe twice.
    const subscription = (): void => listener();
    this.time.listeners.add(subscription);
    return () => this.time.listeners.delete(subscription);
  }
}
