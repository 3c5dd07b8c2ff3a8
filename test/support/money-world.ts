import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MasterKey } from '../../src/adapters/driven/crypto/master-key';
import { SandboxGateway } from '../../src/adapters/driven/payments/sandbox/sandbox-gateway';
import { PostgresProcessStore } from '../../src/adapters/driven/postgres/process-store/postgres-process-store';
import { orderAggregate, paymentAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import { paymentIdFor } from '../../src/application/deterministic-ids';
import { Relay, RelayFromHead } from '../../src/application/feed/relay';
import type { ShardSource } from '../../src/application/feed/shard-batch';
import { ShardFeed } from '../../src/application/feed/shard-feed';
import type { ReconcileRequest } from '../../src/application/money/reconcile';
import { PaymentGateways } from '../../src/application/payments/payment-gateways';
import type { StoredBreak, ReconciliationRun } from '../../src/application/ports/reconciliations';
import { LedgerDispatcher } from '../../src/application/processes/ledger-dispatcher';
import { ledgerProcess } from '../../src/application/processes/ledger-process';
import { ProcessRunner } from '../../src/application/processes/process-runner';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../src/domain/kernel/ids';
import { plusMinutes, plusMs } from '../../src/domain/kernel/instant';
import { historyTo } from '../../src/domain/order/order.fixtures';
import type { PaymentEvent } from '../../src/domain/payment/payment-messages';
import { anInitiatePayment, paymentEventsOf, rupees } from '../../src/domain/payment/payment.fixtures';
import { openInfrastructure, type Infrastructure } from '../../src/main/infrastructure';
import { createMetrics } from '../../src/main/metrics';
import { appendEvents } from '../../src/projections/projection.fixtures';
import { ProjectionRunner, RUNNER_DEFAULTS } from '../../src/projections/projection-runner';
import { READ_MODELS } from '../../src/projections/read-models';
import { apiKey, GatewayUnderTest, webhookSecret } from '../../src/sandbox-gateway/sandbox-gateway.fixtures';
import { createTestDatabase } from './database';

const HOUR_MS = 60 * 60_000;

/** How long a consumer waits for events until it notes how far it came. */
const FEED_MS = 50;

/** A payment that began. */
export interface Begun {
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
}

/**
 * Tiffin with read models and ledger, and a gateway that it does not listen to: webhooks and polls are off, so it
 * learns only of what it asks for.
 */
export class MoneyWorld {
  private readonly end = new AbortController();
  private readonly ends: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly gateway: GatewayUnderTest,
    readonly parts: Infrastructure,
    /** What failed in the background. */
    readonly failures: unknown[],
  ) {}

  static async open(pageSize = 500): Promise<MoneyWorld> {
    const test = await createTestDatabase();
    const gateway = await GatewayUnderTest.start();
    const { url } = gateway;
    const adapter = new SandboxGateway({ url, apiKey, webhookSecrets: [webhookSecret], pageSize });
    const failures: unknown[] = [];
    const parts = await openInfrastructure(
      {
        sandbox: true,
        blobDir: join(tmpdir(), 'tiffin-no-blobs'),
        pushOutbox: join(tmpdir(), 'tiffin-no-outbox', 'push.jsonl'),
      },
      new MasterKey(Buffer.alloc(32, 1)),
      test.url,
      { gateways: new PaymentGateways([adapter]), breakers: [], sandbox: null, publicUrl: () => url },
      (error) => failures.push(error),
    );
    const world = new MoneyWorld(gateway, parts, failures);
    await parts.generations.ensure(READ_MODELS);
    world.startLoops();
    world.ends.push(
      () => parts.close(),
      () => gateway.remove(),
      () => test.drop(),
    );
    return world;
  }

  async close(): Promise<void> {
    this.end.abort();
    for (const end of this.ends) await end();
  }

  private startLoops(): void {
    const { parts, failures } = this;
    const { signal } = this.end;
    setMaxListeners(0, signal);
    const report = (error: unknown): void => void failures.push(error);
    const { bus, eventStore, shards, database, systemClock: clock } = parts;
    const observer = createMetrics(parts.metrics, report).projections;
    const owner = randomUUID();
    const relay = new Relay(eventStore, bus, new RelayFromHead(eventStore), clock, report).run(signal);
    const { generations, progress } = parts;
    const models = READ_MODELS.map((model) =>
      new ProjectionRunner(
        model,
        { ...{ database, shards, generations, clock, progress, observer }, source: this.feed() },
        { owner, ...RUNNER_DEFAULTS },
      ).run(signal),
    );
    const ledger = new ProcessRunner(
      ledgerProcess,
      {
        ...{ store: new PostgresProcessStore(database, shards), source: this.feed(), report },
        ...{ events: eventStore, dispatcher: new LedgerDispatcher(parts.executor) },
        ...{ system: clock, business: parts.businessClock },
      },
      { owner: randomUUID() },
    ).run(signal);
    this.ends.unshift(() => Promise.all([relay, ...models, ledger]));
  }

  /** Whoever reads from it notes soon how far it came: with every comparison, and a second later it would do. */
  private feed(): ShardSource {
    const { eventStore, bus, systemClock } = this.parts;
    const feed = new ShardFeed(eventStore, bus, systemClock);
    this.ends.push(() => {
      feed.close();
      return Promise.resolve();
    });
    return {
      reset: (checkpoints) => feed.reset(checkpoints),
      caughtUp: () => feed.caughtUp(),
      next: (limit, waitMs, signal) => feed.next(limit, Math.min(waitMs, FEED_MS), signal),
    };
  }

  /** An order, and the first attempt to pay ₹ 285.00 for it by UPI, opened at the gateway. */
  async begin({ isPlaced = true, isOpened = true } = {}): Promise<Begun> {
    const orderId = asId<OrderId>(randomUUID());
    const paymentId = paymentIdFor(orderId, 1);
    const now = this.parts.businessClock.now();
    if (isPlaced) {
      await appendEvents(this.parts.eventStore, orderAggregate, orderId, historyTo('PENDING', { orderId }));
    }
    const begin = anInitiatePayment({
      ...{ orderId, paymentId, method: 'UPI', capture: 'automatic' },
      ...{ at: now, expiresAt: plusMinutes(now, 15) },
    });
    await appendEvents(this.parts.eventStore, paymentAggregate, paymentId, paymentEventsOf([begin]));
    if (isOpened) await this.sync(paymentId);
    return { orderId, paymentId };
  }

  /** The payer pays, and Tiffin does not hear of it. */
  async payAtGateway(reference: string): Promise<void> {
    const { json } = await this.gateway.call('GET', `/v1/payments/${reference}`);
    const { url } = json as { readonly url: string };
    await this.gateway.call('POST', new URL(url).pathname, { outcome: 'pay' });
  }

  /** A payment that is paid, known, booked and shown. */
  async paid(options: Parameters<MoneyWorld['begin']>[0] = {}): Promise<Begun> {
    const begun = await this.begin(options);
    await this.payAtGateway(begun.paymentId);
    await this.sync(begun.paymentId);
    return begun;
  }

  async sync(paymentId: PaymentId): Promise<void> {
    const commandId = randomUUID();
    const context: CommandContext = {
      ...{ commandId, fingerprint: commandId, correlationId: commandId, causationId: commandId },
      ...{ actor: { id: 'test', role: 'system' }, at: this.parts.businessClock.now(), traceparent: null },
    };
    const synced = await this.parts.syncPayments.sync(paymentId, context);
    if (synced.kind !== 'done') throw new Error(`not synced: ${JSON.stringify(synced)}`);
  }

  /** Asks ₹ 85.00 back, as Tiffin does. */
  async refund({ paymentId }: Begun): Promise<RefundId> {
    const refundId = asId<RefundId>(randomUUID());
    await this.append(paymentId, {
      ...{ type: 'RefundRequested', refundId, amount: rupees(85), cause: 'item-missing', chargeTo: null },
      ...{ lines: [], by: 'support', at: this.parts.businessClock.now() },
    });
    await this.sync(paymentId);
    return refundId;
  }

  /** Asks ₹ 50.00 back at the gateway itself. */
  async refundAtGateway({ paymentId }: Begun, reference: string): Promise<void> {
    const body = { reference, amount_minor: 5_000, currency: 'INR' };
    await this.gateway.call('POST', `/v1/payments/${paymentId}/refunds`, body);
  }

  append(paymentId: PaymentId, ...events: readonly PaymentEvent[]): Promise<void> {
    return appendEvents(this.parts.eventStore, paymentAggregate, paymentId, events);
  }

  /** So much later that nothing can be on its way any more, with ledger and read models up to date. */
  async later(): Promise<void> {
    await this.settled();
    await this.parts.businessClock.set({ to: { advanceMs: 10 * 60_000 } });
  }

  /** Until the ledger has booked, and the read models show, all that happened. */
  private async settled(): Promise<void> {
    const { eventStore } = this.parts;
    for (let head = -1; head !== (await eventStore.headPosition());) {
      head = await eventStore.headPosition();
      await this.parts.moneyBooks.behind(20_000);
    }
  }

  async reconcile(request: Partial<ReconcileRequest> = {}): Promise<ReconciliationRun> {
    const to = plusMs(this.parts.businessClock.now(), 1);
    const result = await this.parts.reconcile.run({
      ...{ kind: 'asked', askedBy: 'test', heal: true, from: plusMs(to, -HOUR_MS), to },
      ...request,
    });
    if (result.kind === 'busy') throw new Error('another comparison is under way');
    return result.run;
  }

  breaks(open = true): Promise<readonly StoredBreak[]> {
    return this.parts.reconciliations.breaks({ open, limit: 100, after: null });
  }
}
