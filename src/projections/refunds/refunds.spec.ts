import { retriedRefundIdFor } from '../../application/deterministic-ids';
import { asId } from '../../domain/kernel/ids';
import { minutesAfterNoon } from '../../domain/order/order.fixtures';
import type { GatewayRefund } from '../../domain/payment/gateway-payment';
import {
  aRequestRefund,
  paymentCommands,
  paymentHistoryTo,
  refundA,
  refundB,
  rupees,
  seeing,
} from '../../domain/payment/payment.fixtures';
import type { PaymentCommand, PaymentEvent } from '../../domain/payment/payment-messages';
import type { FeedEvent } from '../projection';
import { refunds, type RefundRow } from './refunds';

type RefundFact = Parameters<typeof refunds.evolve>[1];

const isRead = (fact: FeedEvent<PaymentEvent>): fact is RefundFact =>
  refunds.reads.some((type) => type === fact.event.type);

const rowsAfter = (...commands: readonly PaymentCommand[]): ReadonlyMap<string, RefundRow> => {
  const rows = new Map<string, RefundRow>();
  for (const [revision, event] of paymentHistoryTo('CAPTURED', ...commands).entries()) {
    const fact: FeedEvent<PaymentEvent> = {
      event,
      metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
      recorded: { stream: 'payment-payment-1', revision, position: 100 + revision } as FeedEvent['recorded'],
    };
    if (!isRead(fact)) continue;
    for (const key of refunds.keysOf(fact)) {
      const row = refunds.evolve(rows.get(key) ?? null, fact, key);
      if (row !== null) rows.set(key, row);
    }
  }
  return rows;
};

const seen = (status: GatewayRefund['status'], minutes = 90, amount = 85): PaymentCommand =>
  seeing(
    'CAPTURED',
    { refunds: [{ reference: refundA, gatewayRefundId: 'gr-1', amount: rupees(amount), status }] },
    minutesAfterNoon(minutes),
  );

describe('the read model of refunds', () => {
  it('begins with what is asked back, why, by whom and on whose account', () => {
    expect(rowsAfter(aRequestRefund()).get(refundA)).toEqual({
      refund_id: 'refund-a',
      payment_id: 'payment-1',
      retried_by: retriedRefundIdFor(asId('payment-1'), asId('refund-a')),
      order_id: 'order-1',
      status: 'REQUESTED',
      amount_minor: 8_500,
      currency: 'INR',
      cause: 'item-missing',
      charge_to: 'restaurant',
      lines: [{ lineId: 'line-1', amountMinor: 8_500 }],
      requested_by: 'support',
      gateway_refund_id: null,
      reason: null,
      requested_at: minutesAfterNoon(60),
      settled_at: null,
      updated_at: minutesAfterNoon(60),
      position: 103,
    });
  });

  it('follows it to the gateway and until it is settled', () => {
    expect(rowsAfter(aRequestRefund(), seen('PENDING')).get(refundA)).toMatchObject({
      status: 'SUBMITTED',
      gateway_refund_id: 'gr-1',
      settled_at: null,
    });
    expect(rowsAfter(aRequestRefund(), seen('PENDING'), seen('SETTLED', 95)).get(refundA)).toMatchObject({
      status: 'SETTLED',
      settled_at: minutesAfterNoon(95),
      updated_at: minutesAfterNoon(95),
    });
  });

  it('shows what went in the end, should that be another amount', () => {
    expect(rowsAfter(aRequestRefund(), seen('SETTLED', 90, 80)).get(refundA)?.amount_minor).toBe(8_000);
  });

  it('says why one failed', () => {
    const { RecordRefundRefused } = paymentCommands;
    expect(rowsAfter(aRequestRefund(), RecordRefundRefused).get(refundA)).toMatchObject({
      status: 'FAILED',
      reason: 'too-old',
    });
    expect(rowsAfter(aRequestRefund(), seen('FAILED')).get(refundA)).toMatchObject({
      status: 'FAILED',
      gateway_refund_id: 'gr-1',
    });
  });

  it('keeps the refunds of one payment apart', () => {
    const rows = rowsAfter(
      aRequestRefund(),
      aRequestRefund({ refundId: refundB, cause: 'cold' }),
      seen('SETTLED'),
    );
    expect([...rows].map(([id, { status, cause }]) => [id, status, cause])).toEqual([
      [refundA, 'SETTLED', 'item-missing'],
      [refundB, 'REQUESTED', 'cold'],
    ]);
  });

  it('refuses the end of a refund that was never requested', () => {
    const event = { type: 'RefundFailed', refundId: refundA, reason: 'lost', at: '' } as const;
    const fact = { event, recorded: {}, metadata: {} } as RefundFact;
    expect(() => refunds.evolve(null, fact, refundA)).toThrow('never requested');
  });
});
