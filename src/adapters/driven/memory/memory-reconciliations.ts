import {
  Reconciliations,
  type BreakListRequest,
  type Look,
  type NewRun,
  type ReconciliationRun,
  type RunKind,
  type RunResult,
  type RunState,
  type StoredBreak,
} from '../../../application/ports/reconciliations';
import type { Instant } from '../../../domain/kernel/instant';
import type { GatewayName } from '../../../domain/payment/gateway-payment';
import { explain, keyOf, type BreakKind } from '../../../domain/reconciliation/breaks';
import { isNameless } from '../../../domain/reconciliation/sides';

/** Comparisons of one process, gone with it. */
export class MemoryReconciliations extends Reconciliations {
  private readonly all: ReconciliationRun[] = [];
  private found: StoredBreak[] = [];
  private numbered = 0;
  private leaseUntil = 0;

  override begin(run: NewRun, now: number, leaseMs: number): Promise<ReconciliationRun | null> {
    const running = this.all.find(({ state }) => state === 'running');
    if (running !== undefined && this.leaseUntil >= now) return Promise.resolve(null);
    if (running !== undefined) this.close(running.runId, 'given-up', run.startedAt);
    this.leaseUntil = now + leaseMs;
    const begun: ReconciliationRun = {
      ...run,
      runId: this.all.length + 1,
      state: 'running',
      finishedAt: null,
      unreachable: [],
      sums: [],
      counts: { lines: 0, payments: 0, looked: 0, healed: 0, waiting: 0, unanswered: 0 },
      openBreaks: 0,
    };
    this.all.push(begun);
    return Promise.resolve(begun);
  }

  override extend(runId: number, now: number, leaseMs: number): Promise<boolean> {
    const isRunning = this.all[runId - 1]?.state === 'running';
    if (isRunning) this.leaseUntil = now + leaseMs;
    return Promise.resolve(isRunning);
  }

  override record(looks: readonly Look[], at: Instant): Promise<void> {
    for (const look of looks) this.recordOne(look, at);
    return Promise.resolve();
  }

  override finish(runId: number, result: RunResult, at: Instant): Promise<ReconciliationRun | null> {
    const isIncomplete = result.unreachable.length > 0 || result.counts.unanswered > 0;
    const openBreaks = this.open().length;
    const state = isIncomplete ? 'incomplete' : openBreaks > 0 ? 'breaks' : 'equal';
    return Promise.resolve(this.close(runId, state, at, { ...result, openBreaks }));
  }

  override giveUp(runId: number, at: Instant): Promise<void> {
    this.close(runId, 'given-up', at);
    return Promise.resolve();
  }

  override latest(kind: RunKind): Promise<ReconciliationRun | null> {
    const ended: readonly RunState[] = ['equal', 'breaks', 'incomplete'];
    return Promise.resolve(
      this.all.findLast((run) => run.kind === kind && ended.includes(run.state)) ?? null,
    );
  }

  override runs(limit: number): Promise<readonly ReconciliationRun[]> {
    return Promise.resolve([...this.all].reverse().slice(0, limit));
  }

  override breaks({ open, limit, after }: BreakListRequest): Promise<readonly StoredBreak[]> {
    const isAfter = ({ firstSeenAt, id }: StoredBreak): boolean =>
      after === null ||
      firstSeenAt > after.firstSeenAt ||
      (firstSeenAt === after.firstSeenAt && Number(id) > Number(after.id));
    const listed = (open ? this.open() : this.found)
      .filter(isAfter)
      .sort((a, b) =>
        a.firstSeenAt === b.firstSeenAt
          ? Number(a.id) - Number(b.id)
          : a.firstSeenAt < b.firstSeenAt
            ? -1
            : 1,
      );
    return Promise.resolve(listed.slice(0, limit));
  }

  override openSubjects(gateway: GatewayName, after: string, limit: number): Promise<readonly string[]> {
    const subjects = this.open()
      .filter((one) => one.gateway === gateway && one.subject > after && !isNameless(one.subject))
      .map(({ subject }) => subject);
    return Promise.resolve([...new Set(subjects)].sort().slice(0, limit));
  }

  override openByKind(): Promise<ReadonlyMap<BreakKind, number>> {
    const counts = new Map<BreakKind, number>();
    for (const { kind } of this.open()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return Promise.resolve(counts);
  }

  private open(): readonly StoredBreak[] {
    return this.found.filter(({ resolvedAt }) => resolvedAt === null);
  }

  private recordOne({ gateway, subject, breaks }: Look, at: Instant): void {
    const seen = new Map(breaks.map((one) => [keyOf(one), one]));
    this.found = this.found.map((stored) => {
      if (stored.resolvedAt !== null || stored.gateway !== gateway || stored.subject !== subject)
        return stored;
      const now = seen.get(keyOf(stored));
      seen.delete(keyOf(stored));
      return now === undefined
        ? { ...stored, resolvedAt: at }
        : { ...stored, ...now, explanation: explain(now), lastSeenAt: at };
    });
    for (const fresh of seen.values()) {
      this.numbered += 1;
      this.found.push({
        ...fresh,
        ...{ id: String(this.numbered), gateway, subject, explanation: explain(fresh) },
        ...{ firstSeenAt: at, lastSeenAt: at, resolvedAt: null },
      });
    }
  }

  private close(
    runId: number,
    state: RunState,
    at: Instant,
    result: Partial<ReconciliationRun> = {},
  ): ReconciliationRun | null {
    const run = this.all[runId - 1];
    if (run?.state !== 'running') return null;
    const closed: ReconciliationRun = { ...run, ...result, state, finishedAt: at };
    this.all[runId - 1] = closed;
    return closed;
  }
}
