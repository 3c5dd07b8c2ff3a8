import { accept, fold, reject } from '../kernel/decider';
import { asId, type PaymentId } from '../kernel/ids';
import { money, type Currency } from '../kernel/money';
import { NOON } from '../order/order.fixtures';
import type { Account, Entry } from './accounts';
import { ledger, type LedgerCommand, type LedgerEvent } from './ledger';

const entry = (account: Account, party: string | null, minor: number, currency: Currency = 'INR'): Entry => ({
  account,
  party,
  amount: money(minor, currency),
});

const capture: LedgerCommand = {
  type: 'PostJournal',
  cause: 'event-1',
  kind: 'capture',
  orderId: asId('order-1'),
  paymentId: asId<PaymentId>('payment-1'),
  entries: [entry('psp_clearing', 'sandbox', 28_500), entry('customer', 'customer-1', -28_500)],
  policyVersion: 'booking/1',
  at: NOON,
};
const posted: LedgerEvent = { ...capture, type: 'JournalPosted' };
const booked = fold(ledger, [posted]);

describe('a journal', () => {
  it('is posted with both sides, and what it books', () => {
    expect(ledger.decide(capture, ledger.initial)).toEqual(accept(posted));
  });

  it('is posted once for its cause, whatever its entries are the second time', () => {
    expect(ledger.decide(capture, booked)).toEqual(accept());
    expect(ledger.decide({ ...capture, entries: [] }, booked)).toEqual(accept());
  });

  it('of another cause is posted as well', () => {
    expect(ledger.decide({ ...capture, cause: 'event-2' }, booked)).toEqual(
      accept({ ...posted, cause: 'event-2' }),
    );
    const both = fold(ledger, [posted, { ...posted, cause: 'event-2' }]);
    expect([...both.causes]).toEqual(['event-1', 'event-2']);
  });

  it('has entries, and none of them is zero', () => {
    expect(ledger.decide({ ...capture, entries: [] }, ledger.initial)).toEqual(
      reject({ code: 'journal-is-empty' }),
    );
    const entries = [...capture.entries, entry('rounding', null, 0)];
    expect(ledger.decide({ ...capture, entries }, ledger.initial)).toEqual(reject({ code: 'entry-is-zero' }));
  });

  it('balances', () => {
    const entries = [...capture.entries, entry('rounding', null, 3), entry('rounding', null, -1)];
    expect(ledger.decide({ ...capture, entries }, ledger.initial)).toEqual(
      reject({ code: 'does-not-balance', currency: 'INR', byMinor: 2 }),
    );
  });

  it('balances in each currency by itself', () => {
    const entries = [entry('fx', null, 100, 'USD'), entry('customer', 'customer-1', -100, 'EUR')];
    expect(ledger.decide({ ...capture, entries }, ledger.initial)).toEqual(
      reject({ code: 'does-not-balance', currency: 'USD', byMinor: 100 }),
    );
    const balanced = [...entries, entry('fx', null, -100, 'USD'), entry('fx', null, 100, 'EUR')];
    expect(ledger.decide({ ...capture, entries: balanced }, ledger.initial).ok).toBe(true);
  });
});
