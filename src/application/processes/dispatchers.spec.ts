import { MemoryCarts } from '../../adapters/driven/memory/memory-carts';
import type { CheckoutCommand } from '../../domain/checkout/checkout';
import { asId, type CustomerId, type RefundId } from '../../domain/kernel/ids';
import type { BookkeepingCommand } from '../../domain/ledger/bookkeeping';
import { courierAsha, minutesAfterNoon } from '../../domain/order/order.fixtures';
import type { SyncPayment } from '../../domain/payment-status/payment-status';
import type { RefundsCommand } from '../../domain/refunds/refunds';
import { ledgerAggregate } from '../aggregates';
import { refundIdFor } from '../deterministic-ids';
import { attempt, orderId, PaymentDesk } from '../../../test/support/payment-desk';
import { inr } from '../../../test/support/scripted-gateway';
import { CheckoutDispatcher } from './checkout-dispatcher';
import { LedgerDispatcher } from './ledger-dispatcher';
import { PaymentStatusDispatcher } from './payment-status-dispatcher';
import { RefundsDispatcher } from './refunds-dispatcher';

const first = attempt(1);
const due = inr(28_500);

let desk: PaymentDesk;

beforeEach(() => {
  desk = new PaymentDesk();
});

describe('what the checkout asks for', () => {
  const dispatch = (command: CheckoutCommand, name?: string) =>
    new CheckoutDispatcher(desk.executor, new MemoryCarts(), desk.gateways).dispatch(
      command,
      desk.request(name),
    );
  const firstPayment = (method: 'CARD' | 'UPI' | 'WALLET' | null): CheckoutCommand => ({
    to: 'first-payment',
    orderId,
    customerId: asId<CustomerId>('customer-1'),
    amount: due,
    method,
    expiresAt: minutesAfterNoon(15),
  });
  const cash: CheckoutCommand = { to: 'cash', orderId, courierId: courierAsha, amount: due };

  it('is a first payment, begun once at the gateway that takes its method', async () => {
    expect(await dispatch(firstPayment('CARD'), 'begin')).toEqual({ kind: 'ok' });
    expect(await dispatch(firstPayment('CARD'), 'begin')).toEqual({ kind: 'ok' });
    expect(await desk.events()).toMatchObject([
      { type: 'PaymentInitiated', paymentId: first, attempt: 1, gateway: 'sandbox', capture: 'manual' },
    ]);
  });

  it('leaves an attempt that the customer has begun in another way as it is', async () => {
    await dispatch(firstPayment('CARD'));
    expect(await dispatch(firstPayment('UPI'))).toMatchObject({ kind: 'rejected' });
    expect(await desk.events()).toMatchObject([{ type: 'PaymentInitiated', method: 'CARD' }]);
  });

  it('cannot be a payment that no gateway takes', async () => {
    expect(await dispatch(firstPayment('WALLET'))).toEqual({
      kind: 'rejected',
      code: 'no-gateway-for-method',
    });
  });

  it('is cash that is approved, and later collected', async () => {
    await dispatch(firstPayment(null));
    expect(await dispatch(cash)).toEqual({ kind: 'ok' });
    expect(await desk.types()).toEqual(['CodApproved', 'CodCollected']);
  });

  it('fails, to be sent again, when the cash is collected before it could be approved', async () => {
    expect(await dispatch(cash, 'collect')).toEqual({ kind: 'failed', cause: 'payment-not-found' });
    await dispatch(firstPayment(null));
    expect(await dispatch(cash, 'collect')).toEqual({ kind: 'ok' });
    expect(await desk.types()).toEqual(['CodApproved', 'CodCollected']);
  });
});

describe('what the payment status asks for', () => {
  const sync: SyncPayment = { to: 'gateway', type: 'SyncPayment', orderId, paymentId: first };
  const dispatch = () => new PaymentStatusDispatcher(desk.syncs).dispatch(sync, desk.request());

  it('is done when the gateway was asked, and also when it did not answer: there is a timer', async () => {
    await desk.begin();
    desk.gateway.expect('open', 'unavailable');
    expect(await dispatch()).toEqual({ kind: 'ok' });
    expect(await dispatch()).toEqual({ kind: 'ok' });
    expect(await desk.types()).toEqual(['PaymentInitiated', 'PaymentActionRequired']);
  });

  it('is refused when the gateway has another payment', async () => {
    await desk.bring(1, 'OPEN');
    const held = desk.gateway.payments.get(first)!;
    desk.gateway.payments.set(first, { ...held, gatewayPaymentId: 'another' });
    expect(await dispatch()).toEqual({ kind: 'rejected', code: 'another-payment-observed' });
  });

  it('fails, to be sent again, when what the gateway said could not be recorded', async () => {
    await desk.bring(1, 'OPEN');
    desk.gateway.become(first, 'CAPTURED');
    let others = 0;
    desk.gateway.meanwhile = () =>
      desk.pay(first, { type: 'RecordOutcomeUnknown', operation: 'open', cause: `${(others += 1)}` });
    expect(await dispatch()).toEqual({ kind: 'failed', cause: 'contended' });
  });
});

describe('what the refunds ask for', () => {
  const refund = (cause: string): RefundsCommand => ({
    to: 'payment',
    orderId,
    paymentId: first,
    command: { type: 'RequestRefund', amount: inr(100), cause, chargeTo: null, lines: [], by: 'system' },
  });
  const dispatch = (command: RefundsCommand) =>
    new RefundsDispatcher(desk.executor).dispatch(command, desk.request());

  it('is refunded once for a cause, under an id that follows from it', async () => {
    await desk.bring(1, 'CAPTURED');
    for (const cause of ['order-cancelled', 'overpaid', 'order-cancelled']) {
      expect(await dispatch(refund(cause))).toEqual({ kind: 'ok' });
    }
    expect([...(await desk.online()).refunds.keys()]).toEqual<readonly RefundId[]>([
      refundIdFor(first, 'order-cancelled'),
      refundIdFor(first, 'overpaid'),
    ]);
  });

  it('is let go of', async () => {
    await desk.begin();
    const command = { type: 'RequestVoid', reason: 'order-expired' } as const;
    expect(await dispatch({ to: 'payment', orderId, paymentId: first, command })).toEqual({ kind: 'ok' });
    expect(await desk.events()).toMatchObject([
      { type: 'PaymentInitiated' },
      { type: 'VoidRequested', reason: 'order-expired' },
    ]);
  });
});

describe('what the bookkeeping asks for', () => {
  const book: BookkeepingCommand = {
    to: 'ledger',
    orderId,
    journal: {
      kind: 'capture',
      paymentId: first,
      entries: [
        { account: 'psp_clearing', party: 'sandbox', amount: due },
        { account: 'customer', party: 'customer-1', amount: inr(-28_500) },
      ],
      policyVersion: 'booking/1',
    },
  };

  it('is booked once, as caused by the event that it is about, at its time and by its policy', async () => {
    const dispatcher = new LedgerDispatcher(desk.executor);
    const context = desk.request('of an event');
    expect(await dispatcher.dispatch(book, { ...context, causationId: 'event-1' })).toEqual({ kind: 'ok' });
    expect(await dispatcher.dispatch(book, { ...context, causationId: 'event-1' })).toEqual({ kind: 'ok' });
    const { events } = await desk.loader.history(ledgerAggregate, orderId);
    expect(events).toMatchObject([
      {
        event: { type: 'JournalPosted', cause: 'event-1', orderId, kind: 'capture', at: context.at },
        metadata: { policies: { booking: 'booking/1' } },
      },
    ]);
  });
});
