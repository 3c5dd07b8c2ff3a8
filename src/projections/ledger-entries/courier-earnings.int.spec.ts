import { createTestDatabase } from '../../../test/support/database';
import { ledgerAggregate } from '../../application/aggregates';
import { asId, type OrderId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import { money } from '../../domain/kernel/money';
import type { JournalKind } from '../../domain/ledger/accounts';
import type { Entry } from '../../domain/ledger/accounts';
import { appendEvents, ModelWorld } from '../projection.fixtures';
import { cityDayOf, CourierEarningsQuery, type DayOfEarnings } from './courier-earnings';
import { ledgerEntries } from './ledger-entries';

const asha = 'courier-asha';

const entry = (account: Entry['account'], party: string | null, minor: number): Entry => ({
  account,
  party,
  amount: money(minor, 'INR'),
});

describe('what a courier has earned', () => {
  let world: ModelWorld;
  let earnings: CourierEarningsQuery;
  let journals = 0;

  async function book(orderId: string, kind: JournalKind, at: Instant, ...entries: readonly Entry[]) {
    const cause = `event-${(journals += 1)}`;
    const rest = entry('rounding', null, -entries.reduce((sum, { amount }) => sum + amount.minor, 0));
    await appendEvents(world.store, ledgerAggregate, orderId, [
      {
        ...{ type: 'JournalPosted', cause, kind, orderId: asId<OrderId>(orderId), paymentId: null },
        ...{ entries: [...entries, rest], policyVersion: 'booking/1', at },
      },
    ]);
  }

  const sale = (orderId: string, at: Instant, minor: number, courier = asha) =>
    book(orderId, 'sale', at, entry('partner_payable', courier, -minor));
  const cash = (orderId: string, at: Instant, minor: number) =>
    book(orderId, 'cash-collected', at, entry('partner_cash_float', asha, minor));

  beforeAll(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure([ledgerEntries]);
    world.start(ledgerEntries);
    earnings = new CourierEarningsQuery(world.database);
    // The 11th in the city begins at 18:30 of the 10th at Greenwich.
    await cash('o-0', '2026-03-10T18:29:59.999Z', 5_000);
    await sale('o-1', '2026-03-10T18:30:00.000Z', 2_000);
    await cash('o-1', '2026-03-10T18:30:00.000Z', 28_500);
    await sale('o-2', '2026-03-11T18:29:59.999Z', 3_200);
    await book('o-2', 'compensation', '2026-03-11T10:00:00.000Z', entry('partner_payable', asha, 700));
    await sale('o-3', '2026-03-13T05:00:00.000Z', 2_400);
    await sale('o-4', '2026-03-13T05:00:00.000Z', 9_999, 'courier-bilal');
    await cash('o-5', '2026-03-13T18:30:00.000Z', 1);
    await world.caughtUp(ledgerEntries);
  });

  afterAll(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  const of = (from: string, to: string) => earnings.of({ courierId: asha, currency: 'INR', from, to });

  const quiet = (day: string, cashToDepositMinor: number): DayOfEarnings => ({
    ...{ day, deliveries: 0, earningsMinor: 0, tipsMinor: 0, adjustmentsMinor: 0, cashCollectedMinor: 0 },
    cashToDepositMinor,
  });

  it('is told day by day of the city, with what they hold when the day ends', async () => {
    expect(await of('2026-03-11', '2026-03-13')).toEqual([
      {
        ...{ day: '2026-03-11', deliveries: 2, earningsMinor: 5_200, tipsMinor: 0, adjustmentsMinor: -700 },
        ...{ cashCollectedMinor: 28_500, cashToDepositMinor: 33_500 },
      },
      quiet('2026-03-12', 33_500),
      { ...quiet('2026-03-13', 33_500), deliveries: 1, earningsMinor: 2_400 },
    ]);
  });

  it('is nothing where nothing was booked, in another currency or for somebody else', async () => {
    expect(await of('2026-03-01', '2026-03-02')).toEqual([quiet('2026-03-01', 0), quiet('2026-03-02', 0)]);
    const request = { from: '2026-03-11', to: '2026-03-11' };
    expect(await earnings.of({ ...request, courierId: asha, currency: 'USD' })).toEqual([
      quiet('2026-03-11', 0),
    ]);
    expect(await earnings.of({ ...request, courierId: 'courier-bilal', currency: 'INR' })).toEqual([
      quiet('2026-03-11', 0),
    ]);
  });
});

it('a day of the city begins half past six in the evening at Greenwich', () => {
  expect(cityDayOf('2026-03-10T18:29:59.999Z')).toBe('2026-03-10');
  expect(cityDayOf('2026-03-10T18:30:00.000Z')).toBe('2026-03-11');
  expect(cityDayOf('2026-12-31T20:00:00.000Z')).toBe('2027-01-01');
});
