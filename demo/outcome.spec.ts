import { isRight } from './outcome';
import type { Reconciliation } from './reconciliation/reconcile';

const NONE = { captured: 0, refunded: 0 };
const books: Reconciliation = {
  addsUp: true,
  orders: 1,
  ordersByStatus: {},
  sums: {
    ...{ gateway: NONE, ledger: NONE, readModels: NONE, keptByLog: 0, keptByGateway: 0 },
    ...{ cashByLog: 0, cashByLedger: 0, cashByReadModels: 0, trialBalance: 0 },
  },
  counts: { payments: 0, captures: 0, refunds: 0 },
  ...{ differences: [], played: {}, faults: {}, neverHappened: [], replayed: [], surprises: [], repeated: 3 },
};
const evening = { reconciliation: books, problems: [], missing: 0 };

test('an evening is right when everything is', () => {
  expect(isRight(evening)).toBe(true);
});

test.each([
  ['the books', { reconciliation: { ...books, addsUp: false } }],
  ['a reply', { reconciliation: { ...books, surprises: [{ orderId: 'o', what: 'ready: 500' }] } }],
  ['somebody', { problems: ['1 × POST /orders: 500 INTERNAL'] }],
  ['an order that was never placed', { missing: 1 }],
])('%s is enough for it not to be', (_, wrong) => {
  expect(isRight({ ...evening, ...wrong })).toBe(false);
});
