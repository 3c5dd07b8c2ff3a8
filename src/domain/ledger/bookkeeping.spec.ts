import { asId } from '../kernel/ids';
import { money } from '../kernel/money';
import type { ProcessInput } from '../kernel/process';
import type { FaultParty } from '../order/cancellation-fee';
import { aPlaceOrder, courierAsha, courierBilal, NOON } from '../order/order.fixtures';
import type { Told } from '../story/order-story';
import { bookkeeping, type BookedEvent, type Books } from './bookkeeping';

type Input = ProcessInput<BookedEvent>;

const { orderId, customerId, expiresAt } = aPlaceOrder();
const at = NOON;
const amount = money(28_500, 'INR');
const inOrder = { orderId, at };
const inPayment = { orderId, paymentId: asId<Told<'PaymentCaptured'>['paymentId']>('payment-1'), at };

const happened = (event: BookedEvent): Input => ({ kind: 'event', event });
const placed = happened({ ...aPlaceOrder(), type: 'OrderPlaced' });
const handedTo = (courierId: typeof courierAsha): Input =>
  happened({ type: 'OrderHandedOver', ...inOrder, courierId });
const delivered = happened({
  type: 'OrderDelivered',
  ...inOrder,
  proof: { kind: 'staff', reason: 'called' },
});
const cancelled = (fault: FaultParty, feeMinor: number): Input =>
  happened({
    ...{ type: 'OrderCancelled', ...inOrder, by: 'customer', fault, reason: 'late', stage: 'PREPARING' },
    ...{ fee: money(feeMinor, 'INR'), policyVersion: 'cancellation-fee/1' },
  });
const restored = happened({ type: 'OrderRestored', ...inOrder, status: 'PREPARING' });
const undeliverable = (reason: string): Input => happened({ type: 'OrderUndeliverable', ...inOrder, reason });

const initiated = happened({
  ...{ type: 'PaymentInitiated', ...inPayment, customerId, attempt: 1, amount, method: 'UPI' },
  ...{ gateway: 'razorpay', capture: 'automatic', expiresAt },
});
const captured = happened({
  ...{ type: 'PaymentCaptured', ...inPayment, gatewayPaymentId: 'g-1', amount, late: false },
});
const collected = happened({
  ...{ type: 'CodCollected', ...inPayment, courierId: courierAsha, amount, shortBy: money(0, 'INR') },
});
const requested = (chargeTo: FaultParty | null): Input =>
  happened({
    ...{ type: 'RefundRequested', ...inPayment, refundId: asId('refund-1'), amount, cause: 'item-missing' },
    ...{ chargeTo, lines: [], by: 'support' },
  });
const settled = happened({ type: 'RefundSettled', ...inPayment, refundId: asId('refund-1'), amount });
const refundFailed = happened({
  ...{ type: 'RefundFailed', ...inPayment, refundId: asId('refund-1'), reason: 'gateway-failed' },
});
const chargeback = { ...inPayment, chargebackId: 'c-1', amount };
const opened = happened({ type: 'ChargebackOpened', ...chargeback, reason: 'fraud' });
const won = happened({ type: 'ChargebackWon', ...chargeback });
const lost = happened({ type: 'ChargebackLost', ...chargeback });

const stateAfter = (history: readonly Input[]): Books =>
  history.reduce<Books>((state, input) => bookkeeping.react(state, input).state, bookkeeping.initial);

const given = (...history: readonly Input[]) => ({
  when: (input: Input) => {
    const { effects } = bookkeeping.react(stateAfter(history), input);
    const lines = effects.flatMap((effect) => {
      if (effect.do !== 'send') return [`${effect.do} ${effect.timer}`];
      const { kind, entries } = effect.command.journal;
      return [
        kind,
        ...entries.map((entry) => `${entry.account} ${entry.party ?? '-'} ${entry.amount.minor}`),
      ];
    });
    return { then: (...expected: readonly string[]) => expect(lines).toEqual(expected) };
  },
});

describe('the bookkeeping of an order', () => {
  it('asks the ledger for one journal', () =>
    expect(bookkeeping.react(stateAfter([placed, initiated]), captured).effects).toEqual([
      {
        do: 'send',
        step: 'post',
        command: {
          to: 'ledger',
          orderId,
          journal: {
            kind: 'capture',
            paymentId: 'payment-1',
            entries: [
              { account: 'psp_clearing', party: 'razorpay', amount },
              { account: 'customer', party: customerId, amount: money(-28_500, 'INR') },
            ],
            policyVersion: 'booking/1',
          },
        },
      },
    ]));

  it('books nothing that moves no money', () => {
    given().when(placed).then();
    given(placed).when(handedTo(courierAsha)).then();
    given(placed).when(initiated).then();
    given(placed, initiated, captured).when(requested(null)).then();
    given(placed, initiated, captured, requested(null)).when(refundFailed).then();
  });

  it('pays the courier who had the food last', () => {
    const { effects } = bookkeeping.react(
      stateAfter([placed, handedTo(courierAsha), handedTo(courierBilal)]),
      delivered,
    );
    const [post] = effects;
    const entries = post?.do === 'send' ? post.command.journal.entries : [];
    expect(entries).toContainEqual({
      account: 'partner_payable',
      party: courierBilal,
      amount: money(-2_240, 'INR'),
    });
  });

  it('books cash at the door', () =>
    given(placed)
      .when(collected)
      .then('cash-collected', 'partner_cash_float courier-asha 28500', 'customer customer-1 -28500'));

  it('books a fee, and takes it back with the cancellation', () => {
    const fee = ['customer customer-1 5700', 'restaurant_payable restaurant-1 -5700'];
    const back = ['customer customer-1 -5700', 'restaurant_payable restaurant-1 5700'];
    given(placed)
      .when(cancelled('customer', 5_700))
      .then('cancellation', ...fee);
    given(placed, cancelled('customer', 5_700))
      .when(restored)
      .then('cancellation', ...back);
    given(placed, cancelled('customer', 5_700), restored).when(restored).then();
  });

  it('pays the restaurant for what it cooked in vain', () => {
    const paidBy = (party: string, minor: number) => [
      `refund_expense ${party} ${minor}`,
      `restaurant_payable restaurant-1 -${minor}`,
    ];
    given(placed)
      .when(cancelled('courier', 0))
      .then('cancellation', ...paidBy('courier', 5_700));
    given(placed).when(cancelled('restaurant', 0)).then();
    given(placed)
      .when(undeliverable('spilled'))
      .then('compensation', ...paidBy('platform', 24_000));
  });

  it('books food that the customer refused as sold', () => {
    const handedOver = [placed, handedTo(courierAsha)];
    const [sale] = bookkeeping.react(stateAfter(handedOver), delivered).effects;
    expect(bookkeeping.react(stateAfter(handedOver), undeliverable('customer-refused')).effects).toEqual([
      sale,
    ]);
  });

  it('books a refund when the money has gone, at the gateway that it came by', () =>
    given(placed, initiated, captured, requested(null))
      .when(settled)
      .then('refund', 'customer customer-1 28500', 'psp_clearing razorpay -28500'));

  it('books a compensation when it is promised, and takes it back when its refund fails', () => {
    const life = [placed, initiated, captured, handedTo(courierAsha), delivered];
    given(...life)
      .when(requested('courier'))
      .then('compensation', 'partner_payable courier-asha 28500', 'customer customer-1 -28500');
    given(...life, requested('courier'))
      .when(refundFailed)
      .then('compensation', 'partner_payable courier-asha -28500', 'customer customer-1 28500');
  });

  it('books a chargeback and its end', () => {
    const life = [placed, initiated, captured];
    given(...life)
      .when(opened)
      .then('chargeback-opened', 'disputed razorpay 28500', 'psp_clearing razorpay -28500');
    given(...life, opened)
      .when(won)
      .then('chargeback-won', 'disputed razorpay -28500', 'psp_clearing razorpay 28500');
    given(...life, opened)
      .when(lost)
      .then('chargeback-lost', 'refund_expense platform 28500', 'disputed razorpay -28500');
  });

  it('knows nothing of an order that was not placed', () => given().when(captured).then());

  it('will not guess where money is', () =>
    expect(() => bookkeeping.react(stateAfter([placed]), captured)).toThrow('was never initiated'));
});
