import fc from 'fast-check';
import { money } from '../kernel/money';
import { asId, type CourierId, type PaymentId, type RefundId } from '../kernel/ids';
import { aPlaceOrder, courierAsha, minutesAfterNoon, NOON } from '../order/order.fixtures';
import { notices, type Notices, type NoticesEvent } from './notices';

const { orderId, customerId, restaurantName } = aPlaceOrder();
const base = { orderId, at: NOON } as const;
const courier = asId<CourierId>('courier-ravi');

const placed: NoticesEvent = { ...aPlaceOrder(), type: 'OrderPlaced' };
const confirmed: NoticesEvent = { type: 'OrderConfirmed', paymentSecured: 'CAPTURED', ...base };
const attached: NoticesEvent = { type: 'PartnerAttached', courierId: courierAsha, ...base };
const detached: NoticesEvent = { type: 'PartnerDetached', courierId: courierAsha, reason: 'ill', ...base };
const handedOver: NoticesEvent = { type: 'OrderHandedOver', courierId: courierAsha, ...base };
const cancelled: NoticesEvent = {
  type: 'OrderCancelled',
  by: 'customer',
  fault: 'customer',
  reason: 'changed-mind',
  stage: 'CONFIRMED',
  fee: money(0, 'INR'),
  policyVersion: 'fee/1',
  ...base,
};
const remindedBy = (how: 'ring' | 'call' | 'overdue'): NoticesEvent => ({
  type: 'RestaurantReminded',
  how,
  ...base,
});
const silentFor = (silentChecks: number): NoticesEvent => ({
  type: 'PartnerWentSilent',
  courierId: courierAsha,
  lastSeenAt: null,
  silentChecks,
  ...base,
});
const failed: NoticesEvent = {
  type: 'PaymentFailed',
  reason: 'declined',
  paymentId: asId<PaymentId>('p'),
  ...base,
};

/** Who is told what by the last of the events. */
function told(...events: readonly NoticesEvent[]): readonly string[] {
  let state: Notices = notices.initial;
  let last: readonly string[] = [];
  for (const event of events) {
    const reaction = notices.react(state, { kind: 'event', event });
    state = reaction.state;
    last = reaction.effects.map((effect) => {
      if (effect.do !== 'send') throw new Error(effect.do);
      const { to, notice } = effect.command;
      const name = to.role === 'courier' ? to.courierId : to.role;
      return `${name}: ${notice.kind}${notice.moment === null ? '' : ` ${notice.moment}`}`;
    });
  }
  return last;
}

describe('the notices of an order', () => {
  it('tell the customer and the kitchen of an order that is certain, and nobody of one that is not', () => {
    expect(told(placed)).toEqual([]);
    expect(told(placed, confirmed)).toEqual(['customer: order-confirmed', 'restaurant: new-order']);
  });

  it('name the order, and whose it is', () => {
    const { state } = notices.react(notices.initial, { kind: 'event', event: placed });
    const { effects } = notices.react(state, { kind: 'event', event: confirmed });
    expect(effects[0]).toMatchObject({
      command: { to: { role: 'customer', customerId }, notice: { orderId, restaurantName } },
    });
  });

  it('tell when it will be ready', () => {
    const readyBy = minutesAfterNoon(20);
    expect(told(placed, { type: 'OrderAcceptedByRestaurant', readyBy, ...base })).toEqual([
      `customer: order-accepted ${readyBy}`,
    ]);
    expect(told(placed, { type: 'PreparationDelayed', readyBy, reason: 'busy', ...base })).toEqual([
      `customer: order-delayed ${readyBy}`,
    ]);
  });

  it('remind the kitchen, and have staff call it', () => {
    expect(told(placed, confirmed, remindedBy('ring'))).toEqual(['restaurant: order-unanswered']);
    expect(told(placed, confirmed, remindedBy('call'))).toEqual(['staff: restaurant-to-be-called']);
    expect(told(placed, confirmed, remindedBy('overdue'))).toEqual(['restaurant: food-overdue']);
  });

  it('tell everybody who has to do with it that an order was cancelled', () => {
    expect(told(placed, cancelled)).toEqual(['customer: order-cancelled']);
    expect(told(placed, confirmed, attached, cancelled)).toEqual([
      'customer: order-cancelled',
      'restaurant: order-cancelled',
      `${courierAsha}: delivery-called-off`,
    ]);
    expect(told(placed, confirmed, attached, detached, cancelled)).toEqual([
      'customer: order-cancelled',
      'restaurant: order-cancelled',
    ]);
  });

  it('tell a courier of an offer, and when it is taken back', () => {
    const leaseUntil = '2026-03-14T12:00:25.000Z';
    const offered: NoticesEvent = {
      type: 'AssignmentOffered',
      attempt: 1,
      courierId: courier,
      shift: 1,
      pickupMetres: 900,
      leaseUntil,
      ...base,
    };
    expect(told(placed, confirmed, offered)).toEqual([`courier-ravi: offer ${leaseUntil}`]);
    const withdrawn = {
      type: 'AssignmentWithdrawn',
      attempt: 1,
      courierId: courier,
      reason: 'x',
      ...base,
    } as const;
    expect(told(placed, confirmed, offered, withdrawn)).toEqual(['courier-ravi: offer-withdrawn']);
  });

  it('tell a courier of a delivery that others give them or take from them, not of one that they give back', () => {
    const given = { type: 'PartnerAssigned', attempt: 1, courierId: courier, shift: 1, ...base } as const;
    expect(told(placed, confirmed, given)).toEqual(['courier-ravi: delivery-given']);
    for (const reason of ['unassigned-by-staff', 'courier-silent', 'courier-late']) {
      expect(told(placed, attached, { ...detached, reason })).toEqual([
        `${courierAsha}: delivery-taken-away`,
      ]);
    }
    expect(told(placed, attached, { ...detached, reason: 'flat-tyre' })).toEqual([]);
  });

  it('call for staff when nobody is found, when a delivery fails, and when food and courier are silent', () => {
    expect(told(placed, { type: 'SearchExhausted', ...base })).toEqual(['staff: no-courier-found']);
    expect(
      told(placed, { type: 'DeliveryFailed', courierId: courierAsha, reason: 'customer-refused', ...base }),
    ).toEqual(['staff: delivery-failed']);
    expect(told(placed, attached, silentFor(1))).toEqual([`${courierAsha}: position-missing`]);
    expect(told(placed, attached, handedOver, silentFor(1))).toEqual([
      `${courierAsha}: position-missing`,
      'staff: courier-silent',
    ]);
    expect(told(placed, attached, handedOver, silentFor(1), silentFor(2))).toEqual([]);
  });

  it('tell of a failed payment only while the order still needs one', () => {
    expect(told(placed, failed)).toEqual(['customer: payment-failed']);
    expect(told(placed, confirmed, failed)).toEqual([]);
  });

  it('tell of money that went back', () => {
    const settled: NoticesEvent = {
      type: 'RefundSettled',
      refundId: asId<RefundId>('r'),
      paymentId: asId<PaymentId>('p'),
      ...base,
    } as NoticesEvent;
    expect(told(placed, confirmed, settled)).toEqual(['customer: refund-settled']);
  });

  it('tell nobody anything of an order that nobody placed, and have no step twice in one reaction', () => {
    const events = fc.constantFrom(
      ...[confirmed, attached, detached, handedOver, cancelled, failed],
      ...[remindedBy('ring'), remindedBy('call'), silentFor(1), silentFor(3)],
    );
    fc.assert(
      fc.property(fc.array(events, { maxLength: 12 }), (list) => {
        expect(told(...list)).toEqual([]);
        let state: Notices = notices.initial;
        for (const event of [placed, ...list]) {
          const { state: after, effects } = notices.react(state, { kind: 'event', event });
          const steps = effects.flatMap((effect) => (effect.do === 'send' ? [effect.step] : []));
          expect(new Set(steps).size).toBe(steps.length);
          state = after;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
