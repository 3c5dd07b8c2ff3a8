import { inboxAggregate, ledgerAggregate, paymentAggregate } from '../../src/application/aggregates';
import { orderIdFor, paymentIdFor, refundIdFor, uuidv5 } from '../../src/application/deterministic-ids';
import { CUSTOMER_ID } from '../../src/domain/customer/customer.fixtures';
import type { InboxCommand } from '../../src/domain/inbox/inbox';
import type { Actor } from '../../src/domain/kernel/actor';
import type { OrderId, PaymentId, RefundId } from '../../src/domain/kernel/ids';
import type { Instant } from '../../src/domain/kernel/instant';
import { money } from '../../src/domain/kernel/money';
import type { Account, Entry } from '../../src/domain/ledger/accounts';
import type { Journal, LedgerCommand } from '../../src/domain/ledger/ledger';
import { courierAsha, minutesAfterNoon } from '../../src/domain/order/order.fixtures';
import type { GatewayPayment, GatewayRefund, GatewayStatus } from '../../src/domain/payment/gateway-payment';
import type { InitiatePayment, PaymentCommand } from '../../src/domain/payment/payment-messages';
import {
  anApproveCod,
  anInitiatePayment,
  aRequestRefund,
  paymentCommands,
  rupees,
  seeing,
} from '../../src/domain/payment/payment.fixtures';
import { RESTAURANT_ID } from '../../src/domain/restaurant/restaurant.fixtures';
import { ASHA, CUSTOMER, sealed, SUPPORT, systemActor } from './golden.people';
import { example, sha256, type ExampleStream } from './record-example';

function paymentActor(command: PaymentCommand): Actor {
  switch (command.type) {
    case 'InitiatePayment':
      return CUSTOMER;
    case 'RequestRefund':
      return command.by === 'system' ? systemActor('process-refunds') : SUPPORT;
    case 'RecordCodCollected':
      return ASHA;
    case 'ApproveCod':
    case 'RequestCapture':
      return systemActor('process-checkout');
    case 'RequestVoid':
      return systemActor('process-refunds');
    case 'RecordGatewayPayment':
    case 'RecordOutcomeUnknown':
    case 'RecordOpeningRefused':
    case 'RecordRefundRefused':
      return systemActor('process-payment-status');
  }
}

const orderOf = (name: string): OrderId => orderIdFor(CUSTOMER_ID, `paid: ${name}`);
const paymentOf = (name: string): PaymentId => paymentIdFor(orderOf(name), 1);
const refundOf = (name: string, cause: string): RefundId => refundIdFor(paymentOf(name), cause);

const idsOf = (name: string) => ({
  paymentId: paymentOf(name),
  orderId: orderOf(name),
  customerId: CUSTOMER_ID,
  amount: rupees(297),
});

/** The payment of an example, seen at its gateway some minutes after noon. */
const look = (
  name: string,
  minutes: number,
  status: GatewayStatus,
  parts: Partial<GatewayPayment> = {},
): PaymentCommand => {
  const reference = paymentOf(name);
  const known = { reference, gatewayPaymentId: `gw_${sha256(reference).slice(0, 16)}`, amount: rupees(297) };
  return seeing(status, { ...known, ...parts }, minutesAfterNoon(minutes));
};

const paid = (
  name: string,
  terms: Partial<InitiatePayment>,
  commands: readonly PaymentCommand[],
): ExampleStream => {
  const initiate = anInitiatePayment({ ...idsOf(name), ...terms });
  return example(name, paymentAggregate, initiate.paymentId, paymentActor, [initiate, ...commands]);
};

/** By card: the hold is collected; one refund settles, another is refused. */
function refundedByHalves(): ExampleStream {
  const name = 'captured-and-refunded';
  const missing = refundOf(name, 'item-missing');
  const cold = refundOf(name, 'food-cold');
  const refund = (status: GatewayRefund['status']): Partial<GatewayPayment> => ({
    refunds: [{ reference: missing, gatewayRefundId: 're_1', amount: rupees(85), status }],
  });
  return paid(name, {}, [
    { ...paymentCommands.RecordOutcomeUnknown, operation: 'open', at: minutesAfterNoon(1) },
    look(name, 2, 'OPEN'),
    look(name, 5, 'AUTHORIZED'),
    paymentCommands.RequestCapture,
    look(name, 8, 'CAPTURED'),
    aRequestRefund({ refundId: missing }),
    look(name, 61, 'CAPTURED', refund('PENDING')),
    look(name, 90, 'CAPTURED', refund('SETTLED')),
    aRequestRefund({
      ...{ refundId: cold, amount: rupees(20), cause: 'food-cold', chargeTo: 'courier' },
      ...{ lines: [], at: minutesAfterNoon(100) },
    }),
    { ...paymentCommands.RecordRefundRefused, refundId: cold, at: minutesAfterNoon(101) },
  ]);
}

/** Failed, collected all the same after it had lapsed, so given back whole. */
function lateCapture(): ExampleStream {
  const name = 'captured-late';
  return paid(name, { method: 'UPI', gateway: 'razorpay', capture: 'automatic' }, [
    look(name, 1, 'OPEN', { url: null }),
    look(name, 3, 'FAILED', { failure: 'upi-timeout' }),
    look(name, 20, 'CAPTURED'),
    aRequestRefund({
      ...{ refundId: refundOf(name, 'late-capture'), amount: rupees(297), cause: 'late-capture' },
      ...{ chargeTo: null, lines: [], by: 'system', at: minutesAfterNoon(21) },
    }),
  ]);
}

function voided(): ExampleStream {
  const name = 'voided';
  const terms = { method: 'WALLET', gateway: 'stripe', capture: 'automatic' } as const;
  return paid(name, terms, [
    look(name, 1, 'OPEN'),
    paymentCommands.RequestVoid,
    look(name, 9, 'CANCELLED'),
  ]);
}

/** Disputed twice: won the first time, lost the second. */
function disputed(): ExampleStream {
  const name = 'disputed';
  const first = { chargebackId: 'dp_1', amount: rupees(100), reason: 'not-received' };
  const second = { chargebackId: 'dp_2', amount: rupees(197), reason: 'fraudulent' };
  return paid(name, {}, [
    look(name, 5, 'CAPTURED'),
    look(name, 60, 'CAPTURED', { chargebacks: [{ ...first, status: 'OPEN' }] }),
    look(name, 70, 'CAPTURED', {
      chargebacks: [
        { ...first, status: 'WON' },
        { ...second, status: 'LOST' },
      ],
    }),
  ]);
}

function cash(): ExampleStream {
  const name = 'cash-short';
  const collect = { ...paymentCommands.RecordCodCollected, courierId: courierAsha, amount: rupees(290) };
  return example(name, paymentAggregate, paymentOf(name), paymentActor, [
    anApproveCod(idsOf(name)),
    collect,
  ]);
}

function message(name: string, parts: Pick<InboxCommand, 'gateway' | 'kind' | 'paymentId' | 'orderId'>) {
  const eventId = `evt_${sha256(name).slice(0, 16)}`;
  return example(name, inboxAggregate, `${parts.gateway}-${eventId}`, () => systemActor('webhooks'), [
    {
      type: 'ReceiveWebhook',
      eventId,
      bodyHash: sha256(`body of ${name}`),
      body: sealed(`body of ${name}`),
      at: minutesAfterNoon(5),
      ...parts,
    },
  ]);
}

const entry = (account: Account, party: string | null, minor: number): Entry => ({
  account,
  party,
  amount: money(minor, 'INR'),
});

/** Paid, delivered, and ₹ 85.00 of it given back on the restaurant's account. */
function books(): ExampleStream {
  const orderId = orderOf('captured-and-refunded');
  const paymentId = paymentOf('captured-and-refunded');
  const journal = (
    kind: Journal['kind'],
    at: Instant,
    entries: readonly Entry[],
    ofPayment: PaymentId | null,
  ): LedgerCommand => ({
    type: 'PostJournal',
    cause: uuidv5('example', 'booked', kind),
    kind,
    orderId,
    paymentId: ofPayment,
    entries,
    policyVersion: 'booking/1',
    at,
  });
  return example('sold-and-compensated', ledgerAggregate, orderId, () => systemActor('process-ledger'), [
    journal(
      'capture',
      minutesAfterNoon(8),
      [entry('psp_clearing', 'sandbox', 29_700), entry('customer', CUSTOMER_ID, -29_700)],
      paymentId,
    ),
    journal(
      'sale',
      minutesAfterNoon(34),
      [
        entry('customer', CUSTOMER_ID, 29_700),
        entry('promo_expense', 'platform', 2_000),
        entry('restaurant_payable', RESTAURANT_ID, -20_800),
        entry('revenue_commission', null, -5_200),
        entry('tax_payable', null, -1_200),
        entry('partner_payable', courierAsha, -3_200),
        entry('revenue_delivery', null, -800),
        entry('revenue_platform', null, -500),
      ],
      null,
    ),
    journal(
      'compensation',
      minutesAfterNoon(60),
      [entry('restaurant_payable', RESTAURANT_ID, 8_500), entry('customer', CUSTOMER_ID, -8_500)],
      paymentId,
    ),
  ]);
}

/** Money: attempts to pay, what gateways said, and the books. */
export const moneyExamples = (): readonly ExampleStream[] => [
  refundedByHalves(),
  lateCapture(),
  voided(),
  disputed(),
  cash(),
  message('about-a-payment', {
    gateway: 'sandbox',
    kind: 'payment.captured',
    paymentId: paymentOf('captured-and-refunded'),
    orderId: orderOf('captured-and-refunded'),
  }),
  message('about-nothing-known', {
    gateway: 'stripe',
    kind: 'payout.paid',
    paymentId: null,
    orderId: null,
  }),
  books(),
];
