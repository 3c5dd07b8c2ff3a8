import { slopeOf, totalOf, trendOf, type MemorySample } from './memory';

const MIB = 1024 * 1024;

const sample = (orders: number, mib: number): MemorySample => ({
  orders,
  server: (mib / 2) * MIB,
  database: (mib / 4) * MIB,
  gateway: (mib / 4) * MIB,
});

describe('memory', () => {
  it('grows by a slope, by what all processes take together', () => {
    expect(totalOf(sample(0, 100))).toBe(100 * MIB);
    const growing = [0, 100, 200, 300].map((orders) => sample(orders, 200 + orders / 10));
    expect(slopeOf(growing)! / MIB).toBeCloseTo(0.1);
    const level = [0, 100, 200, 300].map((orders) => sample(orders, 200));
    expect(slopeOf(level)).toBeCloseTo(0);
  });

  it('has no slope without orders, or with hardly a sample', () => {
    expect(slopeOf([sample(5, 1), sample(5, 2), sample(5, 3)])).toBeNull();
    expect(slopeOf([sample(5, 1), sample(6, 2)])).toBeNull();
    expect(trendOf([])).toBeNull();
  });

  it('is judged by the second half, when everything is warm', () => {
    const warmingUp = [0, 10, 20, 30, 40, 50].map((orders) => sample(orders, 100 + orders * 10));
    const warm = [60, 70, 80, 90, 100, 110].map((orders) => sample(orders, 600));
    expect(trendOf([...warmingUp, ...warm])).toMatchObject({
      samples: 12,
      first: { orders: 0, server: 50 },
      last: { orders: 110, server: 300, database: 150, gateway: 150 },
      most: 600,
      per1000Orders: 0,
    });
  });
});
