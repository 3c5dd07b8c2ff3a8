import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { instantOf } from '../../../domain/kernel/instant';
import { businessClockContract } from '../../contracts/business-clock.contract';
import { Database } from '../postgres/database';
import { ClockIsFixed, PersistedBusinessClock } from './persisted-business-clock';
import { VirtualClock } from './virtual-clock';

let home: TestDatabase;
let database: Database;
let wall: VirtualClock;

beforeAll(async () => {
  home = await createTestDatabase();
  database = new Database(home.url);
});
beforeEach(async () => {
  wall = new VirtualClock('2026-03-14T12:00:00.000Z');
  await database.query('DELETE FROM business_clock');
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const clockOf = async (options = { sandbox: true }): Promise<PersistedBusinessClock> => {
  const clock = new PersistedBusinessClock(database, wall.system, options);
  await clock.load();
  return clock;
};

businessClockContract('persisted', async () => {
  const clock = await clockOf();
  return { clock, pass: (ms) => wall.advance(ms), change: (change) => clock.set(change) };
});

describe('the business clock of several programs', () => {
  it('shows the wall time until somebody moves it', async () => {
    const clock = await clockOf();
    expect(clock.now()).toBe(instantOf(wall.system.now()));
    expect(clock.rate).toBe(1);
  });

  it('is the same for a program that starts later', async () => {
    const clock = await clockOf();
    await clock.set({ rate: 60, to: { advanceMs: 3_600_000 } });
    await wall.advance(1_000);
    const later = await clockOf();
    expect(later.now()).toBe(clock.now());
    expect(later.rate).toBe(60);
  });

  it('is noticed by other programs within a second, and those who wait for it are called', async () => {
    const clock = await clockOf();
    const other = await clockOf();
    const stopping = new AbortController();
    const following = other.follow(stopping.signal, (error) => {
      throw error;
    });
    const changed = new Promise<void>((resolve) => other.onChange(resolve));

    await clock.set({ rate: 60 });
    await wall.advance(1_000);
    await changed;
    expect(other.now()).toBe(clock.now());

    stopping.abort();
    await following;
  });

  it('reports a look that failed, and looks again', async () => {
    const broken = new Database(home.url);
    await broken.close();
    const clock = new PersistedBusinessClock(broken, wall.system, { sandbox: true });
    const stopping = new AbortController();
    let failures = 0;
    const following = clock.follow(stopping.signal, () => (failures += 1));
    while (failures < 2) await wall.advance(500);
    stopping.abort();
    await following;
  });

  it('adds up changes that are made at the same time', async () => {
    const clocks = await Promise.all([clockOf(), clockOf(), clockOf()]);
    const before = clocks[0].now();
    await Promise.all(clocks.map((clock) => clock.set({ to: { advanceMs: 60_000 } })));
    const after = await clockOf();
    expect(Date.parse(after.now()) - Date.parse(before)).toBe(180_000);
  });
});

describe('the business clock of production', () => {
  it('cannot be moved', async () => {
    const clock = await clockOf({ sandbox: false });
    await expect(clock.set({ rate: 2 })).rejects.toThrow(ClockIsFixed);
    await expect(clock.set({ to: { advanceMs: 1 } })).rejects.toThrow(ClockIsFixed);
    expect((await database.query('SELECT FROM business_clock')).rowCount).toBe(0);
  });

  it('does not care what the database says', async () => {
    await (await clockOf()).set({ rate: 60, to: { advanceMs: 3_600_000 } });
    const clock = await clockOf({ sandbox: false });
    await clock.follow(new AbortController().signal, () => undefined);
    expect(clock.now()).toBe(instantOf(wall.system.now()));
    expect(clock.rate).toBe(1);
  });
});
