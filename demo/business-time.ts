import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client';
import { text, whole } from './json';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Asia/Kolkata is so far ahead of UTC, all year. */
const CITY_OFFSET_MS = 330 * MINUTE_MS;

/** A clock that is set anew is noticed within so long (wall ms). */
const LONGEST_SLEEP_MS = 1_000;

const LATE_KEPT = 20_000;

/** How long from `now` until the city's clocks show the next full `hour` (ms); a day if they show it. */
export function untilCityHour(now: number, hour: number): number {
  const sinceMidnight = (now + CITY_OFFSET_MS) % DAY_MS;
  const left = (hour * 60 * MINUTE_MS - sinceMidnight + DAY_MS) % DAY_MS;
  return left === 0 ? DAY_MS : left;
}

/** `20:07`, as the city's clocks show it. */
export const cityTime = (at: number): string => new Date(at + CITY_OFFSET_MS).toISOString().slice(11, 16);

/** The time that the server lives in, as this side believes it to be between two looks. */
export class BusinessTime {
  /** How much later than asked for each wait ended, in wall ms: so many of the last ones. */
  private readonly late: number[] = [];
  private waits = 0;
  private delays: number[] = [];
  private anchor = { wallMs: 0, businessMs: 0, rate: 1 };

  constructor(private readonly admin: ApiClient) {}

  get rate(): number {
    return this.anchor.rate;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    const { wallMs, businessMs, rate } = this.anchor;
    return businessMs + (performance.now() - wallMs) * rate;
  }

  /** How late waits ended, in wall ms, 95 of 100 times at most. */
  get lagMs(): number {
    const sorted = this.late.toSorted((a, b) => a - b);
    return Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0);
  }

  /** Somebody hears now of what happened at that moment (ISO 8601). */
  noteHeard(at: string): void {
    this.delays.push(Math.max(0, this.now() - Date.parse(at)) / this.rate);
  }

  /** How long things took to reach people since this was asked last, in wall ms. */
  takeDelays(): readonly number[] {
    const { delays } = this;
    this.delays = [];
    return delays;
  }

  /** Asks the server. @returns its status: not 200 when this is no sandbox */
  async look(): Promise<number> {
    return this.believe('GET');
  }

  /** Moves the clock of the server ahead, makes it faster or slower, or both. @throws when it refuses */
  async set(setting: { readonly rate?: number; readonly advanceMs?: number }): Promise<void> {
    const { rate, advanceMs } = setting;
    const status = await this.believe('PUT', {
      ...(rate === undefined ? {} : { rate }),
      ...(advanceMs === undefined ? {} : { advance_minutes: advanceMs / MINUTE_MS }),
    });
    if (status !== 200) throw new Error(`the clock cannot be set: ${status}`);
  }

  /** Waits so long by the business clock (ms). */
  wait(ms: number): Promise<void> {
    return this.until(this.now() + ms);
  }

  /** Waits until the business clock shows the moment. */
  async until(at: number): Promise<void> {
    for (;;) {
      const left = (at - this.now()) / this.rate;
      if (left <= 0) {
        this.late[this.waits % LATE_KEPT] = -left;
        this.waits += 1;
        return;
      }
      await sleep(Math.min(LONGEST_SLEEP_MS, Math.ceil(left)));
    }
  }

  private async believe(method: 'GET' | 'PUT', body?: unknown): Promise<number> {
    const asked = performance.now();
    const answer = await this.admin.ask(method, '/sandbox/clock', body);
    if (answer.status !== 200) return answer.status;
    const wallMs = (asked + performance.now()) / 2;
    const businessMs = Date.parse(text(answer.body, 'now'));
    this.anchor = { wallMs, businessMs, rate: whole(answer.body, 'rate') };
    return 200;
  }
}
