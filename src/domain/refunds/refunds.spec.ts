import { minutesAfterNoon } from '../order/order.fixtures';
import { refunds } from './refunds';
import {
  authorized,
  byStaff,
  cancelled,
  captured,
  disputed,
  disputeWon,
  expired,
  failed,
  fires,
  given,
  initiated,
  inr,
  orderId,
  placed,
  refunded,
  refundFailed,
  rejected,
  restored,
  settled,
  settlesAt,
  stateAfter,
  TOTAL,
  undeliverable,
  voided,
  windowEnds,
} from './refunds.scenario';

describe('the refunds of an order that ends', () => {
  it('wait for as long as a cancellation can be taken back, and a moment longer', () => {
    const paid = [placed(), initiated(1), captured(1)];
    given(...paid)
      .when(cancelled())
      .then(`wait until ${windowEnds}`);
    given(...paid, cancelled())
      .when(fires(windowEnds))
      .then(`wait until ${settlesAt}`);
    given(...paid, cancelled(), fires(windowEnds))
      .when(fires(settlesAt))
      .then(`refund 28500 of payment-1: order-cancelled`);
  });

  it('ask for what goes back in full words', () =>
    expect(refunds.react(stateAfter([placed(), initiated(1), captured(1)]), rejected).effects).toEqual([
      {
        do: 'send',
        step: 'refund payment-1',
        command: {
          to: 'payment',
          orderId,
          paymentId: 'payment-1',
          command: {
            type: 'RequestRefund',
            amount: inr(TOTAL),
            cause: 'order-rejected',
            chargeTo: null,
            lines: [],
            by: 'system',
          },
        },
      },
    ]));

  it('are off when the cancellation is taken back', () => {
    const paid = [placed(), initiated(1), captured(1), cancelled()];
    given(...paid)
      .when(restored)
      .then('wait no more');
    given(...paid, fires(windowEnds))
      .when(restored)
      .then('wait no more');
    given(...paid, restored)
      .when(fires(windowEnds))
      .then();
  });

  it('wait anew when it is cancelled again, whatever timer comes from before', () => {
    const again = [placed(), initiated(1), captured(1), cancelled(), restored, cancelled()];
    given(...again)
      .when(fires(minutesAfterNoon(1)))
      .then();
    given(...again)
      .when(fires(windowEnds))
      .then(`wait until ${settlesAt}`);
    given(...again, fires(windowEnds))
      .when(fires(windowEnds))
      .then();
  });

  it.each([
    ['rejected', rejected, 'order-rejected'],
    ['expired', expired, 'order-expired'],
    ['undeliverable', undeliverable('courier-accident'), 'order-undeliverable'],
  ])('wait for nothing when it is %s', (_, ending, cause) =>
    given(placed(), initiated(1), captured(1)).when(ending).then(`refund 28500 of payment-1: ${cause}`),
  );

  it('leave a fee', () =>
    given(placed(), initiated(1), captured(1), ...settled('customer').slice(0, 2))
      .when(fires(settlesAt))
      .then('refund 22800 of payment-1: order-cancelled'));

  it('are none when the customer is to blame that it could not be delivered', () => {
    const late = [placed(), initiated(1), undeliverable('customer-refused')];
    given(placed(), initiated(1), captured(1)).when(undeliverable('customer-refused')).then();
    given(...late)
      .when(captured(1, TOTAL + 300))
      .then('refund 300 of payment-1: late-capture');
  });

  it('are none for cash on delivery', () => {
    given(placed('COD')).when(expired).then();
    given(placed('COD'), cancelled(), fires(windowEnds)).when(fires(settlesAt)).then();
  });

  it('give back money that comes while the cancellation can be taken back, or later', () => {
    const open = [placed(), initiated(1)];
    given(...open, cancelled())
      .when(captured(1))
      .then();
    given(...open, cancelled(), captured(1), fires(windowEnds))
      .when(fires(settlesAt))
      .then('refund 28500 of payment-1: order-cancelled');
    given(...open, ...settled())
      .when(captured(1))
      .then('refund 28500 of payment-1: late-capture');
    given(...open, expired, voided(1))
      .when(captured(1))
      .then('refund 28500 of payment-1: late-capture');
  });

  it('keep a fee once, from the money that came first', () => {
    const two = [placed(), initiated(1), initiated(2)];
    given(...two, captured(2, 3_000), ...settled('customer'))
      .when(captured(1))
      .then('refund 22800 of payment-1: late-capture');
    given(...two, ...settled('customer'), captured(2, 3_000))
      .when(captured(1))
      .then('refund 25800 of payment-1: late-capture');
    given(...two, ...settled('customer'), captured(1))
      .when(captured(2))
      .then('refund 28500 of payment-2: late-capture');
  });
});

describe('attempts that have not brought their money when the order ends', () => {
  const two = [placed(), initiated(1), initiated(2)];

  it('are let go of', () => {
    given(...two, authorized(1))
      .when(rejected)
      .then('void payment-2: order-rejected', 'void payment-1: order-rejected');
    given(...two, failed(1), voided(2))
      .when(expired)
      .then();
    given(...two, cancelled(), fires(windowEnds))
      .when(fires(settlesAt))
      .then('void payment-1: order-cancelled', 'void payment-2: order-cancelled');
  });

  it('are let go of when they begin, or are authorised, only then', () => {
    given(placed(), expired).when(initiated(1)).then('void payment-1: order-expired');
    given(placed(), initiated(1), failed(1), expired)
      .when(authorized(1))
      .then('void payment-1: order-expired');
    given(placed(), initiated(1), expired, failed(1))
      .when(authorized(1))
      .then('void payment-1: order-expired');
    given(placed(), initiated(1), expired).when(authorized(1)).then();
  });

  it('are collected as far as there is a fee to keep, and the rest goes back', () => {
    const held = [...two, authorized(1), authorized(2)];
    const over = [...held, ...settled('customer')];
    given(...held, ...settled('customer').slice(0, 2))
      .when(fires(settlesAt))
      .then('capture payment-1', 'void payment-2: order-cancelled');
    given(...two, authorized(1), failed(2), ...settled('customer'))
      .when(authorized(2))
      .then('void payment-2: order-cancelled');
    given(...over)
      .when(captured(1))
      .then('refund 22800 of payment-1: order-cancelled');
    given(...over, captured(1))
      .when(captured(2))
      .then('refund 28500 of payment-2: late-capture');
  });

  it('are let go of when the fee is there already', () =>
    given(...two, authorized(2), cancelled('customer'), captured(1), fires(windowEnds))
      .when(fires(settlesAt))
      .then('refund 22800 of payment-1: order-cancelled', 'void payment-2: order-cancelled'));
});

describe('the refunds of an order that goes on', () => {
  const two = [placed(), initiated(1), initiated(2)];

  it('leave its total, once, and let go of what could still be paid', () => {
    given(placed(), initiated(1)).when(captured(1)).then();
    given(...two)
      .when(captured(1))
      .then('void payment-2: order-paid');
    given(...two, captured(1))
      .when(captured(2))
      .then('refund 28500 of payment-2: second-capture');
    given(...two, captured(1, TOTAL + 300))
      .when(captured(2))
      .then('refund 28500 of payment-2: second-capture');
    given(placed(), captured(1)).when(initiated(2)).then('void payment-2: order-paid');
  });

  it('let go of an attempt that is authorised when the bank has taken back what paid', () =>
    given(placed(), initiated(1), failed(1), initiated(2), captured(2), disputed(2, TOTAL))
      .when(authorized(1))
      .then('void payment-1: order-paid'));

  it('give back what is above the total', () =>
    given(placed(), initiated(1))
      .when(captured(1, TOTAL + 300))
      .then('refund 300 of payment-1: overpaid'));

  it('give back all of what is below it, for it secures nothing', () => {
    given(...two)
      .when(captured(1, 5_000))
      .then('refund 5000 of payment-1: underpaid');
    given(...two, captured(1, 5_000))
      .when(captured(2))
      .then();
    given(...two, captured(1, 5_000), captured(2))
      .when(rejected)
      .then('refund 28500 of payment-2: order-rejected');
  });

  it('give back whatever a gateway collects for an order that is paid in cash', () =>
    given(placed('COD'), initiated(1)).when(captured(1)).then('refund 28500 of payment-1: overpaid'));

  it('give back what came in the meantime when a cancellation is taken back', () =>
    given(...two, captured(1), cancelled(), captured(2))
      .when(restored)
      .then('wait no more', 'refund 28500 of payment-2: second-capture'));

  it('stand when it was restored too late to stop them, and the next payment pays', () => {
    const late = [...two, captured(1), ...settled('customer'), restored];
    given(...late.slice(0, -1))
      .when(restored)
      .then('wait no more');
    given(...late)
      .when(captured(2))
      .then('refund 5700 of payment-1: second-capture');
    given(...late, cancelled(), fires(windowEnds))
      .when(fires(settlesAt))
      .then('refund 5700 of payment-1: order-cancelled-2');
  });
});

describe('refunds beside those of others', () => {
  const closed = [placed(), initiated(1), captured(1), ...settled()];

  it('are not repeated when one failed: it is for staff then', () => {
    given(...closed, refunded(1, TOTAL))
      .when(refundFailed(1))
      .then();
    given(...closed, refunded(1, TOTAL), refundFailed(1), restored, cancelled(), fires(windowEnds))
      .when(fires(settlesAt))
      .then();
  });

  it('leave out what staff gave back, unless that failed or was for one that failed', () => {
    const paid = [placed(), initiated(1), captured(1, TOTAL + 300)];
    given(...paid, refunded(1, 1_000, byStaff))
      .when(rejected)
      .then('refund 27500 of payment-1: order-rejected');
    given(...paid, refunded(1, 1_000, byStaff), rejected)
      .when(refundFailed(1, 'refund-2'))
      .then('refund 1000 of payment-1: order-rejected-2');
    given(...paid, refunded(1, 300, { cause: 'overpaid' }), refundFailed(1), refunded(1, 300, byStaff))
      .when(rejected)
      .then('refund 28500 of payment-1: order-rejected');
  });

  it('are asked for anew when staff or the bank came first', () => {
    given(...closed)
      .when(refunded(1, 1_000, byStaff))
      .then('refund 27500 of payment-1: order-cancelled');
    given(placed(), initiated(1), captured(1, TOTAL + 300), rejected)
      .when(refunded(1, 100, byStaff))
      .then('refund 28400 of payment-1: order-rejected');
    given(...closed)
      .when(disputed(1, 8_500))
      .then('refund 20000 of payment-1: order-cancelled');
    given(...closed, refunded(1, TOTAL))
      .when(disputed(1, 8_500))
      .then();
  });

  it('leave a payment that staff reduced, for the sale stands', () => {
    const compensated = refunded(1, 4_000, { ...byStaff, chargeTo: 'restaurant' });
    const paid = [placed(), initiated(1), initiated(2), captured(1), compensated];
    given(...paid.slice(0, -1))
      .when(compensated)
      .then();
    given(...paid)
      .when(captured(2))
      .then('refund 28500 of payment-2: second-capture');
    given(...paid)
      .when(rejected)
      .then('refund 24500 of payment-1: order-rejected');
  });

  it('leave out what the bank took back, until that is won', () => {
    const taken = [placed(), initiated(1), captured(1), disputed(1, 8_500)];
    given(...taken)
      .when(rejected)
      .then('refund 20000 of payment-1: order-rejected');
    given(...taken, disputeWon(1, 8_500), disputed(1, 8_500))
      .when(rejected)
      .then('refund 28500 of payment-1: order-rejected');
    given(...taken, rejected)
      .when(disputeWon(1, 8_500))
      .then('refund 8500 of payment-1: order-rejected-2');
  });
});

describe('the process', () => {
  const life = [placed(), initiated(1), captured(1), initiated(2), authorized(2), captured(2), cancelled()];

  it('changes nothing when an input comes twice', () => {
    const whole = [...life, ...settled().slice(1), refunded(2, TOTAL), disputed(1, 100), disputeWon(1, 100)];
    whole.forEach((input, i) => {
      const history = whole.slice(0, i + 1);
      const { state, effects } = refunds.react(stateAfter(history), input);
      expect(state).toEqual(stateAfter(history));
      expect(effects.filter((effect) => effect.do === 'send')).toEqual([]);
    });
  });

  it('knows nothing of an order that was not placed', () => {
    for (const input of [...life.slice(1), rejected, restored, fires(windowEnds)]) given().when(input).then();
  });

  it('keeps a state that JSON gives back as it was', () => {
    const state = stateAfter([...life, fires(windowEnds)]);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
