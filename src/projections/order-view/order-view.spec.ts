import { deliveryCommands } from '../../domain/delivery/delivery.fixtures';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { fold } from '../../domain/kernel/decider';
import { asId } from '../../domain/kernel/ids';
import { order } from '../../domain/order/order';
import {
  aPlaceOrder,
  courierAsha,
  courierBilal,
  eventsOf,
  historyTo,
  minutesAfterNoon,
  NOON,
  orderCommands,
  orderIn,
} from '../../domain/order/order.fixtures';
import type { OrderCommand, OrderEvent } from '../../domain/order/order-messages';
import type { OrderStatus } from '../../domain/order/order-transitions';
import { dice, someOrder } from '../histories.fixtures';
import type { FeedEvent } from '../projection';
import { foldOrderView, orderView, type OrderViewRow } from './order-view';

const factsOf = <E extends OrderEvent | DeliveryEvent>(events: readonly E[]): readonly FeedEvent<E>[] =>
  events.map((event, revision) => ({
    event,
    metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
    recorded: { revision, position: 100 + revision } as FeedEvent['recorded'],
  }));

const rowOf = (...events: readonly OrderEvent[]): OrderViewRow => {
  const row = foldOrderView(factsOf(events));
  if (row === null) throw new Error('no row');
  return row;
};

const rowAfter = (...commands: readonly OrderCommand[]): OrderViewRow => rowOf(...eventsOf(commands));

describe('the view of an order', () => {
  it('begins with what was ordered, sealed data still sealed', () => {
    const placed = aPlaceOrder();
    expect(rowOf(...historyTo('PENDING'))).toEqual({
      order_id: 'order-1',
      customer_id: 'customer-1',
      restaurant_id: 'restaurant-1',
      restaurant_name: 'Udupi Corner',
      status: 'PENDING',
      is_active: true,
      payment_status: 'PENDING',
      payment_id: null,
      captured_minor: 0,
      refunded_minor: 0,
      refund_pending_minor: 0,
      payments: [],
      kitchen_status: 'NONE',
      delivery_status: 'NONE',
      risk_status: 'NONE',
      reason: null,
      cancellation: null,
      payment_method: 'CARD',
      lines: placed.lines,
      bill: placed.bill,
      currency: 'INR',
      total_minor: 28_500,
      address: placed.address,
      instructions: null,
      courier_id: null,
      placed_at: NOON,
      eta_minutes: 35,
      promised_at: minutesAfterNoon(35),
      ready_by: null,
      delivered_at: null,
      eta_at: null,
      choice_until: null,
      updated_at: NOON,
      revision: 0,
      position: 100,
    });
  });

  it.each([
    ['CONFIRMED', { payment_status: 'AUTHORIZED', kitchen_status: 'NONE', delivery_status: 'NONE' }],
    ['PREPARING', { kitchen_status: 'PREPARING', ready_by: minutesAfterNoon(24) }],
    ['READY', { kitchen_status: 'READY', delivery_status: 'ASSIGNED', courier_id: courierAsha }],
    ['PICKED_UP', { kitchen_status: 'HANDED_OVER', delivery_status: 'PICKED_UP' }],
    ['OUT_FOR_DELIVERY', { delivery_status: 'OUT_FOR_DELIVERY', is_active: true }],
    ['DELIVERED', { delivery_status: 'DELIVERED', delivered_at: minutesAfterNoon(34), is_active: false }],
    ['COMPLETED', { delivery_status: 'DELIVERED', is_active: false }],
  ] as const)('shows the facets of an order that is %s', (status, facets) => {
    expect(rowOf(...historyTo(status))).toMatchObject({ status, ...facets });
  });

  it('says who called it off, why, and what it costs', () => {
    const { PlaceOrder, ConfirmOrder, AcceptOrder, CancelOrder } = orderCommands;
    expect(rowAfter(PlaceOrder, ConfirmOrder, AcceptOrder, CancelOrder)).toMatchObject({
      status: 'CANCELLED',
      is_active: false,
      reason: 'changed-mind',
      cancellation: {
        how: 'CANCELLED',
        by: 'customer',
        fault: 'customer',
        stage: 'PREPARING',
        feeMinor: 5_700,
      },
    });
  });

  it('forgets a cancellation that was taken back', () => {
    const { PlaceOrder, ConfirmOrder, CancelOrder, RestoreOrder } = orderCommands;
    expect(rowAfter(PlaceOrder, ConfirmOrder, CancelOrder, RestoreOrder)).toMatchObject({
      status: 'CONFIRMED',
      is_active: true,
      reason: null,
      cancellation: null,
    });
  });

  it('shows a rejection as cancelled, with the kitchen’s reason', () => {
    const { PlaceOrder, ConfirmOrder, RejectOrder } = orderCommands;
    expect(rowAfter(PlaceOrder, ConfirmOrder, RejectOrder)).toMatchObject({
      status: 'CANCELLED',
      kitchen_status: 'REJECTED',
      reason: 'item-sold-out',
      cancellation: { how: 'REJECTED', feeMinor: 0 },
    });
  });

  it('shows an order that lapsed as cancelled', () => {
    const { PlaceOrder, ExpireOrder } = orderCommands;
    expect(rowAfter(PlaceOrder, ExpireOrder)).toMatchObject({
      status: 'CANCELLED',
      cancellation: { how: 'EXPIRED' },
    });
  });

  it('shows food that could not be delivered, and that it came back', () => {
    const { FailDelivery, ConfirmReturn, DetachPartner } = orderCommands;
    const failed = [
      ...historyTo('OUT_FOR_DELIVERY'),
      ...eventsOf([FailDelivery], fold(order, historyTo('OUT_FOR_DELIVERY'))),
    ];
    expect(rowOf(...failed)).toMatchObject({
      status: 'CANCELLED',
      delivery_status: 'RETURNING',
      courier_id: courierAsha,
      reason: 'nobody-at-the-door',
    });
    const returned = [
      ...failed,
      ...eventsOf([ConfirmReturn, { ...DetachPartner, at: minutesAfterNoon(56) }], fold(order, failed)),
    ];
    expect(rowOf(...returned)).toMatchObject({ delivery_status: 'RETURNED', courier_id: null });
  });

  it('shows no courier any more when the courier was detached', () => {
    const history = historyTo('READY');
    const detached = [...history, ...eventsOf([orderCommands.DetachPartner], fold(order, history))];
    expect(rowOf(...detached)).toMatchObject({ courier_id: null, delivery_status: 'NONE' });
  });

  describe('with its delivery', () => {
    const { StartSearch, ExhaustSearch, OfferCustomerChoice, Reassign, ReviseEta } = deliveryCommands;
    const { ArriveAtRestaurant, ArriveAtCustomer, ReportFailure } = deliveryCommands;
    /** What happened to the order, and then to its delivery. */
    const rowWith = (status: OrderStatus, ...more: readonly (OrderEvent | DeliveryEvent)[]): OrderViewRow => {
      const row = foldOrderView(factsOf([...historyTo(status), ...more]));
      if (row === null) throw new Error('no row');
      return row;
    };
    const searching: DeliveryEvent = { type: 'PartnerSearchStarted', cause: 'accepted', at: StartSearch.at };
    const exhausted: DeliveryEvent = { type: 'SearchExhausted', at: ExhaustSearch.at };
    const choice: DeliveryEvent = { ...OfferCustomerChoice, type: 'CustomerChoiceOffered' };
    const attached: OrderEvent = { type: 'PartnerAttached', courierId: courierAsha, at: NOON };
    const detached: OrderEvent = { ...attached, type: 'PartnerDetached', reason: 'flat-tyre' };
    const given = { ...Reassign, type: 'PartnerReassigned', courierId: courierAsha, attempt: 1 } as const;
    const atKitchen: DeliveryEvent = { ...ArriveAtRestaurant, type: 'ArrivedAtRestaurant' };
    const atDoor: DeliveryEvent = { ...ArriveAtCustomer, type: 'ArrivedAtCustomer' };
    const failed: DeliveryEvent = { ...ReportFailure, type: 'DeliveryFailed' };
    const revised: DeliveryEvent = { ...ReviseEta, type: 'EtaRevised' };
    const out: OrderEvent = { type: 'OrderOutForDelivery', at: NOON };
    const undeliverable: OrderEvent = {
      type: 'OrderUndeliverable',
      reason: 'customer-unreachable',
      at: NOON,
    };
    const called = eventsOf([orderCommands.CancelOrder], orderIn('PREPARING'));

    it.each<[string, OrderStatus, readonly (OrderEvent | DeliveryEvent)[]]>([
      ['SEARCHING', 'PREPARING', [searching]],
      ['NO_COURIER_FOUND', 'PREPARING', [searching, exhausted]],
      ['ASSIGNED', 'PREPARING', [searching, exhausted, attached]],
      ['ASSIGNED', 'READY', [searching]],
      ['AT_RESTAURANT', 'READY', [atKitchen]],
      ['SEARCHING', 'READY', [given]],
      ['SEARCHING', 'READY', [given, detached]],
      ['SEARCHING', 'READY', [atKitchen, detached, given, searching]],
      ['ASSIGNED', 'READY', [{ ...given, courierId: courierBilal }]],
      ['AT_CUSTOMER', 'OUT_FOR_DELIVERY', [atDoor]],
      ['AT_CUSTOMER', 'PICKED_UP', [atDoor, out]],
      ['OUT_FOR_DELIVERY', 'PICKED_UP', [out]],
      ['FAILED', 'OUT_FOR_DELIVERY', [atDoor, failed]],
      ['RETURNING', 'OUT_FOR_DELIVERY', [failed, undeliverable]],
      ['RETURNING', 'OUT_FOR_DELIVERY', [undeliverable, failed]],
      ['NONE', 'PREPARING', [searching, exhausted, ...called]],
      ['DELIVERED', 'DELIVERED', [atDoor]],
    ])('is %s', (delivery_status, status, more) => {
      expect(rowWith(status, ...more).delivery_status).toBe(delivery_status);
    });

    it('is expected when it was last estimated, and not as of the beginning', () =>
      expect(rowWith('READY', revised)).toMatchObject({ eta_at: ReviseEta.p50, updated_at: ReviseEta.at }));

    it('shows the choice as long as nobody brings it', () => {
      expect(rowWith('PREPARING', searching, choice).choice_until).toBe(OfferCustomerChoice.until);
      expect(rowWith('PREPARING', searching, choice, attached).choice_until).toBeNull();
      expect(rowWith('PREPARING', searching, choice, ...called).choice_until).toBeNull();
      expect(rowWith('PREPARING', searching, choice, searching).choice_until).toBeNull();
    });

    it('counts revisions of its own stream, and positions of all', () =>
      expect(rowWith('PREPARING', searching)).toMatchObject({
        revision: historyTo('PREPARING').length - 1,
        position: 100 + historyTo('PREPARING').length,
      }));
  });

  it('holds and clears the risk', () => {
    const { PlaceOrder, HoldForReview, ClearHold } = orderCommands;
    expect(rowAfter(PlaceOrder, HoldForReview)).toMatchObject({ risk_status: 'HELD', reason: 'new-device' });
    expect(rowAfter(PlaceOrder, HoldForReview, ClearHold)).toMatchObject({
      risk_status: 'CLEARED',
      reason: null,
    });
  });

  it('names the last event that it shows', () => {
    const history = historyTo('DELIVERED');
    expect(rowOf(...history)).toMatchObject({
      revision: history.length - 1,
      position: 99 + history.length,
      updated_at: history.at(-1)!.at,
    });
  });

  it('has the status and the courier that the order itself has, whatever happened', () => {
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const events = someOrder('order-1', dice(seed)).flat();
      const state = fold(order, events);
      if (state.is === 'absent') throw new Error('not placed');
      expect(rowOf(...events)).toMatchObject({
        status: state.status,
        risk_status: state.risk,
        courier_id: state.courierId,
        ready_by: state.readyBy,
        total_minor: state.total.minor,
      });
    }
  });

  it('is not there for an order without events', () => {
    expect(foldOrderView([])).toBeNull();
  });

  it('refuses a history that does not begin with the placing', () => {
    expect(() => foldOrderView(factsOf([{ type: 'OrderHoldCleared', at: NOON }]))).toThrow('never placed');
  });

  it('is kept under the order that the event belongs to', () => {
    const [fact] = factsOf(historyTo('PENDING', { orderId: asId('order-1') }));
    expect(orderView.keysOf(fact!)).toEqual(['order-1']);
  });
});
