import {
  deliveryAggregate,
  ledgerAggregate,
  menuAggregate,
  orderAggregate,
  paymentAggregate,
  restaurantAggregate,
} from '../application/aggregates';
import { paymentIdFor } from '../application/deterministic-ids';
import type { EventStore } from '../application/ports/event-store';
import { fold } from '../domain/kernel/decider';
import { asId, type OrderId } from '../domain/kernel/ids';
import { itemIdOf, menuPublished, hashLike, MENU_AT } from '../domain/menu/menu.fixtures';
import type { MenuEvent } from '../domain/menu/menu';
import { order } from '../domain/order/order';
import { aPlaceOrder, orderCommands } from '../domain/order/order.fixtures';
import type { OrderCommand, OrderEvent } from '../domain/order/order-messages';
import { hoursOf, FRIDAY_EVENING, restaurantRegistered } from '../domain/restaurant/restaurant.fixtures';
import type { RestaurantEvent } from '../domain/restaurant/restaurant';
import { someDelivery } from './delivery-histories.fixtures';
import { someAttempt, someJournals } from './payment-histories.fixtures';
import { appendEvents } from './projection.fixtures';

/** Numbers in a fixed, arbitrary order: the same seed always gives the same ones. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  // A linear congruential generator (Numerical Recipes); its upper bits are good enough to choose with.
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const commands: readonly OrderCommand[] = Object.values(orderCommands);

/** What happens to one order while everybody keeps trying everything: a list of what each command decided. */
export function someOrder(
  orderId: string,
  throwDie: (sides: number) => number,
): readonly (readonly OrderEvent[])[] {
  const place = aPlaceOrder({
    orderId: asId(orderId),
    customerId: asId(`customer-${throwDie(5)}`),
    restaurantId: asId(`restaurant-${throwDie(3)}`),
  });
  const steps: (readonly OrderEvent[])[] = [];
  let state = order.initial;
  for (let tries = throwDie(60) + 1; tries > 0; tries -= 1) {
    const command = state.is === 'absent' ? place : (commands[throwDie(commands.length)] ?? place);
    const decision = order.decide(command, state);
    if (!decision.ok || decision.events.length === 0) continue;
    state = fold({ ...order, initial: state }, decision.events);
    steps.push(decision.events);
  }
  return steps;
}

const RESTAURANT_STEPS: readonly RestaurantEvent[] = [
  { type: 'HoursChanged', hours: hoursOf({ timeZone: 'Europe/Berlin' }), at: FRIDAY_EVENING },
  { type: 'RestaurantPaused', reason: 'too-busy', until: null, at: FRIDAY_EVENING },
  { type: 'RestaurantResumed', at: FRIDAY_EVENING },
  { type: 'RestaurantDelisted', at: FRIDAY_EVENING },
  { type: 'RestaurantRelisted', at: FRIDAY_EVENING },
];

const MENU_STEPS: readonly MenuEvent[] = [
  menuPublished({ version: 2, hash: hashLike('2') }),
  {
    type: 'ItemPriceChanged',
    itemId: itemIdOf('lassi'),
    priceMinor: 7_000,
    version: 3,
    hash: hashLike('3'),
    at: MENU_AT,
  },
  { type: 'ItemAvailabilityChanged', itemId: itemIdOf('lassi'), available: false, until: null, at: MENU_AT },
  {
    type: 'ItemAvailabilityChanged',
    itemId: itemIdOf('margherita'),
    available: false,
    until: null,
    at: MENU_AT,
  },
  { type: 'ItemAvailabilityChanged', itemId: itemIdOf('lassi'), available: true, until: null, at: MENU_AT },
];

type Step = (store: EventStore) => Promise<void>;

/** An order's story: its own steps in their order, those of its payments, books and delivery in between. */
function someStory(orderId: OrderId, throwDie: (sides: number) => number): Step[] {
  const [placing, ...others] = someOrder(orderId, throwDie).map(
    (events): Step =>
      (store) =>
        appendEvents(store, orderAggregate, orderId, events),
  );
  const payments = Array.from({ length: throwDie(4) }, (_, n) => {
    const paymentId = paymentIdFor(orderId, n + 1);
    return someAttempt(orderId, n + 1, throwDie).map(
      (events): Step =>
        (store) =>
          appendEvents(store, paymentAggregate, paymentId, events),
    );
  });
  const journals = someJournals(orderId, throwDie).map(
    (events): Step =>
      (store) =>
        appendEvents(store, ledgerAggregate, orderId, events),
  );
  const deliveries = someDelivery(orderId, throwDie).map(
    (events): Step =>
      (store) =>
        appendEvents(store, deliveryAggregate, orderId, events),
  );
  const queues = [others, ...payments, journals, deliveries];
  const story = placing === undefined ? [] : [placing];
  for (let left = queues.flat().length; left > 0;) {
    const next = queues[throwDie(queues.length)]?.shift();
    if (next === undefined) continue;
    story.push(next);
    left -= 1;
  }
  return story;
}

/** Appends orders with their payments and books, restaurants and menus, interleaved, until there are so many events. */
export async function someHistory(store: EventStore, events: number, seed: number): Promise<void> {
  const throwDie = dice(seed);
  const open: Step[][] = [];
  const start = await store.headPosition();
  for (let n = 0; (await store.headPosition()) < start + events; n += 1) {
    if (throwDie(10) === 0) {
      await someRestaurant(store, `restaurant-${seed}-${throwDie(4)}`, throwDie);
      continue;
    }
    if (open.length < 8) open.push(someStory(asId(`order-${seed}-${n}`), throwDie));
    const at = throwDie(open.length);
    const step = open[at]?.shift();
    if (step === undefined) open.splice(at, 1);
    else await step(store);
  }
}

async function someRestaurant(
  store: EventStore,
  id: string,
  throwDie: (sides: number) => number,
): Promise<void> {
  if ((await store.readHead(`restaurant-${id}`)) === undefined) {
    await appendEvents(store, restaurantAggregate, id, [restaurantRegistered({ restaurantId: asId(id) })]);
    await appendEvents(store, menuAggregate, id, [menuPublished()]);
    return;
  }
  const restaurantStep = RESTAURANT_STEPS[throwDie(RESTAURANT_STEPS.length)];
  const menuStep = MENU_STEPS[throwDie(MENU_STEPS.length)];
  if (restaurantStep !== undefined) await appendEvents(store, restaurantAggregate, id, [restaurantStep]);
  if (menuStep !== undefined) await appendEvents(store, menuAggregate, id, [menuStep]);
}
