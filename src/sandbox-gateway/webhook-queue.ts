import { Agenda } from './agenda';
import { plusMs, type Moment } from './book-records';
import type { SendingPlan } from './misbehaviour';

/** One try to bring a message to the merchant. */
export interface Sending {
  readonly eventId: string;
  readonly body: string;
  readonly isSignatureWrong: boolean;
}

interface Entry extends Sending {
  readonly firstDue: Moment;
  readonly tries: number;
}

const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000] as const;
const HOUR_MS = 3_600_000;
/** After three days nobody is told any more. */
const GIVE_UP_AFTER_MS = 72 * HOUR_MS;

/**
 * Messages on their way, on the gateway's clock: at least once, in no order. Each sending is tried again with
 * growing pauses until it was taken in, or for three days.
 */
export class WebhookQueue {
  private readonly agenda = new Agenda<Entry>();
  private readonly open = new Map<string, number>();

  add(eventId: string, body: string, plan: SendingPlan, now: Moment): void {
    for (const ms of plan.afterMs) {
      const firstDue = plusMs(now, ms);
      this.schedule(firstDue, {
        ...{ eventId, body, firstDue },
        isSignatureWrong: plan.isFirstSignatureWrong,
        tries: 0,
      });
    }
  }

  get nextDue(): Moment | null {
    return this.agenda.nextDue;
  }

  /** The next sending that is due; whoever takes it says what became of it. */
  take(now: Moment): TakenSending | undefined {
    const entry = this.agenda.take(now)?.what;
    if (entry === undefined) return undefined;
    return { ...entry, settle: (isTaken, at) => this.settle(entry, isTaken, at) };
  }

  private settle(entry: Entry, isTaken: boolean, at: Moment): { readonly isOver: boolean } {
    const stillOpen = (this.open.get(entry.eventId) ?? 1) - 1;
    this.open.set(entry.eventId, stillOpen);
    const due = plusMs(at, RETRY_AFTER_MS[entry.tries] ?? HOUR_MS);
    if (!isTaken && due < plusMs(entry.firstDue, GIVE_UP_AFTER_MS)) {
      this.schedule(due, { ...entry, isSignatureWrong: false, tries: entry.tries + 1 });
      return { isOver: false };
    }
    if (stillOpen === 0) this.open.delete(entry.eventId);
    return { isOver: stillOpen === 0 };
  }

  private schedule(due: Moment, entry: Entry): void {
    this.open.set(entry.eventId, (this.open.get(entry.eventId) ?? 0) + 1);
    this.agenda.add(due, entry);
  }
}

export interface TakenSending extends Sending {
  /** @returns whether nothing is left to be sent of its message */
  readonly settle: (isTaken: boolean, at: Moment) => { readonly isOver: boolean };
}
