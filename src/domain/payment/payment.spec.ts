import { asId, type OrderId } from '../kernel/ids';
import { money } from '../kernel/money';
import { courierAsha, minutesAfterNoon } from '../order/order.fixtures';
import type { PaymentEvent } from './payment-messages';
import { isLive, refundableOf } from './payment-state';
import {
  anApproveCod,
  anInitiatePayment,
  aRequestRefund,
  cashPayment,
  chargebackAtGateway,
  onlinePaymentIn,
  paymentCommands as commands,
  paymentEventsOf,
  paymentHistoryTo,
  refundAtGateway,
  rupees,
  seeing,
} from './payment.fixtures';
import { given } from './payment.scenario';

const at = minutesAfterNoon(5);
const late = minutesAfterNoon(15);
const initiated = paymentHistoryTo('INITIATED');
const open = paymentHistoryTo('ACTION_REQUIRED');
const authorized = paymentHistoryTo('AUTHORIZED');
const captured = paymentHistoryTo('CAPTURED');
const failed = paymentHistoryTo('FAILED');
const voided = paymentHistoryTo('VOIDED');
const refunding = paymentHistoryTo('CAPTURED', aRequestRefund());
const cash = paymentEventsOf([anApproveCod()]);
const collected = paymentEventsOf([anApproveCod(), commands.RecordCodCollected]);

describe('an attempt to pay', () => {
  it('records what is due, how, and until when', () => {
    given()
      .when(anInitiatePayment())
      .then({ ...anInitiatePayment(), type: 'PaymentInitiated' });
    given()
      .when(anApproveCod())
      .then({ ...anApproveCod(), type: 'CodApproved' });
  });

  it('is for more than nothing', () => {
    given()
      .when(anInitiatePayment({ amount: rupees(0) }))
      .thenRejected({ code: 'amount-not-positive' });
    given()
      .when(anApproveCod({ amount: rupees(-1) }))
      .thenRejected({ code: 'amount-not-positive' });
  });

  it('is begun once, however it went on', () => {
    given(...captured)
      .when(anInitiatePayment({ at, expiresAt: minutesAfterNoon(20) }))
      .thenNothing();
    given(...collected)
      .when(anApproveCod({ at }))
      .thenNothing();
  });

  it.each([
    ['order', { orderId: asId<OrderId>('order-2') }],
    ['sum', { amount: rupees(286) }],
    ['currency', { amount: money(28_500, 'USD') }],
    ['method', { method: 'UPI' as const }],
    ['gateway', { gateway: 'stripe' as const }],
  ])('is not begun again with another %s', (_, other) => {
    given(...initiated)
      .when(anInitiatePayment(other))
      .thenRejected({ code: 'payment-already-initiated' });
  });

  it('in cash is not one through a gateway, nor the other way round', () => {
    given(...cash)
      .when(anInitiatePayment())
      .thenRejected({ code: 'payment-already-initiated' });
    given(...initiated)
      .when(anApproveCod())
      .thenRejected({ code: 'payment-already-initiated' });
    given(...cash)
      .when(commands.RequestCapture)
      .thenRejected({ code: 'not-an-online-payment' });
    given(...captured)
      .when(commands.RecordCodCollected)
      .thenRejected({ code: 'not-a-cash-payment' });
  });

  it('comes before everything else', () => {
    given().when(seeing('CAPTURED')).thenRejected({ code: 'payment-not-found' });
    given().when(commands.RecordCodCollected).thenRejected({ code: 'payment-not-found' });
  });

  it('is live until it is over or to be voided', () => {
    expect(isLive(onlinePaymentIn('INITIATED'))).toBe(true);
    expect(isLive(onlinePaymentIn('ACTION_REQUIRED'))).toBe(true);
    expect(isLive(onlinePaymentIn('ACTION_REQUIRED', commands.RequestVoid))).toBe(false);
    expect(isLive(onlinePaymentIn('AUTHORIZED'))).toBe(false);
    expect(isLive(onlinePaymentIn('FAILED'))).toBe(false);
  });
});

describe('what the gateway has', () => {
  const gatewayPaymentId = 'gw-1';
  const amount = rupees(285);

  it('is recorded step by step', () => {
    given(...initiated)
      .when(seeing('OPEN'))
      .then({ type: 'PaymentActionRequired', gatewayPaymentId, url: 'https://gateway.example/pay/gw-1', at });
    given(...open)
      .when(seeing('AUTHORIZED'))
      .then({ type: 'PaymentAuthorized', gatewayPaymentId, amount, late: false, at });
    given(...authorized)
      .when(seeing('CAPTURED'))
      .then({ type: 'PaymentCaptured', gatewayPaymentId, amount, late: false, at });
    given(...open)
      .when(seeing('FAILED'))
      .then({ type: 'PaymentFailed', reason: 'card-declined', at });
    given(...authorized)
      .when(seeing('CANCELLED'))
      .then({ type: 'PaymentVoided', at });
  });

  it('names the gateway’s payment first when steps were missed', () => {
    given(...initiated)
      .when(seeing('CAPTURED'))
      .thenTypes('PaymentActionRequired', 'PaymentCaptured');
  });

  it('failed for a reason, or was declined', () => {
    given(...open)
      .when(seeing('FAILED', { failure: null }))
      .then({ type: 'PaymentFailed', reason: 'declined', at });
  });

  it('is news only once', () => {
    for (const status of ['OPEN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'] as const) {
      given(...paymentEventsOf([anInitiatePayment(), seeing(status)]))
        .when(seeing(status))
        .thenNothing();
    }
  });

  it('never takes a capture back', () => {
    for (const status of ['OPEN', 'AUTHORIZED', 'FAILED', 'CANCELLED'] as const) {
      given(...captured)
        .when(seeing(status))
        .thenNothing();
    }
    given(...captured)
      .when(seeing('CAPTURED', { amount: rupees(1) }))
      .thenNothing();
  });

  it('counts when it is money, even after a failure or a void', () => {
    given(...failed)
      .when(seeing('CAPTURED'))
      .thenTypes('PaymentCaptured');
    given(...failed)
      .when(seeing('AUTHORIZED'))
      .thenTypes('PaymentAuthorized');
    given(...voided)
      .when(seeing('CAPTURED'))
      .thenTypes('PaymentCaptured');
  });

  it('cannot be a hold any more once it was voided, nor fail', () => {
    given(...voided)
      .when(seeing('AUTHORIZED'))
      .thenNothing();
    given(...voided)
      .when(seeing('FAILED'))
      .thenNothing();
  });

  it('may be voided after it failed, so that an older hold is known as such', () => {
    given(...failed)
      .when(seeing('CANCELLED'))
      .thenTypes('PaymentVoided');
  });

  it('is late from the moment at which the attempt ends', () => {
    const seenAt = (moment: string) => given(...open).when(seeing('CAPTURED', {}, moment));
    const capturedAt = (moment: string, isLate: boolean): PaymentEvent => ({
      ...{ type: 'PaymentCaptured', gatewayPaymentId, amount, late: isLate, at: moment },
    });
    seenAt('2026-03-14T12:14:59.999Z').then(capturedAt('2026-03-14T12:14:59.999Z', false));
    seenAt(late).then(capturedAt(late, true));
  });

  it('may be more or less than was due', () => {
    const paid = onlinePaymentIn('ACTION_REQUIRED', seeing('CAPTURED', { amount: rupees(300) }));
    expect(paid.captured).toEqual(rupees(300));
    expect(refundableOf(paid)).toEqual(rupees(300));
  });

  it('is of this very payment', () => {
    given(...open)
      .when(seeing('CAPTURED', { reference: asId('payment-2') }))
      .thenRejected({ code: 'another-payment-observed' });
    given(...open)
      .when(seeing('CAPTURED', { gatewayPaymentId: 'gw-2' }))
      .thenRejected({ code: 'another-payment-observed' });
  });

  it('is in its currency, in all its parts', () => {
    const dollars = money(100, 'USD');
    const parts = [
      { amount: dollars },
      { refunds: [refundAtGateway('SETTLED', { amount: dollars })] },
      { chargebacks: [chargebackAtGateway('OPEN', { amount: dollars })] },
    ];
    for (const part of parts) {
      given(...refunding)
        .when(seeing('CAPTURED', part))
        .thenRejected({ code: 'currency-mismatch' });
    }
  });

  it('may be unknown for now, at every step', () => {
    given(...authorized)
      .when(commands.RecordOutcomeUnknown)
      .then({ ...commands.RecordOutcomeUnknown, type: 'PaymentOutcomeUnknown' });
  });

  it('may be nothing, because the gateway will not open it', () => {
    given(...initiated)
      .when(commands.RecordOpeningRefused)
      .then({ ...commands.RecordOpeningRefused, type: 'PaymentFailed' });
    given(...open)
      .when(commands.RecordOpeningRefused)
      .thenNothing();
  });
});

describe('what the gateway is asked for', () => {
  it('is to collect what it holds, once', () => {
    const { at: asked } = commands.RequestCapture;
    given(...authorized)
      .when(commands.RequestCapture)
      .then({ type: 'CaptureRequested', at: asked });
    given(...paymentHistoryTo('AUTHORIZED', commands.RequestCapture))
      .when(commands.RequestCapture)
      .thenNothing();
    given(...captured)
      .when(commands.RequestCapture)
      .thenNothing();
    given(...open)
      .when(commands.RequestCapture)
      .thenRejected({ code: 'nothing-to-capture' });
  });

  it('is to let go of what was not collected, once', () => {
    given(...open)
      .when(commands.RequestVoid)
      .then({ ...commands.RequestVoid, type: 'VoidRequested' });
    given(...paymentHistoryTo('ACTION_REQUIRED', commands.RequestVoid))
      .when(commands.RequestVoid)
      .thenNothing();
    given(...failed)
      .when(commands.RequestVoid)
      .thenNothing();
    given(...captured)
      .when(commands.RequestVoid)
      .thenRejected({ code: 'already-captured' });
  });

  it('is never both: a void takes the wish to collect back, and is final', () => {
    const both = onlinePaymentIn('AUTHORIZED', commands.RequestCapture, commands.RequestVoid);
    expect(both).toMatchObject({ captureRequested: false, voidRequested: true });
    given(...paymentHistoryTo('AUTHORIZED', commands.RequestVoid))
      .when(commands.RequestCapture)
      .thenRejected({ code: 'nothing-to-capture' });
  });
});

describe('cash at the door', () => {
  const collect = commands.RecordCodCollected;
  const collectedOf = (amount: number, shortBy: number): PaymentEvent => ({
    type: 'CodCollected',
    courierId: courierAsha,
    amount: rupees(amount),
    shortBy: rupees(shortBy),
    at: collect.at,
  });

  it('is what was due, or short by what is missing', () => {
    given(...cash)
      .when(collect)
      .then(collectedOf(285, 0));
    given(...cash)
      .when({ ...collect, amount: rupees(280) })
      .then(collectedOf(280, 5));
    given(...cash)
      .when({ ...collect, amount: rupees(0) })
      .then(collectedOf(0, 285));
  });

  it('is collected once', () => {
    expect(cashPayment(collect).collected).toEqual(rupees(285));
    given(...collected)
      .when({ ...collect, at: late })
      .thenNothing();
    given(...collected)
      .when({ ...collect, amount: rupees(280) })
      .thenRejected({ code: 'already-collected' });
  });

  it('is never more than due, less than nothing or another money', () => {
    given(...cash)
      .when({ ...collect, amount: rupees(286) })
      .thenRejected({ code: 'collected-too-much', due: rupees(285) });
    given(...cash)
      .when({ ...collect, amount: rupees(-1) })
      .thenRejected({ code: 'amount-not-positive' });
    given(...cash)
      .when({ ...collect, amount: money(100, 'USD') })
      .thenRejected({ code: 'currency-mismatch' });
  });
});
