import { ORDERS_FOR_EVERY_QUIRK, QUIRKS, quirkSchedule } from './quirks';
import { SeededRandom } from './seeded-random';

const of = (orders: number, seed = 1) => quirkSchedule(orders, SeededRandom.of(seed, 'quirks'));

test('no quirk has two names', () => {
  expect(new Set(QUIRKS).size).toBe(QUIRKS.length);
});

test.each([1, 2, 3, 4, 5])('with seed %d every quirk is given out three times at least', (seed) => {
  const schedule = of(ORDERS_FOR_EVERY_QUIRK, seed);
  expect(schedule).toHaveLength(ORDERS_FOR_EVERY_QUIRK);
  for (const quirk of QUIRKS) {
    expect([quirk, schedule.filter((given) => given === quirk).length >= 3]).toEqual([quirk, true]);
  }
});

test('most orders of a big evening go as they should', () => {
  expect(of(2_000).filter((given) => given === null).length).toBeGreaterThan(1_000);
});

test('a small evening has no quirk more often than it has room', () => {
  expect(of(0)).toEqual([]);
  expect(of(5).filter((given) => given !== null).length).toBeGreaterThanOrEqual(4);
  expect(new Set(of(60).slice(0, 50)).size).toBeGreaterThan(40);
});

test('it follows from the seed', () => {
  expect(of(300, 4)).toEqual(of(300, 4));
  expect(of(300, 4)).not.toEqual(of(300, 5));
});
