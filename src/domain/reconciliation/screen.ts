import type { Moved, MoneyView } from './sides';
import { currenciesOf, MOVEMENTS, totalOf } from './sides';

/** What is at hand of a payment without asking its gateway: a period of the gateway's book, and the read models. */
export interface Glance {
  /** The gateway's lines of the period; refunds that have no name of ours have a null reference. */
  readonly lines: readonly Moved[];
  /** What the read models show of the whole payment; null when they have none of that name at this gateway. */
  readonly views: Readonly<Record<MoneyView, readonly Moved[]>> | null;
}

const isShown = (line: Moved, shown: readonly Moved[]): boolean =>
  shown.some(
    ({ movement, reference, amount }) =>
      movement === line.movement &&
      reference === line.reference &&
      amount.minor === line.amount.minor &&
      amount.currency === line.amount.currency,
  );

/**
 * Whether everything at hand agrees, so that the payment need not be looked at closely. A period shows only a part of
 * a payment: each of its lines must be shown, and the read models must agree among themselves. Chargebacks, which
 * come and go, refunds without a name and payments without any line are always looked at.
 */
export function isAgreed({ lines, views }: Glance): boolean {
  if (views === null || lines.length === 0) return false;
  const shown = [
    ...views.payments.filter(({ movement }) => movement === 'capture'),
    ...views.refunds.filter(({ movement }) => movement === 'refund'),
  ];
  const isPlain = lines.every(
    (line, index) =>
      line.movement !== 'chargeback' &&
      (line.movement === 'capture' || line.reference !== null) &&
      isShown(line, shown) &&
      lines.findIndex((other) => other.movement === line.movement && other.reference === line.reference) ===
        index,
  );
  return (
    isPlain &&
    currenciesOf(...Object.values(views)).every((currency) =>
      MOVEMENTS.every((movement) => {
        const total = totalOf(views.payments, movement, currency);
        return (
          totalOf(views['ledger-entries'], movement, currency) === total &&
          (movement !== 'refund' || totalOf(views.refunds, movement, currency) === total)
        );
      }),
    )
  );
}
