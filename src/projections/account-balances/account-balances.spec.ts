import { asId } from '../../domain/kernel/ids';
import type { LedgerEvent } from '../../domain/ledger/ledger';
import { dice } from '../histories.fixtures';
import { someJournals } from '../payment-histories.fixtures';
import type { FeedEvent } from '../projection';
import { accountBalances, type AccountBalanceRow } from './account-balances';

const factOf = (event: LedgerEvent, shard: number): FeedEvent<LedgerEvent> => ({
  event,
  metadata: {} as FeedEvent['metadata'],
  recorded: { shard } as FeedEvent['recorded'],
});

const fold = (facts: readonly FeedEvent<LedgerEvent>[]): ReadonlyMap<string, AccountBalanceRow> => {
  const rows = new Map<string, AccountBalanceRow>();
  for (const fact of facts) {
    for (const key of accountBalances.keysOf(fact)) {
      const row = accountBalances.evolve(rows.get(key) ?? null, fact, key);
      if (row !== null) rows.set(key, row);
    }
  }
  return rows;
};

const someFacts = (seed: number): FeedEvent<LedgerEvent>[] => {
  const throwDie = dice(seed);
  return Array.from({ length: 6 }, (_, n) => n).flatMap((n) =>
    someJournals(asId(`order-${n}`), throwDie)
      .flat()
      .map((event) => factOf(event, n % 2)),
  );
};

describe('the balances of accounts', () => {
  it('sum up what was booked, entries of one journal on one account together', () => {
    const [journal] = Array.from({ length: 50 }, (_, seed) => someFacts(seed + 1)).flat();
    const { entries } = journal!.event;
    const tax = entries.filter(({ account }) => account === 'tax_payable');
    expect(tax).toHaveLength(2);
    const { currency } = tax[0]!.amount;
    const id = `${currency}/${journal!.recorded.shard}/tax_payable/`;
    expect(fold([journal!]).get(id)).toEqual({
      balance_id: id,
      account: 'tax_payable',
      party: null,
      currency,
      shard: journal!.recorded.shard,
      balance_minor: tax.reduce((total, { amount }) => total + amount.minor, 0),
    });
  });

  it('are the same in whatever order the journals come', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const facts = someFacts(seed);
      const throwDie = dice(seed);
      const shuffled = [...facts];
      for (let n = shuffled.length - 1; n > 0; n -= 1) {
        const other = throwDie(n + 1);
        [shuffled[n], shuffled[other]] = [shuffled[other]!, shuffled[n]!];
      }
      expect(fold(shuffled)).toEqual(fold(facts));
    }
  });

  it('are zero together, in every currency and shard', () => {
    const rows = [...fold(Array.from({ length: 100 }, (_, seed) => someFacts(seed + 1)).flat()).values()];
    const totals = new Map<string, number>();
    for (const { currency, shard, balance_minor: minor } of rows) {
      totals.set(`${currency}/${shard}`, (totals.get(`${currency}/${shard}`) ?? 0) + minor);
    }
    expect([...totals.keys()].sort()).toEqual(['INR/0', 'INR/1', 'USD/0', 'USD/1']);
    expect(new Set(totals.values())).toEqual(new Set([0]));
  });

  it('refuse to become larger than can be counted exactly', () => {
    const [fact] = Array.from({ length: 50 }, (_, seed) => someFacts(seed + 1)).flat();
    const [key] = accountBalances.keysOf(fact!);
    const row = { balance_minor: Number.MAX_SAFE_INTEGER } as AccountBalanceRow;
    expect(() => accountBalances.evolve(row, fact!, key!)).toThrow(RangeError);
  });
});
