import { fold } from '../../domain/kernel/decider';
import { asId, type PaymentId, type RefundId } from '../../domain/kernel/ids';
import { historyTo, minutesAfterNoon } from '../../domain/order/order.fixtures';
import type { OrderStatus } from '../../domain/order/order-transitions';
import type { OrderEvent } from '../../domain/order/order-messages';
import type { GatewayPayment, GatewayStatus } from '../../domain/payment/gateway-payment';
import { payment } from '../../domain/payment/payment';
import {
  anApproveCod,
  anInitiatePayment,
  aRequestRefund,
  paymentCommands,
  paymentEventsOf,
  rupees,
  seeing,
} from '../../domain/payment/payment.fixtures';
import type { PaymentCommand, PaymentEvent } from '../../domain/payment/payment-messages';
import { refundedOf } from '../../domain/payment/payment-state';
import { dice } from '../histories.fixtures';
import { someAttempt } from '../payment-histories.fixtures';
import type { FeedEvent } from '../projection';
import { foldOrderView, type OrderViewRow } from './order-view';

const first = asId<PaymentId>('payment-1');
const second = asId<PaymentId>('payment-2');

/** Events with the streams that they stand in. */
type Happened = readonly (readonly [stream: string, event: OrderEvent | PaymentEvent])[];

const orderIs = (status: OrderStatus): Happened => historyTo(status).map((event) => ['order-order-1', event]);

const pay = (paymentId: PaymentId, ...commands: readonly PaymentCommand[]): Happened =>
  paymentEventsOf(commands).map((event) => [`payment-${paymentId}`, event]);

const rowOf = (...happened: Happened): OrderViewRow => {
  const row = foldOrderView(
    happened.map(([stream, event], n): FeedEvent<OrderEvent | PaymentEvent> => ({
      event,
      metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
      recorded: { stream, revision: n, position: n + 1 } as FeedEvent['recorded'],
    })),
  );
  if (row === null) throw new Error('no row');
  return row;
};

const initiate = (paymentId: PaymentId): PaymentCommand =>
  anInitiatePayment({ paymentId, attempt: paymentId === first ? 1 : 2 });

const look = (
  paymentId: PaymentId,
  status: GatewayStatus,
  overrides: Partial<GatewayPayment> = {},
): PaymentCommand => seeing(status, { reference: paymentId, ...overrides });

/** The commands of a refund that comes to an end. */
const giveBack = (
  paymentId: PaymentId,
  amount: number,
  status: 'PENDING' | 'SETTLED' | 'FAILED',
  captured = 285,
): readonly PaymentCommand[] => {
  const refundId = asId<RefundId>(`refund-of-${paymentId}-${amount}`);
  const refunds = [
    { reference: refundId, gatewayRefundId: 'gr', amount: rupees(amount), status },
  ] as const satisfies GatewayPayment['refunds'];
  return [
    aRequestRefund({ refundId, amount: rupees(amount), chargeTo: null, lines: [] }),
    look(paymentId, 'CAPTURED', { amount: rupees(captured), refunds }),
  ];
};

describe('the payments in the view of an order', () => {
  it.each([
    [[], 'PENDING'],
    [[look(first, 'OPEN')], 'ACTION_REQUIRED'],
    [[look(first, 'AUTHORIZED')], 'AUTHORIZED'],
    [[look(first, 'CAPTURED')], 'CAPTURED'],
    [[look(first, 'FAILED')], 'FAILED'],
    [[look(first, 'CANCELLED')], 'VOIDED'],
    [[look(first, 'CAPTURED'), ...giveBack(first, 100, 'SETTLED')], 'PARTIALLY_REFUNDED'],
    [[look(first, 'CAPTURED'), ...giveBack(first, 285, 'SETTLED')], 'REFUNDED'],
    [[look(first, 'CAPTURED'), ...giveBack(first, 285, 'PENDING')], 'CAPTURED'],
    [[look(first, 'CAPTURED'), ...giveBack(first, 285, 'FAILED')], 'CAPTURED'],
  ] as const satisfies readonly (readonly [readonly PaymentCommand[], string])[])(
    'come to what the one attempt came to (%#)',
    (commands, payment_status) => {
      const row = rowOf(...orderIs('PENDING'), ...pay(first, initiate(first), ...commands));
      expect(row).toMatchObject({ payment_status, payment_id: first });
    },
  );

  it('tell what was collected, what went back and what is on its way', () => {
    const row = rowOf(
      ...orderIs('PENDING'),
      ...pay(
        first,
        initiate(first),
        look(first, 'CAPTURED'),
        ...giveBack(first, 100, 'SETTLED'),
        ...giveBack(first, 50, 'PENDING'),
        ...giveBack(first, 20, 'FAILED'),
      ),
    );
    expect(row).toMatchObject({
      captured_minor: 28_500,
      refunded_minor: 10_000,
      refund_pending_minor: 5_000,
      payment_status: 'PARTIALLY_REFUNDED',
    });
  });

  it('show cash that was approved, and what was collected at the door', () => {
    const { RecordCodCollected } = paymentCommands;
    expect(rowOf(...orderIs('PENDING'), ...pay(first, anApproveCod()))).toMatchObject({
      payment_status: 'COD_APPROVED',
      captured_minor: 0,
    });
    const short = { ...RecordCodCollected, amount: rupees(200) };
    expect(rowOf(...orderIs('DELIVERED'), ...pay(first, anApproveCod(), short))).toMatchObject({
      payment_status: 'COD_COLLECTED',
      payment_id: first,
      captured_minor: 20_000,
    });
    const nothing = { ...RecordCodCollected, amount: rupees(0) };
    expect(rowOf(...orderIs('DELIVERED'), ...pay(first, anApproveCod(), nothing))).toMatchObject({
      payment_status: 'COD_COLLECTED',
      captured_minor: 0,
    });
  });

  it('ask again with a second attempt after the first failed', () => {
    const failed = pay(first, initiate(first), look(first, 'FAILED'));
    const again = pay(second, initiate(second), look(second, 'OPEN'));
    expect(rowOf(...orderIs('PENDING'), ...failed, ...again)).toMatchObject({
      payment_status: 'ACTION_REQUIRED',
      payment_id: second,
    });
  });

  it.each(['AUTHORIZED', 'CAPTURED'] as const)(
    'stay %s when a second attempt fails afterwards',
    (payment_status) => {
      const paid = pay(first, initiate(first), look(first, payment_status));
      const again = pay(second, initiate(second), look(second, 'FAILED'));
      expect(rowOf(...orderIs('PENDING'), ...paid, ...again)).toMatchObject({
        payment_status,
        payment_id: first,
      });
    },
  );

  it('count the money that came after its attempt had failed', () => {
    const failed = pay(first, initiate(first), look(first, 'FAILED'), look(first, 'CAPTURED'));
    expect(rowOf(...orderIs('PENDING'), ...failed)).toMatchObject({ payment_status: 'CAPTURED' });
  });

  it('stay paid when a second capture is given back: the first one counts', () => {
    const paid = pay(first, initiate(first), look(first, 'CAPTURED'));
    const twice = pay(
      second,
      initiate(second),
      look(second, 'CAPTURED'),
      ...giveBack(second, 285, 'SETTLED'),
    );
    expect(rowOf(...orderIs('PENDING'), ...paid, ...twice)).toMatchObject({
      payment_status: 'CAPTURED',
      payment_id: first,
      captured_minor: 57_000,
      refunded_minor: 28_500,
    });
  });

  it('are paid by the second attempt when what the first brought was too little and went back', () => {
    const little = { amount: rupees(100) };
    const paid = pay(
      first,
      initiate(first),
      look(first, 'CAPTURED', little),
      ...giveBack(first, 100, 'SETTLED', 100),
    );
    const again = pay(second, initiate(second), look(second, 'AUTHORIZED'));
    expect(rowOf(...orderIs('PENDING'), ...paid)).toMatchObject({ payment_status: 'REFUNDED' });
    expect(rowOf(...orderIs('PENDING'), ...paid, ...again)).toMatchObject({
      payment_status: 'AUTHORIZED',
      payment_id: second,
    });
  });

  it('stay paid when only what was too much goes back', () => {
    const much = { amount: rupees(300) };
    const paid = pay(
      first,
      initiate(first),
      look(first, 'CAPTURED', much),
      ...giveBack(first, 15, 'SETTLED', 300),
    );
    expect(rowOf(...orderIs('PENDING'), ...paid)).toMatchObject({
      payment_status: 'CAPTURED',
      refunded_minor: 1_500,
    });
  });

  it('say more than the confirmation of the order, and nothing less', () => {
    const [authorized, captured] = [look(first, 'AUTHORIZED'), look(first, 'CAPTURED')];
    const paid = pay(first, initiate(first), authorized, captured);
    const [placed, ...confirmed] = orderIs('CONFIRMED');
    expect(rowOf(placed!, ...paid, ...confirmed).payment_status).toBe('CAPTURED');
    expect(rowOf(...orderIs('CONFIRMED')).payment_status).toBe('AUTHORIZED');
  });

  it('leave the revision to the order, and move its position and time on', () => {
    const order = orderIs('CONFIRMED');
    const paid = pay(first, anInitiatePayment({ at: minutesAfterNoon(9) }));
    expect(rowOf(...order, ...paid)).toMatchObject({
      revision: order.length - 1,
      position: order.length + 1,
      updated_at: minutesAfterNoon(9),
      status: 'CONFIRMED',
    });
  });

  it('add up to what the payments themselves hold, and are paid as long as one of them keeps money', () => {
    let kept = 0;
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const throwDie = dice(seed);
      const attempts = [1, 2, 3].map((n) => ({
        id: `payment-${n}`,
        events: [...someAttempt(asId('order-1'), n, throwDie).flat()],
      }));
      const states = attempts.map(({ events }) => fold(payment, events));
      const mixed: (readonly [string, PaymentEvent])[] = [];
      while (attempts.some(({ events }) => events.length > 0)) {
        const { id, events } = attempts[throwDie(3)]!;
        const event = events.shift();
        if (event !== undefined) mixed.push([`payment-${id}`, event]);
      }
      const row = rowOf(...orderIs('PENDING'), ...mixed);
      const held = states.map((state) => {
        if (state.is === 'absent') throw new Error('it never began');
        return state.is === 'cash'
          ? { in: state.collected?.minor ?? 0, back: 0 }
          : { in: state.captured.minor, back: refundedOf(state).minor };
      });
      expect(row.captured_minor).toBe(held.reduce((total, one) => total + one.in, 0));
      expect(row.refunded_minor + row.refund_pending_minor).toBe(
        held.reduce((total, one) => total + one.back, 0),
      );
      if (held.some((one) => one.in > one.back)) {
        kept += 1;
        expect(['CAPTURED', 'COD_COLLECTED', 'PARTIALLY_REFUNDED']).toContain(row.payment_status);
      }
    }
    expect(kept).toBeGreaterThan(200);
  });
});
