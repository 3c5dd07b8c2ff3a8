import fc from 'fast-check';
import { never } from '../kernel/decider';
import { epochMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import type { Effect, ProcessInput, ProcessManager } from '../kernel/process';
import { aPlaceOrder, courierAsha, NOON, orderCommands } from '../order/order.fixtures';
import type { OrderCommand, PaymentMethod } from '../order/order-messages';
import type { OrderStatus } from '../order/order-transitions';
import type { GatewayStatus } from '../payment/gateway-payment';
import { ATTEMPTS, paymentIdOf, StoryWorld, type AttemptNumber } from '../story/story-world.fixtures';
import { checkout, EXPIRY, type Checkout, type CheckoutCommand, type CheckoutEvent } from './checkout';

/** What a wrong checkout might send as well. */
type AnyCommand = CheckoutCommand | { readonly to: 'system'; readonly command: OrderCommand };
type AnyCheckout = ProcessManager<Checkout, CheckoutEvent, AnyCommand>;

interface Saved {
  readonly state: Checkout;
  /** How many of the story's events were taken in. */
  readonly taken: number;
  readonly expiry: Instant | null;
}

interface Pending {
  readonly id: string;
  readonly command: AnyCommand;
}

const MINUTE = 60_000;
const CASH = paymentIdOf('cash');

/**
 * An order with its payments, its checkout, and all that can go wrong between them: commands late, repeated and in
 * any order, timers late and doubled, and crashes after which the checkout knows less than it has already asked for.
 */
class World {
  readonly story: StoryWorld;
  /** How long the story was when everything was known and done, and no money there. */
  unpaidAt = 0;
  private pending: Pending[] = [];
  private fired: Instant | null = null;
  private readonly decided = new Set<string>();
  private saves: Saved[];
  /** Of each save, what it sent. */
  private readonly effects: Pending[][] = [];

  constructor(
    private readonly process: AnyCheckout,
    readonly method: PaymentMethod,
  ) {
    this.story = new StoryWorld(method);
    this.saves = [{ state: process.initial, taken: 0, expiry: null }];
  }

  get status(): OrderStatus {
    const { order } = this.story;
    if (order.is === 'absent') throw new Error('the order was placed');
    return order.status;
  }

  get expiry(): Instant | null {
    return this.saved.expiry;
  }

  /** The kitchen, or the courier, takes the next step. */
  goOn(): void {
    for (const command of NEXT[this.status] ?? []) this.story.command(command);
  }

  /** The payer does something at the gateway, and Tiffin gets to know. */
  pay(attempt: AttemptNumber, status: GatewayStatus, minor: number): void {
    this.story.payer(attempt, status, minor);
    this.story.sync(attempt);
  }

  sayCash(minor: number): void {
    if (this.status !== 'PICKED_UP') return;
    this.story.pay(CASH, {
      type: 'RecordCodCollected',
      courierId: courierAsha,
      amount: money(minor, 'INR'),
    });
  }

  takeEvent(): boolean {
    const index = this.saved.taken;
    if (index >= this.story.story.length) return false;
    this.react(index, index + 1);
    return true;
  }

  takeLastEventAgain(): void {
    const { taken } = this.saved;
    if (taken > 0) this.react(taken - 1, taken);
  }

  fire(): boolean {
    const due = this.saved.expiry;
    if (due === null || due > this.story.now) return false;
    this.fired = due;
    this.fireAt(due);
    return true;
  }

  /** Even if the timer was unset or moved since. */
  fireAgain(): void {
    if (this.fired !== null) this.fireAt(this.fired);
  }

  dispatch(which: number, keep: boolean): boolean {
    const effect = this.pending[which % Math.max(1, this.pending.length)];
    if (effect === undefined) return false;
    const others = this.pending.filter((other) => other !== effect);
    const isDone = this.decided.has(effect.id) || this.carryOut(effect);
    if (isDone && !keep) this.pending = others;
    // What failed comes again, after the others.
    if (!isDone) this.pending = [...others, effect];
    return true;
  }

  /** The last saves are lost with the effects that were not yet carried out; those carried out stay so. */
  crash(lost: number): void {
    this.saves = this.saves.slice(0, Math.max(1, this.saves.length - lost));
    this.pending = [];
    this.unpaidAt = 0; // what was refused then may come again
    for (let i = 1; i < this.saves.length; i += 1) this.pending.push(...(this.effects[i] ?? []));
  }

  /** Until nothing is left to do at this time. */
  quiesce(): void {
    for (let i = 0; this.takeEvent() || this.fire() || this.dispatch(0, false); i += 1) {
      if (i > 1_000) throw new Error('it never comes to rest');
    }
    const { story } = this.story;
    const isPaid = securing(this, 'AUTHORIZED').length + securing(this, 'CAPTURED').length > 0;
    if (!isPaid) this.unpaidAt = story.length;
  }

  private get saved(): Saved {
    return this.saves.at(-1)!;
  }

  /** @returns false when it failed and has to be sent again */
  private carryOut({ id, command }: Pending): boolean {
    const { story } = this;
    const before = story.story.length;
    const refused = story.refusals.length;
    switch (command.to) {
      case 'order':
        story.command({ ...command.command, at: story.now });
        break;
      case 'system':
        story.command(command.command);
        break;
      case 'first-payment': {
        const { orderId, customerId, amount, method } = command;
        const cash = { paymentId: CASH, orderId, customerId, attempt: 1, amount };
        if (method === null) story.pay(CASH, { type: 'ApproveCod', ...cash });
        else story.initiate(1, method === 'CARD' ? 'manual' : 'automatic');
        break;
      }
      case 'payment':
        story.pay(command.paymentId, command.command);
        break;
      case 'cash': {
        const { courierId, amount } = command;
        story.pay(CASH, { type: 'RecordCodCollected', courierId, amount });
        break;
      }
      case 'cart':
        break;
      default:
        never(command);
    }
    if (story.story.length > before) this.decided.add(id);
    return !story.refusals.slice(refused).includes('payment-not-found');
  }

  private fireAt(dueAt: Instant): void {
    const input: ProcessInput<CheckoutEvent> = { kind: 'timer', timer: EXPIRY, dueAt, at: this.story.now };
    const expiry = this.saved.expiry === dueAt ? null : this.saved.expiry;
    this.save(input, `timer ${epochMs(dueAt)}`, { ...this.saved, expiry });
  }

  private react(index: number, taken: number): void {
    const event = this.story.story[index] as CheckoutEvent;
    if (this.process.reads.includes(event.type)) {
      this.save({ kind: 'event', event }, `event ${index}`, { ...this.saved, taken });
    } else {
      this.effects[this.saves.length] = [];
      this.saves.push({ ...this.saved, taken });
    }
  }

  private save(input: ProcessInput<CheckoutEvent>, id: string, before: Saved): void {
    const { state, effects } = this.process.react(before.state, input);
    const expiry = effects.reduce(expiryAfter, before.expiry);
    const sent = effects.flatMap((effect) =>
      effect.do === 'send' ? [{ id: `${id}/${effect.step}`, command: effect.command }] : [],
    );
    this.effects[this.saves.length] = sent;
    this.saves.push({ ...before, state, expiry });
    this.pending.push(...sent);
  }
}

const expiryAfter = (expiry: Instant | null, effect: Effect<unknown>): Instant | null =>
  effect.do === 'schedule' ? effect.at : effect.do === 'unschedule' ? null : expiry;

const NEXT: Partial<Record<OrderStatus, readonly OrderCommand[]>> = {
  CONFIRMED: [orderCommands.AcceptOrder],
  PREPARING: [orderCommands.AttachPartner, orderCommands.MarkReady],
  READY: [orderCommands.ConfirmPickup],
  PICKED_UP: [orderCommands.ConfirmDelivery],
};

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

const DUE = 28_500;
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

/** Attempts that hold the money, or have brought it; as the payments themselves see it. */
const securing = ({ story }: World, status: 'AUTHORIZED' | 'CAPTURED') =>
  ATTEMPTS.map((attempt) => story.payments.get(paymentIdOf(attempt))).filter(
    (known) => known?.is === 'online' && known.status === status && amountOf(story, known.paymentId) >= DUE,
  );

const amountOf = ({ story }: StoryWorld, paymentId: string): number => {
  const amounts = story.flatMap((event) =>
    (event.type === 'PaymentAuthorized' || event.type === 'PaymentCaptured') && event.paymentId === paymentId
      ? [event.amount.minor]
      : [],
  );
  return amounts.at(-1) ?? 0;
};

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
    expect(() => fc.assert(holdsFor(wrong), RUNS)).toThrow('Property failed'),
  );
});

it('is about orders of the amount that the payments are compared with', () =>
  expect(aPlaceOrder().bill.totalMinor).toBe(DUE));
