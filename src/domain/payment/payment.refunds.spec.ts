import { money } from '../kernel/money';
import { minutesAfterNoon } from '../order/order.fixtures';
import type { GatewayChargeback } from './gateway-payment';
import { refundableOf, refundedOf } from './payment-state';
import {
  aRequestRefund,
  chargebackAtGateway,
  onlinePaymentIn,
  paymentCommands as commands,
  paymentHistoryTo,
  refundA,
  refundAtGateway,
  refundB,
  rupees,
  seeing,
} from './payment.fixtures';
import { given } from './payment.scenario';

const at = minutesAfterNoon(5);
const late = minutesAfterNoon(70);
const authorized = paymentHistoryTo('AUTHORIZED');
const captured = paymentHistoryTo('CAPTURED');
const refunding = paymentHistoryTo('CAPTURED', aRequestRefund());

describe('a refund', () => {
  const second = aRequestRefund({ refundId: refundB, amount: rupees(200) });

  it('is requested on somebody’s account', () => {
    given(...captured)
      .when(aRequestRefund())
      .then({ ...aRequestRefund(), type: 'RefundRequested' });
  });

  it('is requested once, and never with another amount', () => {
    given(...refunding)
      .when(aRequestRefund({ at: late }))
      .thenNothing();
    given(...refunding)
      .when(aRequestRefund({ amount: rupees(86) }))
      .thenRejected({ code: 'refund-already-requested' });
    given(...refunding)
      .when(aRequestRefund({ amount: money(8_500, 'USD') }))
      .thenRejected({ code: 'refund-already-requested' });
  });

  it('is more than nothing, in the currency of the payment', () => {
    given(...captured)
      .when(aRequestRefund({ amount: rupees(0) }))
      .thenRejected({ code: 'amount-not-positive' });
    given(...captured)
      .when(aRequestRefund({ amount: money(100, 'USD') }))
      .thenRejected({ code: 'currency-mismatch' });
  });

  it('is at most what was captured less the other refunds', () => {
    given(...authorized)
      .when(aRequestRefund())
      .thenRejected({ code: 'refund-exceeds-captured', refundable: rupees(0) });
    given(...refunding)
      .when(second)
      .thenTypes('RefundRequested');
    given(...refunding)
      .when({ ...second, amount: rupees(201) })
      .thenRejected({ code: 'refund-exceeds-captured', refundable: rupees(200) });
  });

  it('that failed leaves its amount to others', () => {
    const state = onlinePaymentIn('CAPTURED', aRequestRefund(), commands.RecordRefundRefused);
    expect(refundedOf(state)).toEqual(rupees(0));
    expect(refundableOf(state)).toEqual(rupees(285));
  });

  it('is not made from money that is disputed, unless the dispute was won', () => {
    const withChargeback = (status: GatewayChargeback['status']) =>
      onlinePaymentIn('CAPTURED', seeing('CAPTURED', { chargebacks: [chargebackAtGateway(status)] }));
    expect(refundableOf(withChargeback('OPEN'))).toEqual(rupees(185));
    expect(refundableOf(withChargeback('LOST'))).toEqual(rupees(185));
    expect(refundableOf(withChargeback('WON'))).toEqual(rupees(285));
  });

  it('leaves nothing, and never less, when a dispute comes after it', () => {
    const state = onlinePaymentIn(
      'CAPTURED',
      aRequestRefund({ amount: rupees(285) }),
      seeing('CAPTURED', { chargebacks: [chargebackAtGateway('OPEN')] }),
    );
    expect(refundableOf(state)).toEqual(rupees(0));
  });

  it('goes on as the gateway has it, without a step left out', () => {
    const { at: seen } = seeing('CAPTURED');
    given(...refunding)
      .when(seeing('CAPTURED', { refunds: [refundAtGateway('SETTLED')] }))
      .then(
        { type: 'RefundSubmitted', refundId: refundA, gatewayRefundId: 're-1', at: seen },
        { type: 'RefundSettled', refundId: refundA, amount: rupees(85), at: seen },
      );
    given(...refunding)
      .when(seeing('CAPTURED', { refunds: [refundAtGateway('FAILED')] }))
      .thenTypes('RefundSubmitted', 'RefundFailed');
  });

  it('that is over stays as it ended', () => {
    const settled = paymentHistoryTo(
      'CAPTURED',
      aRequestRefund(),
      seeing('CAPTURED', { refunds: [refundAtGateway('SETTLED')] }),
    );
    for (const status of ['PENDING', 'SETTLED', 'FAILED'] as const) {
      given(...settled)
        .when(seeing('CAPTURED', { refunds: [refundAtGateway(status)] }))
        .thenNothing();
    }
    given(...settled)
      .when(commands.RecordRefundRefused)
      .thenNothing();
  });

  it('that the gateway lists twice is news once', () => {
    given(...refunding)
      .when(seeing('CAPTURED', { refunds: [refundAtGateway('SETTLED'), refundAtGateway('SETTLED')] }))
      .thenTypes('RefundSubmitted', 'RefundSettled');
  });

  it('that nobody asked for here is left alone', () => {
    given(...captured)
      .when(
        seeing('CAPTURED', {
          refunds: [refundAtGateway('SETTLED'), refundAtGateway('SETTLED', { reference: null })],
        }),
      )
      .thenNothing();
  });

  it('fails when the gateway will not make it, as long as it has not', () => {
    const { refundId, reason, at: refused } = commands.RecordRefundRefused;
    given(...refunding)
      .when(commands.RecordRefundRefused)
      .then({ type: 'RefundFailed', refundId, reason, at: refused });
    given(
      ...paymentHistoryTo(
        'CAPTURED',
        aRequestRefund(),
        seeing('CAPTURED', { refunds: [refundAtGateway('PENDING')] }),
      ),
    )
      .when(commands.RecordRefundRefused)
      .thenNothing();
    given(...captured)
      .when(commands.RecordRefundRefused)
      .thenRejected({ code: 'refund-not-found' });
  });
});

describe('a chargeback', () => {
  const amount = rupees(100);
  const disputed = paymentHistoryTo(
    'CAPTURED',
    seeing('CAPTURED', { chargebacks: [chargebackAtGateway('OPEN')] }),
  );

  it('is opened, then won or lost', () => {
    given(...captured)
      .when(seeing('CAPTURED', { chargebacks: [chargebackAtGateway('OPEN')] }))
      .then({ type: 'ChargebackOpened', chargebackId: 'dp-1', amount, reason: 'fraudulent', at });
    given(...disputed)
      .when(seeing('CAPTURED', { chargebacks: [chargebackAtGateway('WON')] }))
      .then({ type: 'ChargebackWon', chargebackId: 'dp-1', amount, at });
    given(...disputed)
      .when(seeing('CAPTURED', { chargebacks: [chargebackAtGateway('LOST')] }))
      .then({ type: 'ChargebackLost', chargebackId: 'dp-1', amount, at });
  });

  it('that was missed while open is opened all the same', () => {
    given(...captured)
      .when(seeing('CAPTURED', { chargebacks: [chargebackAtGateway('LOST')] }))
      .thenTypes('ChargebackOpened', 'ChargebackLost');
  });

  it('ends once', () => {
    const won = paymentHistoryTo(
      'CAPTURED',
      seeing('CAPTURED', { chargebacks: [chargebackAtGateway('WON')] }),
    );
    for (const status of ['OPEN', 'WON', 'LOST'] as const) {
      given(...won)
        .when(seeing('CAPTURED', { chargebacks: [chargebackAtGateway(status)] }))
        .thenNothing();
    }
  });
});
