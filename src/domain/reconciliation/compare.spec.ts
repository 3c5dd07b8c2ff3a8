import { asId, type PaymentId } from '../kernel/ids';
import { money, type Currency } from '../kernel/money';
import {
  atGateway,
  chargebackAtGateway,
  onlinePaymentIn,
  refundA,
  refundAtGateway,
  aRequestRefund,
  seeing,
} from '../payment/payment.fixtures';
import { explain, keyOf } from './breaks';
import { compare } from './compare';
import { agreed, aMove, journalsOf } from './reconciliation.fixtures';
import { bookedOf, movedAtGateway, recordedOf, type Sides } from './sides';

const INR: Currency = 'INR';
const namesOf = (sides: Sides) =>
  compare(sides).map(({ kind, movement, heal }) => `${kind} ${movement} ${heal}`);

const recorded = (minor: number, canFollow: boolean): Sides['recorded'][number] => ({
  ...aMove('capture', null, minor),
  canFollow,
});

const refunded = (reference: string, minor: number, canFollow = false): Sides['recorded'][number] => ({
  ...aMove('refund', reference, minor),
  canFollow,
});

const disputed = (minor: number, canFollow: boolean): Sides['recorded'][number] => ({
  ...aMove('chargeback', 'cb-1', minor),
  canFollow,
});

/** Gateway and record; ledger and read models follow the record. */
const between = (gateway: Sides['atGateway'], record: Sides['recorded'], isKnown = true): Sides => ({
  ...agreed(record),
  atGateway: gateway,
  isKnown,
});

describe('comparing the books of one payment', () => {
  it('finds nothing when all agree', () => {
    const record = [recorded(28_500, false), refunded('re-1', -8_500), disputed(-1_000, true)];
    expect(compare(agreed(record))).toEqual([]);
    expect(compare(agreed([]))).toEqual([]);
  });

  const table: readonly (readonly [string, string, Sides])[] = [
    [
      'money came in unheard',
      'missing-here capture sync',
      between([aMove('capture', null, 500)], [recorded(0, true)]),
    ],
    [
      'money came in under a name of nobody',
      'missing-here capture staff',
      between([aMove('capture', null, 500)], [], false),
    ],
    [
      'a capture is not at the gateway',
      'missing-at-gateway capture staff',
      between([], [recorded(500, false)]),
    ],
    [
      'a capture has another amount',
      'amount-differs capture staff',
      between([aMove('capture', null, 400)], [recorded(500, false)]),
    ],
    [
      'a refund was made at the gateway itself',
      'refund-unknown refund staff',
      between([aMove('refund', 'gateway:re', -50)], []),
    ],
    [
      'a refund of ours settled unheard',
      'missing-here refund sync',
      between([aMove('refund', 're-1', -50)], [refunded('re-1', 0, true)]),
    ],
    [
      'a refund went through after it had failed',
      'missing-here refund staff',
      between([aMove('refund', 're-1', -50)], [refunded('re-1', 0)]),
    ],
    [
      'a refund is not at the gateway',
      'refund-missing-at-gateway refund staff',
      between([], [refunded('re-1', -50)]),
    ],
    [
      'a refund has another amount',
      'amount-differs refund staff',
      between([aMove('refund', 're-1', -40)], [refunded('re-1', -50)]),
    ],
    [
      'a chargeback was opened unheard',
      'missing-here chargeback sync',
      between([aMove('chargeback', 'cb-1', -50)], []),
    ],
    [
      'a chargeback was won unheard',
      'missing-at-gateway chargeback sync',
      between([aMove('chargeback', 'cb-1', 0)], [disputed(-50, true)]),
    ],
    [
      'a chargeback is of a payment of nobody',
      'missing-here chargeback staff',
      between([aMove('chargeback', 'cb-1', -50)], [], false),
    ],
    ['nothing is booked', 'not-booked capture staff', { ...agreed([recorded(500, false)], { booked: [] }) }],
    [
      'something else is booked',
      'booked-differently capture staff',
      agreed([recorded(500, false)], { booked: [aMove('capture', null, 400)] }),
    ],
    [
      'something is booked that never was',
      'booked-differently refund staff',
      agreed([recorded(500, false)], { booked: [aMove('capture', null, 500), aMove('refund', null, -1)] }),
    ],
    [
      'the payment is not shown',
      'view-differs capture staff',
      agreed([recorded(500, false)], { payments: [] }),
    ],
    [
      'a refund is not shown',
      'view-differs refund staff',
      agreed([recorded(500, false), refunded('re-1', -50)], { refunds: [] }),
    ],
    [
      'the entries are not shown',
      'view-differs capture staff',
      agreed([recorded(500, false)], { entries: [] }),
    ],
  ];

  it.each(table)('when %s it is: %s', (_, name, sides) => {
    expect(namesOf(sides)).toEqual([name]);
    const [found] = compare(sides);
    expect(explain(found!)).toMatch(/^\S.*\. \S.*\.$/);
    const [waiting] = compare({ ...sides, isSettling: true });
    expect(waiting).toEqual({ ...found, heal: 'wait' });
  });

  it('tells refunds apart, though together they come to the same', () => {
    const sides = between(
      [aMove('refund', 're-1', -60), aMove('refund', 're-2', -40)],
      [refunded('re-1', -50), refunded('re-2', -50)],
    );
    expect(
      compare(sides).map(({ reference, gatewayMinor, viewMinor }) => [reference, gatewayMinor, viewMinor]),
    ).toEqual([
      ['re-1', -60, -50],
      ['re-2', -40, -50],
    ]);
  });

  it('never takes one currency for another', () => {
    const dollars = { movement: 'capture', reference: null, amount: money(500, 'USD') } as const;
    const found = compare(between([dollars], [recorded(500, false)]));
    expect(found.map(({ kind, currency }) => [kind, currency])).toEqual([
      ['missing-here', 'USD'],
      ['missing-at-gateway', INR],
    ]);
    expect(new Set(found.map(keyOf)).size).toBe(2);
  });

  it('says in words what is wrong, and what to do', () => {
    const [found] = compare(between([aMove('refund', 'by-hand', -5_000)], []));
    expect(explain(found!)).toBe(
      'The gateway moved INR -50.00 for refund by-hand, which Tiffin never asked for: it was made at the gateway itself. Find out who made it; from now on refund through Tiffin.',
    );
  });
});

describe('what the sides have of a payment', () => {
  const asked = [seeing('CAPTURED'), aRequestRefund()] as const;

  it('is the same at the gateway and in the record when everything was heard', () => {
    const refunds = [refundAtGateway('SETTLED')];
    const chargebacks = [chargebackAtGateway('LOST')];
    const payment = onlinePaymentIn(
      'ACTION_REQUIRED',
      ...asked,
      seeing('CAPTURED', { refunds, chargebacks }),
    );
    const record = recordedOf(payment);
    expect(record.map(({ movement, reference, amount }) => ({ movement, reference, amount }))).toEqual(
      movedAtGateway(atGateway('CAPTURED', { refunds, chargebacks })),
    );
    expect(record.map(({ amount, canFollow }) => [amount.minor, canFollow])).toEqual([
      [28_500, false],
      [-8_500, false],
      [-10_000, false],
    ]);
  });

  it.each(['OPEN', 'AUTHORIZED', 'FAILED', 'CANCELLED'] as const)('is nothing while it is %s', (status) => {
    expect(movedAtGateway(atGateway(status))).toEqual([aMove('capture', null, 0)]);
  });

  it('counts refunds that are settled and chargebacks that are not won', () => {
    const refunds = (['PENDING', 'FAILED', 'SETTLED'] as const).map((status) => refundAtGateway(status));
    const chargebacks = (['OPEN', 'LOST', 'WON'] as const).map((status) => chargebackAtGateway(status));
    const all = movedAtGateway(atGateway('CAPTURED', { refunds, chargebacks }));
    expect(all.map(({ amount }) => amount.minor)).toEqual([28_500, 0, 0, -8_500, -10_000, -10_000, 0]);
  });

  it('names refunds that have no name of ours by the gateway’s', () => {
    const refunds = [refundAtGateway('SETTLED', { reference: null })];
    expect(movedAtGateway(atGateway('CAPTURED', { refunds }))[1]).toMatchObject({
      reference: 'gateway:re-1',
    });
  });

  it('can follow a refund that is on its way', () => {
    const [, refund] = recordedOf(onlinePaymentIn('ACTION_REQUIRED', ...asked));
    expect(refund).toEqual({ ...aMove('refund', refundA, 0), canFollow: true });
  });

  it('is in the ledger what was booked on the gateway’s account', () => {
    const payment = asId<PaymentId>('payment-1');
    expect(bookedOf(journalsOf('payment-1'), payment, 'sandbox')).toEqual([
      aMove('capture', null, 28_500),
      aMove('refund', null, -8_500),
      aMove('chargeback', null, -10_000),
      aMove('chargeback', null, 10_000),
    ]);
    expect(bookedOf(journalsOf('payment-2'), payment, 'sandbox')).toEqual([]);
    expect(bookedOf(journalsOf('payment-1'), payment, 'stripe')).toEqual([]);
  });
});
