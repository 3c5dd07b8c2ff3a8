import { asId, type PaymentId } from '../../domain/kernel/ids';
import { minutesAfterNoon } from '../../domain/order/order.fixtures';
import { rupees } from '../../domain/payment/payment.fixtures';
import type { LedgerEvent } from '../../domain/ledger/ledger';
import type { FeedEvent } from '../projection';
import { ledgerEntries } from './ledger-entries';

const journal: LedgerEvent = {
  type: 'JournalPosted',
  cause: 'event-1',
  kind: 'capture',
  orderId: asId('order-1'),
  paymentId: asId<PaymentId>('payment-1'),
  entries: [
    { account: 'psp_clearing', party: 'sandbox', amount: rupees(285) },
    { account: 'customer', party: 'customer-1', amount: rupees(-280) },
    { account: 'rounding', party: null, amount: rupees(-5) },
  ],
  policyVersion: 'booking/1',
  at: minutesAfterNoon(5),
};

const fact: FeedEvent<LedgerEvent> = {
  event: journal,
  metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
  recorded: { stream: 'ledger-order-1', position: 100 } as FeedEvent['recorded'],
};

describe('the general ledger', () => {
  const rows = ledgerEntries.keysOf(fact).map((key) => ledgerEntries.evolve(null, fact, key));

  it('has a row for every entry of a journal', () => {
    expect(rows.map((row) => [row?.line, row?.account, row?.party, row?.amount_minor])).toEqual([
      [0, 'psp_clearing', 'sandbox', 28_500],
      [1, 'customer', 'customer-1', -28_000],
      [2, 'rounding', null, -500],
    ]);
  });

  it('says of each what it books, when and by which rules', () => {
    expect(rows[1]).toEqual({
      order_id: 'order-1',
      position: 100,
      line: 1,
      cause: 'event-1',
      payment_id: 'payment-1',
      kind: 'capture',
      account: 'customer',
      party: 'customer-1',
      amount_minor: -28_000,
      currency: 'INR',
      policy_version: 'booking/1',
      posted_at: minutesAfterNoon(5),
    });
  });
});
