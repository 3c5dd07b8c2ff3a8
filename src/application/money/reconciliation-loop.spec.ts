import { MemoryReconciliations } from '../../adapters/driven/memory/memory-reconciliations';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { plusMinutes } from '../../domain/kernel/instant';
import type { ReconcileRequest, Reconciled } from './reconcile';
import { periodOf, ReconciliationLoop } from './reconciliation-loop';

const START = '2026-03-01T12:00:00.000Z';
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const NONE = { lines: 0, payments: 0, looked: 0, healed: 0, waiting: 0, unanswered: 0 };

class LoopWorld {
  readonly clock = new VirtualClock(START);
  readonly store = new MemoryReconciliations();
  readonly requests: ReconcileRequest[] = [];
  readonly failures: unknown[] = [];
  readonly end = new AbortController();
  /** What happens instead of a run. */
  trouble: (() => Promise<Reconciled>) | null = null;

  /** One more process with the same store. */
  start(): Promise<void> {
    const { store, clock } = this;
    const loop = new ReconciliationLoop({
      reconcile: { run: (request) => this.run(request) },
      ...{ store, business: clock.business, system: clock.system },
      report: (error) => this.failures.push(error),
    });
    return loop.run(this.end.signal);
  }

  kinds(): readonly string[] {
    return this.requests.map(({ kind }) => kind);
  }

  private async run(request: ReconcileRequest): Promise<Reconciled> {
    if (this.trouble !== null) return this.trouble();
    this.requests.push(request);
    const { store, clock } = this;
    const now = clock.business.now();
    const begun = await store.begin({ ...request, startedAt: now }, clock.wallMs, 1_000);
    const run = await store.finish(begun?.runId ?? 0, { unreachable: [], sums: [], counts: NONE }, now);
    return run === null ? { kind: 'busy' } : { kind: 'done', run };
  }
}

describe('the continuous comparison', () => {
  let world: LoopWorld;
  let loop: Promise<void>;

  beforeEach(() => {
    world = new LoopWorld();
    loop = world.start();
  });

  afterEach(async () => {
    world.end.abort();
    await world.clock.advance(0);
    await loop;
    expect(world.failures).toEqual([]);
  });

  it('looks at the last days once a day, and at the last hour every five minutes', async () => {
    await world.clock.advance(0);
    expect(world.requests).toEqual([
      { kind: 'daily', askedBy: 'system', heal: true, from: plusMinutes(START, -4 * 24 * 60), to: START },
      { kind: 'recent', askedBy: 'system', heal: true, from: plusMinutes(START, -60), to: START },
    ]);
    await world.clock.advance(DAY_MS);
    expect(world.kinds().filter((kind) => kind === 'daily')).toHaveLength(2);
    expect(world.kinds().filter((kind) => kind === 'recent')).toHaveLength(1 + (24 * 60) / 5);
  });

  it('goes by the business clock', async () => {
    await world.clock.advance(0);
    world.clock.change({ rate: 60 });
    await world.clock.advance(0);
    await world.clock.advance(60_000);
    expect(world.kinds().filter((kind) => kind === 'recent')).toHaveLength(13);
    world.clock.change({ rate: 1, to: { advanceMs: 5 * HOUR_MS } });
    await world.clock.advance(0);
    await world.clock.advance(1_000);
    const last = world.requests.at(-1)!;
    expect(last.from).toBe(world.requests.at(-2)!.to);
  });

  it('takes up where another process, or this one before it was restarted, has left off', async () => {
    await world.clock.advance(7 * 60_000);
    const before = world.requests.length;
    const other = world.start();
    await world.clock.advance(2 * 60_000);
    expect(world.requests).toHaveLength(before);
    await world.clock.advance(60_000);
    expect(world.requests).toHaveLength(before + 1);
    world.end.abort();
    await world.clock.advance(0);
    await other;
  });

  it('tries again soon when another one is at it, and when it failed', async () => {
    await world.clock.advance(0);
    const before = world.requests.length;
    world.trouble = () => Promise.resolve({ kind: 'busy' });
    await world.clock.advance(5 * 60_000);
    world.trouble = () => Promise.reject(new Error('the database is away'));
    await world.clock.advance(5_000);
    expect(world.failures.splice(0)).not.toEqual([]);
    expect(world.requests).toHaveLength(before);
    world.trouble = null;
    await world.clock.advance(5_000);
    expect(world.requests).toHaveLength(before + 1);
  });
});

describe('the period of a run', () => {
  const plan = { overMs: HOUR_MS };
  const ending = (minutesAgo: number, state: 'equal' | 'incomplete' = 'equal') => ({
    ...{ from: plusMinutes(START, -minutesAgo - 60), to: plusMinutes(START, -minutesAgo), state },
  });

  it.each([
    ['nothing ran before', null, 60],
    ['the one before ended just now', ending(5), 60],
    ['the one before ended long ago', ending(150), 150],
    ['the one before was incomplete', ending(5, 'incomplete'), 65],
    ['nobody ran for a week', ending(7 * 24 * 60), 4 * 24 * 60],
  ])('when %s', (_, last, minutes) => {
    expect(periodOf(plan, last, START)).toEqual({ from: plusMinutes(START, -minutes), to: START });
  });
});
