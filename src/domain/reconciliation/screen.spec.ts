import { aMove } from './reconciliation.fixtures';
import { isAgreed, type Glance } from './screen';

const capture = aMove('capture', null, 28_500);
const refund = aMove('refund', 're-1', -8_500);
const refundSum = aMove('refund', null, -8_500);

const views: NonNullable<Glance['views']> = {
  payments: [capture, refundSum],
  refunds: [refund],
  'ledger-entries': [capture, refundSum],
};

describe('a payment at first sight', () => {
  it.each([
    ['all of its lines', [capture, refund]],
    ['the capture only', [capture]],
    ['the refund only', [refund]],
  ])('agrees when the period has %s', (_, lines) => {
    expect(isAgreed({ lines, views })).toBe(true);
  });

  const doubtful: readonly (readonly [string, Glance])[] = [
    ['it is not shown', { lines: [capture], views: null }],
    ['the gateway did not list it', { lines: [], views }],
    ['a line has another amount', { lines: [aMove('capture', null, 28_400)], views }],
    ['a line stands twice', { lines: [capture, capture], views }],
    ['a refund has no name', { lines: [capture, refundSum], views }],
    ['a refund is another one', { lines: [aMove('refund', 're-2', -8_500)], views }],
    ['there is a chargeback', { lines: [capture, aMove('chargeback', null, -100)], views }],
    ['the ledger has less', { lines: [capture], views: { ...views, 'ledger-entries': [capture] } }],
    ['the refunds have less', { lines: [capture], views: { ...views, refunds: [] } }],
    ['the payments have less', { lines: [capture], views: { ...views, payments: [capture] } }],
  ];

  it.each(doubtful)('is looked at closely when %s', (_, glance) => {
    expect(isAgreed(glance)).toBe(false);
  });
});
