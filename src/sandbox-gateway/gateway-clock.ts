import { z } from 'zod';
import type { Moment } from './book-records';

/** A day in a second. */
const MAX_RATE = 86_400;
const MAX_ADVANCE_MS = 10 * 366 * 86_400_000;

/** At wall time `wallMs` the clock showed `clockMs`, and since then it runs `rate` times as fast. */
export const anchorSchema = z
  .object({ wallMs: z.number(), clockMs: z.number(), rate: z.number().positive().max(MAX_RATE) })
  .readonly();
export type Anchor = z.infer<typeof anchorSchema>;

/** Moves the clock ahead, and then lets it run so many times as fast as the wall's. */
export const clockSettingSchema = z
  .object({
    advance_ms: z.int().min(0).max(MAX_ADVANCE_MS).optional(),
    rate: z.number().positive().max(MAX_RATE).optional(),
  })
  .readonly();
export type ClockSetting = z.infer<typeof clockSettingSchema>;

/** The time that the gateway lives in. It only goes forward. */
export class GatewayClock {
  /** @param wallNow milliseconds since the epoch */
  constructor(
    private readonly wallNow: () => number,
    private current: Anchor = { wallMs: 0, clockMs: 0, rate: 1 },
  ) {}

  get anchor(): Anchor {
    return this.current;
  }

  now(): Moment {
    return new Date(this.nowMs()).toISOString();
  }

  set({ advance_ms: advance = 0, rate = this.current.rate }: ClockSetting): void {
    this.current = { wallMs: this.wallNow(), clockMs: this.nowMs() + advance, rate };
  }

  /** Wall milliseconds until the clock shows the moment; 0 if it does already. */
  wallMsUntil(at: Moment): number {
    return Math.max(0, Math.ceil((Date.parse(at) - this.nowMs()) / this.current.rate));
  }

  private nowMs(): number {
    const { wallMs, clockMs, rate } = this.current;
    return Math.floor(clockMs + (this.wallNow() - wallMs) * rate);
  }
}
