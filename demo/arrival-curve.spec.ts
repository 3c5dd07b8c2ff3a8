import { arrivals } from './arrival-curve';
import { SeededRandom } from './seeded-random';

const MINUTE = 60_000;
const of = (count: number, seed = 1) => arrivals(count, new SeededRandom(seed));

test('as many as asked for, in order, within the evening', () => {
  const times = of(1_000);
  expect(times).toHaveLength(1_000);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
  expect(times[0]).toBeGreaterThanOrEqual(0);
  expect(times.at(-1)).toBeLessThanOrEqual(195 * MINUTE);
});

test('the dinner hour is several times as busy as the beginning and the end', () => {
  const times = of(2_000);
  const within = (from: number, to: number) =>
    times.filter((at) => at >= from * MINUTE && at < to * MINUTE).length;
  expect(within(55, 85)).toBeGreaterThan(4 * within(0, 30));
  expect(within(55, 85)).toBeGreaterThan(3 * within(165, 195));
});

test('they follow from the seed', () => {
  expect(of(50, 7)).toEqual(of(50, 7));
  expect(of(50, 7)).not.toEqual(of(50, 8));
});

test('none and one', () => {
  expect(of(0)).toEqual([]);
  expect(of(1)).toHaveLength(1);
});
