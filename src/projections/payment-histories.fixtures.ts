import { paymentIdFor, refundIdFor } from '../application/deterministic-ids';
import { fold, never } from '../domain/kernel/decider';
import type { OrderId } from '../domain/kernel/ids';
import { money } from '../domain/kernel/money';
import type { Entry } from '../domain/ledger/accounts';
import { ledger, type LedgerEvent } from '../domain/ledger/ledger';
import { minutesAfterNoon } from '../domain/order/order.fixtures';
import { GATEWAY_STATUSES, type GatewayPayment } from '../domain/payment/gateway-payment';
import { payment } from '../domain/payment/payment';
import {
  anApproveCod,
  anInitiatePayment,
  aRequestRefund,
  atGateway,
  paymentCommands,
  rupees,
} from '../domain/payment/payment.fixtures';
import type { PaymentCommand, PaymentEvent } from '../domain/payment/payment-messages';
import type { OnlinePayment, Payment } from '../domain/payment/payment-state';

type Die = (sides: number) => number;

const pick = <T>(throwDie: Die, choices: readonly T[], fallback: T): T =>
  choices[throwDie(choices.length)] ?? fallback;

function someLook(state: OnlinePayment, throwDie: Die): GatewayPayment {
  const isCollected = state.captured.minor > 0;
  return atGateway(pick(throwDie, GATEWAY_STATUSES, 'OPEN'), {
    reference: state.paymentId,
    gatewayPaymentId: `gw-${state.paymentId}`,
    amount: rupees(pick(throwDie, [285, 285, 285, 200, 300], 285)),
    refunds: [...state.refunds].map(([refundId, { amount }]) => ({
      reference: refundId,
      gatewayRefundId: `gw-${refundId}`,
      amount,
      status: pick(throwDie, ['PENDING', 'SETTLED', 'FAILED'] as const, 'PENDING'),
    })),
    chargebacks:
      isCollected && throwDie(4) === 0
        ? [
            {
              chargebackId: 'chargeback-1',
              amount: rupees(10),
              status: pick(throwDie, ['OPEN', 'WON', 'LOST'] as const, 'OPEN'),
              reason: 'not-recognised',
            },
          ]
        : [],
  });
}

function someCommand(state: Payment, orderId: OrderId, attempt: number, throwDie: Die): PaymentCommand {
  const at = minutesAfterNoon(1 + throwDie(20));
  switch (state.is) {
    case 'absent': {
      const terms = { paymentId: paymentIdFor(orderId, attempt), orderId, attempt };
      return throwDie(4) === 0 && attempt === 1 ? anApproveCod(terms) : anInitiatePayment(terms);
    }
    case 'cash':
      return { ...paymentCommands.RecordCodCollected, amount: rupees(285 - 5 * throwDie(3)) };
    case 'online': {
      const cause = pick(throwDie, ['order-cancelled', 'second-capture', 'item-missing'], 'overpaid');
      const refundId = refundIdFor(state.paymentId, cause);
      const { RecordOutcomeUnknown, RecordOpeningRefused, RecordRefundRefused } = paymentCommands;
      const { RequestCapture, RequestVoid } = paymentCommands;
      const look: PaymentCommand = { type: 'RecordGatewayPayment', observed: someLook(state, throwDie), at };
      const commands: readonly PaymentCommand[] = [
        { ...RequestCapture, at },
        { ...RequestVoid, at },
        { ...RecordOutcomeUnknown, at },
        { ...RecordOpeningRefused, at },
        { ...RecordRefundRefused, refundId, at },
        aRequestRefund({ refundId, cause, amount: rupees(10 * (1 + throwDie(28))), at }),
      ];
      return throwDie(2) === 0 ? look : pick(throwDie, commands, look);
    }
    default:
      return never(state);
  }
}

/** What happens to one attempt while everybody keeps trying everything: a list of what each command decided. */
export function someAttempt(
  orderId: OrderId,
  attempt: number,
  throwDie: Die,
): readonly (readonly PaymentEvent[])[] {
  const steps: (readonly PaymentEvent[])[] = [];
  let state: Payment = payment.initial;
  for (let tries = throwDie(20) + 1; tries > 0; tries -= 1) {
    const decision = payment.decide(someCommand(state, orderId, attempt, throwDie), state);
    if (!decision.ok || decision.events.length === 0) continue;
    state = fold({ ...payment, initial: state }, decision.events);
    steps.push(decision.events);
  }
  return steps;
}

/** Some journals of an order, on accounts that it shares with others. */
export function someJournals(orderId: OrderId, throwDie: Die): readonly (readonly LedgerEvent[])[] {
  const steps: (readonly LedgerEvent[])[] = [];
  for (let n = throwDie(4); n > 0; n -= 1) {
    const currency = throwDie(10) === 0 ? 'USD' : 'INR';
    const entry = (account: Entry['account'], party: string | null, minor: number): Entry => ({
      account,
      party,
      amount: money(minor, currency),
    });
    const [amount, tax] = [(1 + throwDie(300)) * 100, 1 + throwDie(50)];
    const decision = ledger.decide(
      {
        type: 'PostJournal',
        cause: `cause-${orderId}-${n}`,
        kind: 'sale',
        orderId,
        paymentId: null,
        entries: [
          entry('customer', `customer-${throwDie(3)}`, amount),
          entry('tax_payable', null, -tax),
          entry('restaurant_payable', `restaurant-${throwDie(3)}`, tax - amount - 7),
          // The same account twice in one journal.
          entry('tax_payable', null, 7),
        ],
        policyVersion: 'booking/1',
        at: minutesAfterNoon(throwDie(60)),
      },
      ledger.initial,
    );
    if (!decision.ok) throw new Error(decision.rejection.code);
    steps.push(decision.events);
  }
  return steps;
}
