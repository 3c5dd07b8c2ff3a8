import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { asId, type OrderId, type PaymentId } from '../../src/domain/kernel/ids';
import type { Actor } from '../../src/domain/kernel/actor';
import { aPlaceOrder, NOON, orderCommands } from '../../src/domain/order/order.fixtures';
import type { OrderCommand, PlaceOrder } from '../../src/domain/order/order-messages';
import { anApproveCod, anInitiatePayment } from '../../src/domain/payment/payment.fixtures';
import type {
  InitiatePayment,
  PaymentCommand,
  PaymentEvent,
} from '../../src/domain/payment/payment-messages';
import type { OnlinePayment } from '../../src/domain/payment/payment-state';
import { orderAggregate, paymentAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import { CommandExecutor } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import { paymentIdFor } from '../../src/application/deterministic-ids';
import { OrderAccess } from '../../src/application/ordering/order-access';
import type { EventStore } from '../../src/application/ports/event-store';
import { PaymentGateways } from '../../src/application/payments/payment-gateways';
import { ScriptedGateway } from './scripted-gateway';
import { SyncPayments } from '../../src/application/payments/sync-payment';

export const orderId = asId<OrderId>('order-1');
export const customer: Actor = { id: 'customer-1', role: 'customer' };

/** The order's nth attempt to be paid. */
export const attempt = (n: number): PaymentId => paymentIdFor(orderId, n);

type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

/** One program that deals with payments, in a store and with a gateway that outlive it. */
export class PaymentDesk {
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly access: OrderAccess;
  readonly gateways: PaymentGateways;
  readonly syncs: SyncPayments;
  private requests = 0;

  constructor(
    readonly time = new VirtualClock(NOON),
    readonly store: EventStore = new MemoryEventStore(time.system),
    readonly gateway = new ScriptedGateway(),
  ) {
    const cache = new StreamCache(100);
    this.loader = new StreamLoader(store, cache);
    this.executor = new CommandExecutor(store, cache, this.loader);
    this.access = new OrderAccess(this.loader);
    this.gateways = new PaymentGateways([gateway]);
    this.syncs = new SyncPayments(
      this.executor,
      this.loader,
      this.gateways,
      time.business,
      (id) => `https://tiffin.example/${id}`,
    );
  }

  /** Another program beside this one. */
  beside(): PaymentDesk {
    return new PaymentDesk(this.time, this.store, this.gateway);
  }

  /** @param name the same name is the same request */
  request(name = `request ${(this.requests += 1)}`, actor = customer, body = name): CommandContext {
    return {
      commandId: name,
      fingerprint: body,
      correlationId: name,
      causationId: name,
      actor,
      at: this.time.business.now(),
      traceparent: null,
    };
  }

  async place(overrides: Partial<PlaceOrder> = {}): Promise<void> {
    await this.order(aPlaceOrder({ orderId, ...overrides }));
  }

  /** @throws when it is refused */
  async order(command: OrderCommand): Promise<void> {
    const context = this.request();
    const dated = { ...command, at: context.at };
    const outcome = await this.executor.execute(orderAggregate, orderId, context, () => ({
      ok: true,
      command: dated,
    }));
    if (outcome.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
  }

  /** The straight way of an order to its courier. */
  async handOver(): Promise<void> {
    const { AcceptOrder, AttachPartner, MarkReady, ConfirmPickup } = orderCommands;
    for (const command of [AcceptOrder, AttachPartner, MarkReady, ConfirmPickup]) await this.order(command);
  }

  /** An attempt is begun; it is not open at the gateway yet. */
  async begin(n = 1, overrides: Partial<InitiatePayment> = {}): Promise<void> {
    const paymentId = attempt(n);
    await this.pay(paymentId, anInitiatePayment({ paymentId, orderId, attempt: n, ...overrides }));
  }

  async approveCash(): Promise<void> {
    await this.pay(attempt(1), anApproveCod({ paymentId: attempt(1), orderId }));
  }

  /** @throws when it is refused */
  async pay(paymentId: PaymentId, command: Undated<PaymentCommand>): Promise<void> {
    const context = this.request();
    const outcome = await this.executor.execute(paymentAggregate, paymentId, context, () => ({
      ok: true,
      command: { ...command, at: context.at },
    }));
    if (outcome.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
  }

  async sync(n = 1): Promise<string> {
    return (await this.syncs.sync(attempt(n), this.request())).kind;
  }

  /** An attempt that its payer has brought to a status, as Tiffin and the gateway both know. */
  async bring(n: number, status: 'OPEN' | 'AUTHORIZED' | 'CAPTURED' | 'FAILED'): Promise<void> {
    await this.begin(n);
    await this.sync(n);
    this.gateway.become(attempt(n), status);
    await this.sync(n);
    this.gateway.asked.length = 0;
  }

  async events(paymentId = attempt(1)): Promise<readonly PaymentEvent[]> {
    return (await this.loader.history(paymentAggregate, paymentId)).events.map(({ event }) => event);
  }

  async types(paymentId = attempt(1)): Promise<readonly string[]> {
    return (await this.events(paymentId)).map(({ type }) => type);
  }

  async online(paymentId = attempt(1)): Promise<OnlinePayment> {
    const { state } = await this.loader.fresh(paymentAggregate, paymentId);
    if (state.is !== 'online') throw new Error(`${paymentId} is ${state.is}`);
    return state;
  }
}
