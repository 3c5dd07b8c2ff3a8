import { asId, type ItemId } from '../kernel/ids';
import { plusMinutes, type Instant } from '../kernel/instant';
import type { Effect, ProcessInput } from '../kernel/process';
import { aPlaceOrder, minutesAfterNoon, NOON } from '../order/order.fixtures';
import type { OrderEvent } from '../order/order-messages';
import {
  restaurantSla,
  type RestaurantSla,
  type RestaurantSlaCommand,
  type RestaurantSlaEvent,
} from './restaurant-sla';

type Input = ProcessInput<RestaurantSlaEvent>;
type Effects = readonly Effect<RestaurantSlaCommand>[];

const { orderId, restaurantId } = aPlaceOrder();
const dosa = asId<ItemId>('masala-dosa');
const coffee = asId<ItemId>('filter-coffee');

const happened = (event: RestaurantSlaEvent): Input => ({ kind: 'event', event });
const fires = (timer: string, at = NOON): Input => ({ kind: 'timer', timer, dueAt: at, at });

const placed = happened({ ...aPlaceOrder(), type: 'OrderPlaced' });
const confirmed = happened({ type: 'OrderConfirmed', paymentSecured: 'CAPTURED', orderId, at: NOON });
const accepted = happened({
  type: 'OrderAcceptedByRestaurant',
  readyBy: minutesAfterNoon(20),
  orderId,
  at: minutesAfterNoon(2),
});
const delayed = happened({
  type: 'PreparationDelayed',
  readyBy: minutesAfterNoon(40),
  reason: 'rush',
  orderId,
  at: minutesAfterNoon(15),
});
const ready = happened({ type: 'OrderReadyForPickup', orderId, at: minutesAfterNoon(19) });
const rejectedFor = (reason: string, ...itemIds: readonly ItemId[]): Input =>
  happened({ type: 'OrderRejectedByRestaurant', reason, itemIds, orderId, at: minutesAfterNoon(8) });
const cancelled = happened({
  type: 'OrderCancelled',
  by: 'customer',
  fault: 'customer',
  reason: 'changed-mind',
  stage: 'CONFIRMED',
  fee: { minor: 0, currency: 'INR' },
  policyVersion: 'fee/1',
  orderId,
  at: minutesAfterNoon(1),
});
const restoredTo = (status: Extract<OrderEvent, { type: 'OrderRestored' }>['status']): Input =>
  happened({ type: 'OrderRestored', status, orderId, at: minutesAfterNoon(2) });

const given = (...inputs: readonly Input[]) => {
  const state = inputs.reduce<RestaurantSla>(
    (before, input) => restaurantSla.react(before, input).state,
    restaurantSla.initial,
  );
  return {
    when: (input: Input) => ({
      then: (...effects: Effects) => expect(restaurantSla.react(state, input).effects).toEqual(effects),
    }),
  };
};

const schedule = (timer: string, at: Instant) => ({ do: 'schedule', timer, at }) as const;
const unschedule = (timer: string) => ({ do: 'unschedule', timer }) as const;
const send = (step: string, command: RestaurantSlaCommand) => ({ do: 'send', step, command }) as const;
const remind = (how: 'ring' | 'call' | 'overdue') =>
  send('order', { to: 'order', orderId, command: { type: 'RemindRestaurant', how } });
const soldOut = (itemId: ItemId) =>
  send(`sold-out ${itemId}`, { to: 'menu', restaurantId, itemId, until: plusMinutes(NOON, 8 + 720) });

const askedAt = (at: Instant): Effects => [
  send('check', { to: 'open-check', orderId, restaurantId }),
  schedule('ring', plusMinutes(at, 1)),
  schedule('call', plusMinutes(at, 3)),
  schedule('reject', plusMinutes(at, 8)),
];
const NOT_WAITED_FOR = [unschedule('ring'), unschedule('call'), unschedule('reject')];

describe('an order that a restaurant has to answer', () => {
  it('is none before it is confirmed', () => {
    given().when(placed).then();
    given(placed).when(fires('ring')).then();
    given(placed).when(cancelled).then();
  });

  it('is looked at when it is confirmed, and waited for', () => {
    given(placed)
      .when(confirmed)
      .then(...askedAt(NOON));
    given(placed, confirmed).when(confirmed).then();
  });

  it('rings, has somebody called, and is rejected at last', () => {
    given(placed, confirmed).when(fires('ring')).then(remind('ring'));
    given(placed, confirmed).when(fires('call')).then(remind('call'));
    given(placed, confirmed)
      .when(fires('reject'))
      .then(
        send('order', {
          to: 'order',
          orderId,
          command: { type: 'RejectOrder', reason: 'no-answer', itemIds: [] },
        }),
      );
  });

  it('that nobody answered counts against the restaurant once it is rejected for that', () => {
    const missed = send('missed', { to: 'restaurant', restaurantId, missed: orderId });
    given(placed, confirmed, fires('reject'))
      .when(rejectedFor('no-answer'))
      .then(...NOT_WAITED_FOR, missed);
    given(placed, confirmed, fires('reject'), rejectedFor('no-answer')).when(rejectedFor('no-answer')).then();
  });

  it('does not count against a restaurant that rejects it itself, whatever it calls its reason', () => {
    given(placed, confirmed)
      .when(rejectedFor('no-answer'))
      .then(...NOT_WAITED_FOR);
    given(placed, confirmed, fires('reject'))
      .when(rejectedFor('cannot-cook'))
      .then(...NOT_WAITED_FOR);
  });

  it('takes off the menu what it was rejected for, each item once', () => {
    given(placed, confirmed)
      .when(rejectedFor('items-unavailable', dosa, coffee, dosa))
      .then(...NOT_WAITED_FOR, soldOut(dosa), soldOut(coffee));
    given(placed, confirmed)
      .when(rejectedFor('cannot-cook', dosa))
      .then(...NOT_WAITED_FOR);
  });

  it('is left alone when it was cancelled', () => {
    given(placed, confirmed)
      .when(cancelled)
      .then(...NOT_WAITED_FOR);
    for (const timer of ['ring', 'call', 'reject']) {
      given(placed, confirmed, cancelled).when(fires(timer)).then();
    }
  });

  it('is to be answered again when the cancellation is taken back', () => {
    given(placed, confirmed, cancelled)
      .when(restoredTo('CONFIRMED'))
      .then(...askedAt(minutesAfterNoon(2)));
    given(placed, cancelled).when(restoredTo('PENDING')).then();
    given(placed, cancelled, restoredTo('PENDING'))
      .when(confirmed)
      .then(...askedAt(NOON));
  });
});

describe('an order that a restaurant cooks', () => {
  const overdue = (minutes: number) => schedule('overdue', minutesAfterNoon(minutes));

  it('is asked for five minutes after it should be ready', () => {
    given(placed, confirmed)
      .when(accepted)
      .then(...NOT_WAITED_FOR, overdue(25));
    given(placed, confirmed, accepted).when(fires('overdue')).then(remind('overdue'));
    for (const timer of ['ring', 'call', 'reject']) {
      given(placed, confirmed, accepted).when(fires(timer)).then();
    }
  });

  it('has more time when the restaurant says so', () => {
    given(placed, confirmed, accepted).when(delayed).then(overdue(45));
  });

  it('is waited for no longer when it is ready or cancelled', () => {
    for (const end of [ready, cancelled]) {
      given(placed, confirmed, accepted).when(end).then(unschedule('overdue'));
      given(placed, confirmed, accepted, end).when(fires('overdue')).then();
    }
  });

  it('is waited for again when a cancellation is taken back, unless it was ready', () => {
    for (const status of ['CONFIRMED', 'PREPARING'] as const) {
      given(placed, confirmed, accepted, cancelled).when(restoredTo(status)).then(overdue(25));
    }
    given(placed, confirmed, accepted, ready, cancelled).when(restoredTo('READY')).then();
  });
});

it('knows no other timer', () => {
  given(placed, confirmed).when(fires('lunch')).then();
});
