import { msBetween, plusMs, type Instant } from '../../domain/kernel/instant';
import type { BusinessClock, SystemClock } from '../ports/clock';
import type { ReconciliationRun, Reconciliations, RunKind } from '../ports/reconciliations';
import type { Period } from '../ports/money-books';
import type { Reconcile, ReconcileRequest } from './reconcile';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

interface Plan {
  readonly kind: Extract<RunKind, 'recent' | 'daily'>;
  /** From the beginning of one run to that of the next (ms of business time). */
  readonly everyMs: number;
  /** How far back it looks (ms of business time). */
  readonly overMs: number;
}

/** A day's run includes that of the last hour. */
const PLANS: readonly Plan[] = [
  { kind: 'daily', everyMs: DAY_MS, overMs: 4 * DAY_MS },
  { kind: 'recent', everyMs: 5 * MINUTE_MS, overMs: HOUR_MS },
];

const LONGEST_PERIOD_MS = 4 * DAY_MS;
/** How soon it looks again whether a run is due, though nothing seems to be (ms of wall time). */
const LOOK_AGAIN_MS = 30_000;
/** After a failure, or while another process is at it (ms of wall time). */
const PAUSE_MS = 5_000;
/** Between runs of a clock that runs very fast (ms of wall time). */
const LEAST_REST_MS = 1_000;

type Last = Pick<ReconciliationRun, 'from' | 'to' | 'state'> | null;

/**
 * What a run that begins now looks at: so far back as its plan says, and further where the run before ended earlier or
 * was incomplete, so that nothing is left out when the clock was moved or nobody ran for a while. Never more than four
 * days.
 */
export function periodOf({ overMs }: Pick<Plan, 'overMs'>, last: Last, now: Instant): Period {
  const usual = plusMs(now, -overMs);
  const covered = last === null ? usual : last.state === 'incomplete' ? last.from : last.to;
  const oldest = plusMs(now, -LONGEST_PERIOD_MS);
  const from = covered < usual ? covered : usual;
  return { from: from < oldest ? oldest : from, to: now };
}

export interface ReconciliationLoopPorts {
  readonly reconcile: Pick<Reconcile, 'run'>;
  readonly store: Pick<Reconciliations, 'latest'>;
  readonly business: BusinessClock;
  readonly system: SystemClock;
  /** Is told of every failure that the loop goes on after. */
  readonly report: (error: unknown) => void;
}

/**
 * Compares the books all the time: every five minutes those of the last hour, once a day those of the last four days
 * (business time). What is due follows from the runs that are stored, so it does not matter which process does it,
 * and when one was restarted.
 */
export class ReconciliationLoop {
  constructor(private readonly ports: ReconciliationLoopPorts) {}

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let restMs = PAUSE_MS;
      try {
        restMs = await this.turn(signal);
      } catch (error) {
        this.ports.report(error);
      }
      await this.rest(restMs, signal);
    }
  }

  /**
   * Does what is due.
   * @returns how long there is nothing to do (ms of wall time)
   */
  async turn(signal: AbortSignal): Promise<number> {
    const { store, business, reconcile } = this.ports;
    let restMs = LOOK_AGAIN_MS;
    for (const plan of PLANS) {
      if (signal.aborted) return 0;
      const last = await store.latest(plan.kind);
      const now = business.now();
      const dueAt = last === null ? now : plusMs(last.startedAt, plan.everyMs);
      if (msBetween(dueAt, now) >= 0) {
        const period = periodOf(plan, last, now);
        const request: ReconcileRequest = { kind: plan.kind, askedBy: 'system', heal: true, ...period };
        const { kind } = await reconcile.run(request, { signal });
        if (kind === 'busy') return PAUSE_MS;
        restMs = Math.min(restMs, LEAST_REST_MS);
      } else restMs = Math.min(restMs, business.wallMsUntil(dueAt));
    }
    return restMs;
  }

  /** Shorter when the business clock is moved. */
  private async rest(ms: number, signal: AbortSignal): Promise<void> {
    const resting = new AbortController();
    const wake = (): void => resting.abort();
    const unsubscribe = this.ports.business.onChange(wake);
    signal.addEventListener('abort', wake);
    if (!signal.aborted) await this.ports.system.sleep(ms, resting.signal);
    signal.removeEventListener('abort', wake);
    unsubscribe();
  }
}
