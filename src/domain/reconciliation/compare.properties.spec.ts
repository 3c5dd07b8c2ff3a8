import fc from 'fast-check';
import { keyOf } from './breaks';
import { compare } from './compare';
import { aMove } from './reconciliation.fixtures';
import { isAgreed } from './screen';
import { currenciesOf, MOVEMENTS, totalOf, type Moved, type Recorded, type Sides } from './sides';

const RUNS = 2_000;

/** Few amounts, so that sides agree by chance. */
const minor = fc.integer({ min: -2, max: 2 }).map((n) => n * 100);
const movement = fc.constantFrom(...MOVEMENTS);
const reference = fc.constantFrom('a', 'b');

const item: fc.Arbitrary<Moved> = fc
  .record({ movement, reference, minor, currency: fc.constantFrom('INR', 'USD') })
  .map((one) => ({
    ...aMove(one.movement, one.movement === 'capture' ? null : one.reference, one.minor),
    amount: { minor: one.minor, currency: one.currency },
  }));

const items = fc.uniqueArray(item, {
  maxLength: 5,
  selector: (one) => `${one.movement}/${one.reference ?? ''}/${one.amount.currency}`,
});

const recorded: fc.Arbitrary<readonly Recorded[]> = fc
  .tuple(items, fc.boolean())
  .map(([all, canFollow]) => all.map((one) => ({ ...one, canFollow })));

const anySides: fc.Arbitrary<Sides> = recorded.chain((record) => {
  /** Often what was recorded, at times something else. */
  const side = fc.oneof(
    { weight: 3, arbitrary: fc.constant<readonly Moved[]>(record) },
    { weight: 1, arbitrary: items },
  );
  return fc.record({
    atGateway: side,
    recorded: fc.constant(record),
    isKnown: fc.boolean(),
    booked: side,
    views: fc.record({ payments: side, refunds: side, 'ledger-entries': side }),
    isSettling: fc.boolean(),
  });
});

const perItem = (all: readonly Moved[]): ReadonlyMap<string, number> =>
  new Map(
    all
      .filter(({ amount }) => amount.minor !== 0)
      .map((one) => [`${one.movement}/${one.reference ?? ''}/${one.amount.currency}`, one.amount.minor]),
  );

const perMovement = (all: readonly Moved[], only = MOVEMENTS as readonly Moved['movement'][]) =>
  new Map(
    currenciesOf(all).flatMap((currency) =>
      only
        .map((one) => [`${one}/${currency}`, totalOf(all, one, currency)] as const)
        .filter(([, total]) => total !== 0),
    ),
  );

/** Whether all books say the same, worked out in another way. */
const doAgree = ({ atGateway, recorded: record, booked, views }: Sides): boolean => {
  const same = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
    a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
  return (
    same(perItem(atGateway), perItem(record)) &&
    same(perMovement(record), perMovement(booked)) &&
    same(perMovement(record), perMovement(views.payments)) &&
    same(perMovement(record, ['refund']), perMovement(views.refunds, ['refund'])) &&
    same(perMovement(booked), perMovement(views['ledger-entries']))
  );
};

describe('whatever the books say', () => {
  it('there is a break if and only if they differ', () => {
    fc.assert(
      fc.property(anySides, (sides) => expect(compare(sides).length === 0).toBe(doAgree(sides))),
      { numRuns: RUNS },
    );
  });

  it('every difference is named once', () => {
    fc.assert(
      fc.property(anySides, (sides) => {
        const found = compare(sides);
        expect(new Set(found.map(keyOf)).size).toBe(found.length);
        for (const { gatewayMinor, ledgerMinor, viewMinor } of found) {
          expect(new Set([gatewayMinor, ledgerMinor, viewMinor]).size).toBe(2);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('the breaks come to the whole difference of the books', () => {
    fc.assert(
      fc.property(anySides, (sides) => {
        const found = compare(sides);
        const { atGateway, booked, views, recorded: record } = sides;
        for (const currency of currenciesOf(atGateway, record, booked, ...Object.values(views))) {
          for (const one of MOVEMENTS) {
            const of = found.filter((broken) => broken.movement === one && broken.currency === currency);
            const byLedger = of.reduce((sum, broken) => sum + broken.gatewayMinor - broken.ledgerMinor, 0);
            const shown = of.filter(({ view }) => view === null || view === 'payments');
            const byView = shown.reduce((sum, broken) => sum + broken.gatewayMinor - broken.viewMinor, 0);
            const total = totalOf(atGateway, one, currency);
            expect(byLedger).toBe(total - totalOf(booked, one, currency));
            expect(byView).toBe(total - totalOf(views.payments, one, currency));
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('a first sight never passes what a close look would not', () => {
    fc.assert(
      fc.property(anySides, fc.boolean(), (sides, isWhole) => {
        // The period has all lines of the payment, or its capture only; read models agree with what they show.
        const { atGateway, views } = sides;
        const moved = atGateway.filter(({ amount }) => amount.minor !== 0);
        const lines = isWhole ? moved : moved.filter((one) => one.movement === 'capture');
        if (!isAgreed({ lines, views })) return;
        const shown = [
          ...views.payments.filter((one) => one.movement === 'capture'),
          ...views.refunds.filter((one) => one.movement === 'refund'),
        ];
        for (const line of lines) {
          expect(perItem(shown).get([...perItem([line]).keys()][0] ?? '')).toBe(line.amount.minor);
        }
        expect(perMovement(views.payments)).toEqual(perMovement(views['ledger-entries']));
        expect(perMovement(views.payments, ['refund'])).toEqual(perMovement(views.refunds, ['refund']));
      }),
      { numRuns: RUNS },
    );
  });
});
