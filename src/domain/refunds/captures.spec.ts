import { asId } from '../kernel/ids';
import { nextCause, type Capture, type Refund } from './captures';

const refund = (cause: string, more: Partial<Refund> = {}): Refund => ({
  refundId: null,
  cause,
  minor: 100,
  automatic: true,
  compensates: false,
  failed: false,
  ...more,
});

const capture = (...refunds: readonly Refund[]): Capture => ({
  paymentId: asId('payment-1'),
  minor: 1_000,
  late: false,
  refunds,
  disputes: {},
});

describe('the cause under which a capture is refunded next', () => {
  it('is the reason, and numbered when that was used before', () => {
    expect(nextCause(capture(), 'overpaid')).toBe('overpaid');
    expect(nextCause(capture(refund('overpaid')), 'overpaid')).toBe('overpaid-2');
    expect(nextCause(capture(refund('overpaid'), refund('overpaid-2')), 'overpaid')).toBe('overpaid-3');
  });

  it('is never one that is in use, also when an earlier one was refused and is free again', () => {
    expect(nextCause(capture(refund('overpaid-2')), 'overpaid')).toBe('overpaid');
    expect(nextCause(capture(refund('overpaid'), refund('overpaid-3')), 'overpaid')).toBe('overpaid-2');
  });

  it('is not taken by a refund of staff, nor freed by one that failed', () => {
    expect(nextCause(capture(refund('overpaid', { automatic: false })), 'overpaid')).toBe('overpaid');
    expect(nextCause(capture(refund('overpaid', { failed: true })), 'overpaid')).toBe('overpaid-2');
  });
});
