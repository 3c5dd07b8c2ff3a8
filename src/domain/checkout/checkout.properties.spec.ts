import fc from 'fast-check';
import { money } from '../kernel/money';
import type { ProcessInput } from '../kernel/process';
import { NOON } from '../order/order.fixtures';
import type { OrderCommand, PaymentMethod } from '../order/order-messages';
import type { GatewayStatus } from '../payment/gateway-payment';
import type { AttemptNumber } from '../story/story-world.fixtures';
import { checkout, EXPIRY, type Checkout, type CheckoutEvent } from './checkout';
import { CASH, DUE, securing, World, type AnyCheckout } from './checkout-run.fixtures';

const MINUTE = 60_000;

const cancel: OrderCommand = {
  type: 'CancelOrder',
  by: 'customer',
  fault: 'customer',
  reason: 'changed-mind',
  at: NOON,
};
const others: readonly OrderCommand[] = [
  { type: 'HoldForReview', reason: 'risk', at: NOON },
  { type: 'ClearHold', at: NOON },
  cancel,
  { type: 'RestoreOrder', at: NOON },
];

const news: readonly (readonly [GatewayStatus, number])[] = [
  ['AUTHORIZED', DUE],
  ['AUTHORIZED', DUE],
  ['AUTHORIZED', DUE],
  ['AUTHORIZED', DUE - 1],
  ['CAPTURED', DUE],
  ['CAPTURED', DUE - 1],
  ['CAPTURED', DUE + 1],
  ['FAILED', DUE],
  ['FAILED', DUE],
  ['CANCELLED', DUE],
];

const attempts = fc.constantFrom<AttemptNumber>(1, 1, 2);

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant((world: World) => void world.takeEvent()) },
  { weight: 1, arbitrary: fc.constant((world: World) => world.takeLastEventAgain()) },
  { weight: 2, arbitrary: fc.constant((world: World) => void world.fire()) },
  { weight: 1, arbitrary: fc.constant((world: World) => world.fireAgain()) },
  { weight: 4, arbitrary: fc.constant((world: World) => world.quiesce()) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(5), fc.boolean()).map(
      ([which, keep]) =>
        (world: World) =>
          void world.dispatch(which, keep),
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((lost) => (world: World) => world.crash(lost)) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(0.5, 7, 15)
      .map((minutes) => (world: World) => world.story.pass(minutes * MINUTE)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...others).map((command) => (world: World) => world.story.command(command)),
  },
  { weight: 4, arbitrary: fc.constant((world: World) => world.goOn()) },
  { weight: 1, arbitrary: fc.constantFrom(0, DUE).map((minor) => (world: World) => world.sayCash(minor)) },
  {
    weight: 1,
    arbitrary: attempts.map((attempt) => (world: World) => world.story.initiate(attempt, 'manual')),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(attempts, fc.constantFrom(...news)).map(
      ([attempt, [status, minor]]) =>
        (world: World) =>
          world.pay(attempt, status, minor),
    ),
  },
);

const runs = fc.record({
  paymentMethod: fc.constantFrom<PaymentMethod>('COD', 'UPI', 'CARD', 'CARD'),
  /** Half of them begin with money that is held, so that more of them come to the kitchen. */
  isHeldFirst: fc.boolean(),
  steps: fc.array(step, { minLength: 5, maxLength: 50, size: 'max' }),
});

/** The order was confirmed by money that was there. */
function isConfirmedByMoney({ story, method, unpaidAt }: World): boolean {
  const index = story.story.findIndex(({ type }) => type === 'OrderConfirmed');
  if (index < 0 || method === 'COD') return true;
  return story.story
    .slice(index < unpaidAt ? 0 : unpaidAt, index)
    .some(
      (event) =>
        (event.type === 'PaymentAuthorized' || event.type === 'PaymentCaptured') && event.amount.minor >= DUE,
    );
}

/** What must hold whenever everything was carried out. */
function checkAtRest(world: World): void {
  const { story, status, method } = world;
  const types = story.story.map(({ type }) => type);
  if (types.includes('OrderConfirmed') && types.includes('OrderExpired'))
    throw new Error('confirmed and expired');
  if (story.story.some((event) => event.type === 'OrderCancelled' && event.by === 'system')) {
    throw new Error('the checkout cancelled an order');
  }
  if (!isConfirmedByMoney(world)) throw new Error('confirmed without money');
  if (status === 'PENDING' && world.expiry === null) throw new Error('an order that nobody watches');

  const { order } = story;
  if (order.is === 'absent') return;
  const isSecured = securing(world, 'CAPTURED').length + securing(world, 'AUTHORIZED').length > 0;
  const isFree = status === 'PENDING' && order.risk !== 'HELD' && story.now < order.expiresAt;
  if (isFree && (isSecured || method === 'COD')) throw new Error('paid, and not confirmed');

  const isWanted = order.kitchen === 'ACCEPTED' && status !== 'CANCELLED' && method !== 'COD';
  const [held] = securing(world, 'AUTHORIZED');
  const areTold = securing(world, 'AUTHORIZED').some((one) => one?.is === 'online' && one.captureRequested);
  if (isWanted && held !== undefined && securing(world, 'CAPTURED').length === 0 && !areTold) {
    throw new Error('held money that nobody collects');
  }
  const cash = story.payments.get(CASH);
  if (method === 'COD' && status === 'DELIVERED' && (cash?.is !== 'cash' || cash.collected === null)) {
    throw new Error('cash that is in no book');
  }
}

const holdsFor = (process: AnyCheckout) =>
  fc.property(runs, ({ paymentMethod, isHeldFirst, steps }) => {
    const world = new World(process, paymentMethod);
    if (isHeldFirst) {
      world.quiesce();
      world.pay(1, 'AUTHORIZED', DUE);
    }
    for (const take of steps) take(world);

    world.quiesce();
    checkAtRest(world);
    world.story.pass(60 * MINUTE);
    world.quiesce();
    checkAtRest(world);
    if (world.status === 'PENDING') throw new Error('an order that never ends');
  });

const RUNS = { numRuns: 5_000 };

/** A checkout with one reaction replaced. */
const substitute = (
  change: (input: ProcessInput<CheckoutEvent>, state: Checkout) => ReturnType<AnyCheckout['react']> | null,
): AnyCheckout => ({
  ...checkout,
  react: (state, input) => change(input, state) ?? checkout.react(state, input),
});

/** A checkout that does not hear of events. */
const deafTo = (...types: readonly CheckoutEvent['type'][]): AnyCheckout =>
  substitute((input, state) =>
    input.kind === 'event' && types.includes(input.event.type) ? { state, effects: [] } : null,
  );

describe('an order and its checkout, whatever comes late, twice or never', () => {
  it('end with an order that is confirmed by its money, cancelled or expired, and with money that is collected', () =>
    fc.assert(holdsFor(checkout), RUNS));

  it.each<[string, AnyCheckout]>([
    [
      'cancels the order itself when the time is up',
      substitute((input, state) =>
        input.kind === 'timer' && state.is === 'waiting'
          ? {
              state,
              effects: [
                {
                  do: 'send',
                  step: 'expire',
                  command: { to: 'system', command: { ...cancel, by: 'system' } },
                },
              ],
            }
          : null,
      ),
    ],
    [
      'takes the order for expired as soon as it has asked',
      substitute((input, state) => (input.kind === 'timer' ? { state, effects: [] } : null)),
    ],
    ['forgets to wait for an order that was restored', deafTo('OrderRestored')],
    [
      'unsets the timer when it confirms',
      substitute((input, state) => {
        if (input.kind !== 'event' || input.event.type !== 'OrderPlaced') return null;
        const reaction = checkout.react(state, input);
        return { ...reaction, effects: [...reaction.effects, { do: 'unschedule', timer: EXPIRY }] };
      }),
    ],
    [
      'is content with any amount',
      substitute((input, state) =>
        input.kind === 'event' && 'amount' in input.event && input.event.type !== 'CodCollected'
          ? checkout.react(state, {
              kind: 'event',
              event: { ...input.event, amount: money(DUE, 'INR') },
            })
          : null,
      ),
    ],
    ['does not hear that a hold was lost', deafTo('PaymentFailed', 'PaymentVoided')],
    ['does not hear of money that is in', deafTo('PaymentCaptured')],
    ['does not try again when the order is no longer on hold', deafTo('OrderHoldCleared')],
    ['does not hear that the kitchen has accepted', deafTo('OrderAcceptedByRestaurant')],
    [
      'lets the kitchen begin, and a hold that comes back be',
      substitute((input, state) =>
        input.kind === 'event' &&
        input.event.type === 'PaymentAuthorized' &&
        state.is === 'confirmed' &&
        state.isAccepted
          ? { state, effects: [] }
          : null,
      ),
    ],
    ['books no cash', deafTo('OrderDelivered')],
  ])('would show a checkout that %s', (_, wrong) =>
    expect(() => fc.assert(holdsFor(wrong), { numRuns: 30_000 })).toThrow('Property failed'),
  );
});
