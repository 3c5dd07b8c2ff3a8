import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { CacheFollower } from '../application/commands/cache-follower';
import { Relay, RelayFromHead } from '../application/feed/relay';
import { ShardFeed } from '../application/feed/shard-feed';
import { ReconciliationLoop } from '../application/money/reconciliation-loop';
import { CompletionDispatcher } from '../application/processes/completion-dispatcher';
import { completionProcess } from '../application/processes/completion-process';
import { CheckoutDispatcher } from '../application/processes/checkout-dispatcher';
import { checkoutProcess } from '../application/processes/checkout-process';
import type { CommandDispatcher } from '../application/processes/command-dispatcher';
import { DispatchDispatcher } from '../application/processes/dispatch-dispatcher';
import { dispatchProcess } from '../application/processes/dispatch-process';
import { LedgerDispatcher } from '../application/processes/ledger-dispatcher';
import { ledgerProcess } from '../application/processes/ledger-process';
import { NotificationSender } from '../application/notifications/notification-sender';
import { NoticesDispatcher } from '../application/processes/notices-dispatcher';
import { noticesProcess } from '../application/processes/notices-process';
import { PaymentStatusDispatcher } from '../application/processes/payment-status-dispatcher';
import { paymentStatusProcess } from '../application/processes/payment-status-process';
import { ProcessRunner } from '../application/processes/process-runner';
import { RefundsDispatcher } from '../application/processes/refunds-dispatcher';
import { refundsProcess } from '../application/processes/refunds-process';
import { RestaurantSlaDispatcher } from '../application/processes/restaurant-sla-dispatcher';
import { restaurantSlaProcess } from '../application/processes/restaurant-sla-process';
import type { RegisteredProcess } from '../application/processes/registered-process';
import { instantOf } from '../domain/kernel/instant';
import { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import { PostgresProcessStore } from '../adapters/driven/postgres/process-store/postgres-process-store';
import { ProjectionRunner, RUNNER_DEFAULTS } from '../projections/projection-runner';
import { READ_MODELS } from '../projections/read-models';
import type { ProcessRole } from './config';
import type { Infrastructure, Report } from './infrastructure';
import type { Metrics } from './metrics';

/** What runs in the background of a process. */
export interface RunningRoles {
  /** Finishes what is under way and gives leases back. */
  stop(): Promise<void>;
}

/**
 * Starts the loops of the roles. The bus lives in this process, so every process that consumes events relays
 * them to itself.
 */
export function startRoles(
  roles: readonly ProcessRole[],
  parts: Infrastructure,
  metrics: Metrics,
  report: Report,
): RunningRoles {
  const { bus, cache, background, eventStore, systemClock, businessClock } = parts;
  const shards = new ConsumerShards(background);
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every loop listens to it.
  setMaxListeners(0, signal);
  const owner = randomUUID();
  const loops: Promise<void>[] = [];
  const stops: (() => void)[] = [];
  const feed = (): ShardFeed => {
    const source = new ShardFeed(eventStore, bus, systemClock);
    stops.push(() => source.close());
    return source;
  };

  loops.push(new Relay(eventStore, bus, new RelayFromHead(eventStore), systemClock, report).run(signal));
  loops.push(businessClock.follow(signal, report));
  // What others change: customers' and couriers' requests here, and whom the dispatch may ask.
  if (roles.includes('api') || roles.includes('processes')) {
    stops.push(new CacheFollower(bus, cache).start());
  }
  if (roles.includes('api')) {
    loops.push(parts.revokedSessions.follow(signal, report));
    loops.push(parts.orderNews.run(feed(), signal));
    loops.push(parts.tracking.run(feed(), signal));
    loops.push(parts.tracks.run(signal));
  }
  if (roles.includes('projector')) {
    for (const projection of READ_MODELS) {
      const source = feed();
      const runner = new ProjectionRunner(
        projection,
        {
          database: background,
          shards,
          generations: parts.generations,
          source,
          clock: systemClock,
          progress: parts.progress,
          observer: metrics.projections,
        },
        { owner, ...RUNNER_DEFAULTS },
      );
      loops.push(runner.run(signal));
    }
  }
  if (roles.includes('processes')) {
    const store = new PostgresProcessStore(background, shards);
    const run = <S, E extends { readonly type: string }, C>(
      process: RegisteredProcess<S, E, C>,
      dispatcher: CommandDispatcher<C>,
      restMs: number,
    ): Promise<void> => {
      const ports = {
        ...{ store, source: feed(), events: eventStore, dispatcher, report },
        ...{ system: systemClock, business: businessClock },
      };
      return new ProcessRunner(process, ports, { owner, restMs }).run(signal);
    };
    const { executor, carts, gateways, syncPayments } = parts;
    const { loader, courierPositions, subjectKeys } = parts;
    loops.push(
      run(checkoutProcess, new CheckoutDispatcher(executor, carts, gateways), AWAITED_REST_MS),
      run(paymentStatusProcess, new PaymentStatusDispatcher(syncPayments), AWAITED_REST_MS),
      run(refundsProcess, new RefundsDispatcher(executor), UNHURRIED_REST_MS),
      run(ledgerProcess, new LedgerDispatcher(executor), UNHURRIED_REST_MS),
      run(restaurantSlaProcess, new RestaurantSlaDispatcher(executor, parts.loader), UNHURRIED_REST_MS),
      run(
        dispatchProcess,
        new DispatchDispatcher(executor, loader, courierPositions, businessClock, subjectKeys),
        UNHURRIED_REST_MS,
      ),
      run(completionProcess, new CompletionDispatcher(executor), UNHURRIED_REST_MS),
      run(noticesProcess, new NoticesDispatcher(parts.notifications, parts.loader), UNHURRIED_REST_MS),
      new NotificationSender({
        ...{ notifications: parts.notifications, sender: parts.pushSender, accounts: parts.accounts },
        ...{ clock: systemClock, report },
      }).run(signal),
      pruneSessions(parts, signal, report),
      new ReconciliationLoop({
        ...{ reconcile: parts.reconcile, store: parts.reconciliations, report },
        ...{ system: systemClock, business: businessClock },
      }).run(signal),
    );
  }
  return {
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(loops);
      for (const stop of stops) stop();
    },
  };
}

/** How long a process lets events gather that a customer waits for: a confirmation may take that much longer. */
const AWAITED_REST_MS = 15;

/** And one that nobody stands by for: the books, and money on its way back. The more gather, the less each costs. */
const UNHURRIED_REST_MS = 100;

const DAY_MS = 24 * 60 * 60_000;

/** Once a day removes sessions that ended more than a day ago: no token of theirs is good any more. */
async function pruneSessions(
  { sessions, systemClock }: Infrastructure,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  while (!signal.aborted) {
    await sessions.prune(instantOf(systemClock.now() - DAY_MS)).catch(report);
    await systemClock.sleep(DAY_MS, signal);
  }
}
