import type { PaymentId, RefundId } from '../kernel/ids';
import type { Told } from '../story/order-story';

/** Money that goes back out of a capture. Amounts are in minor units of the order's currency. */
export interface Refund {
  /** Null while it is only asked for: whether the payment grants it is not known yet. */
  readonly refundId: RefundId | null;
  readonly cause: string;
  readonly minor: number;
  /** Asked for by Tiffin itself; else by its staff. */
  readonly automatic: boolean;
  /** Paid for by whoever was at fault while the sale stands; else the customer's own money. */
  readonly compensates: boolean;
  readonly failed: boolean;
}

/** Money that was collected by one attempt to pay. */
export interface Capture {
  readonly paymentId: PaymentId;
  readonly minor: number;
  /** It came when the order was over, and nobody waited for it. */
  readonly late: boolean;
  readonly refunds: readonly Refund[];
  /** What the payer's bank took back, by chargeback; zero when that was won. */
  readonly disputes: Readonly<Record<string, number>>;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, minor) => total + minor, 0);

const sumOf = (refunds: readonly Refund[], picks: (refund: Refund) => boolean): number =>
  sum(refunds.filter(picks).map(({ minor }) => minor));

const disputedOf = ({ disputes }: Capture): number => sum(Object.values(disputes));

/**
 * What of the capture still pays for the order. A compensation leaves the sale paid. A refund that failed counts as
 * given back, for staff have to see to it; what they give back themselves is counted against it first.
 */
export function heldOf(capture: Capture): number {
  const returned = capture.refunds.filter(({ compensates }) => !compensates);
  const automatic = sumOf(returned, (refund) => refund.automatic && !refund.failed);
  const failed = sumOf(returned, (refund) => refund.automatic && refund.failed);
  const byStaff = sumOf(returned, (refund) => !refund.automatic && !refund.failed);
  return Math.max(0, capture.minor - automatic - Math.max(failed, byStaff) - disputedOf(capture));
}

/** What the payment can still grant to be refunded. */
export const refundableOf = (capture: Capture): number =>
  Math.max(0, capture.minor - sumOf(capture.refunds, ({ failed }) => !failed) - disputedOf(capture));

/**
 * The cause under which the capture is refunded next: one cause is refunded once, so that when more is to go back
 * for the same reason later on, it is numbered. The name of an ask that was refused is free again.
 */
export function nextCause(capture: Capture, reason: string): string {
  const used = new Set(capture.refunds.filter(({ automatic }) => automatic).map(({ cause }) => cause));
  if (!used.has(reason)) return reason;
  let number = 2;
  while (used.has(`${reason}-${number}`)) number += 1;
  return `${reason}-${number}`;
}

export const withAsked = (capture: Capture, cause: string, minor: number): Capture => {
  const refund = { refundId: null, cause, minor, automatic: true, compensates: false, failed: false };
  return { ...capture, refunds: [...capture.refunds, refund] };
};

/**
 * Without the refunds that the payment will refuse. What came before them in its stream (a refund by staff, a
 * chargeback) has left too little, so they are asked for anew, with what is left.
 */
function withoutRefused(capture: Capture): Capture {
  const granted = capture.refunds.filter(({ refundId }) => refundId !== null);
  let left = refundableOf({ ...capture, refunds: granted });
  const refunds = capture.refunds.filter(({ refundId, minor }) => {
    if (refundId !== null) return true;
    if (minor > left) return false;
    left -= minor;
    return true;
  });
  return { ...capture, refunds };
}

/** After a refund was granted, whoever asked for it. */
export function withRequested(capture: Capture, event: Told<'RefundRequested'>): Capture {
  const { refundId, cause, amount, by, chargeTo } = event;
  if (capture.refunds.some((refund) => refund.refundId === refundId)) return capture;
  const automatic = by === 'system';
  const refund = {
    ...{ refundId, cause, minor: amount.minor, automatic },
    compensates: chargeTo !== null,
    failed: false,
  };
  const others = capture.refunds.filter(
    (other) => !(automatic && other.refundId === null && other.cause === cause),
  );
  return withoutRefused({ ...capture, refunds: [...others, refund] });
}

export const withFailed = (capture: Capture, { refundId }: Told<'RefundFailed'>): Capture => ({
  ...capture,
  refunds: capture.refunds.map((refund) =>
    refund.refundId === refundId ? { ...refund, failed: true } : refund,
  ),
});

export const withDispute = (capture: Capture, event: Told<'ChargebackOpened'>): Capture => {
  const { chargebackId, amount } = event;
  return withoutRefused({ ...capture, disputes: { [chargebackId]: amount.minor, ...capture.disputes } });
};

export const withDisputeWon = (capture: Capture, { chargebackId }: Told<'ChargebackWon'>): Capture => ({
  ...capture,
  disputes: { ...capture.disputes, [chargebackId]: 0 },
});
