import { instantOf, type Instant } from '../domain/kernel/instant';
import { checkProjections, type CheckedModel } from './check';
import type { AnyProjection } from './projection';
import type { RebuildParts, RebuildPhase } from './rebuild';

/** A comparison of all read models with fresh builds of them. */
export interface ProjectionCheckRun {
  readonly id: string;
  readonly state: 'running' | 'equal' | 'different' | 'failed';
  /** Wall time. */
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly phase: RebuildPhase | null;
  /** The read models that the phase concerns. */
  readonly models: readonly string[];
  /** Position reached in the log, of the position that it ended at when the check began. */
  readonly position: number;
  readonly head: number;
  /** Empty until it is over. */
  readonly results: readonly CheckedModel[];
  /** Why it failed. */
  readonly problem: string | null;
}

const KEPT = 20;

/**
 * Checks of the read models in the background of one process, one at a time. They are kept in its memory, the last 20
 * of them: a process that starts anew knows none.
 */
export class ProjectionChecks {
  private readonly runs = new Map<string, ProjectionCheckRun>();
  private readonly stopping = new AbortController();
  private underWay: { readonly id: string; readonly ended: Promise<void> } | null = null;

  /** @param newId unique, of a check */
  constructor(
    private readonly parts: RebuildParts,
    private readonly projections: readonly AnyProjection[],
    private readonly newId: () => string,
  ) {}

  /** Starts a check; gives the one that is under way, if there is one. */
  start(): ProjectionCheckRun {
    const known = this.underWay === null ? undefined : this.runs.get(this.underWay.id);
    if (known !== undefined) return known;
    const run: ProjectionCheckRun = {
      id: this.newId(),
      state: 'running',
      startedAt: this.now(),
      finishedAt: null,
      phase: null,
      models: [],
      position: 0,
      head: 0,
      results: [],
      problem: null,
    };
    this.keep(run);
    this.underWay = { id: run.id, ended: this.run(run.id) };
    return run;
  }

  get(id: string): ProjectionCheckRun | null {
    return this.runs.get(id) ?? null;
  }

  /** Ends the check that is under way, and drops what it built. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the process ends'));
    await this.underWay?.ended;
  }

  private async run(id: string): Promise<void> {
    try {
      const results = await checkProjections(this.parts, `check-${id}`, this.projections, {
        signal: this.stopping.signal,
        onProgress: ({ phase, models, position, head }) => this.change(id, { phase, models, position, head }),
      });
      const state = results.every(({ equal }) => equal) ? 'equal' : 'different';
      this.change(id, { state, results, finishedAt: this.now() });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.change(id, { state: 'failed', problem, finishedAt: this.now() });
    } finally {
      this.underWay = null;
    }
  }

  private change(id: string, changed: Partial<ProjectionCheckRun>): void {
    const run = this.runs.get(id);
    if (run !== undefined) this.runs.set(id, { ...run, ...changed });
  }

  private keep(run: ProjectionCheckRun): void {
    this.runs.set(run.id, run);
    const [oldest] = this.runs.keys();
    if (this.runs.size > KEPT && oldest !== undefined) this.runs.delete(oldest);
  }

  private now(): Instant {
    return instantOf(this.parts.clock.now());
  }
}
