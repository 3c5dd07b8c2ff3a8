import { parseOptions } from './options';

describe('the options of the simulation', () => {
  it('have defaults, and take what a report prints', () => {
    expect(parseOptions([])).toMatchObject({ orders: 1_000, seed: 1, cut: null, planted: false });
    const cut = { orders: [2], without: ['crash'], orderlyFrom: 40 };
    expect(parseOptions(['--seed', '9', '--without', JSON.stringify(cut)])).toMatchObject({ seed: 9, cut });
    expect(parseOptions(['--help'])).toBeNull();
  });

  it.each([
    ['--orders', '0'],
    ['--orders', 'many'],
    ['--seed', '-1'],
    ['--without', '{"orders":"all"}'],
    ['--without', 'nothing'],
    ['--speed', '2'],
  ])('refuse %s %s', (name, value) => {
    expect(() => parseOptions([name, value])).toThrow();
  });
});
