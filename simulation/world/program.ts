import { setMaxListeners } from 'node:events';
import { CacheFollower } from '../../src/application/commands/cache-follower';
import type { CommandExecutor } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import { SystemClock } from '../../src/application/ports/clock';
import { CheckoutDispatcher } from '../../src/application/processes/checkout-dispatcher';
import type { CommandDispatcher } from '../../src/application/processes/command-dispatcher';
import { CompletionDispatcher } from '../../src/application/processes/completion-dispatcher';
import { NoticesDispatcher } from '../../src/application/processes/notices-dispatcher';
import { PaymentStatusDispatcher } from '../../src/application/processes/payment-status-dispatcher';
import { ProcessRunner } from '../../src/application/processes/process-runner';
import type { RegisteredProcess } from '../../src/application/processes/registered-process';
import type { AnyProjection } from '../../src/projections/projection';
import { SimulatedFeed } from '../engine/feed';
import { through, type Crossing } from '../engine/ports';
import type { Mortal, Scheduler } from '../engine/scheduler';
import { Handlers, REMEMBERED, type Reach } from './handlers';
import { reachOf, type Outside } from './outside';
import type { Parts } from './parts';
import { readModelRunner } from './read-models';

/** How long others wait for a program that does not answer (ms). */
export const LEASE_MS = 30_000;

export interface ProgramOptions {
  readonly name: string;
  readonly outside: Outside;
  readonly parts: Parts;
  readonly crossing: Crossing;
  /** The read models that are kept up to date in this run. */
  readonly readModels: readonly AnyProjection[];
  /** Whether the program dies now. */
  readonly diesAt: (label: string) => boolean;
  readonly onDeath: (program: Program) => void;
  readonly report: (error: unknown) => void;
}

const STORE_CALLS = {
  reads: ['load', 'undispatched', 'retrying', 'due', 'nextDue', 'released'],
  writes: ['claim', 'release', 'save', 'settle'],
  canFail: true,
} as const;

/** Wall time whose sleepers wake when the scheduler draws them. */
class SchedulerClock extends SystemClock {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly owner: Mortal,
  ) {
    super();
  }

  override now(): number {
    return this.scheduler.now;
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return ms <= 0 ? Promise.resolve() : this.scheduler.sleep(ms, `slept ${ms} ms`, this.owner, signal);
  }
}

/**
 * One run of the program that takes requests, runs the processes and keeps read models up to date. All that it
 * remembers dies with it.
 */
export class Program implements Mortal {
  isDead = false;
  readonly name: string;
  readonly executor: CommandExecutor;
  readonly handlers: Handlers;
  readonly feeds: SimulatedFeed[] = [];
  /** Resolves when the program has died. */
  readonly death: Promise<void>;
  private readonly reach: Reach;
  private readonly stopping = new AbortController();
  private readonly runs: Promise<void>[] = [];
  private readonly standby = new Set<() => void>();
  private readonly unsubscribe: () => void;
  private announceDeath: () => void = () => undefined;

  constructor(private readonly options: ProgramOptions) {
    const { name, outside, parts, crossing, readModels } = options;
    this.name = name;
    this.death = new Promise((resolve) => (this.announceDeath = resolve));
    // Every runner listens.
    setMaxListeners(0, this.stopping.signal);
    const system = new SchedulerClock(crossing.scheduler, this);
    const events = through(
      outside.events,
      {
        name: 'events',
        reads: ['readStream', 'readAll'],
        writes: ['append'],
        canFail: true,
        about: (method, [first]) => (method === 'append' ? streamIn(first) : String(first)),
      },
      this,
      crossing,
    );
    const cache = new StreamCache(REMEMBERED);
    this.unsubscribe = new CacheFollower(outside.bus, cache).start();
    const loader = new StreamLoader(events, cache);
    this.executor = parts.executor(events, cache, loader);
    const { executor } = this;
    this.reach = {
      ...{ executor, loader, system },
      ...reachOf(outside, parts, this, crossing),
      report: options.report,
    };
    this.handlers = new Handlers(this.reach, parts);

    const { gateways, syncs } = this.handlers;
    const { carts, notifications } = this.reach;
    this.process(parts.checkout, new CheckoutDispatcher(executor, carts, gateways), events);
    this.process(parts.paymentStatus, new PaymentStatusDispatcher(syncs), events);
    this.process(parts.refunds, parts.refundsDispatcher(executor), events);
    this.process(parts.ledger, parts.ledgerDispatcher(executor), events);
    this.process(parts.dispatch, parts.dispatchDispatcher(this.reach), events);
    this.process(parts.restaurantSla, parts.slaDispatcher(this.reach), events);
    this.process(parts.notices, new NoticesDispatcher(notifications, loader), events);
    this.process(parts.completion, new CompletionDispatcher(executor), events);
    for (const projection of readModels) this.keepUpToDate(projection, events);
  }

  beforeStep(label: string): void {
    if (this.options.diesAt(label)) this.die();
  }

  /** Ends at once: whatever it waits for never comes. */
  die(): void {
    this.isDead = true;
    this.unsubscribe();
    this.announceDeath();
    this.options.onDeath(this);
  }

  /** There may be something to do that nobody tells of. */
  nudge(): void {
    for (const feed of this.feeds) feed.nudge();
    for (const wake of [...this.standby]) wake();
  }

  /** Ends in good order: its shards are given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.nudge();
    await Promise.race([Promise.all([...this.runs, this.handlers.tracks.writeAll()]), this.death]);
    this.unsubscribe();
  }

  private process<S, E extends { readonly type: string }, C>(
    process: RegisteredProcess<S, E, C>,
    dispatcher: CommandDispatcher<C>,
    events: Outside['events'],
  ): void {
    const { outside, crossing, report, name } = this.options;
    const { name: about, reads } = process.manager;
    const { luck } = crossing;
    const raw = outside.processes;
    const { business, system } = this.reach;
    const source = this.feed(about, reads, events, async (shards) => {
      const timer = await raw.nextDue(about, shards);
      const [retry] = await raw.retrying(about, shards, 1);
      const dues = [
        ...(timer === null ? [] : [system.now() + business.wallMsUntil(timer)]),
        ...(retry === undefined ? [] : [retry.status.nextAttemptAt]),
      ];
      return dues.length === 0 ? null : Math.min(...dues);
    });
    const store = through(raw, { name: about, ...STORE_CALLS }, this, crossing);
    const batchSize = luck.drawsOf(`${about} of ${name}`).between(1, 40);
    const runner = new ProcessRunner(
      process,
      { store, dispatcher, report, system, business, events, source },
      { owner: name, leaseMs: LEASE_MS, batchSize },
    );
    this.runs.push(runner.run(this.stopping.signal));
  }

  private keepUpToDate(projection: AnyProjection, events: Outside['events']): void {
    const { outside, crossing, report } = this.options;
    const runner = readModelRunner({
      ...{ projection, crossing, owner: this, store: outside.readModels, clock: this.reach.system },
      feed: this.feed(projection.name, projection.reads, events, () => Promise.resolve(null)),
      nextChance: (ms) => this.nextChance(projection.name, ms),
      onFailure: report,
    });
    this.runs.push(runner.run(this.stopping.signal));
  }

  private feed(
    about: string,
    reads: readonly string[],
    events: Outside['events'],
    nextDue: (shards: readonly number[]) => Promise<number | null>,
  ): SimulatedFeed {
    const { scheduler, luck } = this.options.crossing;
    const feed = new SimulatedFeed({
      ...{ name: about, events, scheduler, nextDue, owner: this },
      draws: luck.drawsOf(`feed of ${about} of ${this.name}`),
      reads: new Set(reads),
    });
    this.feeds.push(feed);
    return feed;
  }

  private async nextChance(about: string, ms: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { scheduler } = this.options.crossing;
    const { over, cut } = scheduler.nap(ms, `${about} asks for shards`, this);
    this.standby.add(cut);
    await over;
    this.standby.delete(cut);
  }
}

const streamIn = (append: unknown): string =>
  typeof append === 'object' && append !== null && 'stream' in append ? String(append.stream) : '';
