import { newCourier, newCustomer } from './newcomers';

const thousand = Array.from({ length: 1_000 }, (_, i) => i);

test('no two newcomers have the same name or number', () => {
  expect(new Set(thousand.map((i) => newCustomer(i).name)).size).toBe(1_000);
  expect(new Set(thousand.flatMap((i) => [newCustomer(i).phone, newCourier(i).phone])).size).toBe(2_000);
});

test('their names are in many scripts', () => {
  const names = thousand.slice(0, 40).map((i) => newCustomer(i).name);
  const scripts = ['Latin', 'Kannada', 'Devanagari', 'Tamil', 'Malayalam', 'Arabic', 'Telugu', 'Bengali'];
  for (const script of scripts) {
    expect([script, names.some((name) => new RegExp(`\\p{Script=${script}}`, 'u').test(name))]).toEqual([
      script,
      true,
    ]);
  }
});
