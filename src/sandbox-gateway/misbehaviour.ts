import { z } from 'zod';
import { SeededRandom } from './seeded-random';
import type { Paying, RefundFate } from './gateway-book';

/** Everything that the gateway can be made to do wrong. */
export const FAULTS = [
  /** The payer's bank says no. */
  'decline',
  /** The payer is told that it failed, or nothing; the money arrives 16 minutes or 3 days later. */
  'late-capture-16-min',
  'late-capture-3-days',
  /** Another amount arrives than was asked for. */
  'captured-other-amount',
  /** A refund waits for an hour before it is settled, or before it fails. */
  'refund-late',
  'refund-failed',
  /** A call is not done: the connection breaks, or 500 is answered. */
  'lost-request',
  'server-error',
  /** A call is done: the connection breaks, or the answer comes too late. */
  'lost-answer',
  'timeout',
  /** A webhook comes late, twice or more, after the ones behind it, or never. */
  'delay',
  'duplicate',
  'reorder',
  'webhook-never',
  /** A webhook names another amount, or its first try is signed with another secret. */
  'wrong-amount',
  'wrong-signature',
] as const;
export type Fault = (typeof FAULTS)[number];

const perMille = z.int().min(0).max(1000);

export const misbehaviourSchema = z
  .object({
    seed: z.int().min(0).max(0xffffffff).default(1),
    /** How often of 1,000 times; a fault that is not named never happens. */
    faults: z.partialRecord(z.enum(FAULTS), perMille).default({}),
  })
  .readonly();
export type MisbehaviourSetting = z.infer<typeof misbehaviourSchema>;

/** How often each fault has happened; one that is not named never did. */
export const countsSchema = z.partialRecord(z.enum(FAULTS), z.int().positive()).readonly();
export type FaultCounts = z.infer<typeof countsSchema>;

/** A gateway that never does anything wrong. */
export const WELL_BEHAVED: MisbehaviourSetting = { seed: 1, faults: {} };

export type CallFault = Extract<Fault, 'lost-request' | 'server-error' | 'lost-answer' | 'timeout'>;

/** How one webhook is sent. */
export interface SendingPlan {
  /** Each is one sending, that long after the message came to be; none at all is possible. */
  readonly afterMs: readonly number[];
  readonly isAmountWrong: boolean;
  readonly isFirstSignatureWrong: boolean;
}

export const SENT_ONCE: SendingPlan = { afterMs: [0], isAmountWrong: false, isFirstSignatureWrong: false };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const LATE_MS = { 'late-capture-16-min': 16 * MINUTE_MS, 'late-capture-3-days': 72 * HOUR_MS } as const;

const noCounts = (): Record<Fault, number> =>
  Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;

/**
 * Decides what goes wrong: a function of its setting and of how often it was asked. It keeps count of what it
 * decided, for a fault that never happened has tested nothing.
 */
export class Misbehaviour {
  private random: SeededRandom;
  private readonly fired: Record<Fault, number>;
  private hasNewCounts = false;

  /** @param counts of the program's earlier runs */
  constructor(
    private current: MisbehaviourSetting = WELL_BEHAVED,
    counts: FaultCounts = {},
  ) {
    this.random = new SeededRandom(current.seed);
    this.fired = { ...noCounts(), ...counts };
  }

  get setting(): MisbehaviourSetting {
    return this.current;
  }

  /** How often each fault has happened. */
  get counts(): Readonly<Record<Fault, number>> {
    return this.fired;
  }

  /** What is to be stored of the counts; null when nothing has happened since it was asked for last. */
  takeFreshCounts(): FaultCounts | null {
    if (!this.hasNewCounts) return null;
    this.hasNewCounts = false;
    return Object.fromEntries(Object.entries(this.fired).filter(([, times]) => times > 0));
  }

  /** Starts over from the seed of the setting. What was counted stays. */
  set(setting: MisbehaviourSetting): void {
    this.current = setting;
    this.random = new SeededRandom(setting.seed);
  }

  /** What happens to a call of the merchant; null when it is done and answered. */
  forCall(): CallFault | null {
    return this.firstOf(['lost-request', 'server-error', 'lost-answer', 'timeout']);
  }

  /** How a payer pays who wants to pay so much (minor units); null when the bank declines. */
  forPayer(amountMinor: number): Paying | null {
    const late = this.firstOf(['late-capture-16-min', 'late-capture-3-days']);
    if (late !== null) {
      const meanwhile = this.random.next(2) === 0 ? 'OPEN' : 'FAILED';
      return { amountMinor: null, late: { byMs: LATE_MS[late], meanwhile } };
    }
    if (this.happens('decline')) return null;
    return {
      amountMinor: this.happens('captured-other-amount') ? this.otherThan(amountMinor) : null,
      late: null,
    };
  }

  forRefund(): RefundFate {
    const fails = this.happens('refund-failed');
    return { fails, afterMs: this.happens('refund-late') || fails ? HOUR_MS : 0 };
  }

  forMessage(): SendingPlan {
    if (this.happens('webhook-never')) return { ...SENT_ONCE, afterMs: [] };
    const delay = this.happens('delay') ? MINUTE_MS * (1 + this.random.next(60)) : 0;
    const overtaken = this.happens('reorder') ? SECOND_MS * (1 + this.random.next(5)) : 0;
    const copies = this.happens('duplicate') ? 2 + this.random.next(3) : 1;
    return {
      afterMs: Array.from(
        { length: copies },
        (_, copy) => delay + overtaken + (copy === 0 ? 0 : this.random.next(MINUTE_MS)),
      ),
      isAmountWrong: this.happens('wrong-amount'),
      isFirstSignatureWrong: this.happens('wrong-signature'),
    };
  }

  /** Another amount above zero, up to a tenth and a bit more or less. */
  otherThan(amountMinor: number): number {
    const off = 1 + this.random.next(Math.max(1, Math.floor(amountMinor / 10)));
    return amountMinor > off && this.random.next(2) === 0 ? amountMinor - off : amountMinor + off;
  }

  private happens(fault: Fault): boolean {
    // Drawn even when it cannot happen, so that one fault's setting does not change when the others strike.
    const isStruck = this.random.next(1000) < (this.current.faults[fault] ?? 0);
    if (isStruck) {
      this.fired[fault] += 1;
      this.hasNewCounts = true;
    }
    return isStruck;
  }

  private firstOf<F extends Fault>(faults: readonly F[]): F | null {
    return faults.find((fault) => this.happens(fault)) ?? null;
  }
}
