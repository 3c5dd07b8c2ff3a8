import { never } from '../kernel/decider';
import { share, zero, type Money } from '../kernel/money';

/** The policy below. Stands in every cancellation; a change of the rules gets a new number. */
export const CANCELLATION_FEE_POLICY = 'cancellation-fee/1';

/** How far an order can be and still be cancelled: until the food is handed to the courier. */
export const CANCELLATION_STAGES = ['PENDING', 'CONFIRMED', 'PREPARING', 'READY'] as const;

export type CancellationStage = (typeof CANCELLATION_STAGES)[number];

/** On whose account an order fails. */
export const FAULT_PARTIES = ['customer', 'restaurant', 'courier', 'platform'] as const;

export type FaultParty = (typeof FAULT_PARTIES)[number];

/** 20 %, in basis points. */
const PREPARING_SHARE = 2_000;

const larger = (a: Money, b: Money): Money => (a.minor >= b.minor ? a : b);
const smaller = (a: Money, b: Money): Money => (a.minor <= b.minor ? a : b);

/**
 * What a customer pays for an order that they cancel. Whatever others are to blame for is free.
 *
 * | stage | fee |
 * |---|---|
 * | PENDING, CONFIRMED | nothing |
 * | PREPARING | 20 % of the total |
 * | READY | the food in full, and never less than while it was being prepared |
 *
 * A later stage is never cheaper, and no fee is above the total.
 * @param total what was to be paid for the order
 * @param foodTotal the part of it that is for the food: the subtotal less the discount
 */
export function cancellationFee(
  stage: CancellationStage,
  fault: FaultParty,
  total: Money,
  foodTotal: Money,
): Money {
  if (fault !== 'customer') return zero(total.currency);
  switch (stage) {
    case 'PENDING':
    case 'CONFIRMED':
      return zero(total.currency);
    case 'PREPARING':
      return share(total, PREPARING_SHARE);
    case 'READY':
      return smaller(total, larger(foodTotal, share(total, PREPARING_SHARE)));
    default:
      return never(stage);
  }
}
