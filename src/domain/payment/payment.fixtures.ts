import { fold } from '../kernel/decider';
import { asId, type RefundId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import { money, type Money } from '../kernel/money';
import { courierAsha, minutesAfterNoon, NOON } from '../order/order.fixtures';
import type { GatewayChargeback, GatewayPayment, GatewayRefund, GatewayStatus } from './gateway-payment';
import { payment } from './payment';
import type { InitiatePayment, PaymentCommand, PaymentEvent } from './payment-messages';
import type { CashPayment, OnlinePayment, OnlineStatus, Payment } from './payment-state';

type Of<T extends PaymentCommand['type']> = Extract<PaymentCommand, { readonly type: T }>;

export const rupees = (amount: number): Money => money(amount * 100, 'INR');

/** The first attempt to pay ₹ 285.00 for an order, by card, until a quarter past noon. */
export const anInitiatePayment = (overrides: Partial<InitiatePayment> = {}): InitiatePayment => ({
  type: 'InitiatePayment',
  paymentId: asId('payment-1'),
  orderId: asId('order-1'),
  customerId: asId('customer-1'),
  attempt: 1,
  amount: rupees(285),
  method: 'CARD',
  gateway: 'sandbox',
  capture: 'manual',
  expiresAt: minutesAfterNoon(15),
  at: NOON,
  ...overrides,
});

/** The same order, to be paid in cash at the door. */
export const anApproveCod = (overrides: Partial<Of<'ApproveCod'>> = {}): Of<'ApproveCod'> => ({
  type: 'ApproveCod',
  paymentId: asId('payment-1'),
  orderId: asId('order-1'),
  customerId: asId('customer-1'),
  attempt: 1,
  amount: rupees(285),
  at: NOON,
  ...overrides,
});

/** The payment of {@link anInitiatePayment} as the gateway has it. */
export const atGateway = (
  status: GatewayStatus,
  overrides: Partial<GatewayPayment> = {},
): GatewayPayment => ({
  reference: asId('payment-1'),
  gatewayPaymentId: 'gw-1',
  status,
  amount: rupees(285),
  url: status === 'OPEN' ? 'https://gateway.example/pay/gw-1' : null,
  failure: status === 'FAILED' ? 'card-declined' : null,
  refunds: [],
  chargebacks: [],
  ...overrides,
});

/** A look at the gateway, five minutes after noon unless said otherwise. */
export const seeing = (
  status: GatewayStatus,
  overrides: Partial<GatewayPayment> = {},
  at: Instant = minutesAfterNoon(5),
): Of<'RecordGatewayPayment'> => ({
  type: 'RecordGatewayPayment',
  observed: atGateway(status, overrides),
  at,
});

export const refundA = asId<RefundId>('refund-a');
export const refundB = asId<RefundId>('refund-b');

/** The refund of {@link aRequestRefund} as the gateway has it. */
export const refundAtGateway = (
  status: GatewayRefund['status'],
  overrides: Partial<GatewayRefund> = {},
): GatewayRefund => ({
  reference: refundA,
  gatewayRefundId: 're-1',
  amount: rupees(85),
  status,
  ...overrides,
});

/** A dispute about ₹ 100.00 of the payment. */
export const chargebackAtGateway = (
  status: GatewayChargeback['status'],
  overrides: Partial<GatewayChargeback> = {},
): GatewayChargeback => ({
  chargebackId: 'dp-1',
  amount: rupees(100),
  status,
  reason: 'fraudulent',
  ...overrides,
});

/** ₹ 85.00 back for a dosa that was missing, on the restaurant's account. */
export const aRequestRefund = (overrides: Partial<Of<'RequestRefund'>> = {}): Of<'RequestRefund'> => ({
  type: 'RequestRefund',
  refundId: refundA,
  amount: rupees(85),
  cause: 'item-missing',
  chargeTo: 'restaurant',
  lines: [{ lineId: 'line-1', amountMinor: 8_500 }],
  by: 'support',
  at: minutesAfterNoon(60),
  ...overrides,
});

/** One command of each type: all but ApproveCod and RecordCodCollected are about one online payment. */
export const paymentCommands = {
  InitiatePayment: anInitiatePayment(),
  ApproveCod: anApproveCod(),
  RecordGatewayPayment: seeing('CAPTURED'),
  RecordOutcomeUnknown: {
    type: 'RecordOutcomeUnknown',
    operation: 'capture',
    cause: 'timeout',
    at: minutesAfterNoon(6),
  },
  RecordOpeningRefused: {
    type: 'RecordOpeningRefused',
    reason: 'amount-too-large',
    at: minutesAfterNoon(1),
  },
  RecordRefundRefused: {
    type: 'RecordRefundRefused',
    refundId: refundA,
    reason: 'too-old',
    at: minutesAfterNoon(61),
  },
  RequestCapture: { type: 'RequestCapture', at: minutesAfterNoon(7) },
  RequestVoid: { type: 'RequestVoid', reason: 'order-closed', at: minutesAfterNoon(8) },
  RecordCodCollected: {
    type: 'RecordCodCollected',
    courierId: courierAsha,
    amount: rupees(285),
    at: minutesAfterNoon(35),
  },
  RequestRefund: aRequestRefund(),
} as const satisfies { readonly [T in PaymentCommand['type']]: Of<T> };

const way = (status: OnlineStatus): readonly PaymentCommand[] => {
  switch (status) {
    case 'INITIATED':
      return [anInitiatePayment()];
    case 'ACTION_REQUIRED':
      return [...way('INITIATED'), seeing('OPEN', {}, minutesAfterNoon(1))];
    case 'AUTHORIZED':
      return [...way('ACTION_REQUIRED'), seeing('AUTHORIZED')];
    case 'CAPTURED':
      return [...way('ACTION_REQUIRED'), seeing('CAPTURED')];
    case 'FAILED':
      return [...way('ACTION_REQUIRED'), seeing('FAILED')];
    case 'VOIDED':
      return [...way('ACTION_REQUIRED'), seeing('CANCELLED')];
  }
};

/**
 * What commands decide one after the other.
 * @throws when one of them is refused
 */
export function paymentEventsOf(
  commands: readonly PaymentCommand[],
  from: Payment = payment.initial,
): readonly PaymentEvent[] {
  let state = from;
  return commands.flatMap((command) => {
    const decision = payment.decide(command, state);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.rejection.code}`);
    state = fold({ ...payment, initial: state }, decision.events);
    return decision.events;
  });
}

/** The history that brings an online payment to a status by the straight way, with more commands after it. */
export const paymentHistoryTo = (
  status: OnlineStatus,
  ...more: readonly PaymentCommand[]
): readonly PaymentEvent[] => paymentEventsOf([...way(status), ...more]);

/** The state after {@link paymentHistoryTo}. */
export function onlinePaymentIn(status: OnlineStatus, ...more: readonly PaymentCommand[]): OnlinePayment {
  const state = fold(payment, paymentHistoryTo(status, ...more));
  if (state.is !== 'online') throw new Error('the straight way begins with an online payment');
  return state;
}

/** Cash that was approved, and collected if a command says so. */
export function cashPayment(...more: readonly PaymentCommand[]): CashPayment {
  const state = fold(payment, paymentEventsOf([anApproveCod(), ...more]));
  if (state.is !== 'cash') throw new Error('it begins with cash that was approved');
  return state;
}
