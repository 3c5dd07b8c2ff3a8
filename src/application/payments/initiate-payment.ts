import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { never } from '../../domain/kernel/decider';
import type { OrderId, PaymentId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import { toDecimal, type Money } from '../../domain/kernel/money';
import type { PlacedOrder } from '../../domain/order/order';
import type { PaymentMethod } from '../../domain/order/order-messages';
import type { OrderStatus } from '../../domain/order/order-transitions';
import { isLive, type OnlinePayment } from '../../domain/payment/payment-state';
import {
  ANOTHER_METHOD,
  type OnlineMethod,
  type PaymentCommand,
} from '../../domain/payment/payment-messages';
import { orderAggregate, paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type NotDone } from '../commands/command-executor';
import { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, paymentIdFor } from '../deterministic-ids';
import { OrderAccess } from '../ordering/order-access';
import { PaymentGateways } from './payment-gateways';
import { SyncPayments } from './sync-payment';

/** How often one order can be tried to be paid. */
export const MAX_ATTEMPTS = 10;

export type InitiateRefusal = Readonly<
  | { code: 'order-not-found' | 'order-is-paid-in-cash' | 'already-paid' | 'too-many-attempts' }
  /** The gateway will not take it, or it failed at once. */
  | { code: 'payment-failed' }
  | { code: 'order-not-payable'; status: OrderStatus }
  | { code: 'order-expired'; expiresAt: Instant }
  | { code: 'amount-mismatch'; due: Money }
  | { code: 'method-not-available'; available: readonly string[] }
  /** Another attempt could not be closed: its gateway does not answer. */
  | { code: 'earlier-attempt-open' }
>;

/** The attempt by which the customer can pay now. */
export interface InitiatedPayment {
  readonly paymentId: PaymentId;
  readonly method: OnlineMethod;
  readonly amount: Money;
  readonly expiresAt: Instant;
  /** Where to pay; null as long as the gateway has not answered. */
  readonly url: string | null;
}

export type InitiateOutcome =
  | { readonly kind: 'done'; readonly payment: InitiatedPayment }
  | { readonly kind: 'rejected'; readonly rejection: InitiateRefusal }
  | NotDone;

/** What the customer believes to be due, in minor units and as a decimal; never what is charged. Null: not said. */
export interface AssertedAmount {
  readonly minor: number | null;
  readonly decimal: number | null;
}

const isDue = ({ minor, decimal }: AssertedAmount, due: Money): boolean =>
  (minor === null || minor === due.minor) && (decimal === null || decimal === Number(toDecimal(due)));

/** A customer wants to pay for an order: by the attempt that waits, or by the next after a failure. */
export class InitiatePayment extends Command<InitiateOutcome> {
  constructor(
    readonly orderId: OrderId,
    /** Null: as the last time; the first time as chosen with the order. */
    readonly method: OnlineMethod | null,
    readonly asserted: AssertedAmount,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** One of an order's attempts, and how it is paid if nothing else is said. */
interface Turn {
  readonly attempt: number;
  readonly method: PaymentMethod;
}

/** `next`: the attempt is over and has not paid the order. */
type Tried = InitiateOutcome | { readonly kind: 'next'; readonly after: OnlineMethod };

const refused = (rejection: InitiateRefusal): InitiateOutcome => ({ kind: 'rejected', rejection });

@CommandHandler(InitiatePayment)
export class InitiatePaymentHandler implements ICommandHandler<InitiatePayment> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly access: OrderAccess,
    private readonly gateways: PaymentGateways,
    private readonly syncs: SyncPayments,
  ) {}

  async execute(command: InitiatePayment): Promise<InitiateOutcome> {
    const { orderId, context } = command;
    if (!(await this.access.concerns(context.actor, orderId))) return refused({ code: 'order-not-found' });
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    if (order.is === 'absent') return refused({ code: 'order-not-found' });
    const obstacle = this.obstacleTo(command, order);
    if (obstacle !== null) return refused(obstacle);

    let method = order.paymentMethod;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const outcome = await this.tryAttempt(command, order, { attempt, method });
      if (outcome.kind !== 'next') return outcome;
      method = outcome.after;
    }
    return refused({ code: 'too-many-attempts' });
  }

  private obstacleTo(
    { asserted, context }: InitiatePayment,
    { status, paymentMethod, expiresAt, total }: PlacedOrder,
  ): InitiateRefusal | null {
    if (paymentMethod === 'COD') return { code: 'order-is-paid-in-cash' };
    if (!isDue(asserted, total)) return { code: 'amount-mismatch', due: total };
    if (status === 'CANCELLED') return { code: 'order-not-payable', status };
    if (status !== 'PENDING') return { code: 'already-paid' };
    return context.at >= expiresAt ? { code: 'order-expired', expiresAt } : null;
  }

  /** Takes one attempt as far as it goes. */
  private async tryAttempt(command: InitiatePayment, order: PlacedOrder, turn: Turn): Promise<Tried> {
    const { orderId, context } = command;
    const paymentId = paymentIdFor(orderId, turn.attempt);
    const { state, seen } = await this.loader.fresh(paymentAggregate, paymentId);
    if (state.is === 'cash') return refused({ code: 'order-is-paid-in-cash' });
    if (state.is === 'absent') return this.begin(command, order, turn);

    const own = seen.get(this.stepOf(context, turn.attempt).commandId);
    if (own !== undefined && own.fingerprint !== context.fingerprint) return { kind: 'key-reused' };
    if (isLive(state)) {
      if (command.method === null || command.method === state.method) return this.offer(state, command);
      return this.giveUp(state, context);
    }
    return whereItStands(state);
  }

  private async begin(command: InitiatePayment, order: PlacedOrder, turn: Turn): Promise<Tried> {
    const { orderId, context } = command;
    const { attempt } = turn;
    const method = command.method ?? (turn.method === 'COD' ? null : turn.method);
    const gateway = method === null ? undefined : this.gateways.forMethod(method);
    if (method === null || gateway === undefined) return this.notByThisMethod();
    const paymentId = paymentIdFor(orderId, attempt);
    const initiate: PaymentCommand = {
      type: 'InitiatePayment',
      paymentId,
      orderId,
      customerId: order.customerId,
      attempt,
      amount: order.total,
      method,
      gateway: gateway.name,
      capture: gateway.capture,
      expiresAt: order.expiresAt,
      at: context.at,
    };
    const outcome = await this.executor.execute(
      paymentAggregate,
      paymentId,
      this.stepOf(context, attempt),
      () => ({ ok: true, command: initiate }),
      { expectNew: true },
    );
    if (outcome.kind === 'rejected') {
      // Somebody else has begun it meanwhile, in another way: then that is what there is.
      return outcome.rejection.code === 'payment-already-initiated'
        ? this.tryAttempt(command, order, turn)
        : refused({ code: 'already-paid' });
    }
    if (outcome.kind !== 'done') return outcome;
    const begun = await this.online(paymentId);
    const offered = begun === null ? null : await this.offer(begun, command);
    // What the gateway refused it would refuse again: one request begins one attempt.
    return offered === null || offered.kind === 'next' ? refused({ code: 'payment-failed' }) : offered;
  }

  private notByThisMethod(): InitiateOutcome {
    return refused({ code: 'method-not-available', available: this.gateways.methods() });
  }

  /** Gives the payer the page, which the gateway may have to be asked for first. */
  private async offer(payment: OnlinePayment, { context }: InitiatePayment): Promise<Tried> {
    let known = payment;
    if (payment.url === null) {
      await this.syncs.sync(payment.paymentId, context);
      known = (await this.online(payment.paymentId)) ?? payment;
      if (!isLive(known)) return whereItStands(known);
    }
    const { paymentId, method, amount, expiresAt, url } = known;
    return { kind: 'done', payment: { paymentId, method, amount, expiresAt, url } };
  }

  /** Closes an attempt that the customer does not want to pay by any more. */
  private async giveUp(payment: OnlinePayment, context: CommandContext): Promise<Tried> {
    const { paymentId } = payment;
    const command: PaymentCommand = { type: 'RequestVoid', reason: ANOTHER_METHOD, at: context.at };
    const voiding = await this.executor.execute(
      paymentAggregate,
      paymentId,
      { ...context, commandId: effectIdFor(context.commandId, `void ${paymentId}`) },
      () => ({ ok: true, command }),
    );
    // A rejection means that it was paid at the last moment.
    if (voiding.kind !== 'done' && voiding.kind !== 'rejected') return voiding;
    if (voiding.kind === 'done') await this.syncs.sync(paymentId, context);
    return whereItStands((await this.online(paymentId)) ?? payment);
  }

  private async online(paymentId: PaymentId): Promise<OnlinePayment | null> {
    const { state } = await this.loader.recent(paymentAggregate, paymentId);
    return state.is === 'online' ? state : null;
  }

  /** The request's id for one attempt: a repeat of the request meets what it began. */
  private stepOf(context: CommandContext, attempt: number): CommandContext {
    return { ...context, commandId: effectIdFor(context.commandId, `attempt ${attempt}`) };
  }
}

/** What an attempt that cannot be paid (any more) means to the order. */
function whereItStands({ status, method, amount, captured, voidRequested }: OnlinePayment): Tried {
  switch (status) {
    case 'FAILED':
    case 'VOIDED':
      return { kind: 'next', after: method };
    case 'CAPTURED':
      // Less than was due goes back, and pays for nothing.
      return captured.minor >= amount.minor
        ? refused({ code: 'already-paid' })
        : { kind: 'next', after: method };
    case 'AUTHORIZED':
      return refused({ code: voidRequested ? 'earlier-attempt-open' : 'already-paid' });
    case 'INITIATED':
    case 'ACTION_REQUIRED':
      return refused({ code: 'earlier-attempt-open' });
    default:
      return never(status);
  }
}
