import { createTestDatabase } from '../../test/support/database';
import { ledgerAggregate } from '../application/aggregates';
import { asId } from '../domain/kernel/ids';
import { shardOf } from '../domain/kernel/shard';
import type { Entry } from '../domain/ledger/accounts';
import type { LedgerEvent } from '../domain/ledger/ledger';
import { minutesAfterNoon } from '../domain/order/order.fixtures';
import { rupees } from '../domain/payment/payment.fixtures';
import { accountBalances } from './account-balances/account-balances';
import { AccountBalanceQuery } from './account-balances/query';
import { InvalidCursor } from './cursor';
import { someHistory } from './histories.fixtures';
import { ledgerEntries } from './ledger-entries/ledger-entries';
import { LedgerEntryQuery, type StatementRequest } from './ledger-entries/query';
import type { AnyProjection, FeedEvent } from './projection';
import { appendEvents, ModelWorld } from './projection.fixtures';

const MODELS: readonly AnyProjection[] = [ledgerEntries, accountBalances];

const entry = (account: Entry['account'], party: string | null, rupeesOf: number): Entry => ({
  account,
  party,
  amount: rupees(rupeesOf),
});

const journal = (orderId: string, minutes: number, ...entries: readonly Entry[]): LedgerEvent => ({
  type: 'JournalPosted',
  cause: `event-${orderId}-${minutes}`,
  kind: 'sale',
  orderId: asId(orderId),
  paymentId: null,
  entries,
  policyVersion: 'booking/1',
  at: minutesAfterNoon(minutes),
});

describe('the read models of the books', () => {
  let world: ModelWorld;

  beforeAll(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(MODELS);
    for (const model of MODELS) world.start(model);
  });

  afterAll(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
    expect(world.witness.causes).toEqual([]);
  });

  const caughtUp = async (): Promise<void> => {
    for (const model of MODELS) await world.caughtUp(model);
  };

  const entries = (): LedgerEntryQuery => new LedgerEntryQuery(world.database);
  const balances = (): AccountBalanceQuery => new AccountBalanceQuery(world.database);
  const orders = Array.from({ length: 40 }, (_, n) => `booked-${n}`);

  beforeAll(async () => {
    for (const [n, id] of orders.entries()) {
      await appendEvents(world.store, ledgerAggregate, id, [
        journal(
          id,
          n,
          entry('customer', `payer-${n % 2}`, 100),
          entry('tax_payable', null, -5),
          entry('restaurant_payable', 'r-1', -95),
        ),
        journal(id, n, entry('psp_clearing', 'sandbox', 100), entry('customer', `payer-${n % 2}`, -100)),
      ]);
    }
    await caughtUp();
  });

  const request = (overrides: Partial<StatementRequest> = {}): StatementRequest => ({
    account: 'restaurant_payable',
    party: 'r-1',
    currency: 'INR',
    from: minutesAfterNoon(10),
    to: minutesAfterNoon(20),
    limit: 100,
    ...overrides,
  });

  it('give everything booked for an order, in the order of its journals', async () => {
    const found = await entries().ofOrder('booked-3');
    expect(found.map(({ account, amount_minor }) => [account, amount_minor])).toEqual([
      ['customer', 10_000],
      ['tax_payable', -500],
      ['restaurant_payable', -9_500],
      ['psp_clearing', 10_000],
      ['customer', -10_000],
    ]);
  });

  it('give the balance of an account, out of all shards', async () => {
    expect(new Set(orders.map(shardOf)).size).toBeGreaterThan(8);
    expect(await balances().of('restaurant_payable', 'r-1')).toEqual([
      { account: 'restaurant_payable', currency: 'INR', balanceMinor: -380_000 },
    ]);
    expect(await balances().of('customer', 'payer-1')).toEqual([
      { account: 'customer', currency: 'INR', balanceMinor: 0 },
    ]);
    expect(await balances().of('tax_payable', null)).toEqual([
      { account: 'tax_payable', currency: 'INR', balanceMinor: -20_000 },
    ]);
    expect(await balances().of('tax_payable', 'nobody')).toEqual([]);
  });

  it('state what moved an account in a period, between two balances', async () => {
    const statement = await entries().statement(request());
    expect(statement).toMatchObject({ openingMinor: -95_000, closingMinor: -190_000, nextCursor: null });
    expect(statement.entries.map(({ order_id }) => order_id)).toEqual(orders.slice(10, 20));
    expect(statement.entries[0]).toEqual((await entries().ofOrder('booked-10'))[2]);
  });

  it('state an account without parties', async () => {
    const statement = await entries().statement(request({ account: 'tax_payable', party: null }));
    expect(statement).toMatchObject({ openingMinor: -5_000, closingMinor: -10_000 });
    expect(statement.entries).toHaveLength(10);
  });

  it('state the balances of a period in which nothing happened', async () => {
    const quiet = request({ from: minutesAfterNoon(50), to: minutesAfterNoon(60) });
    expect(await entries().statement(quiet)).toEqual({
      openingMinor: -380_000,
      closingMinor: -380_000,
      entries: [],
      nextCursor: null,
    });
    expect(await entries().statement(request({ party: 'nobody' }))).toMatchObject({ closingMinor: 0 });
  });

  it.each([1, 3, 10])('state it in pages of %p, with the balances of the whole period', async (limit) => {
    const whole = await entries().statement(request({ account: 'customer', party: 'payer-0' }));
    expect(whole.entries).toHaveLength(10);
    const seen: object[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await entries().statement(
        request({ account: 'customer', party: 'payer-0', limit, cursor }),
      );
      expect(page).toMatchObject({ openingMinor: 0, closingMinor: 0 });
      seen.push(...page.entries);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(whole.entries);
    await expect(entries().statement(request({ cursor: 'WyJhIiwiYiJd' }))).rejects.toThrow(InvalidCursor);
  });

  it('are in balance, and say the same entry by entry and account by account', async () => {
    await someHistory(world.store, 400, 91);
    await caughtUp();
    const trial = await balances().trialBalance();
    const total = (currency: string): number =>
      trial
        .filter((line) => line.currency === currency)
        .reduce((sum, { balanceMinor }) => sum + balanceMinor, 0);
    expect([total('INR'), total('USD')]).toEqual([0, 0]);
    expect(new Set(trial.map(({ currency }) => currency))).toEqual(new Set(['INR', 'USD']));
    const parties = ['r-1', 'restaurant-0', 'restaurant-1', 'restaurant-2'];
    const always = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z', limit: 1 };
    for (const party of parties) {
      for (const { currency, balanceMinor } of await balances().of('restaurant_payable', party)) {
        const { closingMinor } = await entries().statement(request({ ...always, party, currency }));
        expect(closingMinor).toBe(balanceMinor);
      }
    }
    for (const model of MODELS) expect(await world.rows(model)).toEqual(await world.folded(model));
  });

  it('use an index even when they are planned while the tables are empty', async () => {
    const empty = ModelWorld.open(await createTestDatabase());
    try {
      await empty.generations.ensure(MODELS);
      const scanned: string[] = [];
      const explain = {
        query: async ({ text }: { readonly text: string }) => {
          const { rows } = await empty.database.query<{ 'QUERY PLAN': string }>(
            `EXPLAIN (GENERIC_PLAN) ${text}`,
          );
          scanned.push(...rows.map((row) => row['QUERY PLAN']).filter((line) => /Seq Scan/.test(line)));
          return { rows: [], rowCount: 0 };
        },
      } as unknown as typeof empty.database;
      await new LedgerEntryQuery(explain).ofOrder('a');
      for (const party of ['a', null]) {
        await new LedgerEntryQuery(explain).statement(request({ party }));
        await new AccountBalanceQuery(explain).of('customer', party);
      }
      expect(scanned).toEqual([]);
    } finally {
      await empty.close();
    }
  });
});

describe('a journal that waits for an operator', () => {
  /** Two orders of one shard, whose journals meet in one row. */
  const [bad, good] = (() => {
    const ids = Array.from({ length: 100 }, (_, n) => `order-${n}`);
    const [one = '', two = ''] = ids.filter((id) => shardOf(id) === shardOf('order-0'));
    return [one, two] as const;
  })();
  let world: ModelWorld;
  let isMended: boolean;
  const model: AnyProjection = {
    ...accountBalances,
    evolve(row: Parameters<typeof accountBalances.evolve>[0], fact: FeedEvent<LedgerEvent>, key: string) {
      if (!isMended && fact.event.orderId === bad) throw new TypeError('cannot book');
      return accountBalances.evolve(row, fact, key);
    },
  };

  beforeEach(async () => {
    isMended = false;
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure([model]);
    world.start(model, { batchSize: 2 });
  });

  afterEach(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  const book = (id: string, minutes: number): Promise<void> =>
    appendEvents(world.store, ledgerAggregate, id, [
      journal(id, minutes, entry('customer', 'c', 1), entry('tax_payable', null, -1)),
    ]);

  it('is booked later into the same balances, while the journals of other orders go on', async () => {
    const balances = new AccountBalanceQuery(world.database);
    await book(bad, 0);
    await book(good, 0);
    await world.caughtUp(model);
    expect(await balances.of('tax_payable', null)).toMatchObject([{ balanceMinor: -100 }]);

    isMended = true;
    let booked = 1;
    const busy = new AbortController();
    const going = (async () => {
      while (!busy.signal.aborted) {
        await book(good, booked);
        booked += 1;
        await world.clock.sleep(1);
      }
    })();
    expect(await world.parked.retry(model, bad)).toEqual({ is: 'released', applied: 1 });
    busy.abort();
    await going;
    await world.caughtUp(model);
    expect(await balances.of('tax_payable', null)).toMatchObject([{ balanceMinor: -100 * (booked + 1) }]);
    expect(await world.rows(model)).toEqual(await world.folded(model));

    const [result] = await world.rebuild().run([model]);
    expect(result).toMatchObject({ swapped: true, comparison: { equal: true } });
  });

  it('does not wait for the runner while the runner waits for it', async () => {
    await book(good, 0);
    await world.caughtUp(model);
    const { consumer, table } = await world.generations.live(model);
    await world.database.transaction(async (tx) => {
      // As a release does: the shards first, then the rows.
      await world.shards.fence(consumer, tx);
      await book(good, 1);
      await somebodyWaits();
      await tx.query(`UPDATE ${table.name} SET balance_minor = balance_minor`);
    });
    await world.caughtUp(model);
    expect(await world.rows(model)).toEqual(await world.folded(model));
  });

  /** Until a connection to the database waits for a lock that another one holds. */
  const somebodyWaits = async (): Promise<void> => {
    for (;;) {
      const { rows } = await world.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
      await world.clock.sleep(5);
    }
  };
});
