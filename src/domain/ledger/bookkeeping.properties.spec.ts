import fc from 'fast-check';
import { fold } from '../kernel/decider';
import { aPlaceOrder, NOON } from '../order/order.fixtures';
import { PAYMENT_METHODS } from '../order/order-messages';
import { closingOf } from '../refunds/closing';
import { BEGINNINGS, DISTURBED_MOVES, MOVES, RefundsWorld } from '../refunds/refunds-world.fixtures';
import type { Told } from '../story/order-story';
import { ATTEMPTS, type StoryWorld } from '../story/story-world.fixtures';
import { bookkeeping, type BookedEvent, type Books } from './bookkeeping';
import type { Account } from './accounts';
import { ledger } from './ledger';

type Manager = typeof bookkeeping;

const { bill } = aPlaceOrder();

const isRead = ({ reads }: Manager, event: { readonly type: string }): event is BookedEvent =>
  reads.some((type) => type === event.type);

/** Posts what is asked for, twice; gives the balances by account, debits above zero. */
function balancesOf({ story }: StoryWorld, manager: Manager): ReadonlyMap<Account, number> {
  const balances = new Map<Account, number>();
  let books: Books = manager.initial;
  let posted = ledger.initial;
  story.forEach((event, i) => {
    if (!isRead(manager, event)) return;
    const { state, effects } = manager.react(books, { kind: 'event', event });
    books = JSON.parse(JSON.stringify(state)) as Books; // as it is stored
    expect(effects.length).toBeLessThanOrEqual(1);
    for (const effect of effects) {
      if (effect.do !== 'send') throw new Error('the bookkeeping sets no timers');
      const { orderId, journal } = effect.command;
      const command = { ...journal, type: 'PostJournal', orderId, cause: `event ${i}`, at: NOON } as const;
      const decision = ledger.decide(command, posted);
      if (!decision.ok) throw new Error(decision.rejection.code);
      posted = fold({ ...ledger, initial: posted }, decision.events);
      expect(ledger.decide(command, posted)).toEqual({ ok: true, events: [] });
      for (const { account, amount } of journal.entries) {
        balances.set(account, (balances.get(account) ?? 0) + amount.minor);
      }
    }
  });
  return balances;
}

const all = <T extends BookedEvent['type']>({ story }: StoryWorld, type: T): readonly Told<T>[] =>
  story.filter((event): event is Told<T> => event.type === type);

const sum = (events: readonly { readonly amount: { readonly minor: number } }[]): number =>
  events.reduce((total, { amount }) => total + amount.minor, 0);

/** What the customer owes for the order as it stands. */
function owedOf({ order, story }: StoryWorld): number {
  if (order.is === 'absent') return 0;
  if (order.status === 'DELIVERED' || order.status === 'COMPLETED') return bill.totalMinor;
  if (order.status !== 'CANCELLED') return 0;
  const ending = story.findLast(
    (event) => event.type === 'OrderCancelled' || event.type === 'OrderUndeliverable',
  );
  return ending === undefined ? 0 : closingOf(ending, bill).keepMinor;
}

/** Compensations that did not fail. */
function compensationsOf(world: StoryWorld): number {
  const failed = new Set(all(world, 'RefundFailed').map(({ refundId }) => refundId));
  const promised = all(world, 'RefundRequested').filter(({ chargeTo }) => chargeTo !== null);
  return sum(promised.filter(({ refundId }) => !failed.has(refundId)));
}

/** Money that is neither made nor lost: whatever came in is owed to somebody, earned, spent or back. */
function checkBooks(world: StoryWorld, manager: Manager): void {
  const balances = balancesOf(world, manager);
  const debitOf = (...accounts: readonly Account[]): number =>
    accounts.reduce((total, account) => total + (balances.get(account) ?? 0), 0);
  const creditOf = (...accounts: readonly Account[]): number => 0 - debitOf(...accounts);
  expect([...balances.values()].reduce((total, balance) => total + balance, 0)).toBe(0);

  const cameIn = sum(all(world, 'PaymentCaptured')) + sum(all(world, 'CodCollected'));
  const wentBack = sum(all(world, 'RefundSettled'));
  const takenBack = sum(all(world, 'ChargebackLost'));
  const customer = creditOf('customer');
  const payables = creditOf('restaurant_payable', 'partner_payable');
  const earned = creditOf('revenue_commission', 'revenue_delivery', 'revenue_platform', 'tax_payable');
  const spent = debitOf('promo_expense', 'refund_expense');
  expect(cameIn).toBe(wentBack + takenBack + customer + payables + earned - spent);
  expect(customer).toBe(cameIn - wentBack + compensationsOf(world) - owedOf(world));
}

/** Nothing is left on the customer's account but what nobody paid, and refunds that are not through. */
function checkCustomer(world: RefundsWorld): string {
  const balances = balancesOf(world, bookkeeping);
  const { order } = world;
  if (order.is === 'absent' || world.overtaken) return 'not to be told';
  const requested = sum(all(world, 'RefundRequested'));
  const notThrough = requested - sum(all(world, 'RefundSettled'));
  const kept = sum(all(world, 'PaymentCaptured')) + sum(all(world, 'CodCollected')) - requested;
  const customer = 0 - (balances.get('customer') ?? 0);
  if (order.status !== 'CANCELLED' && order.status !== 'DELIVERED') {
    expect(customer).toBe(kept + notThrough);
    return 'under way';
  }
  const owed = owedOf(world);
  const unpaid = owed - Math.min(owed, kept);
  expect(kept).toBeLessThanOrEqual(owed);
  expect(customer).toBe(notThrough - unpaid);
  if (notThrough > 0) return 'a refund not through';
  if (unpaid > 0) return 'unpaid';
  return kept > 0 ? 'even' : 'even at nothing';
}

const holdsFor = (check: (world: RefundsWorld) => void, weighted = MOVES) => {
  const move = fc.oneof(
    ...weighted.map(({ weight, moves }) => ({ weight, arbitrary: fc.constantFrom(...moves) })),
  );
  const lives = fc.record({
    paymentMethod: fc.constantFrom(...PAYMENT_METHODS),
    first: fc.constantFrom(...BEGINNINGS),
    moves: fc.array(move, { minLength: 10, maxLength: 60, size: 'max' }),
    last: fc.constantFrom(null, 'SETTLED' as const, 'FAILED' as const),
  });
  return fc.property(lives, ({ paymentMethod, first, moves, last }) => {
    const world = new RefundsWorld(paymentMethod);
    for (const one of [...first, ...moves]) world.move(one);
    world.quiesce();
    if (last !== null) ATTEMPTS.forEach((attempt) => world.endRefunds(attempt, last));
    world.quiesce();
    check(world);
  });
};

const RUNS = { numRuns: 2_000 };

/** The bookkeeping with events that it does not hear of. */
const deafTo = (...types: readonly BookedEvent['type'][]): Manager => ({
  ...bookkeeping,
  reads: bookkeeping.reads.filter((type) => !types.includes(type)),
});

describe('the books of an order, whatever becomes of it', () => {
  it('balance, and lose nothing', () =>
    fc.assert(
      holdsFor((world) => checkBooks(world, bookkeeping), DISTURBED_MOVES),
      RUNS,
    ));

  it('leave the customer nothing and owing nothing, unless there is a reason', () => {
    const outcomes = new Set<string>();
    fc.assert(
      holdsFor((world) => {
        outcomes.add(checkCustomer(world));
      }),
      RUNS,
    );
    const expected = ['even', 'even at nothing', 'unpaid', 'a refund not through', 'under way'];
    expect([...outcomes]).toEqual(expect.arrayContaining(expected));
  });

  it.each<[string, Manager]>([
    ['deliveries', deafTo('OrderDelivered')],
    ['cancellations that were taken back', deafTo('OrderRestored')],
    ['captures', deafTo('PaymentCaptured')],
    ['cash', deafTo('CodCollected')],
    ['refunds', deafTo('RefundSettled')],
    ['compensations', deafTo('RefundRequested')],
    ['compensations that failed', deafTo('RefundFailed')],
    ['chargebacks that were lost', deafTo('ChargebackLost')],
  ])('would show books without %s', (_, wrong) =>
    expect(() =>
      fc.assert(
        holdsFor((world) => checkBooks(world, wrong), DISTURBED_MOVES),
        RUNS,
      ),
    ).toThrow('Property failed'),
  );
});
