import { asId } from '../kernel/ids';
import type { ProcessInput } from '../kernel/process';
import type { OrderEvent, PaymentMethod } from '../order/order-messages';
import { aPlaceOrder, minutesAfterNoon, NOON } from '../order/order.fixtures';
import { checkout, EXPIRY, type Checkout, type CheckoutCommand, type CheckoutEvent } from './checkout';

type Input = ProcessInput<CheckoutEvent>;

const orderId = aPlaceOrder().orderId;
const expiresAt = minutesAfterNoon(15);

const happened = (event: CheckoutEvent): Input => ({ kind: 'event', event });
const placedBy = (paymentMethod: PaymentMethod): Input =>
  happened({ ...aPlaceOrder({ paymentMethod, expiresAt }), type: 'OrderPlaced' });
const confirmed = happened({ type: 'OrderConfirmed', paymentSecured: 'CAPTURED', at: NOON, orderId });
const expired = happened({ type: 'OrderExpired', at: expiresAt, orderId });
const holdCleared = happened({ type: 'OrderHoldCleared', at: NOON, orderId });
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

const confirm: CheckoutCommand = {
  to: 'order',
  orderId,
  command: { type: 'ConfirmOrder', paymentSecured: 'COD_APPROVED' },
};
const expire: CheckoutCommand = { to: 'order', orderId, command: { type: 'ExpireOrder' } };
const clearCart: CheckoutCommand = {
  to: 'cart',
  type: 'ClearCart',
  customerId: asId('customer-1'),
  cartId: asId('cart-1'),
};

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
  it('empties the cart that became the order, and lets it expire a quarter of an hour later', () =>
    given().when(placedBy('UPI')).then(clearCart, `expires at ${expiresAt}`));

  it('confirms cash on delivery at once', () =>
    given().when(placedBy('COD')).then(clearCart, confirm, `expires at ${expiresAt}`));

  it('confirms cash on delivery again when the order is no longer on hold', () =>
    given(placedBy('COD')).when(holdCleared).then(confirm));

  it('goes on waiting for the payment when the order is no longer on hold', () =>
    given(placedBy('CARD')).when(holdCleared).then());

  it.each([
    ['is confirmed', confirmed],
    ['is cancelled', cancelled],
    ['has expired', expired],
  ])('has nothing more to wait for when the order %s', (_, settled) => {
    given(placedBy('UPI')).when(settled).then('never expires');
    given(placedBy('UPI'), settled).when(expiryFires).then();
    given(placedBy('UPI'), settled).when(holdCleared).then();
  });

  it('asks the order to expire when the time is up', () =>
    given(placedBy('UPI')).when(expiryFires).then(expire));

  it('asks again when the timer fires twice', () =>
    given(placedBy('UPI'), expiryFires).when(expiryFires).then(expire));

  it('waits anew when a cancellation before the confirmation is taken back', () => {
    given(placedBy('UPI'), cancelled).when(restoredTo('PENDING')).then(`expires at ${expiresAt}`);
    given(placedBy('COD'), cancelled).when(restoredTo('PENDING')).then(confirm, `expires at ${expiresAt}`);
  });

  it('leaves an order that was restored to the kitchen alone', () =>
    given(placedBy('UPI'), confirmed, cancelled).when(restoredTo('PREPARING')).then());

  it('changes nothing when an event comes twice', () => {
    for (const history of [[placedBy('COD')], [placedBy('COD'), confirmed], [placedBy('UPI'), cancelled]]) {
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
    for (const input of [confirmed, expired, cancelled, holdCleared, restoredTo('PENDING'), expiryFires]) {
      given().when(input).then();
    }
  });
});
