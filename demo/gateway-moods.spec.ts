import { moodAfter } from './gateway-moods';

test('as usual, while nothing presses', () => {
  expect(moodAfter(new Map(), false)).toMatchObject({ decline: 50, timeout: 1 });
});

test('what never happened is urged on, and calls only as far as the circuit stays closed', () => {
  const mood = moodAfter(new Map([['decline', 3]]), true);
  expect(mood).toMatchObject({ decline: 50, timeout: 12, 'late-capture-3-days': 96, duplicate: 350 });
  expect(mood['lost-answer']).toBe(60);
});
