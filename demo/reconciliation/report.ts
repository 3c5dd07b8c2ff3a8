import type { Reconciliation } from './reconcile';
import type { Difference } from './parties';

const MAX_SHOWN = 50;

const rupees = (minor: number): string =>
  `₹${(minor / 100).toLocaleString('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

const table = (counted: Readonly<Record<string, number>>): string =>
  Object.entries(counted)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');

const about = ({ orderId, what }: Difference): string =>
  orderId === null ? `  ${what}` : `  order ${orderId}: ${what}`;

/** A reconciliation for people to read, line by line. */
export function reportLines(found: Reconciliation): readonly string[] {
  const { sums, differences, surprises, neverHappened } = found;
  const rows = found.replayed.reduce((total, model) => total + model.rows, 0);
  return [
    `Orders: ${found.orders} (${table(found.ordersByStatus)})`,
    `Paid:   gateway ${rupees(sums.gateway.captured)}, ledger ${rupees(sums.ledger.captured)}; this evening's orders in the read models ${rupees(sums.readModels.captured)}`,
    `Back:   gateway ${rupees(sums.gateway.refunded)}, ledger ${rupees(sums.ledger.refunded)}; this evening's orders in the read models ${rupees(sums.readModels.refunded)}`,
    `Kept:   told ${rupees(sums.keptByLog)}, gateway ${rupees(sums.keptByGateway)}`,
    `Cash:   told ${rupees(sums.cashByLog)}, ledger ${rupees(sums.cashByLedger)}, read models ${rupees(sums.cashByReadModels)}`,
    `Accounts in sum: ${rupees(sums.trialBalance)}; payments ${found.counts.payments}, captures ${found.counts.captures}, refunds ${found.counts.refunds}`,
    `People: ${table(found.played)}`,
    `Gateway: ${table(found.faults)}`,
    ...(neverHappened.length === 0 ? [] : [`Never happened: ${neverHappened.join(', ')}`]),
    `Replayed: ${found.replayed.length} read models, ${rows} rows, ${found.replayed.every(({ equal }) => equal) ? 'all equal' : 'NOT all equal'}`,
    ...(found.repeated === 0 ? [] : [`Requests sent again: ${found.repeated}`]),
    ...(surprises.length === 0 ? [] : ['Replies that nobody expected:', ...shown(surprises)]),
    ...(differences.length === 0 ? [] : ['What does not add up:', ...shown(differences)]),
    found.addsUp ? 'Everything adds up.' : 'It does NOT add up.',
  ];
}

const shown = (all: readonly Difference[]): readonly string[] => [
  ...all.slice(0, MAX_SHOWN).map(about),
  ...(all.length > MAX_SHOWN ? [`  and ${all.length - MAX_SHOWN} more`] : []),
];
