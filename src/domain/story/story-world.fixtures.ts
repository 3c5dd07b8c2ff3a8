import { fold, type Decision } from '../kernel/decider';
import { asId, type PaymentId, type RefundId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import { order, type Order, type PlacedOrder } from '../order/order';
import { aPlaceOrder, courierAsha, NOON, orderCommands } from '../order/order.fixtures';
import type { OrderCommand, PaymentMethod } from '../order/order-messages';
import type { GatewayPayment, GatewayStatus } from '../payment/gateway-payment';
import { payment } from '../payment/payment';
import type { OnlinePayment, Payment } from '../payment/payment-state';
import type { CaptureMode, PaymentCommand } from '../payment/payment-messages';
import type { StoryEvent } from './order-story';

type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

export const ATTEMPTS = [1, 2, 3] as const;
export type AttemptNumber = (typeof ATTEMPTS)[number];

export const paymentIdOf = (attempt: AttemptNumber | 'cash'): PaymentId => asId(`payment-${attempt}`);

/** One cause of a payment is one refund. */
export const refundIdOf = (paymentId: PaymentId, cause: string): RefundId => asId(`${paymentId} ${cause}`);

type Change = (held: GatewayPayment) => GatewayPayment;

/**
 * The story of one order, told by the real deciders: its order, up to three attempts to pay, cash at the door,
 * and a gateway at which the payer does as they please.
 */
export class StoryWorld {
  readonly story: StoryEvent[] = [];
  /** Why payments refused what was asked of them. */
  readonly refusals: string[] = [];
  readonly payments = new Map<PaymentId, Payment>();
  now: Instant = NOON;
  order: Order = order.initial;
  private readonly gateway = new Map<PaymentId, GatewayPayment>();

  constructor(readonly paymentMethod: PaymentMethod) {
    this.command(aPlaceOrder({ paymentMethod }));
  }

  get dueMinor(): number {
    return this.order.is === 'placed' ? this.order.total.minor : 0;
  }

  pass(ms: number): void {
    this.now = plusMs(this.now, ms);
  }

  command(command: OrderCommand): void {
    const decision = order.decide({ ...command, at: this.now }, this.order);
    if (!decision.ok) return;
    this.order = fold({ ...order, initial: this.order }, decision.events);
    const { orderId } = aPlaceOrder();
    for (const event of decision.events) this.story.push({ ...event, orderId });
  }

  pay(paymentId: PaymentId, command: Undated<PaymentCommand>): Decision<unknown, { readonly code: string }> {
    const before = this.payments.get(paymentId) ?? payment.initial;
    const decision = payment.decide({ ...command, at: this.now }, before);
    if (!decision.ok) {
      this.refusals.push(decision.rejection.code);
      return decision;
    }
    this.payments.set(paymentId, fold({ ...payment, initial: before }, decision.events));
    const { orderId } = aPlaceOrder();
    for (const event of decision.events) this.story.push({ ...event, orderId, paymentId });
    return decision;
  }

  initiate(attempt: AttemptNumber, capture: CaptureMode): void {
    const { orderId, customerId, expiresAt } = aPlaceOrder();
    const paymentId = paymentIdOf(attempt);
    const amount = money(this.dueMinor, 'INR');
    if (this.payments.has(paymentId)) return;
    const to = { orderId, customerId, paymentId, attempt, amount, capture, expiresAt };
    this.pay(paymentId, { type: 'InitiatePayment', method: 'CARD', gateway: 'sandbox', ...to });
    this.gateway.set(paymentId, {
      ...{ reference: paymentId, gatewayPaymentId: `gateway-${attempt}`, amount, url: null, failure: null },
      ...{ status: 'OPEN', refunds: [], chargebacks: [] },
    });
  }

  /** What the payer does at the gateway, even with an attempt that is over. Collected money stays collected. */
  payer(attempt: AttemptNumber, status: GatewayStatus, minor: number): void {
    this.atGateway(attempt, (held) =>
      held.status === 'CAPTURED' ? held : { ...held, status, amount: money(minor, 'INR') },
    );
  }

  endRefunds(attempt: AttemptNumber, status: 'SETTLED' | 'FAILED'): void {
    this.atGateway(attempt, (held) => ({
      ...held,
      refunds: held.refunds.map((refund) => (refund.status === 'PENDING' ? { ...refund, status } : refund)),
    }));
  }

  dispute(attempt: AttemptNumber, status: 'OPEN' | 'WON' | 'LOST', minor: number): void {
    this.atGateway(attempt, (held) => {
      if (held.status !== 'CAPTURED') return held;
      const [known] = held.chargebacks;
      const opened = known ?? {
        ...{ chargebackId: 'chargeback-1', amount: money(Math.min(minor, held.amount.minor), 'INR') },
        ...{ status: 'OPEN', reason: 'unrecognised' },
      };
      return opened.status === 'OPEN' ? { ...held, chargebacks: [{ ...opened, status }] } : held;
    });
  }

  /** Staff give money back: the customer's own, or a compensation. */
  refundByStaff(attempt: AttemptNumber, minor: number, compensates: boolean): void {
    const paymentId = paymentIdOf(attempt);
    const cause = `staff-${this.story.length}`;
    this.pay(paymentId, {
      ...{
        type: 'RequestRefund',
        refundId: refundIdOf(paymentId, cause),
        amount: money(minor, 'INR'),
        cause,
      },
      ...{ chargeTo: compensates ? 'restaurant' : null, lines: [], by: 'support' },
    });
  }

  /** At the door, for an order that is paid in cash. */
  collectCash(minor: number): void {
    if (this.paymentMethod !== 'COD' || this.order.is === 'absent' || this.order.status !== 'DELIVERED')
      return;
    const { orderId, customerId } = aPlaceOrder();
    const paymentId = paymentIdOf('cash');
    const amount = money(this.dueMinor, 'INR');
    this.pay(paymentId, { type: 'ApproveCod', paymentId, orderId, customerId, attempt: 1, amount });
    this.pay(paymentId, {
      type: 'RecordCodCollected',
      courierId: courierAsha,
      amount: money(Math.min(minor, this.dueMinor), 'INR'),
    });
  }

  /** Brings the gateway in line with what was decided, and records what it has. */
  sync(attempt: AttemptNumber): void {
    const paymentId = paymentIdOf(attempt);
    const known = this.payments.get(paymentId);
    if (known?.is !== 'online') return;
    this.atGateway(attempt, (held) => brought(held, known));
    const observed = this.gateway.get(paymentId);
    if (observed !== undefined) this.pay(paymentId, { type: 'RecordGatewayPayment', observed });
  }

  /** The next step of an order that goes well; money that is held is collected once the kitchen has accepted. */
  proceed(): void {
    const { order: current, paymentMethod } = this;
    if (current.is === 'absent' || current.status === 'CANCELLED') return;
    const secured = ATTEMPTS.find((attempt) => this.secures(attempt));
    if (secured !== undefined && current.kitchen === 'ACCEPTED') {
      this.pay(paymentIdOf(secured), { type: 'RequestCapture' });
    }
    const isSecured = paymentMethod === 'COD' || secured !== undefined;
    for (const command of nextCommands(current, isSecured)) this.command(command);
  }

  private secures(attempt: AttemptNumber): boolean {
    const known = this.payments.get(paymentIdOf(attempt));
    const held = this.gateway.get(paymentIdOf(attempt));
    return (
      known?.is === 'online' &&
      (known.status === 'AUTHORIZED' || known.status === 'CAPTURED') &&
      held?.amount.minor === this.dueMinor
    );
  }

  private atGateway(attempt: AttemptNumber, change: Change): void {
    const held = this.gateway.get(paymentIdOf(attempt));
    if (held !== undefined) this.gateway.set(paymentIdOf(attempt), change(held));
  }
}

function brought(held: GatewayPayment, known: OnlinePayment): GatewayPayment {
  const missing = [...known.refunds].filter(
    ([refundId, { status }]) =>
      status === 'REQUESTED' && !held.refunds.some(({ reference }) => reference === refundId),
  );
  const refunds = missing.map(([reference, { amount }]) => ({
    ...{ reference, gatewayRefundId: `gateway ${reference}`, amount },
    status: 'PENDING' as const,
  }));
  return { ...held, status: statusFor(held.status, known), refunds: [...held.refunds, ...refunds] };
}

function statusFor(status: GatewayStatus, known: OnlinePayment): GatewayStatus {
  if (status === 'AUTHORIZED' && known.captureRequested) return 'CAPTURED';
  return known.voidRequested && (status === 'OPEN' || status === 'AUTHORIZED') ? 'CANCELLED' : status;
}

function nextCommands({ status, paymentMethod }: PlacedOrder, isSecured: boolean): readonly OrderCommand[] {
  const { ConfirmOrder, AcceptOrder, AttachPartner, MarkReady, ConfirmPickup, ConfirmDelivery } =
    orderCommands;
  switch (status) {
    case 'PENDING':
      return !isSecured
        ? []
        : [{ ...ConfirmOrder, paymentSecured: paymentMethod === 'COD' ? 'COD_APPROVED' : 'AUTHORIZED' }];
    case 'CONFIRMED':
      return [AcceptOrder];
    case 'PREPARING':
      return [AttachPartner, MarkReady];
    case 'READY':
      return [ConfirmPickup];
    case 'PICKED_UP':
      return [ConfirmDelivery];
    default:
      return [];
  }
}
