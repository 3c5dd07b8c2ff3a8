import { paceFor } from './pace';

const all = (ms: number) => Array.from({ length: 20 }, () => ms);

test('as fast as was asked for, while nobody is behind', () => {
  expect(paceFor(all(20), 60, 60)).toBe(60);
});

test('slower when things take long to reach people', () => {
  expect(paceFor(all(400), 60, 60)).toBe(20);
  expect(paceFor(all(60_000), 60, 60)).toBe(8);
});

test('faster again by steps, up to what was asked for', () => {
  expect(paceFor(all(20), 60, 20)).toBe(30);
  expect(paceFor(all(20), 60, 55)).toBe(60);
});

test('small changes are not made', () => {
  expect(paceFor(all(150), 60, 60)).toBe(60);
});

test('where little happens nobody is behind: it does not stay slow for lack of news', () => {
  expect(paceFor([9_000], 60, 60)).toBe(60);
  expect(paceFor([], 60, 8)).toBe(12);
});

test('nobody goes faster than asked for, however slow that is', () => {
  expect(paceFor(all(60_000), 1, 1)).toBe(1);
});

test('a few that are late do not slow everybody down', () => {
  expect(paceFor([...all(20), 5_000, 5_000], 60, 60)).toBe(60);
});
