import fc from 'fast-check';
import { money } from '../kernel/money';
import {
  CANCELLATION_STAGES,
  FAULT_PARTIES,
  cancellationFee,
  type CancellationStage,
} from './cancellation-fee';

describe('the fee of a cancellation', () => {
  const total = money(28_500, 'INR');
  const food = money(24_000, 'INR');

  it.each<[CancellationStage, number]>([
    ['PENDING', 0],
    ['CONFIRMED', 0],
    ['PREPARING', 5_700],
    ['READY', 24_000],
  ])('of a customer is, at %s, %i paise of an order of ₹ 285 with food for ₹ 240', (stage, minor) => {
    expect(cancellationFee(stage, 'customer', total, food)).toEqual(money(minor, 'INR'));
  });

  it.each(FAULT_PARTIES.filter((fault) => fault !== 'customer'))(
    'is nothing when it is the fault of the %s',
    (fault) => {
      for (const stage of CANCELLATION_STAGES) {
        expect(cancellationFee(stage, fault, total, food)).toEqual(money(0, 'INR'));
      }
    },
  );

  it('stays at a fifth of the total when the food, ready, costs less than that', () => {
    expect(cancellationFee('READY', 'customer', total, money(100, 'INR'))).toEqual(money(5_700, 'INR'));
  });

  it('is never below zero, never above the total, and never lower at a later stage', () => {
    const amount = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(amount, amount, (totalMinor, foodMinor) => {
        const fees = CANCELLATION_STAGES.map(
          (stage) =>
            cancellationFee(stage, 'customer', money(totalMinor, 'INR'), money(foodMinor, 'INR')).minor,
        );
        expect(fees).toEqual([...fees].sort((a, b) => a - b));
        expect(fees[0]).toBe(0);
        expect(fees.at(-1)).toBeLessThanOrEqual(totalMinor);
      }),
      { numRuns: 1000 },
    );
  });
});
