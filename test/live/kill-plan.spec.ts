import { SeededRandom } from '../../demo/seeded-random';
import { killPlan, VICTIMS } from './kill-plan';

describe('a plan of kills', () => {
  const planOf = (seed: number, orders = 300, kills = 20) => killPlan(orders, kills, new SeededRandom(seed));

  it('follows from the seed', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
  });

  it('leaves no victim out, and takes none again before the others', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const plan = planOf(seed, 300, 8);
      expect(plan).toHaveLength(8);
      for (const half of [plan.slice(0, 4), plan.slice(4)]) {
        expect(half.map(({ victim }) => victim).sort()).toEqual([...VICTIMS].sort());
      }
    }
  });

  it('is spread over the evening, in its order, and never after the last order', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const moments = planOf(seed).map(({ afterOrders }) => afterOrders);
      expect([...moments].sort((a, b) => a - b)).toEqual(moments);
      moments.forEach((moment, n) => {
        expect(moment).toBeGreaterThanOrEqual((300 * n) / 20 - 1);
        expect(moment).toBeLessThan((300 * (n + 1)) / 20);
      });
    }
  });
});
