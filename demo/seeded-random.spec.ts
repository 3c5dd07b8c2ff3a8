import { SeededRandom } from './seeded-random';

const draws = (random: SeededRandom) => Array.from({ length: 20 }, () => random.below(1_000));

test('the same names draw the same, others something else', () => {
  expect(draws(SeededRandom.of(1, 'order', 7))).toEqual(draws(SeededRandom.of(1, 'order', 7)));
  expect(draws(SeededRandom.of(1, 'order', 7))).not.toEqual(draws(SeededRandom.of(1, 'order', 8)));
  expect(draws(SeededRandom.of(1, 'order', 7))).not.toEqual(draws(SeededRandom.of(2, 'order', 7)));
});

test('what is drawn stays within its limits', () => {
  const random = new SeededRandom(3);
  for (let i = 0; i < 1_000; i += 1) {
    expect(random.between(4, 6)).toBeGreaterThanOrEqual(4);
    expect(random.between(4, 6)).toBeLessThanOrEqual(6);
    expect(random.fraction()).toBeLessThan(1);
  }
});

test('weights are kept', () => {
  const random = new SeededRandom(5);
  const often = Array.from({ length: 1_000 }, () =>
    random.pick([
      ['a', 9],
      ['b', 1],
      ['never', 0],
    ]),
  );
  expect(often.filter((drawn) => drawn === 'a').length).toBeGreaterThan(850);
  expect(often.filter((drawn) => drawn === 'b').length).toBeGreaterThan(50);
  expect(often).not.toContain('never');
});

test('a shuffle loses nothing', () => {
  const all = Array.from({ length: 30 }, (_, i) => i);
  const shuffled = new SeededRandom(1).shuffled(all);
  expect(shuffled).not.toEqual(all);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(all);
});

test('nothing comes from nothing', () => {
  expect(() => new SeededRandom(1).oneOf([])).toThrow('nothing');
});
