import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import type { Break, BreakKind } from '../../domain/reconciliation/breaks';
import type { Movement } from '../../domain/reconciliation/sides';
import type { Period } from './money-books';

/** Why a comparison was made: of what just happened, of the last days, or because somebody asked. */
export const RUN_KINDS = ['recent', 'daily', 'asked'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * `equal`: no break of any age is open at the gateways. `incomplete`: a gateway could not be asked, so nothing was said
 * of what it has. `given-up`: it did not come to its end.
 */
export const RUN_STATES = ['running', 'equal', 'breaks', 'incomplete', 'given-up'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What the sides have in the period, of one kind of movement. They learn of money at different times. */
export interface RunSum {
  readonly gateway: GatewayName;
  readonly movement: Movement;
  readonly currency: Currency;
  readonly gatewayMinor: number;
  readonly ledgerMinor: number;
  readonly viewMinor: number;
}

export interface RunCounts {
  /** Lines of the gateways' books. */
  readonly lines: number;
  readonly payments: number;
  /** Of those, the ones that had to be looked at closely. */
  readonly looked: number;
  /** Payments that asking the gateway again has brought in line. */
  readonly healed: number;
  /** Payments whose differences may be on their way. */
  readonly waiting: number;
  /** Payments that their gateway did not answer for. */
  readonly unanswered: number;
}

/** One comparison of the books. */
export interface ReconciliationRun extends Period {
  readonly runId: number;
  readonly kind: RunKind;
  /** Id of who asked for it. */
  readonly askedBy: string;
  readonly state: RunState;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Gateways that could not be asked, with the cause. */
  readonly unreachable: readonly { readonly gateway: GatewayName; readonly cause: string }[];
  readonly sums: readonly RunSum[];
  readonly counts: RunCounts;
  /** Breaks that were open when it ended. */
  readonly openBreaks: number;
}

export type NewRun = Pick<ReconciliationRun, 'kind' | 'askedBy' | 'from' | 'to' | 'startedAt'>;
export type RunResult = Pick<ReconciliationRun, 'unreachable' | 'sums' | 'counts'>;

/** A payment that was looked at closely, and all that is wrong with it. */
export interface Look {
  readonly gateway: GatewayName;
  /** Tiffin's id of the payment; `nameless` where the gateway has none. */
  readonly subject: string;
  readonly breaks: readonly Break[];
}

/** A break since it was first seen. */
export interface StoredBreak extends Break {
  /** Unique, and the same for as long as it is open. */
  readonly id: string;
  readonly gateway: GatewayName;
  readonly subject: string;
  readonly explanation: string;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  /** When a later look found the books equal; null while it is open. */
  readonly resolvedAt: Instant | null;
}

export interface BreakListRequest {
  /** True: only open ones. */
  readonly open: boolean;
  /** At most so many. */
  readonly limit: number;
  /** Those after this one; null: from the beginning. */
  readonly after: { readonly firstSeenAt: Instant; readonly id: string } | null;
}

/** The comparisons that were made, and what they found. */
export abstract class Reconciliations {
  /**
   * Begins a run, one at a time: null while another one is under way. One whose lease has run out is given up.
   * @param now wall time, milliseconds since the epoch
   */
  abstract begin(run: NewRun, now: number, leaseMs: number): Promise<ReconciliationRun | null>;

  /** Extends the lease; false when the run is no longer under way, and has to end at once. */
  abstract extend(runId: number, now: number, leaseMs: number): Promise<boolean>;

  /**
   * Stores what was found: breaks that are there are open from now on, or still; others of the same payments are
   * resolved.
   */
  abstract record(looks: readonly Look[], at: Instant): Promise<void>;

  /** Ends a run. Null when it was not under way any more. */
  abstract finish(runId: number, result: RunResult, at: Instant): Promise<ReconciliationRun | null>;

  /** Gives a run up that cannot be brought to its end. */
  abstract giveUp(runId: number, at: Instant): Promise<void>;

  /** The latest run of a kind that came to its end, even an incomplete one; null before the first. */
  abstract latest(kind: RunKind): Promise<ReconciliationRun | null>;

  /** The latest first. */
  abstract runs(limit: number): Promise<readonly ReconciliationRun[]>;

  /** The oldest first. */
  abstract breaks(request: BreakListRequest): Promise<readonly StoredBreak[]>;

  /** Payments of a gateway with open breaks, by their ids, those after one of them. Nameless ones are left out. */
  abstract openSubjects(gateway: GatewayName, after: string, limit: number): Promise<readonly string[]>;

  /** How many breaks are open, by kind; kinds without any are left out. */
  abstract openByKind(): Promise<ReadonlyMap<BreakKind, number>>;
}
