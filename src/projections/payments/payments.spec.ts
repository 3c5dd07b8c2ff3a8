import { asId } from '../../domain/kernel/ids';
import { courierAsha, minutesAfterNoon, NOON } from '../../domain/order/order.fixtures';
import {
  anApproveCod,
  anInitiatePayment,
  aRequestRefund,
  paymentCommands,
  paymentEventsOf,
  refundA,
  rupees,
  seeing,
} from '../../domain/payment/payment.fixtures';
import type { GatewayChargeback } from '../../domain/payment/gateway-payment';
import type { PaymentCommand, PaymentEvent } from '../../domain/payment/payment-messages';
import { foldRow, type FeedEvent } from '../projection';
import { payments, type PaymentRow } from './payments';

const rowOf = (events: readonly PaymentEvent[]): PaymentRow => {
  const row = foldRow(
    payments,
    'payment-1',
    events.map((event, revision): FeedEvent<PaymentEvent> => ({
      event,
      metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
      recorded: { stream: 'payment-payment-1', revision, position: 100 + revision } as FeedEvent['recorded'],
    })),
  );
  if (row === null) throw new Error('no row');
  return row;
};

const rowAfter = (...commands: readonly PaymentCommand[]): PaymentRow => rowOf(paymentEventsOf(commands));

const begun = anInitiatePayment();

describe('the read model of payments', () => {
  it('begins with what is due, by when and where', () => {
    expect(rowAfter(begun)).toEqual({
      payment_id: 'payment-1',
      order_id: 'order-1',
      customer_id: 'customer-1',
      attempt: 1,
      method: 'CARD',
      gateway: 'sandbox',
      gateway_payment_id: null,
      status: 'INITIATED',
      is_open: true,
      currency: 'INR',
      due_minor: 28_500,
      captured_minor: 0,
      refunded_minor: 0,
      refund_pending_minor: 0,
      disputed_minor: 0,
      short_minor: 0,
      courier_id: null,
      url: null,
      reason: null,
      is_late: false,
      refunds: [],
      initiated_at: NOON,
      expires_at: minutesAfterNoon(15),
      captured_at: null,
      updated_at: NOON,
      position: 100,
    });
  });

  it('shows where to pay for as long as one can', () => {
    expect(rowAfter(begun, seeing('OPEN'))).toMatchObject({
      status: 'ACTION_REQUIRED',
      gateway_payment_id: 'gw-1',
      url: 'https://gateway.example/pay/gw-1',
    });
    for (const status of ['AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'] as const) {
      expect(rowAfter(begun, seeing('OPEN'), seeing(status)).url).toBeNull();
    }
    expect(rowAfter(begun, seeing('OPEN'), paymentCommands.RequestVoid)).toMatchObject({
      url: null,
      reason: 'order-closed',
      is_open: true,
    });
  });

  it.each([
    ['OPEN', true],
    ['AUTHORIZED', true],
    ['CAPTURED', false],
    ['FAILED', false],
    ['CANCELLED', false],
  ] as const)('says whether one that is %s at the gateway has to be watched: %p', (status, is_open) => {
    expect(rowAfter(begun, seeing(status)).is_open).toBe(is_open);
  });

  it('says what was captured and when, and whether that was late', () => {
    expect(rowAfter(begun, seeing('CAPTURED'))).toMatchObject({
      captured_minor: 28_500,
      captured_at: minutesAfterNoon(5),
      is_late: false,
    });
    const late = seeing('CAPTURED', {}, minutesAfterNoon(16));
    expect(rowAfter(begun, seeing('FAILED'), late)).toMatchObject({
      status: 'CAPTURED',
      is_late: true,
      reason: null,
    });
  });

  it('follows a refund until it is settled', () => {
    const asked = [begun, seeing('CAPTURED'), aRequestRefund()];
    const refunds = [
      { reference: refundA, gatewayRefundId: 'gr-1', amount: rupees(85), status: 'SETTLED' } as const,
    ];
    expect(rowAfter(...asked)).toMatchObject({ refunded_minor: 0, refund_pending_minor: 8_500 });
    expect(rowAfter(...asked, seeing('CAPTURED', { refunds }))).toMatchObject({
      refunded_minor: 8_500,
      refund_pending_minor: 0,
      captured_minor: 28_500,
    });
    expect(rowAfter(...asked, paymentCommands.RecordRefundRefused)).toMatchObject({
      refunded_minor: 0,
      refund_pending_minor: 0,
    });
  });

  it('counts what is disputed until a chargeback is won', () => {
    const disputed = (status: GatewayChargeback['status']) =>
      rowAfter(
        begun,
        seeing('CAPTURED'),
        seeing('CAPTURED', {
          chargebacks: [{ chargebackId: 'cb-1', amount: rupees(85), status, reason: 'fraud' }],
        }),
      ).disputed_minor;
    expect([disputed('OPEN'), disputed('LOST'), disputed('WON')]).toEqual([8_500, 8_500, 0]);
  });

  it('shows cash, who collected it, and what was missing', () => {
    const approved = anApproveCod();
    expect(rowAfter(approved)).toMatchObject({
      method: 'COD',
      gateway: null,
      status: 'COD_APPROVED',
      is_open: false,
      expires_at: null,
    });
    const { RecordCodCollected } = paymentCommands;
    expect(rowAfter(approved, { ...RecordCodCollected, amount: rupees(280) })).toMatchObject({
      status: 'COD_COLLECTED',
      captured_minor: 28_000,
      short_minor: 500,
      courier_id: courierAsha,
      captured_at: RecordCodCollected.at,
    });
  });

  it('refuses a history that does not begin with the beginning', () => {
    expect(() => rowOf([{ type: 'PaymentVoided', at: NOON }])).toThrow('never began');
  });

  it('is kept under the payment, whose order is the partition key', () => {
    const [event] = paymentEventsOf([anInitiatePayment({ paymentId: asId('another') })]);
    const recorded = { stream: 'payment-another' } as FeedEvent['recorded'];
    const metadata = { partitionKey: 'order-1' } as FeedEvent['metadata'];
    expect(payments.keysOf({ event: event!, metadata, recorded })).toEqual(['another']);
  });
});
