import fc from 'fast-check';
import { fold } from '../kernel/decider';
import type { ProcessInput } from '../kernel/process';
import type { OrderCommand } from '../order/order-messages';
import { minutesAfterNoon, NOON, orderCommands } from '../order/order.fixtures';
import { availability, restaurant, type Restaurant, type RestaurantCommand } from '../restaurant/restaurant';
import { detailsOf, everyDay, hoursOf } from '../restaurant/restaurant.fixtures';
import { ProcessRun } from '../story/process-run.fixtures';
import { StoryWorld } from '../story/story-world.fixtures';
import {
  restaurantSla,
  type RestaurantSla,
  type RestaurantSlaCommand,
  type RestaurantSlaEvent,
} from './restaurant-sla';

const MINUTE = 60_000;
const { ConfirmOrder, AcceptOrder, RejectOrder, StartPreparation, DelayOrder, MarkReady } = orderCommands;
const { CancelOrder, RestoreOrder } = orderCommands;

/** What people do to the order. Confirming it more often than the rest makes it matter to the restaurant. */
const BY_PEOPLE: readonly OrderCommand[] = [
  { ...AcceptOrder, startNow: true },
  { ...AcceptOrder, startNow: false },
  { ...RejectOrder, reason: 'items-unavailable' },
  { ...RejectOrder, reason: 'no-answer' },
  StartPreparation,
  DelayOrder,
  MarkReady,
  CancelOrder,
  RestoreOrder,
];

const ALL_DAY = hoursOf({ timeZone: 'Etc/UTC', weekly: everyDay({ open: '00:00', close: '00:00' }) });
/** Closes six minutes after the orders of the tests are placed. */
const UNTIL_SOON = hoursOf({ timeZone: 'Etc/UTC', weekly: everyDay({ open: '00:00', close: '12:06' }) });

type Manager = typeof restaurantSla;

/** An order, its restaurant, and the process between them, each as far behind as it pleases. */
class World {
  readonly story = new StoryWorld('COD');
  restaurant: Restaurant = restaurant.initial;
  missed = 0;
  readonly soldOut: string[] = [];
  private readonly process: ProcessRun<RestaurantSla, RestaurantSlaEvent, RestaurantSlaCommand>;

  constructor(manager: Manager) {
    this.process = new ProcessRun(manager, this.story.story);
    this.toRestaurant({ type: 'RegisterRestaurant', details: detailsOf({ hours: ALL_DAY }), at: NOON });
  }

  toRestaurant(command: RestaurantCommand): void {
    const decision = restaurant.decide({ ...command, at: this.story.now }, this.restaurant);
    if (!decision.ok) return;
    this.missed += decision.events.filter(({ type }) => type === 'OrderMissed').length;
    this.restaurant = fold({ ...restaurant, initial: this.restaurant }, decision.events);
  }

  read = (): boolean => this.process.read();
  readAgain = (): void => this.process.readAgain();
  fire = (): boolean => this.process.fire(this.story.now);
  fireAgain = (): void => this.process.fireAgain(this.story.now);

  arrive(which: number, keep: boolean): boolean {
    const asked = this.process.arrive(which, keep);
    if (asked === undefined) return false;
    const at = this.story.now;
    if (asked.to === 'order') this.story.command({ ...asked.command, at });
    if (asked.to === 'menu') this.soldOut.push(asked.itemId);
    if (asked.to === 'restaurant') {
      this.toRestaurant({ type: 'RecordMissedOrder', orderId: asked.missed, at });
    }
    if (asked.to === 'open-check' && !availability(this.restaurant, at).open) {
      this.story.command({ type: 'RejectOrder', reason: 'restaurant-closed', itemIds: [], at });
    }
    return true;
  }

  quiesce(): void {
    while (this.read() || this.fire() || this.arrive(0, false));
  }
}

type Move = (world: World) => void;
const always = (move: Move) => fc.constant(move);

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: always((world) => void world.read()) },
  { weight: 1, arbitrary: always((world) => world.readAgain()) },
  { weight: 3, arbitrary: always((world) => void world.fire()) },
  { weight: 1, arbitrary: always((world) => world.fireAgain()) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(4), fc.boolean()).map(
      ([which, keep]): Move =>
        (world) =>
          void world.arrive(which, keep),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(0.5, 1, 3, 9, 40).map(
      (minutes): Move =>
        (world) =>
          world.story.pass(minutes * MINUTE),
    ),
  },
  {
    weight: 3,
    arbitrary: always((world) => world.story.command({ ...ConfirmOrder, paymentSecured: 'COD_APPROVED' })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...BY_PEOPLE).map(
      (command): Move =>
        (world) =>
          world.story.command(command),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<RestaurantCommand>(
        { type: 'PauseRestaurant', reason: 'rush', until: minutesAfterNoon(30), at: NOON },
        { type: 'ResumeRestaurant', at: NOON },
        { type: 'DeactivateRestaurant', at: NOON },
        { type: 'ChangeHours', hours: UNTIL_SOON, at: NOON },
      )
      .map(
        (command): Move =>
          (world) =>
            world.toRestaurant(command),
      ),
  },
);

const holdsFor = (manager: Manager) =>
  fc.property(fc.array(moves, { minLength: 5, maxLength: 60, size: 'max' }), (some) => {
    const world = new World(manager);
    for (const move of some) move(world);
    world.quiesce();
    // Everything that is still to come comes, if it comes at all, within four hours.
    for (let i = 0; i < 24; i += 1) {
      world.story.pass(10 * MINUTE);
      world.quiesce();
    }

    const { story, order, now } = world.story;
    if (order.is === 'absent') throw new Error('the order was placed');
    const told = story.map(({ type }) => type);
    if (order.status === 'CONFIRMED' && order.kitchen === 'NONE') throw new Error('nobody ever answered');
    const isLate = order.readyBy !== null && order.status !== 'CANCELLED' && order.status !== 'READY';
    if (isLate && order.reminded !== 'overdue') throw new Error(`nobody asked for the food at ${now}`);
    const rejection = story.find((event) => event.type === 'OrderRejectedByRestaurant');
    const reason = rejection?.type === 'OrderRejectedByRestaurant' ? rejection.reason : null;
    if (world.missed > 0 && reason !== 'no-answer') throw new Error('blamed for nothing');
    const ranOut = reason === 'items-unavailable';
    if (ranOut !== world.soldOut.includes('masala-dosa')) throw new Error('the menu does not know');
    for (const how of ['ring', 'call', 'overdue']) {
      const times = story.filter((event) => event.type === 'RestaurantReminded' && event.how === how);
      if (times.length > 1) throw new Error(`reminded twice: ${told.join()}`);
    }
  });

/** The process with one reaction replaced. */
const substitute = (
  change: (
    input: ProcessInput<RestaurantSlaEvent>,
    state: RestaurantSla,
  ) => ReturnType<Manager['react']> | null,
): Manager => ({
  ...restaurantSla,
  react: (state, input) => change(input, state) ?? restaurantSla.react(state, input),
});

const deafTo = (...types: readonly RestaurantSlaEvent['type'][]): Manager =>
  substitute((input, state) =>
    input.kind === 'event' && types.includes(input.event.type) ? { state, effects: [] } : null,
  );

const deafToTimer = (timer: string): Manager =>
  substitute((input, state) =>
    input.kind === 'timer' && input.timer === timer ? { state, effects: [] } : null,
  );

describe('an order and its restaurant, whatever the restaurant does and however late everything is', () => {
  it('end with an order that was accepted, rejected or cancelled, and food that was asked for', () =>
    fc.assert(holdsFor(restaurantSla), { numRuns: 5_000 }));

  it.each<[string, Manager]>([
    ['never gives up', deafToTimer('reject')],
    ['does not ask for the food', deafToTimer('overdue')],
    ['does not hear of an order that was restored', deafTo('OrderRestored')],
    ['does not hear that something ran out', deafTo('OrderRejectedByRestaurant')],
    [
      'blames the restaurant for whatever it rejects',
      substitute((input, state) =>
        input.kind === 'event' && input.event.type === 'OrderRejectedByRestaurant' && state.is !== 'idle'
          ? restaurantSla.react(
              { ...state, gaveUp: true },
              {
                kind: 'event',
                event: { ...input.event, reason: 'no-answer' },
              },
            )
          : null,
      ),
    ],
    [
      'lets the last delay be',
      substitute((input, state) =>
        input.kind === 'event' && input.event.type === 'PreparationDelayed'
          ? { state, effects: [{ do: 'unschedule', timer: 'overdue' }] }
          : null,
      ),
    ],
  ])('would show a process that %s', (_, wrong) =>
    expect(() => fc.assert(holdsFor(wrong), { numRuns: 30_000 })).toThrow('Property failed'),
  );
});
