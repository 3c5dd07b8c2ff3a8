import type { Instant } from '../../domain/kernel/instant';

/** The reason to give to a signal that ends a sleep: without one, every abort makes an exception with a stack. */
export const AWAKE = 'awake';

/** Wall time for tokens, leases, rate limits and timeouts. */
export abstract class SystemClock {
  /** Milliseconds since the Unix epoch. */
  abstract now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. Never rejects. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The time that orders live in: timers, opening hours, `occurredAt`. In production it is the wall time; in a
 * sandbox it can be moved and sped up, for all roles alike.
 */
export abstract class BusinessClock {
  abstract now(): Instant;
  /** How long (ms of wall time) until the business clock shows the instant; 0 if it is past. */
  abstract wallMsUntil(instant: Instant): number;
  /** Calls back whenever the clock is moved or its rate changes. Returns the way to stop. */
  abstract onChange(listener: () => void): () => void;
}

/** How to move a business clock. It only ever goes forward. */
export interface ClockSetting {
  /** Business seconds per second of wall time from now on; null leaves it. */
  readonly rate: number | null;
  /** How far to move it ahead first. */
  readonly advanceMs: number;
}

/** Moves the business clock of a sandbox. */
export abstract class BusinessClockControl {
  abstract read(): { readonly now: Instant; readonly rate: number };
  /** @returns false in production, where the clock cannot be moved */
  abstract set(setting: ClockSetting): Promise<boolean>;
}
