import { deliveryCommands } from '../../domain/delivery/delivery.fixtures';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { courierAsha, eventsOf, historyTo, NOON, orderCommands } from '../../domain/order/order.fixtures';
import type { OrderEvent } from '../../domain/order/order-messages';
import { asId } from '../../domain/kernel/ids';
import { paymentHistoryTo, paymentCommands } from '../../domain/payment/payment.fixtures';
import type { PaymentEvent } from '../../domain/payment/payment-messages';
import { someAttempt } from '../payment-histories.fixtures';
import { dice, someOrder } from '../histories.fixtures';
import type { FeedEvent } from '../projection';
import { orderTimeline, type TimelineRow } from './order-timeline';

const factOf = (event: OrderEvent, revision = 0): FeedEvent<OrderEvent> => ({
  event,
  metadata: { partitionKey: 'order-1', actor: { id: 'a', role: 'restaurant' } } as FeedEvent['metadata'],
  recorded: { revision, position: 100 + revision } as FeedEvent['recorded'],
});

const paymentRowOf = (event: PaymentEvent): TimelineRow | null =>
  orderTimeline.evolve(
    null,
    {
      event,
      metadata: { partitionKey: 'order-1', actor: { id: 'a', role: 'system' } } as FeedEvent['metadata'],
      recorded: { stream: 'payment-payment-1', revision: 2, position: 200 } as FeedEvent['recorded'],
    },
    'order-1',
  );

const rowOf = (event: OrderEvent, revision?: number): TimelineRow | null =>
  orderTimeline.evolve(null, factOf(event, revision), 'order-1');

describe('the timeline of an order', () => {
  it('has a row for every event, with what it is, when it was and who did it', () => {
    const history = historyTo('PREPARING');
    expect(rowOf(history[2]!, 2)).toEqual({
      order_id: 'order-1',
      position: 102,
      revision: 2,
      type: 'OrderAcceptedByRestaurant',
      at: history[2]!.at,
      actor_role: 'restaurant',
      data: { readyBy: '2026-03-14T12:24:00.000Z' },
    });
  });

  it('tells of the delivery what anybody may know, and neither place nor picture', () => {
    const told = (event: DeliveryEvent) =>
      orderTimeline.evolve(null, factOf(event as never), 'order-1')?.data ?? null;
    expect(told({ type: 'PartnerSearchStarted', cause: 'accepted', at: NOON })).toEqual({
      of: 'delivery',
      cause: 'accepted',
    });
    const proof: DeliveryEvent = { ...deliveryCommands.RecordProof, type: 'ProofRecorded' };
    expect(told(proof)).toEqual({ of: 'delivery', courierId: courierAsha, distanceMetres: 20 });
    expect(orderTimeline.reads).not.toContain('AssignmentDeclined');
  });

  it('says who was to bring it', () => {
    const attached = historyTo('READY').find(({ type }) => type === 'PartnerAttached');
    expect(rowOf(attached!)?.data).toEqual({ courierId: courierAsha });
  });

  it('says what a cancellation costs and by which policy', () => {
    const { PlaceOrder, ConfirmOrder, AcceptOrder, CancelOrder } = orderCommands;
    const cancelled = eventsOf([PlaceOrder, ConfirmOrder, AcceptOrder, CancelOrder]).at(-1);
    expect(rowOf(cancelled!)?.data).toEqual({
      by: 'customer',
      fault: 'customer',
      reason: 'changed-mind',
      stage: 'PREPARING',
      feeMinor: 5_700,
      currency: 'INR',
      policyVersion: 'cancellation-fee/1',
    });
  });

  it('never holds the address, the instructions or the code of the door', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const rows = someOrder('order-1', dice(seed)).flatMap((events) => events.map((event) => rowOf(event)));
      expect(JSON.stringify(rows)).not.toMatch(/c2VhbGVkIGFkZHJlc3M|key-1|code-hash/);
    }
  });

  it('tells of payments too, and of which', () => {
    expect(paymentRowOf(paymentHistoryTo('CAPTURED').at(-1)!)).toEqual({
      order_id: 'order-1',
      position: 200,
      revision: 2,
      type: 'PaymentCaptured',
      at: paymentHistoryTo('CAPTURED').at(-1)!.at,
      actor_role: 'system',
      data: { paymentId: 'payment-1', amountMinor: 28_500, currency: 'INR', late: false },
    });
  });

  it('says what is given back, why, and on whose account', () => {
    const requested = paymentHistoryTo('CAPTURED', paymentCommands.RequestRefund).at(-1);
    expect(paymentRowOf(requested!)?.data).toEqual({
      paymentId: 'payment-1',
      refundId: 'refund-a',
      amountMinor: 8_500,
      currency: 'INR',
      cause: 'item-missing',
      chargeTo: 'restaurant',
      lines: [{ lineId: 'line-1', amountMinor: 8_500 }],
    });
  });

  it('never holds the page to pay on, nor what a payment is called at its gateway', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 300; seed += 1) {
      for (const event of someAttempt(asId('order-1'), 1, dice(seed)).flat()) {
        seen.add(event.type);
        expect(JSON.stringify(paymentRowOf(event))).not.toMatch(/https:|gw-/);
      }
    }
    expect(seen.size).toBe(18);
  });
});
