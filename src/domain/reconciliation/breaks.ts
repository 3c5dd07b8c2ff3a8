import { never } from '../kernel/decider';
import { money, toDecimal, type Currency } from '../kernel/money';
import type { MoneyView, Movement } from './sides';

/**
 * What is wrong, named by the side that departs from what the payment's own record says.
 *
 * | kind | gateway | recorded | ledger, read models |
 * |---|---|---|---|
 * | missing-here | moved money | knows nothing of it | |
 * | missing-at-gateway | has nothing | money moved | |
 * | amount-differs | another amount | an amount | |
 * | refund-unknown | made a refund | never asked for it | |
 * | refund-missing-at-gateway | has no such refund | money went back | |
 * | not-booked | | money moved | the ledger has nothing |
 * | booked-differently | | an amount, or none | the ledger has another one |
 * | view-differs | | an amount | a read model shows another one |
 */
export const BREAK_KINDS = [
  'missing-here',
  'missing-at-gateway',
  'amount-differs',
  'refund-unknown',
  'refund-missing-at-gateway',
  'not-booked',
  'booked-differently',
  'view-differs',
] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];

/**
 * How a break goes away: `sync` by asking the gateway again, `wait` by itself, for what it is about is on its way;
 * `staff` by somebody who looks at it.
 */
export const HEALS = ['sync', 'wait', 'staff'] as const;
export type Heal = (typeof HEALS)[number];

/** One difference between the books. */
export interface Break {
  readonly kind: BreakKind;
  readonly movement: Movement;
  /** Which refund or chargeback; null for captures and for sums. */
  readonly reference: string | null;
  /** The read model that differs; null when none does. */
  readonly view: MoneyView | null;
  readonly currency: Currency;
  /**
   * What the three sides have of what the break is about, in minor units. Two of them are equal. Over all breaks of a
   * payment their differences come to the difference of the books: nothing is named twice, nothing is left out.
   */
  readonly gatewayMinor: number;
  readonly ledgerMinor: number;
  readonly viewMinor: number;
  readonly heal: Heal;
}

/** Names the break among those of its payment, the same whenever it is seen. */
export const keyOf = ({ kind, movement, reference, view, currency }: Break): string =>
  [kind, movement, view ?? '', currency, reference ?? ''].join('/');

function what({ kind, movement, reference, view, ...amounts }: Break): string {
  const text = (minor: number): string => `${amounts.currency} ${toDecimal(money(minor, amounts.currency))}`;
  const atGateway = text(amounts.gatewayMinor);
  const booked = text(amounts.ledgerMinor);
  const shown = text(amounts.viewMinor);
  const subject = reference === null ? movement : `${movement} ${reference}`;
  switch (kind) {
    case 'missing-here':
      return `The gateway moved ${atGateway} (${subject}), and Tiffin has no record of it.`;
    case 'missing-at-gateway':
      return `Tiffin recorded ${shown} (${subject}) that the gateway does not have.`;
    case 'amount-differs':
      return `The gateway moved ${atGateway} (${subject}), and Tiffin recorded ${shown}.`;
    case 'refund-unknown':
      return `The gateway moved ${atGateway} for ${subject}, which Tiffin never asked for: it was made at the gateway itself.`;
    case 'refund-missing-at-gateway':
      return `Tiffin recorded ${shown} for ${subject}, and the gateway has not moved it.`;
    case 'not-booked':
      return `${atGateway} (${subject}) was recorded and is not in the ledger.`;
    case 'booked-differently':
      return `${atGateway} (${subject}) was recorded, and the ledger has ${booked}.`;
    case 'view-differs':
      return view === 'ledger-entries'
        ? `The ledger has ${booked} (${subject}), and the read model ledger-entries shows ${shown}.`
        : `${atGateway} (${subject}) was recorded, and the read model ${view ?? ''} shows ${shown}.`;
    default:
      return never(kind);
  }
}

function whatToDo({ kind, heal, view }: Break): string {
  if (heal === 'wait') return 'It may be on its way: it is looked at again.';
  if (heal === 'sync') return 'Asking the gateway again brings the record in line.';
  switch (kind) {
    case 'missing-here':
    case 'missing-at-gateway':
    case 'amount-differs':
    case 'refund-missing-at-gateway':
      return 'The record cannot follow: compare the payment at the gateway with its events.';
    case 'refund-unknown':
      return 'Find out who made it; from now on refund through Tiffin.';
    case 'not-booked':
    case 'booked-differently':
      return 'See what is parked: tiffin parked list.';
    case 'view-differs':
      return `Build it anew: tiffin projection rebuild ${view ?? ''}.`;
    default:
      return never(kind);
  }
}

/** The break in words: what is different, and what to do. */
export const explain = (found: Break): string => `${what(found)} ${whatToDo(found)}`;
