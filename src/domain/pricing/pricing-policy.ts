import type { Currency } from '../kernel/money';

/** Fees in minor units of one currency. */
export interface CurrencyFees {
  /** Charged on every order. */
  readonly platformFeeMinor: number;
  /** Nearest first; the first tier that reaches the door counts. */
  readonly deliveryTiers: readonly { readonly upToMetres: number; readonly feeMinor: number }[];
  /** For doors that no tier reaches. */
  readonly deliveryBeyondMinor: number;
}

/** Everything about a bill that is not on the menu. A released version never changes: bills are recomputed by it. */
export interface PricingPolicy {
  readonly version: string;
  /** Hundredths of a percent of the subtotal less the discount. */
  readonly taxBasisPoints: number;
  readonly fees: Readonly<Record<Currency, CurrencyFees>>;
}

const feesOf = (
  platformFeeMinor: number,
  [near, town, far, deliveryBeyondMinor]: readonly [number, number, number, number],
): CurrencyFees => ({
  platformFeeMinor,
  deliveryTiers: [
    { upToMetres: 2_000, feeMinor: near },
    { upToMetres: 5_000, feeMinor: town },
    { upToMetres: 8_000, feeMinor: far },
  ],
  deliveryBeyondMinor,
});

export const PRICING_POLICY_V1: PricingPolicy = {
  version: 'pricing/1',
  taxBasisPoints: 500,
  fees: {
    INR: feesOf(500, [2_500, 4_000, 6_000, 9_000]),
    USD: feesOf(99, [199, 299, 499, 699]),
    EUR: feesOf(99, [199, 299, 499, 699]),
    JPY: feesOf(50, [200, 300, 450, 600]),
    KWD: feesOf(100, [300, 500, 750, 1_000]),
  },
};

/** @param distanceMetres from the restaurant to the door; null, when the door is not known yet, is the nearest tier */
export function deliveryFeeMinor(fees: CurrencyFees, distanceMetres: number | null): number {
  const tier = fees.deliveryTiers.find(({ upToMetres }) => (distanceMetres ?? 0) <= upToMetres);
  return tier?.feeMinor ?? fees.deliveryBeyondMinor;
}
