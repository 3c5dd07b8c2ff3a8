import fc from 'fast-check';
import { ledgerCodec } from '../../../eventstore/registry/ledger.codec';
import { fold } from '../kernel/decider';
import { asId, type PaymentId } from '../kernel/ids';
import { money, type Currency } from '../kernel/money';
import { NOON } from '../order/order.fixtures';
import { ACCOUNTS, JOURNAL_KINDS, type Entry } from './accounts';
import { ledger, type LedgerCommand, type LedgerEvent } from './ledger';

const RUNS = { numRuns: 3000 };

const entry: fc.Arbitrary<Entry> = fc.record({
  account: fc.constantFrom(...ACCOUNTS),
  party: fc.option(fc.constantFrom('a', 'b')),
  amount: fc
    .record({ minor: fc.integer({ min: -3, max: 3 }), currency: fc.constantFrom<Currency>('INR', 'USD') })
    .map(({ minor, currency }) => money(minor, currency)),
});

/** Entries with what is missing on the other side, so that many journals balance. */
const balanced = fc.array(entry, { maxLength: 4 }).map((entries) => [
  ...entries,
  ...entries.map(({ account, amount }): Entry => ({
    account,
    party: null,
    amount: money(-amount.minor, amount.currency),
  })),
]);

const command: fc.Arbitrary<LedgerCommand> = fc
  .record({
    cause: fc.constantFrom('event-1', 'event-2', 'event-3', 'event-4', 'event-5'),
    kind: fc.constantFrom(...JOURNAL_KINDS),
    paymentId: fc.constantFrom(null, asId<PaymentId>('payment-1')),
    entries: fc.oneof(balanced, fc.array(entry, { maxLength: 5 })),
  })
  .map((parts) => ({
    type: 'PostJournal',
    orderId: asId('order-1'),
    policyVersion: 'booking/1',
    at: NOON,
    ...parts,
  }));

const commands = fc.array(command, { maxLength: 20 });

/** What is posted, one command after the other; what is refused or posted before is left out. */
function postedBy(all: readonly LedgerCommand[]): readonly LedgerEvent[] {
  let state = ledger.initial;
  return all.flatMap((one) => {
    const decision = ledger.decide(one, state);
    if (!decision.ok) return [];
    state = fold({ ...ledger, initial: state }, decision.events);
    return decision.events;
  });
}

const sumIn = (currency: Currency, entries: readonly Entry[]): number =>
  entries.reduce((sum, { amount }) => sum + (amount.currency === currency ? amount.minor : 0), 0);

describe('whatever is to be posted', () => {
  it('every journal is zero in sum in every currency, and has no entry of nothing', () => {
    let journals = 0;
    fc.assert(
      fc.property(commands, (all) => {
        const posted = postedBy(all);
        journals += posted.length;
        const unsound = posted.filter(
          ({ entries }) =>
            entries.length < 2 ||
            sumIn('INR', entries) !== 0 ||
            sumIn('USD', entries) !== 0 ||
            entries.some(({ amount }) => amount.minor === 0),
        );
        expect(unsound).toEqual([]);
      }),
      RUNS,
    );
    expect(journals).toBeGreaterThan(0);
  });

  it('a journal that has entries and balances is posted, the first of its cause', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const isSound = ({ entries }: LedgerCommand): boolean =>
          entries.length > 0 &&
          entries.every(({ amount }) => amount.minor !== 0) &&
          sumIn('INR', entries) === 0 &&
          sumIn('USD', entries) === 0;
        const sound = all.filter(isSound);
        const firsts = sound.filter(({ cause }, i) => sound.findIndex((one) => one.cause === cause) === i);
        expect(postedBy(all)).toEqual(firsts.map((one) => ({ ...one, type: 'JournalPosted' })));
      }),
      RUNS,
    );
  });

  it('every journal comes back from the store as it was', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const events = postedBy(all);
        const stored = events.map((event) => ledgerCodec.encode(event));
        expect(stored.map(({ type, schema, data }) => ledgerCodec.decode(type, schema, data))).toEqual(
          events,
        );
      }),
      RUNS,
    );
  });
});
