import { decodeRecorded, type TiffinEvent } from '../../eventstore/registry/catalogue';
import type { RecordedEvent } from '../../eventstore/registry/event-record';
import {
  accountBalances,
  type AccountBalanceRow,
} from '../../src/projections/account-balances/account-balances';
import { ledgerEntries, type LedgerEntryRow } from '../../src/projections/ledger-entries/ledger-entries';
import { payments, type PaymentRow } from '../../src/projections/payments/payments';
import type { Projection } from '../../src/projections/projection';
import { refunds, type RefundRow } from '../../src/projections/refunds/refunds';
import { disputedOf, refundsOf, sum } from './audit-rules';
import type { Program } from './program';
import { mustEqual } from './violation';
import type { World } from './world';

/** The rows that all events make. */
export function rowsOf<Row extends object, E extends TiffinEvent>(
  projection: Projection<Row, E>,
  log: readonly RecordedEvent[],
): readonly Row[] {
  const rows = new Map<string, Row>();
  const reads = new Set<string>(projection.reads);
  for (const recorded of log) {
    if (!reads.has(recorded.type)) continue;
    // The one cast: the type is one that the projection reads.
    const fact = { ...(decodeRecorded(recorded) as { event: E; metadata: never }), recorded };
    for (const key of projection.keysOf(fact)) {
      const id = projection.insertOnly === true ? `${recorded.position} ${key}` : key;
      const row = projection.evolve(rows.get(id) ?? null, fact, key);
      if (row !== null) rows.set(id, row);
    }
  }
  return [...rows.values()];
}

const STATUS: Readonly<Record<RefundRow['status'], string>> = {
  REQUESTED: 'open',
  SUBMITTED: 'open',
  SETTLED: 'settled',
  FAILED: 'failed',
};

/** The read models of money say what the streams say. */
export async function checkReadModels<P extends Program>({ events, audit }: World<P>): Promise<void> {
  const log = await events.readAll(0, { limit: 1_000_000 });
  const paymentRows: readonly PaymentRow[] = rowsOf(payments, log);
  mustEqual('read model: payments', 'their number', paymentRows.length, audit.payments.size);
  for (const row of paymentRows) {
    const fact = audit.payments.get(row.payment_id);
    const id = row.payment_id;
    mustEqual('read model: captured', id, row.captured_minor, fact?.capturedMinor ?? 0);
    mustEqual('read model: refunded', id, row.refunded_minor, fact && refundsOf(fact, 'settled'));
    mustEqual('read model: refund pending', id, row.refund_pending_minor, fact && refundsOf(fact, 'open'));
    mustEqual('read model: disputed', id, row.disputed_minor, fact && disputedOf(fact));
  }
  const refundRows: readonly RefundRow[] = rowsOf(refunds, log);
  const refundFacts = [...audit.payments.values()].flatMap((payment) => [...payment.refunds.values()]);
  mustEqual('read model: refunds', 'their number', refundRows.length, refundFacts.length);
  const refundsById = new Map(refundRows.map((row) => [row.refund_id, row]));
  for (const { refundId, minor, status } of refundFacts) {
    const row = refundsById.get(refundId);
    mustEqual('read model: amount of a refund', refundId, row?.amount_minor, minor);
    mustEqual('read model: status of a refund', refundId, row && STATUS[row.status], status);
  }
  const entries = [...audit.journals.values()].flat().flatMap((journal) => journal.entries);
  const entryRows: readonly LedgerEntryRow[] = rowsOf(ledgerEntries, log);
  mustEqual('read model: entries', 'their number', entryRows.length, entries.length);
  const balanceRows: readonly AccountBalanceRow[] = rowsOf(accountBalances, log);
  for (const account of new Set(entries.map((entry) => entry.account))) {
    const booked = sum(
      entries.filter((entry) => entry.account === account).map(({ amount }) => amount.minor),
    );
    const listed = entryRows.filter((row) => row.account === account).map((row) => row.amount_minor);
    const balances = balanceRows.filter((row) => row.account === account).map((row) => row.balance_minor);
    mustEqual('read model: entries of an account', account, sum(listed), booked);
    mustEqual('read model: balance of an account', account, sum(balances), booked);
  }
}
