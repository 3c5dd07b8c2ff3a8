import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { MemoryProcessStore } from '../../src/adapters/driven/memory/memory-process-store';
import { orderAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import type { CommandExecutor } from '../../src/application/commands/command-executor';
import type { SystemClock } from '../../src/application/ports/clock';
import type { ShardBatch, ShardSource } from '../../src/application/feed/shard-batch';
import type { EventStore, RecordedEvent } from '../../src/application/ports/event-store';
import type { ProcessStore } from '../../src/application/ports/process-store';
import { checkoutProcess } from '../../src/application/processes/checkout-process';
import { CommandDispatcher, type Dispatched } from '../../src/application/processes/command-dispatcher';
import { ProcessRunner } from '../../src/application/processes/process-runner';
import type { RegisteredProcess } from '../../src/application/processes/registered-process';
import { replay } from '../../src/application/processes/replay';
import type { Checkout, CheckoutCommand, CheckoutEvent } from '../../src/domain/checkout/checkout';
import { asId, type OrderId } from '../../src/domain/kernel/ids';
import { plusMs } from '../../src/domain/kernel/instant';
import { SHARD_COUNT } from '../../src/domain/kernel/shard';
import { aPlaceOrder, NOON } from '../../src/domain/order/order.fixtures';
import type { OrderCommand, PaymentMethod } from '../../src/domain/order/order-messages';
import { CrashPoint, mortal } from './crash';
import { executorOn } from './order-executors';

export type CheckoutProcess = RegisteredProcess<Checkout, CheckoutEvent, CheckoutCommand>;

export const LEASE_MS = 15_000;

/** Gives what is in the store; where there is nothing, it waits as told, or not at all. */
export class StoreSource implements ShardSource {
  /** Whether the last call gave nothing. */
  idle = false;
  private checkpoints = new Map<number, number>();

  constructor(
    private readonly events: EventStore,
    private readonly wait: SystemClock['sleep'] = () => Promise.resolve(),
  ) {}

  reset(checkpoints: ReadonlyMap<number, number>): void {
    this.checkpoints = new Map(checkpoints);
  }

  async next(limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    const batches: ShardBatch[] = [];
    for (const [shard, from] of this.checkpoints) {
      const events = await this.events.readAll(from, { limit, shards: [shard] });
      const last = events.at(-1);
      if (last === undefined) continue;
      this.checkpoints.set(shard, last.position);
      batches.push({ shard, from, events });
    }
    this.idle = batches.length === 0;
    if (this.idle) await this.wait(waitMs, signal);
    return batches;
  }
}

/** Carries commands out on the orders of the test. A cart is cleared however often it is asked for. */
export class OrderDispatcher extends CommandDispatcher {
  readonly clearedCarts = new Set<string>();
  readonly sent: { readonly command: CheckoutCommand; readonly context: CommandContext }[] = [];

  constructor(private readonly executor: CommandExecutor) {
    super();
  }

  async dispatch(command: CheckoutCommand, context: CommandContext): Promise<Dispatched> {
    this.sent.push({ command, context });
    if (command.to === 'cart') {
      this.clearedCarts.add(command.cartId);
      return { kind: 'ok' };
    }
    const dated = { ...command.command, at: context.at };
    const outcome = await this.executor.execute(orderAggregate, command.orderId, context, () => ({
      ok: true,
      command: dated,
    }));
    switch (outcome.kind) {
      case 'done':
        return { kind: 'ok' };
      case 'rejected':
        return { kind: 'rejected', code: outcome.rejection.code };
      default:
        return { kind: 'failed', cause: outcome.kind };
    }
  }
}

/** A program that runs the checkout. */
export interface CheckoutProgram {
  readonly runner: ProcessRunner<Checkout, CheckoutEvent, CheckoutCommand>;
  readonly source: StoreSource;
  readonly dispatcher: OrderDispatcher;
  /** Takes turns until there is nothing left to do at this time. */
  settle(): Promise<void>;
}

export interface ProgramParts {
  readonly process?: CheckoutProcess;
  readonly dispatcher?: CommandDispatcher;
  readonly store?: ProcessStore;
  /** Where the program dies. */
  readonly point?: CrashPoint;
}

/** Orders, their checkout, and time: everything but the programs outlives a crash. */
export class CheckoutWorld {
  readonly time = new VirtualClock(NOON);
  readonly events: EventStore;
  readonly store: ProcessStore;
  readonly signal = new AbortController().signal;
  /** What runners told of; a program of the test is not in its loop, so failures reject its turn instead. */
  readonly reported: string[] = [];

  constructor(
    stores: { readonly events?: EventStore; readonly store?: ProcessStore } = {},
    private readonly leaseMs = LEASE_MS,
  ) {
    this.events = stores.events ?? new MemoryEventStore(this.time.system);
    this.store = stores.store ?? new MemoryProcessStore();
  }

  program({
    process = checkoutProcess,
    point = new CrashPoint(0, 'before'),
    ...parts
  }: ProgramParts = {}): CheckoutProgram {
    const events = mortal(this.events, ['append', 'readStream', 'readAll'], point);
    const source = new StoreSource(events);
    const dispatcher = new OrderDispatcher(executorOn(events));
    const runner = new ProcessRunner(
      process,
      {
        store: mortal(parts.store ?? this.store, STORE_CALLS, point),
        source,
        events,
        dispatcher: mortal(parts.dispatcher ?? dispatcher, ['dispatch'], point),
        system: this.time.system,
        business: this.time.business,
        report: (error) => this.reported.push(String(error)),
      },
      { owner: randomUUID(), leaseMs: this.leaseMs, batchSize: 50 },
    );
    const settle = async (): Promise<void> => {
      do await runner.turn(this.signal);
      while (!source.idle);
    };
    return { runner, source, dispatcher, settle };
  }

  async place(orderId: string, paymentMethod: PaymentMethod, expiresInMs = 15 * 60_000): Promise<void> {
    await this.send(orderId, {
      ...aPlaceOrder({
        orderId: asId<OrderId>(orderId),
        cartId: asId(`cart of ${orderId}`),
        paymentMethod,
        expiresAt: plusMs(this.time.business.now(), expiresInMs),
      }),
    });
  }

  /** Somebody changes an order; the request is the correlation of everything that follows from it. */
  async send(orderId: string, command: OrderCommand): Promise<void> {
    const at = this.time.business.now();
    const outcome = await executorOn(this.events).execute(
      orderAggregate,
      orderId,
      {
        commandId: `${command.type} ${orderId} ${at}`,
        fingerprint: 'request',
        correlationId: `${command.type} of ${orderId}`,
        causationId: 'request',
        actor: { id: 'customer-1', role: 'customer' },
        at,
        traceparent: null,
      },
      () => ({ ok: true, command: { ...command, at } }),
    );
    assert.equal(outcome.kind, 'done');
  }

  async history(orderId: string): Promise<readonly RecordedEvent[]> {
    return this.events.readStream(`order-${orderId}`);
  }

  async types(orderId: string): Promise<readonly string[]> {
    return (await this.history(orderId)).map(({ type }) => type);
  }

  /** Until nobody's lease holds any longer. */
  async outliveLeases(): Promise<void> {
    await this.time.advance(this.leaseMs + 1);
  }

  /**
   * Everything that was stored fits together.
   * @throws if an instance is not the fold of its journal, or an effect is left undone
   */
  async check(orderIds: readonly string[], process: CheckoutProcess = checkoutProcess): Promise<void> {
    const { name } = process.manager;
    const { instances } = await this.store.load(name, orderIds);
    for (const orderId of orderIds) {
      const journal = await this.store.journal(name, orderId);
      const instance = instances.find(({ key }) => key === orderId);
      assert.deepEqual(
        journal.map(({ seq }) => seq),
        journal.map((_, i) => i + 1),
      );
      assert.equal(instance?.seq ?? 0, journal.length);
      assert.deepEqual(await replay(process, journal, this.events), {
        state: instance?.state ?? process.manager.initial,
        divergedAt: null,
      });
    }
    const shards = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);
    assert.deepEqual(await this.store.undispatched(name, shards), []);
  }
}

/** The calls of a process store. */
export const STORE_CALLS = [
  'register',
  'claim',
  'release',
  'load',
  'save',
  'settle',
  'undispatched',
  'retrying',
  'due',
  'nextDue',
  'released',
] as const;
