import {
  accountBalances,
  type AccountBalanceRow,
} from '../../src/projections/account-balances/account-balances';
import { ledgerEntries, type LedgerEntryRow } from '../../src/projections/ledger-entries/ledger-entries';
import { payments, type PaymentRow } from '../../src/projections/payments/payments';
import type { FeedEvent } from '../../src/projections/projection';
import { rowsOf } from './read-models';
import { refunds, type RefundRow } from '../../src/projections/refunds/refunds';
import { disputedOf, refundsOf, sum } from './money-rules';
import { mustEqual } from '../engine/violation';
import type { World } from '../world/world';

const STATUS: Readonly<Record<RefundRow['status'], string>> = {
  REQUESTED: 'open',
  SUBMITTED: 'open',
  SETTLED: 'settled',
  FAILED: 'failed',
};

/** The read models of money say what the streams say. */
export function checkMoneyReadModels({ audit }: World, log: readonly FeedEvent[]): void {
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
