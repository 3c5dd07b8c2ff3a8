import { fold } from '../kernel/decider';
import { asId } from '../kernel/ids';
import { plusMs } from '../kernel/instant';
import { KITCHEN_MINUTES } from './kitchen';
import { order, type OrderRejection } from './order';
import type { Reminder } from './order-messages';
import {
  aPlaceOrder,
  historyTo,
  minutesAfterNoon,
  orderCommands as commands,
  orderIn,
} from './order.fixtures';
import { given, then } from './order.scenario';

const at = minutesAfterNoon(5);
const pending = historyTo('PENDING');
const confirmed = historyTo('CONFIRMED');
const accepted = then(confirmed, { ...commands.AcceptOrder, startNow: false });
const preparing = historyTo('PREPARING');
const ready = historyTo('READY');
const pickedUp = historyTo('PICKED_UP');
const delivered = historyTo('DELIVERED');
const cancelled = historyTo('CANCELLED');

describe('placing an order', () => {
  it('records what was ordered and promised', () => {
    given()
      .when(aPlaceOrder())
      .then({ ...aPlaceOrder(), type: 'OrderPlaced' });
  });

  it('is refused without lines, with a quantity below one, and with a bill that does not add up', () => {
    const { lines, bill } = aPlaceOrder();
    given()
      .when(aPlaceOrder({ lines: [] }))
      .thenRejected({ code: 'order-has-no-lines' });
    given()
      .when(aPlaceOrder({ lines: lines.map((line) => ({ ...line, quantity: 0 })) }))
      .thenRejected({ code: 'quantity-below-one' });
    given()
      .when(aPlaceOrder({ bill: { ...bill, totalMinor: 1 } }))
      .thenRejected({ code: 'bill-does-not-add-up' });
  });

  it('a second time is nothing for the same quote, whatever became of the order, and refused for another', () => {
    given(...pending)
      .when(aPlaceOrder())
      .thenNothing();
    given(...delivered)
      .when(aPlaceOrder({ at }))
      .thenNothing();
    given(...pending)
      .when(aPlaceOrder({ quoteHash: 'another' }))
      .thenRejected({ code: 'order-already-placed' });
  });

  it('comes before everything else', () => {
    given().when(commands.ConfirmOrder).thenRejected({ code: 'order-not-found' });
  });
});

describe('confirming an order', () => {
  it('needs the payment secured', () => {
    given(...pending)
      .when({ type: 'ConfirmOrder', paymentSecured: 'CAPTURED', at })
      .then({ type: 'OrderConfirmed', paymentSecured: 'CAPTURED', at });
  });

  it('takes the approval of cash for an order that is paid in cash alone', () => {
    const byCash = { type: 'ConfirmOrder', paymentSecured: 'COD_APPROVED', at } as const;
    given(...historyTo('PENDING', { paymentMethod: 'COD' }))
      .when(byCash)
      .then({ type: 'OrderConfirmed', paymentSecured: 'COD_APPROVED', at });
    given(...pending)
      .when(byCash)
      .thenRejected({ code: 'payment-method-mismatch', paymentMethod: 'CARD' });
  });

  it('waits while the order is held for review', () => {
    const held = then(pending, commands.HoldForReview);
    expect(held.at(-1)).toEqual({ type: 'OrderHeld', reason: 'new-device', at: minutesAfterNoon(1) });
    given(...held)
      .when(commands.ConfirmOrder)
      .thenRejected({ code: 'order-on-hold' });
    given(...then(held, commands.ClearHold))
      .when(commands.ConfirmOrder)
      .then({ type: 'OrderConfirmed', paymentSecured: 'AUTHORIZED', at: minutesAfterNoon(3) });
  });

  it('has until the order lapses, and not a moment more', () => {
    const expiresAt = minutesAfterNoon(15);
    const last = plusMs(expiresAt, -1);
    given(...pending)
      .when({ ...commands.ConfirmOrder, at: last })
      .then({ type: 'OrderConfirmed', paymentSecured: 'AUTHORIZED', at: last });
    given(...pending)
      .when({ ...commands.ConfirmOrder, at: expiresAt })
      .thenRejected({ code: 'order-expired', expiresAt });
    given(...pending)
      .when({ type: 'ExpireOrder', at: last })
      .thenRejected({ code: 'not-yet-expired', expiresAt });
    given(...pending)
      .when({ type: 'ExpireOrder', at: expiresAt })
      .then({ type: 'OrderExpired', at: expiresAt });
  });

  it('is too late for an order that lapsed, and lapsing for one that was confirmed', () => {
    given(...then(pending, commands.ExpireOrder))
      .when({ ...commands.ConfirmOrder, at: minutesAfterNoon(16) })
      .thenRejected({ code: 'transition-not-allowed', command: 'ConfirmOrder', status: 'CANCELLED' });
    given(...confirmed)
      .when(commands.ExpireOrder)
      .thenRejected({ code: 'transition-not-allowed', command: 'ExpireOrder', status: 'CONFIRMED' });
  });
});

describe('a restaurant that does not answer', () => {
  const remind = (how: Reminder, minutes: number) =>
    ({ type: 'RemindRestaurant', how, at: minutesAfterNoon(minutes) }) as const;
  const reminded = (how: Reminder, minutes: number) =>
    ({ type: 'RestaurantReminded', how, at: minutesAfterNoon(minutes) }) as const;

  it('is rung up and then called, each once, and the order stays as it is', () => {
    given(...confirmed)
      .when(remind('ring', 4))
      .then(reminded('ring', 4));
    const rung = then(confirmed, remind('ring', 4));
    expect(fold(order, rung)).toMatchObject({ status: 'CONFIRMED', reminded: 'ring' });
    given(...rung)
      .when(remind('ring', 5))
      .thenNothing();
    given(...rung)
      .when(remind('call', 6))
      .then(reminded('call', 6));
    given(...then(rung, remind('call', 6)))
      .when(remind('ring', 7))
      .thenNothing();
  });

  it('is left alone before the order is its own to answer, once it has answered, and when it is over', () => {
    for (const [history, status] of [
      [pending, 'PENDING'],
      [ready, 'READY'],
      [cancelled, 'CANCELLED'],
    ] as const) {
      given(...history)
        .when(remind('call', 6))
        .thenRejected({ code: 'transition-not-allowed', command: 'RemindRestaurant', status });
    }
    given(...accepted)
      .when(remind('ring', 6))
      .thenRejected({ code: 'order-already-accepted' });
    given(...preparing)
      .when(remind('call', 6))
      .thenRejected({ code: 'order-already-accepted' });
  });

  it('is reminded of food that should be ready, from that moment on', () => {
    const readyBy = minutesAfterNoon(24);
    given(...confirmed)
      .when(remind('overdue', 24))
      .thenRejected({ code: 'order-not-accepted-yet' });
    for (const history of [accepted, preparing]) {
      given(...history)
        .when({ ...remind('overdue', 24), at: plusMs(readyBy, -1) })
        .thenRejected({ code: 'not-yet-overdue', readyBy });
      given(...history)
        .when(remind('overdue', 24))
        .then(reminded('overdue', 24));
    }
    given(...then(preparing, remind('overdue', 24)))
      .when(remind('overdue', 50))
      .thenNothing();
    given(...then(preparing, { type: 'DelayOrder', minutes: 30, reason: 'rush', at: minutesAfterNoon(20) }))
      .when(remind('overdue', 30))
      .thenRejected({ code: 'not-yet-overdue', readyBy: minutesAfterNoon(50) });
  });
});

describe('the kitchen', () => {
  it('accepts an order and says when it will be ready', () => {
    given(...confirmed)
      .when({ type: 'AcceptOrder', prepMinutes: 20, startNow: false, at })
      .then({ type: 'OrderAcceptedByRestaurant', readyBy: minutesAfterNoon(25), at });
    expect(fold(order, accepted)).toMatchObject({ status: 'CONFIRMED', kitchen: 'ACCEPTED' });
  });

  it('may start at once', () => {
    given(...confirmed)
      .when({ type: 'AcceptOrder', prepMinutes: 20, startNow: true, at })
      .then(
        { type: 'OrderAcceptedByRestaurant', readyBy: minutesAfterNoon(25), at },
        { type: 'PreparationStarted', at },
      );
  });

  it('starts only what it accepted, and starts what it accepted before by saying so', () => {
    given(...confirmed)
      .when({ type: 'StartPreparation', at })
      .thenRejected({ code: 'order-not-accepted-yet' });
    given(...accepted)
      .when({ type: 'StartPreparation', at })
      .then({ type: 'PreparationStarted', at });
    given(...accepted)
      .when(commands.AcceptOrder)
      .thenRejected({ code: 'order-already-accepted' });
  });

  it.each([0, -5, 2.5, Number.NaN, KITCHEN_MINUTES.max + 1])('cannot be %p minutes from ready', (minutes) => {
    const rejection: OrderRejection = { code: 'minutes-out-of-range', min: 1, max: 180 };
    given(...confirmed)
      .when({ ...commands.AcceptOrder, prepMinutes: minutes })
      .thenRejected(rejection);
    given(...accepted)
      .when({ ...commands.DelayOrder, minutes })
      .thenRejected(rejection);
  });

  it('can turn an order down before it accepts it, and not after', () => {
    given(...confirmed)
      .when({ type: 'RejectOrder', reason: 'item-sold-out', itemIds: [asId('masala-dosa')], at })
      .then({
        type: 'OrderRejectedByRestaurant',
        reason: 'item-sold-out',
        itemIds: [asId('masala-dosa')],
        at,
      });
    expect(fold(order, then(confirmed, commands.RejectOrder))).toMatchObject({
      status: 'CANCELLED',
      kitchen: 'REJECTED',
    });
    given(...accepted)
      .when(commands.RejectOrder)
      .thenRejected({ code: 'order-already-accepted' });
  });

  it('can be late from acceptance until the food is ready', () => {
    const delay = { type: 'DelayOrder', minutes: 40, reason: 'rush', at } as const;
    const event = { type: 'PreparationDelayed', readyBy: minutesAfterNoon(45), reason: 'rush', at } as const;
    given(...confirmed)
      .when(delay)
      .thenRejected({ code: 'order-not-accepted-yet' });
    given(...accepted)
      .when(delay)
      .then(event);
    given(...preparing)
      .when(delay)
      .then(event);
    given(...ready)
      .when(delay)
      .thenRejected({ code: 'transition-not-allowed', command: 'DelayOrder', status: 'READY' });
  });

  it('is not late when it will be ready by the time it said', () => {
    given(...preparing)
      .when({ type: 'DelayOrder', minutes: 10, reason: 'rush', at })
      .thenNothing();
  });

  it('marks ready what it prepares', () => {
    given(...preparing)
      .when({ type: 'MarkReady', at })
      .then({ type: 'OrderReadyForPickup', at });
    given(...accepted)
      .when({ type: 'MarkReady', at })
      .thenRejected({ code: 'transition-not-allowed', command: 'MarkReady', status: 'CONFIRMED' });
  });
});

describe('cancelling', () => {
  const cancel = {
    type: 'CancelOrder',
    by: 'customer',
    fault: 'customer',
    reason: 'changed-mind',
    at,
  } as const;

  it.each([
    ['PENDING', 0],
    ['CONFIRMED', 0],
    ['PREPARING', 5_700],
    ['READY', 24_000],
  ] as const)('at %s costs the customer %i paise', (stage, minor) => {
    given(...historyTo(stage))
      .when(cancel)
      .then({
        type: 'OrderCancelled',
        by: 'customer',
        fault: 'customer',
        reason: 'changed-mind',
        stage,
        fee: { minor, currency: 'INR' },
        policyVersion: 'cancellation-fee/1',
        at,
      });
  });

  it('is free when another is to blame', () => {
    given(...ready)
      .when({ ...cancel, by: 'support', fault: 'restaurant' })
      .then({
        type: 'OrderCancelled',
        by: 'support',
        fault: 'restaurant',
        reason: 'changed-mind',
        stage: 'READY',
        fee: { minor: 0, currency: 'INR' },
        policyVersion: 'cancellation-fee/1',
        at,
      });
  });

  it.each(['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED', 'COMPLETED'] as const)('is over at %s', (status) => {
    given(...historyTo(status))
      .when(cancel)
      .thenRejected({ code: 'cancellation-not-allowed', status });
  });

  it('is nothing for an order that ended early already', () => {
    given(...cancelled)
      .when(cancel)
      .thenNothing();
    given(...then(pending, commands.ExpireOrder))
      .when(cancel)
      .thenNothing();
  });

  it('can be taken back for a minute, to where the order was', () => {
    const justInTime = plusMs(commands.CancelOrder.at, 60_000);
    const called = then(ready, commands.CancelOrder);
    given(...called)
      .when({ type: 'RestoreOrder', at: justInTime })
      .then({ type: 'OrderRestored', status: 'READY', at: justInTime });
    given(...called)
      .when({ type: 'RestoreOrder', at: plusMs(justInTime, 1) })
      .thenRejected({ code: 'restore-window-passed' });
    expect(fold(order, then(called, { type: 'RestoreOrder', at: justInTime }))).toEqual(orderIn('READY'));
  });

  it('can be taken back only if it was one', () => {
    const restore = { type: 'RestoreOrder', at: commands.ExpireOrder.at } as const;
    given(...then(pending, commands.ExpireOrder))
      .when(restore)
      .thenRejected({ code: 'not-restorable' });
    given(...then(confirmed, commands.RejectOrder))
      .when(restore)
      .thenRejected({ code: 'not-restorable' });
    given(...then(pickedUp, commands.FailDelivery))
      .when(restore)
      .thenRejected({ code: 'not-restorable' });
    given(...preparing)
      .when(restore)
      .thenNothing();
  });
});
