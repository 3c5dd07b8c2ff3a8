import { optionsOf } from './options';

const given = (...args: readonly string[]) =>
  optionsOf(['node', 'demo', ...args], (command) =>
    command.exitOverride().configureOutput({ writeErr: () => undefined }),
  );

test('a dinner hour on this machine, if nothing is said', () => {
  expect(given()).toEqual({
    ...{ url: 'http://127.0.0.1:3000', orders: 300, speed: 60, seed: 1, couriers: 50, json: false },
  });
});

test('as many couriers as the orders need, or as were asked for', () => {
  expect(given('--orders', '20').couriers).toBe(44);
  expect(given('--orders', '1200').couriers).toBe(200);
  expect(given('--orders', '1200', '--couriers', '9').couriers).toBe(9);
});

test('a slash at the end of the address does no harm', () => {
  expect(given('--url', 'http://localhost:4000/').url).toBe('http://localhost:4000');
});

test.each([
  ['--orders', '0'],
  ['--orders', '1.5'],
  ['--orders', ''],
  ['--orders', '1e3'],
  ['--speed', '-1'],
  ['--speed', '1001'],
  ['--seed', 'x'],
  ['--couriers', '0'],
  ['--url', 'ftp://localhost'],
  ['--url', 'localhost'],
])('%s %s is refused', (option, value) => {
  expect(() => given(option, value)).toThrow('give');
});
