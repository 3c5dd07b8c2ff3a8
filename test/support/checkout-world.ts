import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { parseMetadata } from '../../eventstore/registry/metadata';
import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryCarts } from '../../src/adapters/driven/memory/memory-carts';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { MemoryProcessStore } from '../../src/adapters/driven/memory/memory-process-store';
import { MemoryPaymentGateway } from '../../src/adapters/driven/payments/memory/memory-gateway';
import { orderAggregate, paymentAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import type { CommandExecutor } from '../../src/application/commands/command-executor';
import { paymentIdFor } from '../../src/application/deterministic-ids';
import { PaymentGateways } from '../../src/application/payments/payment-gateways';
import type { SystemClock } from '../../src/application/ports/clock';
import type { ShardBatch, ShardSource } from '../../src/application/feed/shard-batch';
import type { EventStore, RecordedEvent } from '../../src/application/ports/event-store';
import type { ProcessStore } from '../../src/application/ports/process-store';
import { CheckoutDispatcher } from '../../src/application/processes/checkout-dispatcher';
import { checkoutProcess } from '../../src/application/processes/checkout-process';
import { CommandDispatcher, type Dispatched } from '../../src/application/processes/command-dispatcher';
import { ProcessRunner } from '../../src/application/processes/process-runner';
import type { RegisteredProcess } from '../../src/application/processes/registered-process';
import { replay } from '../../src/application/processes/replay';
import type { Checkout, CheckoutCommand, CheckoutEvent } from '../../src/domain/checkout/checkout';
import { asId, type OrderId } from '../../src/domain/kernel/ids';
import { plusMs } from '../../src/domain/kernel/instant';
import { SHARD_COUNT } from '../../src/domain/kernel/shard';
import { aPlaceOrder, NOON, orderCommands } from '../../src/domain/order/order.fixtures';
import type { OrderCommand, PaymentMethod } from '../../src/domain/order/order-messages';
import type { GatewayStatus } from '../../src/domain/payment/gateway-payment';
import { atGateway } from '../../src/domain/payment/payment.fixtures';
import { CrashPoint, mortal } from './crash';
import { executorOn } from './order-executors';

export type CheckoutProcess = RegisteredProcess<Checkout, CheckoutEvent, CheckoutCommand>;

export const LEASE_MS = 15_000;

/** Gives what is in the store; where there is nothing, it waits as told, or not at all. */
export class StoreSource implements ShardSource {
  /** Whether the last call gave nothing. */
  idle = false;
  private checkpoints = new Map<number, number>();
  private drained = new Set<number>();

  constructor(
    private readonly events: EventStore,
    private readonly wait: SystemClock['sleep'] = () => Promise.resolve(),
  ) {}

  reset(checkpoints: ReadonlyMap<number, number>): void {
    this.checkpoints = new Map(checkpoints);
    this.drained.clear();
  }

  caughtUp(): readonly number[] {
    return [...this.drained];
  }

  async next(limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    const batches: ShardBatch[] = [];
    for (const [shard, from] of this.checkpoints) {
      const events = await this.events.readAll(from, { limit, shards: [shard] });
      if (events.length < limit) this.drained.add(shard);
      else this.drained.delete(shard);
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

/** The gateway that the test's payments go to. Nothing is asked of it: what it has to say, the test records. */
const gateways = new PaymentGateways([
  new MemoryPaymentGateway({
    now: () => NOON,
    webhookSecrets: ['a secret'],
    deliver: () => Promise.resolve(true),
  }),
]);

/** Carries commands out on the orders and payments of the test. A cart is cleared however often it is asked for. */
export class RecordingDispatcher extends CommandDispatcher<CheckoutCommand> {
  readonly clearedCarts = new Set<string>();
  readonly sent: { readonly command: CheckoutCommand; readonly context: CommandContext }[] = [];
  private readonly checkout: CheckoutDispatcher;

  constructor(executor: CommandExecutor) {
    super();
    this.checkout = new CheckoutDispatcher(executor, new MemoryCarts(), gateways);
  }

  async dispatch(command: CheckoutCommand, context: CommandContext): Promise<Dispatched> {
    this.sent.push({ command, context });
    const dispatched = await this.checkout.dispatch(command, context);
    if (command.to === 'cart') this.clearedCarts.add(command.cartId);
    return dispatched;
  }
}

/** A program that runs the checkout. */
export interface CheckoutProgram {
  readonly runner: ProcessRunner<Checkout, CheckoutEvent, CheckoutCommand>;
  readonly source: StoreSource;
  readonly dispatcher: RecordingDispatcher;
  /** Takes turns until there is nothing left to do at this time. */
  settle(): Promise<void>;
}

export interface ProgramParts {
  readonly process?: CheckoutProcess;
  readonly dispatcher?: CommandDispatcher<CheckoutCommand>;
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
    const dispatcher = new RecordingDispatcher(executorOn(events));
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
      // A turn that finds no events may fire timers, which events follow from.
      for (let idle = 0; idle < 2; idle = source.idle ? idle + 1 : 0) await runner.turn(this.signal);
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
    const context = this.requestOf(`${command.type} ${orderId} ${at}`, `${command.type} of ${orderId}`);
    const outcome = await executorOn(this.events).execute(orderAggregate, orderId, context, () => ({
      ok: true,
      command: { ...command, at },
    }));
    assert.equal(outcome.kind, 'done');
  }

  /** The straight way from the kitchen to the customer, from one command to another. */
  async fulfil(orderId: string, from: Step = 'AcceptOrder', to: Step = 'ConfirmDelivery'): Promise<void> {
    for (const step of STEPS.slice(STEPS.indexOf(from), STEPS.indexOf(to) + 1)) {
      await this.send(orderId, orderCommands[step]);
    }
  }

  /** The first payment of an order is seen at the gateway. */
  async observe(orderId: string, status: GatewayStatus, minor = 28_500): Promise<void> {
    const at = this.time.business.now();
    const paymentId = paymentIdFor(asId<OrderId>(orderId), 1);
    const amount = { minor, currency: 'INR' } as const;
    const observed = atGateway(status, { reference: paymentId, amount });
    const command = { type: 'RecordGatewayPayment', observed, at } as const;
    const outcome = await executorOn(this.events).execute(
      paymentAggregate,
      paymentId,
      this.requestOf(`${status} ${orderId} ${at}`, `payment of ${orderId}`),
      () => ({ ok: true, command }),
    );
    assert.equal(outcome.kind, 'done');
  }

  async history(orderId: string): Promise<readonly RecordedEvent[]> {
    return this.events.readStream(`order-${orderId}`);
  }

  /** Of the order's first payment. */
  async paymentHistory(orderId: string): Promise<readonly RecordedEvent[]> {
    return this.events.readStream(`payment-${paymentIdFor(asId<OrderId>(orderId), 1)}`);
  }

  async types(orderId: string): Promise<readonly string[]> {
    return (await this.history(orderId)).map(({ type }) => type);
  }

  async paymentTypes(orderId: string): Promise<readonly string[]> {
    return (await this.paymentHistory(orderId)).map(({ type }) => type);
  }

  private requestOf(commandId: string, correlationId: string): CommandContext {
    return {
      commandId,
      fingerprint: 'request',
      correlationId,
      causationId: 'request',
      actor: { id: 'customer-1', role: 'customer' },
      at: this.time.business.now(),
      traceparent: null,
    };
  }

  /** Until nobody's lease holds any longer. */
  async outliveLeases(): Promise<void> {
    await this.time.advance(this.leaseMs + 1);
  }

  /**
   * Everything that was stored fits together.
   * @throws if an instance is not the fold of its journal, a command took effect twice, or an effect is left undone
   */
  async check(orderIds: readonly string[], process: CheckoutProcess = checkoutProcess): Promise<void> {
    const { name } = process.manager;
    const { instances } = await this.store.load(name, orderIds);
    for (const orderId of orderIds) {
      for (const stream of [await this.history(orderId), await this.paymentHistory(orderId)]) {
        const ids = commandsOf(stream);
        assert.equal(new Set(ids).size, ids.length, 'a command took effect twice');
      }
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

const STEPS = [
  'AcceptOrder',
  'AttachPartner',
  'MarkReady',
  'ConfirmPickup',
  'ConfirmDelivery',
] as const satisfies readonly OrderCommand['type'][];

/** What happens to an order that goes well, once it is confirmed. */
export type Step = (typeof STEPS)[number];

/** The commands that decided the events of a stream, in their order: several events may be one command's. */
const commandsOf = (stream: readonly RecordedEvent[]): readonly string[] =>
  stream.map(({ metadata }) => parseMetadata(metadata).commandId).filter((id, i, all) => id !== all[i - 1]);

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
