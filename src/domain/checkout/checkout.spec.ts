import { asId, type PaymentId } from '../kernel/ids';
import { money } from '../kernel/money';
import type { ProcessInput } from '../kernel/process';
import type { OrderEvent, PaymentMethod } from '../order/order-messages';
import { aPlaceOrder, courierAsha, minutesAfterNoon, NOON } from '../order/order.fixtures';
import { checkout, EXPIRY, type Checkout, type CheckoutCommand, type CheckoutEvent } from './checkout';

type Input = ProcessInput<CheckoutEvent>;
type Confirm = Extract<CheckoutCommand, { readonly to: 'order' }>['command'];

const { orderId, customerId } = aPlaceOrder();
const expiresAt = minutesAfterNoon(15);
const [first, second] = [asId<PaymentId>('payment-1'), asId<PaymentId>('payment-2')];
const due = money(28_500, 'INR');
const tooLittle = money(28_499, 'INR');
const tooMuch = money(28_501, 'INR');

const happened = (event: CheckoutEvent): Input => ({ kind: 'event', event });
const placedBy = (paymentMethod: PaymentMethod): Input =>
  happened({ ...aPlaceOrder({ paymentMethod, expiresAt }), type: 'OrderPlaced' });
const confirmed = happened({ type: 'OrderConfirmed', paymentSecured: 'CAPTURED', at: NOON, orderId });
const expired = happened({ type: 'OrderExpired', at: expiresAt, orderId });
const holdCleared = happened({ type: 'OrderHoldCleared', at: NOON, orderId });
const accepted = happened({ type: 'OrderAcceptedByRestaurant', readyBy: NOON, at: NOON, orderId });
const handedOver = happened({ type: 'OrderHandedOver', courierId: courierAsha, at: NOON, orderId });
const delivered = happened({
  type: 'OrderDelivered',
  proof: { kind: 'code', codeHash: 'code-hash' },
  at: NOON,
  orderId,
});
const cancelled = happened({
  type: 'OrderCancelled',
  by: 'customer',
  fault: 'customer',
  reason: 'changed-mind',
  stage: 'PENDING',
  fee: { minor: 0, currency: 'INR' },
  policyVersion: 'fee/1',
  at: NOON,
  orderId,
});
const restoredTo = (status: Extract<OrderEvent, { type: 'OrderRestored' }>['status']): Input =>
  happened({ type: 'OrderRestored', status, at: NOON, orderId });
const expiryFires: Input = { kind: 'timer', timer: EXPIRY, dueAt: expiresAt, at: minutesAfterNoon(16) };

const seen = { gatewayPaymentId: 'gw-1', late: false, at: NOON, orderId };
const held = (paymentId = first, amount = due): Input =>
  happened({ type: 'PaymentAuthorized', paymentId, amount, ...seen });
const captured = (paymentId = first, amount = due): Input =>
  happened({ type: 'PaymentCaptured', paymentId, amount, ...seen });
const failed = (paymentId = first): Input =>
  happened({ type: 'PaymentFailed', reason: 'declined', paymentId, orderId, at: NOON });
const voided = (paymentId = first): Input =>
  happened({ type: 'PaymentVoided', paymentId, orderId, at: NOON });
const cashSaid = happened({
  type: 'CodCollected',
  courierId: courierAsha,
  amount: money(20_000, 'INR'),
  shortBy: money(8_500, 'INR'),
  paymentId: first,
  orderId,
  at: NOON,
});

const confirm = (
  paymentSecured: Extract<Confirm, { readonly type: 'ConfirmOrder' }>['paymentSecured'],
): CheckoutCommand => ({ to: 'order', orderId, command: { type: 'ConfirmOrder', paymentSecured } });
const expire: CheckoutCommand = { to: 'order', orderId, command: { type: 'ExpireOrder' } };
const clearCart: CheckoutCommand = {
  to: 'cart',
  type: 'ClearCart',
  customerId,
  cartId: asId('cart-1'),
  orderedAt: NOON,
};
const pay = (
  method: Extract<CheckoutCommand, { readonly to: 'first-payment' }>['method'],
): CheckoutCommand => ({
  to: 'first-payment',
  orderId,
  customerId,
  amount: due,
  method,
  expiresAt,
});
const capture = (paymentId = first): CheckoutCommand => ({
  to: 'payment',
  paymentId,
  command: { type: 'RequestCapture' },
});
const collectCash: CheckoutCommand = { to: 'cash', orderId, courierId: courierAsha, amount: due };

const given = (...history: readonly Input[]) => {
  const state = history.reduce<Checkout>(
    (before, input) => checkout.react(before, input).state,
    checkout.initial,
  );
  return {
    when: (input: Input) => {
      const { effects } = checkout.react(state, input);
      const sent = effects.flatMap((effect) => (effect.do === 'send' ? [effect.command] : []));
      const timers = effects.flatMap((effect) =>
        effect.do === 'send' ? [] : [effect.do === 'schedule' ? `expires at ${effect.at}` : 'never expires'],
      );
      return { then: (...expected: unknown[]) => expect([...sent, ...timers]).toEqual(expected) };
    },
  };
};

describe('the checkout', () => {
  it('empties the cart, begins the first payment, and lets the order expire a quarter of an hour later', () =>
    given().when(placedBy('UPI')).then(clearCart, pay('UPI'), `expires at ${expiresAt}`));

  it.each([
    ['is confirmed', confirmed],
    ['is cancelled', cancelled],
    ['has expired', expired],
  ])('has nothing more to wait for when the order %s', (_, settled) => {
    given(placedBy('UPI')).when(settled).then('never expires');
    given(placedBy('UPI'), settled).when(expiryFires).then();
    given(placedBy('UPI'), settled).when(holdCleared).then();
    given(placedBy('UPI'), settled).when(captured()).then();
  });

  it('asks the order to expire when the time is up', () =>
    given(placedBy('UPI')).when(expiryFires).then(expire));

  it('asks again when the timer fires twice', () =>
    given(placedBy('UPI'), expiryFires).when(expiryFires).then(expire));

  describe('of an order that is paid online', () => {
    it('confirms it when the money is captured', () =>
      given(placedBy('UPI')).when(captured()).then(confirm('CAPTURED')));

    it('confirms it when the money is held', () =>
      given(placedBy('CARD')).when(held()).then(confirm('AUTHORIZED')));

    it('takes less than is due for nothing, held or captured', () => {
      given(placedBy('CARD')).when(held(first, tooLittle)).then();
      given(placedBy('UPI')).when(captured(first, tooLittle)).then();
      given(placedBy('UPI'), captured(first, tooLittle)).when(holdCleared).then();
    });

    it('takes more than is due for enough: what is over goes back', () =>
      given(placedBy('UPI')).when(captured(first, tooMuch)).then(confirm('CAPTURED')));

    it('goes on waiting when an attempt fails', () => {
      given(placedBy('UPI')).when(failed()).then();
      given(placedBy('UPI'), failed()).when(captured(second)).then(confirm('CAPTURED'));
    });

    it('confirms it by a later attempt when an earlier one brought too little', () =>
      given(placedBy('UPI'), captured(first, tooLittle)).when(captured(second)).then(confirm('CAPTURED')));

    it('does not confirm it twice when it is paid twice', () =>
      given(placedBy('UPI'), captured()).when(captured(second)).then());

    it('waits on when it is no longer on hold and nothing was paid', () =>
      given(placedBy('CARD')).when(holdCleared).then());

    it('confirms it again when it is no longer on hold', () =>
      given(placedBy('UPI'), captured()).when(holdCleared).then(confirm('CAPTURED')));

    it('does not confirm it by a hold that was lost while the order was on hold', () => {
      given(placedBy('CARD'), held(), voided()).when(holdCleared).then();
      given(placedBy('CARD'), held(), failed()).when(holdCleared).then();
      given(placedBy('CARD'), held(), failed()).when(captured(second)).then(confirm('CAPTURED'));
    });
  });

  describe('of money that is only held', () => {
    const paid = [placedBy('CARD'), held(), confirmed];

    it('has it captured when the kitchen accepts', () =>
      given(...paid)
        .when(accepted)
        .then(capture()));

    it('has it captured once', () =>
      given(...paid, accepted)
        .when(accepted)
        .then());

    it('has nothing captured when the money is in already', () =>
      given(placedBy('UPI'), captured(), confirmed).when(accepted).then());

    it('has nothing captured when the hold was lost', () =>
      given(...paid, voided())
        .when(accepted)
        .then());

    it('has it captured after all when the hold comes back after the kitchen has accepted', () =>
      given(...paid, failed(), accepted)
        .when(held())
        .then(capture()));

    it('falls back on another hold when the first is lost', () => {
      given(...paid, held(second), failed())
        .when(accepted)
        .then(capture(second));
      given(...paid, held(second), accepted)
        .when(failed())
        .then(capture(second));
    });

    it('has no hold captured beside money that is in', () => {
      given(...paid, captured(second))
        .when(accepted)
        .then();
      given(...paid, accepted, captured(second))
        .when(failed())
        .then();
    });

    it('has nothing captured for an order that is over', () => {
      given(...paid, failed(), accepted, cancelled)
        .when(held())
        .then();
      given(...paid, failed(), accepted, cancelled, held())
        .when(restoredTo('PREPARING'))
        .then(capture());
    });
  });

  describe('of cash on delivery', () => {
    it('approves the cash and confirms the order at once', () =>
      given()
        .when(placedBy('COD'))
        .then(clearCart, pay(null), confirm('COD_APPROVED'), `expires at ${expiresAt}`));

    it('confirms it again when the order is no longer on hold', () =>
      given(placedBy('COD')).when(holdCleared).then(confirm('COD_APPROVED')));

    it('books the whole amount on the courier who delivers', () =>
      given(placedBy('COD'), confirmed, handedOver).when(delivered).then(collectCash));

    it('leaves what the courier has said as it is', () =>
      given(placedBy('COD'), confirmed, handedOver, cashSaid).when(delivered).then());

    it('books no cash of an order that was paid online', () =>
      given(placedBy('UPI'), captured(), confirmed, handedOver).when(delivered).then());
  });

  describe('of a cancellation that is taken back', () => {
    it('waits anew when the order was not confirmed before', () => {
      given(placedBy('UPI'), cancelled).when(restoredTo('PENDING')).then(`expires at ${expiresAt}`);
      given(placedBy('COD'), cancelled)
        .when(restoredTo('PENDING'))
        .then(confirm('COD_APPROVED'), `expires at ${expiresAt}`);
    });

    it('confirms it by money that came meanwhile', () =>
      given(placedBy('UPI'), cancelled, captured())
        .when(restoredTo('PENDING'))
        .then(confirm('CAPTURED'), `expires at ${expiresAt}`));

    it('leaves an order that was restored to the kitchen alone', () => {
      given(placedBy('UPI'), confirmed, cancelled).when(restoredTo('PREPARING')).then();
      given(placedBy('UPI'), confirmed, cancelled, restoredTo('PREPARING')).when(expiryFires).then();
    });
  });

  it('changes nothing when an event comes twice', () => {
    for (const history of [
      [placedBy('COD')],
      [placedBy('COD'), confirmed],
      [placedBy('UPI'), cancelled],
      [placedBy('UPI'), captured()],
      [placedBy('CARD'), held()],
      [placedBy('CARD'), held(), failed()],
      [placedBy('CARD'), held(), confirmed, cancelled, restoredTo('CONFIRMED')],
    ]) {
      given(...history)
        .when(history.at(-1)!)
        .then();
      given(...history)
        .when(placedBy('COD'))
        .then();
    }
    given(placedBy('UPI'), cancelled, restoredTo('PENDING')).when(restoredTo('PENDING')).then();
  });

  it('knows nothing of an order that was not placed', () => {
    const strangers = [confirmed, expired, cancelled, holdCleared, restoredTo('PENDING'), expiryFires];
    for (const input of [...strangers, captured(), held(), failed(), accepted, handedOver, delivered]) {
      given().when(input).then();
    }
  });
});
