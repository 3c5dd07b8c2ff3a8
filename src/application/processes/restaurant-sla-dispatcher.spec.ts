import { fold } from '../../domain/kernel/decider';
import { asId, type RestaurantId } from '../../domain/kernel/ids';
import { plusMinutes } from '../../domain/kernel/instant';
import { isAvailable } from '../../domain/menu/menu';
import { CATEGORIES, hashLike, LASSI } from '../../domain/menu/menu.fixtures';
import { minutesAfterNoon, NOON, orderCommands } from '../../domain/order/order.fixtures';
import type { RestaurantCommand } from '../../domain/restaurant/restaurant';
import { detailsOf, everyDay, hoursOf } from '../../domain/restaurant/restaurant.fixtures';
import type { RestaurantSlaCommand } from '../../domain/restaurant-sla/restaurant-sla';
import { orderId, PaymentDesk } from '../../../test/support/payment-desk';
import { menuAggregate, orderAggregate, restaurantAggregate } from '../aggregates';
import { RestaurantSlaDispatcher } from './restaurant-sla-dispatcher';

const restaurantId = asId<RestaurantId>('restaurant-1');
const openCheck: RestaurantSlaCommand = { to: 'open-check', orderId, restaurantId };

let desk: PaymentDesk;

const dispatch = (command: RestaurantSlaCommand, name?: string) =>
  new RestaurantSlaDispatcher(desk.executor, desk.loader).dispatch(command, desk.request(name));

async function toRestaurant(command: RestaurantCommand): Promise<void> {
  const context = desk.request();
  await desk.executor.execute(restaurantAggregate, restaurantId, context, () => ({ ok: true, command }));
}

const lastEvent = async () => (await desk.loader.history(orderAggregate, orderId)).events.at(-1)?.event;

beforeEach(async () => {
  desk = new PaymentDesk();
  const hours = hoursOf({ weekly: everyDay({ open: '00:00', close: '00:00' }) });
  const details = detailsOf({ restaurantId, hours });
  await toRestaurant({ type: 'RegisterRestaurant', details, at: NOON });
  await desk.place();
  await desk.order(orderCommands.ConfirmOrder);
});

describe('the look at a restaurant when an order of it is confirmed', () => {
  it('leaves the order alone while the restaurant takes orders', async () => {
    expect(await dispatch(openCheck)).toEqual({ kind: 'ok' });
    expect(await lastEvent()).toMatchObject({ type: 'OrderConfirmed' });
  });

  it.each<[string, RestaurantCommand]>([
    ['restaurant-paused', { type: 'PauseRestaurant', reason: 'rush', until: null, at: NOON }],
    ['restaurant-closed', { type: 'DeactivateRestaurant', at: NOON }],
    ['restaurant-closed', { type: 'ChangeHours', hours: hoursOf({ weekly: everyDay() }), at: NOON }],
  ])('rejects it with the reason %s when it does not', async (reason, command) => {
    await toRestaurant(command);
    expect(await dispatch(openCheck, 'check')).toEqual({ kind: 'ok' });
    expect(await dispatch(openCheck, 'check')).toEqual({ kind: 'ok' });
    expect(await lastEvent()).toMatchObject({ type: 'OrderRejectedByRestaurant', reason, itemIds: [] });
  });

  it('is of the restaurant as it is, though this process knows another', async () => {
    const pause: RestaurantCommand = { type: 'PauseRestaurant', reason: 'rush', until: null, at: NOON };
    const elsewhere = desk.beside();
    await elsewhere.executor.execute(
      restaurantAggregate,
      restaurantId,
      elsewhere.request('elsewhere'),
      () => ({
        ok: true,
        command: pause,
      }),
    );
    await dispatch(openCheck);
    expect(await lastEvent()).toMatchObject({ reason: 'restaurant-paused' });
  });

  it('comes too late for an order that was accepted', async () => {
    await toRestaurant({ type: 'PauseRestaurant', reason: 'rush', until: null, at: NOON });
    await desk.order(orderCommands.AcceptOrder);
    expect(await dispatch(openCheck)).toEqual({ kind: 'rejected', code: 'transition-not-allowed' });
  });
});

describe('what follows from how a restaurant deals with an order', () => {
  it('is a reminder', async () => {
    const ring: RestaurantSlaCommand = {
      to: 'order',
      orderId,
      command: { type: 'RemindRestaurant', how: 'ring' },
    };
    expect(await dispatch(ring)).toEqual({ kind: 'ok' });
    expect(await lastEvent()).toEqual({ type: 'RestaurantReminded', how: 'ring', at: NOON });
  });

  it('is an order that counts as missed, once', async () => {
    const missed: RestaurantSlaCommand = { to: 'restaurant', restaurantId, missed: orderId };
    expect(await dispatch(missed)).toEqual({ kind: 'ok' });
    expect(await dispatch(missed)).toEqual({ kind: 'ok' });
    const { state } = await desk.loader.fresh(restaurantAggregate, restaurantId);
    expect(state).toMatchObject({ missed: [{ orderId, at: NOON }] });
  });

  it('is an item that is off the menu for a while', async () => {
    const until = plusMinutes(NOON, 720);
    const soldOut: RestaurantSlaCommand = { to: 'menu', restaurantId, itemId: LASSI.itemId, until };
    expect(await dispatch(soldOut)).toEqual({ kind: 'rejected', code: 'menu-not-found' });
    await desk.executor.execute(menuAggregate, restaurantId, desk.request(), () => ({
      ok: true,
      command: {
        type: 'PublishMenu' as const,
        currency: 'INR' as const,
        categories: CATEGORIES,
        baseHash: null,
        hash: hashLike('1'),
        at: NOON,
      },
    }));
    expect(await dispatch(soldOut)).toEqual({ kind: 'ok' });
    const { events } = await desk.loader.history(menuAggregate, restaurantId);
    const state = fold(
      menuAggregate.decider,
      events.map(({ event }) => event),
    );
    if (state.is === 'absent') throw new Error('the menu was published');
    expect(isAvailable(state, LASSI.itemId, minutesAfterNoon(719))).toBe(false);
    expect(isAvailable(state, LASSI.itemId, until)).toBe(true);
  });
});
