import { plansOf, secondChance } from './order-plan';
import { QUIRKS } from './quirks';

/** Without the state of what they draw later. */
const settled = (seed: number) =>
  plansOf(seed, 300, 100).map(({ n, afterMs, customer, quirk, method, following, isRated }) => [
    ...[n, afterMs, customer, quirk, method, following, isRated],
  ]);

test('an evening follows from its seed', () => {
  expect(settled(1)).toEqual(settled(1));
  expect(settled(1)).not.toEqual(settled(2));
});

test('everybody orders equally often', () => {
  const times = new Map<number, number>();
  for (const { customer } of plansOf(1, 300, 100)) times.set(customer, (times.get(customer) ?? 0) + 1);
  expect([...times.values()]).toEqual(Array.from({ length: 100 }, () => 3));
});

test('cash can be short only where there is cash, and a bank declines only where there is one', () => {
  for (const seed of [1, 2, 3]) {
    for (const { quirk, method } of plansOf(seed, 300, 100)) {
      if (quirk === 'cash-short') expect(method).toBe('COD');
      if (quirk === 'payment-declined' || quirk === 'refunded') expect(method).not.toBe('COD');
    }
  }
});

test('what never happened gets a second chance late in a big evening', () => {
  const plans = plansOf(1, 300, 100);
  const played = new Map<string, number>(QUIRKS.map((quirk) => [quirk, quirk === 'cash-short' ? 0 : 2]));
  const given = plans.map((plan) => secondChance(plan, 300, played));
  expect(given.slice(0, 200)).toEqual(plans.slice(0, 200));
  for (const { quirk, method } of given.slice(220)) expect([quirk, method]).toEqual(['cash-short', 'COD']);
  const all = new Map<string, number>(QUIRKS.map((quirk) => [quirk, 1]));
  expect(plans.map((plan) => secondChance(plan, 300, all))).toEqual(plans);
  const small = plansOf(1, 60, 20);
  expect(small.map((plan) => secondChance(plan, 60, played))).toEqual(small);
});
