import fc from 'fast-check';
import { never } from '../kernel/decider';
import { epochMs, plusMinutes, type Instant } from '../kernel/instant';
import type { Effect, ProcessInput, ProcessManager } from '../kernel/process';
import { order, type Order } from '../order/order';
import { aPlaceOrder, NOON } from '../order/order.fixtures';
import type { OrderCommand, OrderEvent, PaymentMethod } from '../order/order-messages';
import { checkout, EXPIRY, type Checkout, type CheckoutCommand, type CheckoutEvent } from './checkout';

/** What a wrong checkout might send as well. */
type AnyCommand = CheckoutCommand | { readonly to: 'system'; readonly command: OrderCommand };
type AnyCheckout = ProcessManager<Checkout, CheckoutEvent, AnyCommand>;

interface Saved {
  readonly state: Checkout;
  /** How many of the order's events were taken in. */
  readonly taken: number;
  readonly expiry: Instant | null;
}

interface Pending {
  readonly id: string;
  readonly command: AnyCommand;
}

/**
 * An order, its checkout, and all that can go wrong between them: commands late, repeated and in any order,
 * timers late and doubled, and crashes after which the checkout knows less than it has already asked for.
 */
class World {
  readonly history: OrderEvent[] = [];
  private order: Order = order.initial;
  private now = NOON;
  private pending: Pending[] = [];
  private fired: Instant | null = null;
  private readonly decided = new Set<string>();
  private saves: Saved[];
  /** Of each save, what it sent. */
  private readonly effects: Pending[][] = [];

  constructor(private readonly process: AnyCheckout) {
    this.saves = [{ state: process.initial, taken: 0, expiry: null }];
  }

  get status(): string {
    return this.order.is === 'absent' ? 'ABSENT' : this.order.status;
  }

  get expiry(): Instant | null {
    return this.saved.expiry;
  }

  command(command: OrderCommand, id?: string): void {
    if (id !== undefined && this.decided.has(id)) return; // a repeat of a command that was granted
    const decision = order.decide({ ...command, at: this.now }, this.order);
    if (!decision.ok) return;
    if (id !== undefined && decision.events.length > 0) this.decided.add(id);
    for (const event of decision.events) {
      this.order = order.evolve(this.order, event);
      this.history.push(event);
    }
  }

  pass(minutes: number): void {
    this.now = plusMinutes(this.now, minutes);
  }

  takeEvent(): boolean {
    const index = this.saved.taken;
    const event = this.history[index];
    if (event === undefined) return false;
    this.react(event, index, index + 1);
    return true;
  }

  takeLastEventAgain(): void {
    const index = this.saved.taken - 1;
    const event = this.history[index];
    if (event !== undefined) this.react(event, index, index + 1);
  }

  fire(): boolean {
    const due = this.saved.expiry;
    if (due === null || due > this.now) return false;
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
    if (!keep) this.pending = this.pending.filter((other) => other !== effect);
    const { command } = effect;
    switch (command.to) {
      case 'order':
        this.command({ ...command.command, at: this.now }, effect.id);
        break;
      case 'system':
        this.command(command.command, effect.id);
        break;
      case 'cart':
        break;
      default:
        never(command);
    }
    return true;
  }

  /** The last saves are lost with the effects that were not yet carried out; those carried out stay so. */
  crash(lost: number): void {
    this.saves = this.saves.slice(0, Math.max(1, this.saves.length - lost));
    this.pending = [];
    for (let i = 1; i < this.saves.length; i += 1) this.pending.push(...(this.effects[i] ?? []));
  }

  /** Until nothing is left to do at this time. */
  quiesce(): void {
    while (this.takeEvent() || this.fire() || this.dispatch(0, false));
  }

  private get saved(): Saved {
    return this.saves.at(-1)!;
  }

  private fireAt(dueAt: Instant): void {
    const input: ProcessInput<CheckoutEvent> = { kind: 'timer', timer: EXPIRY, dueAt, at: this.now };
    const expiry = this.saved.expiry === dueAt ? null : this.saved.expiry;
    this.save(input, `timer ${epochMs(dueAt)}`, { ...this.saved, expiry });
  }

  private react(event: OrderEvent, index: number, taken: number): void {
    const read = { ...event, orderId: aPlaceOrder().orderId } as CheckoutEvent;
    if (this.process.reads.includes(read.type)) {
      this.save({ kind: 'event', event: read }, `event ${index}`, { ...this.saved, taken });
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

const cancel: OrderCommand = {
  type: 'CancelOrder',
  by: 'customer',
  fault: 'customer',
  reason: 'changed-mind',
  at: NOON,
};
const others: readonly OrderCommand[] = [
  { type: 'ConfirmOrder', paymentSecured: 'CAPTURED', at: NOON },
  { type: 'HoldForReview', reason: 'risk', at: NOON },
  { type: 'ClearHold', at: NOON },
  cancel,
  { type: 'RestoreOrder', at: NOON },
];

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant((world: World) => void world.takeEvent()) },
  { weight: 1, arbitrary: fc.constant((world: World) => world.takeLastEventAgain()) },
  { weight: 2, arbitrary: fc.constant((world: World) => void world.fire()) },
  { weight: 1, arbitrary: fc.constant((world: World) => world.fireAgain()) },
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
    arbitrary: fc.constantFrom(0.5, 7, 15).map((minutes) => (world: World) => world.pass(minutes)),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(...others).map((command) => (world: World) => world.command(command)),
  },
);

const runs = fc.record({
  paymentMethod: fc.constantFrom<PaymentMethod>('COD', 'UPI'),
  steps: fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
});

const holdsFor = (process: AnyCheckout) =>
  fc.property(runs, ({ paymentMethod, steps }) => {
    const world = new World(process);
    world.command(aPlaceOrder({ paymentMethod }));
    for (const take of steps) take(world);

    world.quiesce();
    const types = world.history.map(({ type }) => type);
    if (types.includes('OrderConfirmed') && types.includes('OrderExpired'))
      throw new Error('confirmed and expired');
    if (world.history.some((event) => event.type === 'OrderCancelled' && event.by === 'system')) {
      throw new Error('the checkout cancelled an order');
    }
    if (world.status === 'PENDING' && world.expiry === null) throw new Error('an order that nobody watches');

    world.pass(60);
    world.quiesce();
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

describe('an order and its checkout, whatever comes late, twice or never', () => {
  it('end with an order that is confirmed, cancelled or expired, and never without a timer before', () =>
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
    [
      'forgets to wait for an order that was restored',
      substitute((input, state) =>
        input.kind === 'event' && input.event.type === 'OrderRestored' ? { state, effects: [] } : null,
      ),
    ],
    [
      'unsets the timer when it confirms',
      substitute((input, state) => {
        if (input.kind !== 'event' || input.event.type !== 'OrderPlaced') return null;
        const reaction = checkout.react(state, input);
        return { ...reaction, effects: [...reaction.effects, { do: 'unschedule', timer: EXPIRY }] };
      }),
    ],
  ])('would show a checkout that %s', (_, wrong) =>
    expect(() => fc.assert(holdsFor(wrong), RUNS)).toThrow('Property failed'),
  );
});
