import { CircuitBreakingGateway } from '../../src/adapters/driven/payments/circuit-breaker';
import { CacheFollower } from '../../src/application/commands/cache-follower';
import type { CommandExecutor } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import { OrderAccess } from '../../src/application/ordering/order-access';
import { InitiatePaymentHandler } from '../../src/application/payments/initiate-payment';
import { PaymentGateways } from '../../src/application/payments/payment-gateways';
import { WebhookInbox } from '../../src/application/payments/receive-webhook';
import { RecordCashHandler } from '../../src/application/payments/record-cash';
import { RequestRefundHandler } from '../../src/application/payments/request-refund';
import { RetryRefundHandler } from '../../src/application/payments/retry-refund';
import { SyncPayments } from '../../src/application/payments/sync-payment';
import type { Carts } from '../../src/application/ports/carts';
import { SystemClock } from '../../src/application/ports/clock';
import type { EventBus } from '../../src/application/ports/event-bus';
import type { EventStore } from '../../src/application/ports/event-store';
import type { PaymentGateway } from '../../src/application/ports/payment-gateway';
import type { ProcessStore } from '../../src/application/ports/process-store';
import type { SubjectKeys } from '../../src/application/ports/subject-keys';
import { CheckoutDispatcher } from '../../src/application/processes/checkout-dispatcher';
import type { CommandDispatcher } from '../../src/application/processes/command-dispatcher';
import { PaymentStatusDispatcher } from '../../src/application/processes/payment-status-dispatcher';
import { ProcessRunner } from '../../src/application/processes/process-runner';
import type { RegisteredProcess } from '../../src/application/processes/registered-process';
import { epochMs } from '../../src/domain/kernel/instant';
import { SimulatedFeed } from './feed';
import type { Parts } from './parts';
import { through, type Crossing } from './ports';
import type { Mortal, Scheduler } from './scheduler';

/** How long others wait for a program that does not answer (ms). */
export const LEASE_MS = 15_000;

/** What lies outside of programs and outlives them. */
export interface Outside {
  readonly events: EventStore;
  readonly processes: ProcessStore;
  readonly carts: Carts;
  readonly keys: SubjectKeys;
  readonly gateway: PaymentGateway;
  readonly bus: EventBus;
}

export interface ProgramOptions {
  readonly name: string;
  readonly outside: Outside;
  readonly parts: Parts;
  readonly crossing: Crossing;
  /** Whether the program dies now. */
  readonly diesAt: (label: string) => boolean;
  readonly onDeath: (program: Program) => void;
  readonly report: (error: unknown) => void;
}

const NOTHING = { reads: [], writes: [], canFail: true } as const;

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

/** One run of the program that takes requests and runs the processes. All that it remembers dies with it. */
export class Program implements Mortal {
  isDead = false;
  readonly name: string;
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly syncs: SyncPayments;
  readonly initiate: InitiatePaymentHandler;
  readonly refund: RequestRefundHandler;
  readonly retry: RetryRefundHandler;
  readonly cash: RecordCashHandler;
  readonly inbox: WebhookInbox;
  readonly breaker: CircuitBreakingGateway;
  readonly feeds: SimulatedFeed[] = [];
  /** Resolves when the program has died. */
  readonly death: Promise<void>;
  private readonly stopping = new AbortController();
  private readonly runs: Promise<void>[] = [];
  private readonly unsubscribe: () => void;
  protected readonly system: SystemClock;
  protected readonly events: EventStore;
  protected readonly keys: SubjectKeys;
  private announceDeath: () => void = () => undefined;

  constructor(protected readonly options: ProgramOptions) {
    const { name, outside, parts, crossing } = options;
    this.name = name;
    this.death = new Promise((resolve) => (this.announceDeath = resolve));
    const { scheduler } = crossing;
    const business = scheduler.time.business;
    this.system = new SchedulerClock(scheduler, this);
    this.events = through(
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
    const gateway = through(
      parts.gateway(outside.gateway),
      {
        name: 'gateway',
        reads: ['find'],
        writes: ['open', 'capture', 'void', 'refund'],
        canFail: false,
        about: (_, [first]) => referenceIn(first),
      },
      this,
      crossing,
    );
    const carts = through(outside.carts, { ...NOTHING, name: 'carts', writes: ['clear'] }, this, crossing);
    this.keys = through(
      outside.keys,
      { name: 'keys', reads: ['open'], writes: ['seal'], canFail: true },
      this,
      crossing,
    );

    const cache = new StreamCache();
    this.unsubscribe = new CacheFollower(outside.bus, cache).start();
    this.loader = new StreamLoader(this.events, cache);
    this.executor = parts.executor(this.events, cache, this.loader);
    this.breaker = new CircuitBreakingGateway(gateway, this.system);
    const gateways = new PaymentGateways([this.breaker]);
    const { executor, loader } = this;
    this.syncs = new SyncPayments(
      executor,
      loader,
      gateways,
      business,
      (id) => `https://tiffin.invalid/${id}`,
    );
    this.initiate = new InitiatePaymentHandler(
      executor,
      loader,
      new OrderAccess(loader),
      gateways,
      this.syncs,
    );
    this.refund = new RequestRefundHandler(executor, loader);
    this.retry = new RetryRefundHandler(executor, loader);
    this.cash = new RecordCashHandler(executor, loader);
    this.inbox = new WebhookInbox(executor, loader, gateways, this.keys, business, this.system);

    this.run(parts.checkout, new CheckoutDispatcher(executor, carts, gateways));
    this.run(parts.paymentStatus, new PaymentStatusDispatcher(this.syncs));
    this.run(parts.refunds, parts.refundsDispatcher(executor));
    this.run(parts.ledger, parts.ledgerDispatcher(executor));
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

  /** Ends in good order: its shards are given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.race([Promise.all(this.runs), this.death]);
    this.unsubscribe();
  }

  protected run<S, E extends { readonly type: string }, C>(
    process: RegisteredProcess<S, E, C>,
    dispatcher: CommandDispatcher<C>,
  ): void {
    const { outside, crossing, report, name } = this.options;
    const { name: about } = process.manager;
    const { scheduler, draws } = crossing;
    const raw = outside.processes;
    const store = through(raw, { name: about, ...STORE_CALLS }, this, crossing);
    const feed = new SimulatedFeed({
      ...{ name: about, events: this.events, scheduler, draws, owner: this },
      reads: new Set(process.manager.reads),
      nextDue: async (shards) => {
        const timer = await raw.nextDue(about, shards);
        const [retry] = await raw.retrying(about, shards, 1);
        const dues = [
          ...(timer === null ? [] : [epochMs(timer)]),
          ...(retry === undefined ? [] : [retry.status.nextAttemptAt]),
        ];
        return dues.length === 0 ? null : Math.min(...dues);
      },
    });
    this.feeds.push(feed);
    const runner = new ProcessRunner(
      process,
      {
        ...{ store, dispatcher, report, system: this.system, events: this.events },
        source: feed,
        business: scheduler.time.business,
      },
      { owner: name, leaseMs: LEASE_MS, batchSize: draws.between(1, 40) },
    );
    this.runs.push(runner.run(this.stopping.signal));
  }
}

const streamIn = (append: unknown): string =>
  typeof append === 'object' && append !== null && 'stream' in append ? String(append.stream) : '';

const referenceIn = (request: unknown): string =>
  typeof request === 'object' && request !== null && 'reference' in request ? String(request.reference) : '';
