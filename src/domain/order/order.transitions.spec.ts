import { fold } from '../kernel/decider';
import { plusMinutes } from '../kernel/instant';
import { order, type Order, type OrderRejection, type PlacedOrder } from './order';
import type { OrderCommand, OrderEvent } from './order-messages';
import { ORDER_STATUSES, TRANSITIONS, type Transition } from './order-transitions';
import { aPlaceOrder, courierAsha, courierBilal, minutesAfterNoon, orderCommands } from './order.fixtures';

type Code = OrderRejection['code'];

/** Early: before an order lapses, and within a minute of the other early commands. Late: long after. */
const EARLY = minutesAfterNoon(1);
const LATE = plusMinutes(EARLY, 60);

const wrongCode = { kind: 'code', codeHash: 'wrong' } as const;
const staff = { kind: 'staff', reason: 'customer-called' } as const;
const photo = { kind: 'photo', sha256: 'picture-hash', distanceMetres: 20, accuracyMetres: 10 } as const;
const { AcceptOrder, AttachPartner, CancelOrder, ConfirmDelivery, ConfirmOrder, ConfirmPickup, DelayOrder } =
  orderCommands;

/** Every command, in every way that decisions tell apart, early and late. */
const COMMANDS: readonly OrderCommand[] = [
  ...Object.values(orderCommands),
  aPlaceOrder({ quoteHash: 'another-quote' }),
  aPlaceOrder({ lines: [] }),
  aPlaceOrder({ lines: aPlaceOrder().lines.map((line) => ({ ...line, quantity: 0 })) }),
  aPlaceOrder({ bill: { ...aPlaceOrder().bill, totalMinor: 1 } }),
  { ...ConfirmOrder, paymentSecured: 'COD_APPROVED' as const },
  { ...ConfirmOrder, paymentSecured: 'CAPTURED' as const },
  { ...AcceptOrder, startNow: false },
  { ...AcceptOrder, prepMinutes: 0 },
  { ...orderCommands.RemindRestaurant, how: 'call' as const },
  { ...orderCommands.RemindRestaurant, how: 'overdue' as const },
  { ...DelayOrder, minutes: 1 },
  { ...DelayOrder, minutes: Number.NaN },
  { ...AttachPartner, courierId: courierBilal },
  { ...ConfirmPickup, courierId: courierBilal },
  { ...orderCommands.MarkOutForDelivery, courierId: courierBilal },
  { ...ConfirmDelivery, courierId: courierBilal },
  { ...ConfirmDelivery, proof: wrongCode },
  { ...ConfirmDelivery, proof: photo },
  { ...ConfirmDelivery, proof: { ...photo, distanceMetres: 161 } },
  { ...ConfirmDelivery, courierId: null, proof: staff },
  { ...CancelOrder, by: 'support' as const, fault: 'platform' as const },
].flatMap((command) => [
  { ...command, at: EARLY },
  { ...command, at: LATE },
]);

const statusOf = (state: Order) => (state.is === 'absent' ? 'ABSENT' : state.status);

interface Step {
  readonly state: Order;
  readonly command: OrderCommand;
  readonly decision: ReturnType<typeof order.decide>;
  readonly next: Order;
}

/** Every state that can be reached, with every command tried on it. */
function walk(): { readonly states: readonly Order[]; readonly steps: readonly Step[] } {
  const states = new Map<string, Order>([[JSON.stringify(order.initial), order.initial]]);
  const steps: Step[] = [];
  // A map that grows while it is iterated: the walk ends when no command leads to a state not yet seen.
  for (const state of states.values()) {
    for (const command of COMMANDS) {
      const decision = order.decide(command, state);
      const next = decision.ok ? fold({ ...order, initial: state }, decision.events) : state;
      steps.push({ state, command, decision, next });
      states.set(JSON.stringify(next), next);
    }
  }
  return { states: [...states.values()], steps };
}

const leadsTo = ({ to }: Transition, { state, next }: Step): boolean => {
  switch (to) {
    case 'same':
      return statusOf(next) === statusOf(state);
    case 'previous':
      return (
        state.is === 'placed' &&
        state.cancellation?.how === 'CANCELLED' &&
        statusOf(next) === state.cancellation.stage
      );
    default:
      return statusOf(next) === to;
  }
};

const typesOf = (events: readonly OrderEvent[]): readonly string[] => events.map(({ type }) => type);

const isStepOf = (transition: Transition, step: Step, events: readonly OrderEvent[]): boolean =>
  transition.command === step.command.type &&
  transition.from.includes(statusOf(step.state)) &&
  leadsTo(transition, step) &&
  transition.events.join() === typesOf(events).join();

/** What a command is told when no row of the table lets it act on the status. */
const OUTSIDE_THE_TABLE: ReadonlySet<Code> = new Set<Code>([
  'transition-not-allowed',
  'cancellation-not-allowed',
  'order-not-found',
  'order-already-placed',
]);

/** Every rejection there is; the type makes the list complete. */
const CODES: Readonly<Record<Code, true>> = {
  'order-not-found': true,
  'order-already-placed': true,
  'order-has-no-lines': true,
  'quantity-below-one': true,
  'bill-does-not-add-up': true,
  'transition-not-allowed': true,
  'order-on-hold': true,
  'order-already-accepted': true,
  'order-not-accepted-yet': true,
  'order-expired': true,
  'not-yet-expired': true,
  'not-yet-overdue': true,
  'payment-method-mismatch': true,
  'minutes-out-of-range': true,
  'no-courier-assigned': true,
  'not-the-assigned-courier': true,
  'another-courier-assigned': true,
  'delivery-code-locked': true,
  'code-comes-first': true,
  'too-far-from-the-door': true,
  'food-is-with-the-courier': true,
  'nothing-to-return': true,
  'cancellation-not-allowed': true,
  'not-restorable': true,
  'restore-window-passed': true,
};

/** Every event there is; the type makes the list complete. */
const EVENTS: Readonly<Record<OrderEvent['type'], true>> = {
  OrderPlaced: true,
  OrderHeld: true,
  OrderHoldCleared: true,
  OrderConfirmed: true,
  OrderExpired: true,
  OrderAcceptedByRestaurant: true,
  OrderRejectedByRestaurant: true,
  RestaurantReminded: true,
  PreparationStarted: true,
  PreparationDelayed: true,
  OrderReadyForPickup: true,
  PartnerAttached: true,
  PartnerDetached: true,
  OrderHandedOver: true,
  OrderOutForDelivery: true,
  DeliveryCodeFailed: true,
  OrderDelivered: true,
  OrderUndeliverable: true,
  OrderReturned: true,
  OrderCancelled: true,
  OrderRestored: true,
  OrderCompleted: true,
};

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

describe('every command on every state that an order can reach', () => {
  const { states, steps } = walk();
  const placed = states.filter((state): state is PlacedOrder => state.is === 'placed');
  const changes = steps.flatMap((step) =>
    step.decision.ok && step.decision.events.length > 0 ? [{ step, events: step.decision.events }] : [],
  );
  const refusals = steps.flatMap((step) =>
    step.decision.ok ? [] : [{ step, code: step.decision.rejection.code }],
  );

  it('reaches every status, with each facet in each of its values', () => {
    expect(sorted(placed.map(({ status }) => status))).toEqual(sorted(ORDER_STATUSES));
    expect(sorted(placed.map(({ kitchen }) => kitchen))).toEqual(['ACCEPTED', 'NONE', 'REJECTED']);
    expect(sorted(placed.map(({ delivery }) => delivery))).toEqual(['FAILED', 'NONE', 'RETURNED']);
    expect(sorted(placed.map(({ risk }) => risk))).toEqual(['CLEARED', 'HELD', 'NONE']);
    expect(sorted(placed.map(({ courierId }) => courierId ?? 'none'))).toEqual([
      courierAsha,
      courierBilal,
      'none',
    ]);
    expect(sorted(placed.map(({ failedCodeAttempts }) => String(failedCodeAttempts)))).toHaveLength(6);
    expect(sorted(placed.map(({ cancellation }) => cancellation?.how ?? 'none'))).toEqual([
      'CANCELLED',
      'EXPIRED',
      'REJECTED',
      'UNDELIVERABLE',
      'none',
    ]);
  });

  it('changes it as exactly one row of the table says', () => {
    const wrong = changes.filter(
      ({ step, events }) => TRANSITIONS.filter((row) => isStepOf(row, step, events)).length !== 1,
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('makes use of every row', () => {
    const unused = TRANSITIONS.filter(
      (row) => !changes.some(({ step, events }) => isStepOf(row, step, events)),
    );
    expect(unused).toEqual([]);
  });

  it('finds nothing to decide when it has just been granted, unless it showed a wrong code', () => {
    const wrong = changes.filter(({ step: { command, next }, events }) => {
      const again = order.decide(command, next);
      const isNothing = again.ok && again.events.length === 0;
      return isNothing === typesOf(events).includes('DeliveryCodeFailed');
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('is told of the table only where no row has the status, and of a reason of its own elsewhere', () => {
    const wrong = refusals.filter(({ step, code }) => {
      const inTable = TRANSITIONS.some(
        ({ command, from }) => command === step.command.type && from.includes(statusOf(step.state)),
      );
      return inTable === OUTSIDE_THE_TABLE.has(code);
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('brings about every event and meets every rejection', () => {
    expect(sorted(changes.flatMap(({ events }) => typesOf(events)))).toEqual(sorted(Object.keys(EVENTS)));
    expect(sorted(refusals.map(({ code }) => code))).toEqual(sorted(Object.keys(CODES)));
  });

  it('never leads to a state that contradicts itself', () => {
    const handedOver = ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED', 'COMPLETED'];
    const contradictions = placed.filter(
      (state) =>
        (state.status === 'CANCELLED') !== (state.cancellation !== null) ||
        (state.risk === 'HELD' && !['PENDING', 'CANCELLED'].includes(state.status)) ||
        (state.kitchen === 'ACCEPTED') !== (state.readyBy !== null) ||
        (['PREPARING', 'READY', ...handedOver].includes(state.status) && state.kitchen !== 'ACCEPTED') ||
        (handedOver.includes(state.status) && state.courierId === null) ||
        (state.delivery !== 'NONE' && state.cancellation?.how !== 'UNDELIVERABLE') ||
        (state.delivery === 'FAILED' && state.courierId === null),
    );
    expect(contradictions.slice(0, 3)).toEqual([]);
  });
});
