import fc from 'fast-check';
import { aPlaceOrder } from '../order/order.fixtures';
import { PAYMENT_METHODS } from '../order/order-messages';
import type { Told } from '../story/order-story';
import { heldOf } from './captures';
import { closingOf } from './closing';
import { ENDINGS, RESTORE_WINDOW, refunds, type RefundsEvent } from './refunds';
import { BEGINNINGS, DISTURBED_MOVES, MOVES, RefundsWorld } from './refunds-world.fixtures';

type Manager = typeof refunds;

const all = <T extends Told<'PaymentCaptured' | 'RefundRequested'>['type']>(world: RefundsWorld, type: T) =>
  world.story.filter((event): event is Told<T> => event.type === type);

const sum = (events: readonly { readonly amount: { readonly minor: number } }[]): number =>
  events.reduce((total, { amount }) => total + amount.minor, 0);

/** What the customer is to pay for an order that is over; null for one that is not. */
function keepMinorOf({ order, story }: RefundsWorld): number | null {
  if (order.is === 'absent' || order.status !== 'CANCELLED') return null;
  const { bill } = aPlaceOrder();
  return story.reduce<number | null>((keep, event) => {
    switch (event.type) {
      case 'OrderCancelled':
      case 'OrderExpired':
      case 'OrderRejectedByRestaurant':
      case 'OrderUndeliverable':
        return closingOf(event, bill).keepMinor;
      default:
        return keep;
    }
  }, null);
}

/** What goes back whether the order ends or not. */
const EXCESS = ['overpaid', 'underpaid', 'second-capture'];

function checkMoney(world: RefundsWorld): void {
  const captures = all(world, 'PaymentCaptured');
  const requested = all(world, 'RefundRequested');
  const captured = sum(captures);
  const kept = captured - sum(requested);
  const pairs = requested.map(({ paymentId, cause }) => `${paymentId} ${cause}`);
  expect(new Set(pairs).size).toBe(pairs.length);
  expect(world.refusals).not.toContain('refund-exceeds-captured');
  expect(world.refusals).not.toContain('refund-already-requested');
  if (world.overtaken) {
    expect(kept).toBeGreaterThanOrEqual(0);
    return;
  }
  const keepMinor = keepMinorOf(world);
  if (keepMinor === null) {
    const due = world.paymentMethod === 'COD' ? 0 : world.dueMinor;
    expect(kept).toBe(captures.some(({ amount }) => amount.minor >= due) ? due : 0);
  } else {
    const excess = sum(requested.filter(({ cause }) => EXCESS.includes(cause)));
    expect(kept).toBe(Math.min(keepMinor, captured - excess));
    for (const payment of world.payments.values()) {
      if (payment.is === 'online') expect(['CAPTURED', 'FAILED', 'VOIDED']).toContain(payment.status);
    }
  }
}

/** With staff and banks in between: nothing that is owed is left, and nothing is asked for that is gone. */
function checkDisturbed(world: RefundsWorld): void {
  const state = world.refunds;
  if (world.overtaken || state.is === 'idle') return;
  const held = state.captures.reduce((total, capture) => total + heldOf(capture), 0);
  const open = state.captures.flatMap((capture) =>
    capture.refunds.filter(({ refundId }) => refundId === null),
  );
  expect(open).toEqual([]);
  const keepMinor = keepMinorOf(world) ?? state.dueMinor;
  const compensated = state.captures.flatMap((one) => one.refunds.filter((refund) => refund.compensates));
  const allowed = keepMinor + compensated.reduce((total, { minor }) => total + minor, 0);
  expect(held).toBeLessThanOrEqual(allowed);
}

const holdsFor = (manager: Manager, check: (world: RefundsWorld) => void, weighted = MOVES) => {
  const move = fc.oneof(
    ...weighted.map(({ weight, moves }) => ({ weight, arbitrary: fc.constantFrom(...moves) })),
  );
  const lives = fc.record({
    paymentMethod: fc.constantFrom(...PAYMENT_METHODS),
    first: fc.constantFrom(...BEGINNINGS),
    moves: fc.array(move, { minLength: 10, maxLength: 60, size: 'max' }),
  });
  return fc.property(lives, ({ paymentMethod, first, moves }) => {
    const world = new RefundsWorld(paymentMethod, manager);
    for (const one of [...first, ...moves]) world.move(one);
    world.quiesce();
    check(world);
  });
};

const RUNS = { numRuns: 3_000 };

/** The process with one kind of input that it does not hear of. */
const deafTo = (...types: readonly RefundsEvent['type'][]): Manager => ({
  ...refunds,
  reads: refunds.reads.filter((type) => !types.includes(type)),
});

describe('the money of an order, whatever comes early, late, twice or never', () => {
  it('is kept as far as it is due, once, and all else is refunded, once', () => {
    const reached = new Set<string>();
    fc.assert(
      holdsFor(refunds, (world) => {
        checkMoney(world);
        all(world, 'RefundRequested').forEach(({ cause }) => reached.add(cause));
        if (all(world, 'PaymentCaptured').length > 0)
          reached.add(`keeps ${keepMinorOf(world) ?? 'the total'}`);
      }),
      RUNS,
    );
    const causes = [...ENDINGS, 'late-capture', 'second-capture', 'overpaid', 'underpaid'];
    const kept = ['keeps 0', 'keeps 5700', 'keeps 24000', 'keeps 28500', 'keeps the total'];
    expect([...reached]).toEqual(expect.arrayContaining([...causes, ...kept]));
  });

  it('is given back as far as it is there, while staff refund and banks take back', () =>
    fc.assert(holdsFor(refunds, checkDisturbed, DISTURBED_MOVES), RUNS));

  it.each<[string, Manager]>([
    ['does not hear that an order was restored', deafTo('OrderRestored')],
    ['does not hear of a rejection', deafTo('OrderRejectedByRestaurant')],
    ['does not hear of captures', deafTo('PaymentCaptured')],
    ['does not let go of what may still be paid', deafTo('PaymentInitiated', 'PaymentAuthorized')],
    [
      'refunds as soon as an order is cancelled',
      {
        ...refunds,
        react(state, input) {
          const reaction = refunds.react(state, input);
          if (input.kind !== 'event' || input.event.type !== 'OrderCancelled') return reaction;
          const timer = { kind: 'timer', timer: RESTORE_WINDOW, dueAt: '9999' } as const;
          const { state: listening } = refunds.react(reaction.state, { ...timer, at: input.event.at });
          return refunds.react(listening, { ...timer, at: input.event.at });
        },
      },
    ],
  ])('would show a process that %s', (_, wrong) =>
    expect(() => fc.assert(holdsFor(wrong, checkMoney), RUNS)).toThrow('Property failed'),
  );
});
