import * as fc from 'fast-check';
import type { DeliveryEvent } from '../delivery/delivery-messages';
import { fold } from '../kernel/decider';
import { plusMs } from '../kernel/instant';
import { order } from '../order/order';
import {
  aPlaceOrder,
  courierAsha,
  eventsOf,
  historyTo,
  minutesAfterNoon,
  NOON,
  orderCommands,
} from '../order/order.fixtures';
import type { OrderCommand } from '../order/order-messages';
import { expectedAt, showsLocation, track, type TrackedEvent, type TrackedOrder } from './tracked-order';
import type { TrackingMessage } from './tracking-messages';

const tracked = (events: readonly TrackedEvent[]): TrackedOrder => {
  const after = events.reduce<TrackedOrder | null>(track, null);
  if (after === null) throw new Error('no event, no order');
  return after;
};

const after = (...commands: readonly OrderCommand[]): TrackedOrder => tracked(eventsOf(commands));

/** What a message says, without its number and time. */
const saidIn = (message: TrackingMessage): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'seq' && name !== 'at'));

const lastOf = ({ messages }: TrackedOrder): Readonly<Record<string, unknown>> => saidIn(messages.at(-1)!);

const deliveryEvent = (minute: number) => {
  const at = minutesAfterNoon(minute);
  return {
    searchStarted: { type: 'PartnerSearchStarted', cause: 'accepted', at },
    escalated: { type: 'SearchEscalated', level: 1, radiusMetres: 7_000, at },
    exhausted: { type: 'SearchExhausted', at },
    choice: { type: 'CustomerChoiceOffered', until: minutesAfterNoon(40), at },
    chose: { type: 'CustomerChoseToWait', at },
    atRestaurant: { type: 'ArrivedAtRestaurant', courierId: courierAsha, at },
    atCustomer: { type: 'ArrivedAtCustomer', courierId: courierAsha, at },
    eta: {
      type: 'EtaRevised',
      phase: 'to-customer',
      pickupAt: null,
      p50: minutesAfterNoon(33),
      p90: minutesAfterNoon(37),
      reason: 'handed-over',
      inputs: { prepSeconds: 0, firstMileMetres: null, lastMileMetres: 2_400 },
      policy: 'phase-eta/1',
      at,
    },
  } as const satisfies Readonly<Record<string, DeliveryEvent>>;
};

describe('an order as its customer follows it', () => {
  it('tells of every step of its life, each with when the food is expected', () => {
    const { messages } = tracked(historyTo('DELIVERED'));
    expect(
      messages.map((message) => [
        message.seq,
        message.type === 'status_update' ? message.step : message.type,
      ]),
    ).toEqual([
      [1, 'placed'],
      [2, 'confirmed'],
      [3, 'accepted'],
      [4, 'preparing'],
      [5, 'partner_assigned'],
      [6, 'ready'],
      [7, 'picked-up'],
      [8, 'out-for-delivery'],
      [9, 'delivered'],
    ]);
    expect(messages[0]).toEqual({
      seq: 1,
      type: 'status_update',
      status: 'PENDING',
      step: 'placed',
      expectedAt: aPlaceOrder().promisedAt,
      at: NOON,
    });
    expect(messages.at(-1)).toEqual({
      seq: 9,
      type: 'delivered',
      codeVerified: true,
      at: orderCommands.ConfirmDelivery.at,
    });
  });

  it('names the courier by id only, and says when somebody else has to be found', () => {
    expect(lastOf(tracked([...historyTo('PREPARING'), ...eventsOf([]), attached()]))).toEqual({
      type: 'partner_assigned',
      courierId: courierAsha,
      expectedAt: aPlaceOrder().promisedAt,
    });
    const detached = {
      type: 'PartnerDetached',
      courierId: courierAsha,
      reason: 'flat-tyre',
      at: NOON,
    } as const;
    const without = tracked([...historyTo('PREPARING'), attached(), detached]);
    expect(lastOf(without)).toEqual({ type: 'partner_unassigned', courierId: courierAsha });
    expect(without).toMatchObject({ courierId: null, delivery: 'NONE' });
  });

  it('tells once that a courier is looked for, that it takes longer, and that there is a choice', () => {
    const [first, later] = [deliveryEvent(20), deliveryEvent(25)];
    const order = tracked([
      ...historyTo('PREPARING'),
      first.searchStarted,
      first.escalated,
      later.escalated,
      later.exhausted,
      later.choice,
      later.chose,
    ]);
    expect(order.messages.slice(4).map((message) => [message.seq, saidIn(message)])).toEqual([
      [5, { type: 'search_update', state: 'searching', until: null }],
      [6, { type: 'search_update', state: 'delayed', until: null }],
      [7, { type: 'search_update', state: 'choice', until: minutesAfterNoon(40) }],
      [8, { type: 'search_update', state: 'waiting', until: null }],
    ]);
    expect(order).toMatchObject({ delivery: 'SEARCHING', search: 'waiting' });
    expect(tracked([...historyTo('PREPARING'), first.searchStarted, attached()]).search).toBeNull();
  });

  it('looks for a courier anew when the one that the customer knew of is gone', () => {
    const { searchStarted } = deliveryEvent(20);
    const detached = {
      type: 'PartnerDetached',
      courierId: courierAsha,
      reason: 'flat-tyre',
      at: NOON,
    } as const;
    const story = [
      ...historyTo('PREPARING'),
      searchStarted,
      searchStarted,
      attached(),
      detached,
      searchStarted,
    ];
    expect(
      tracked(story)
        .messages.map(({ type }) => type)
        .slice(4),
    ).toEqual(['search_update', 'partner_assigned', 'partner_unassigned', 'search_update']);
  });

  it('gives each change of the estimate with its reason, and goes by the last', () => {
    const order = tracked([...historyTo('PICKED_UP'), deliveryEvent(27).eta]);
    expect(lastOf(order)).toEqual({
      type: 'eta_update',
      phase: 'to-customer',
      p50: minutesAfterNoon(33),
      p90: minutesAfterNoon(37),
      reason: 'handed-over',
    });
    expect(expectedAt(order)).toBe(minutesAfterNoon(33));
  });

  it('says that the courier is at the restaurant, and at the door', () => {
    const at = tracked([...historyTo('READY'), deliveryEvent(25).atRestaurant]);
    expect(lastOf(at)).toMatchObject({ step: 'courier-at-restaurant', status: 'READY' });
    const door = tracked([...historyTo('OUT_FOR_DELIVERY'), deliveryEvent(33).atCustomer]);
    expect(lastOf(door)).toMatchObject({ step: 'courier-at-door', status: 'OUT_FOR_DELIVERY' });
    expect([at.delivery, door.delivery]).toEqual(['AT_RESTAURANT', 'AT_CUSTOMER']);
  });

  it('shows where the courier is from the handover to the delivery, and at no other time', () => {
    const shown = (['PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'CANCELLED', 'DELIVERED'] as const).map(
      (status) => showsLocation(tracked(historyTo(status)), minutesAfterNoon(90)),
    );
    expect(shown).toEqual([false, false, false, false, false, false]);
    const { at } = orderCommands.ConfirmPickup;
    for (const status of ['PICKED_UP', 'OUT_FOR_DELIVERY'] as const) {
      expect(showsLocation(tracked(historyTo(status)), at)).toBe(true);
      expect(showsLocation(tracked(historyTo(status)), plusMs(at, -1))).toBe(false);
    }
  });

  it('ends with what called it off, who did, and what it costs', () => {
    const { PlaceOrder, ConfirmOrder, AcceptOrder, CancelOrder, RejectOrder, ExpireOrder } = orderCommands;
    expect(lastOf(after(PlaceOrder, ConfirmOrder, AcceptOrder, CancelOrder))).toEqual({
      type: 'cancelled',
      how: 'cancelled',
      by: 'customer',
      reason: 'changed-mind',
      fee: { minor: 5_700, currency: 'INR' },
    });
    expect(lastOf(after(PlaceOrder, ExpireOrder))).toMatchObject({ how: 'expired', by: null, fee: null });
    expect(lastOf(after(PlaceOrder, ConfirmOrder, RejectOrder))).toMatchObject({
      how: 'rejected',
      by: 'restaurant',
      reason: 'item-sold-out',
    });
    const failed = tracked([
      ...historyTo('OUT_FOR_DELIVERY'),
      { type: 'OrderUndeliverable', reason: 'nobody-at-the-door', at: NOON },
    ]);
    expect(lastOf(failed)).toMatchObject({ how: 'undeliverable', reason: 'nobody-at-the-door' });
    expect(failed).toMatchObject({ isOver: true, delivery: 'FAILED' });
  });

  it('tells nothing after its end, whatever still happens', () => {
    const { messages } = tracked(historyTo('DELIVERED'));
    const { eta, atCustomer, searchStarted } = deliveryEvent(50);
    const completed = tracked([...historyTo('COMPLETED'), eta, atCustomer, searchStarted]);
    expect(completed.messages).toEqual(messages);
    expect(completed).toMatchObject({ status: 'COMPLETED', isOver: true });
  });

  it('goes on when its cancellation is taken back', () => {
    const { CancelOrder, RestoreOrder } = orderCommands;
    const before = historyTo('PREPARING');
    const restored = tracked([...before, ...eventsOf([CancelOrder, RestoreOrder], fold(order, before))]);
    expect(lastOf(restored)).toMatchObject({ type: 'status_update', step: 'restored', status: 'PREPARING' });
    expect(restored).toMatchObject({ isOver: false, status: 'PREPARING' });
  });

  it('begins with an order that was placed', () =>
    expect(() => track(null, { type: 'OrderReadyForPickup', at: NOON })).toThrow('never placed'));
});

const attached = () =>
  ({ type: 'PartnerAttached', courierId: courierAsha, at: minutesAfterNoon(10) }) as const;

const aStory: fc.Arbitrary<readonly TrackedEvent[]> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(orderCommands)).map((command) => ({ command })),
      fc.tuple(fc.constantFrom(...Object.keys(deliveryEvent(0))), fc.nat(90)).map(([name, minute]) => ({
        event: deliveryEvent(minute)[name as keyof ReturnType<typeof deliveryEvent>],
      })),
    ),
    { maxLength: 80 },
  )
  .map((steps) => {
    const story: TrackedEvent[] = [...eventsOf([aPlaceOrder()])];
    let state = fold(order, eventsOf([aPlaceOrder()]));
    for (const step of steps) {
      if ('event' in step) {
        story.push(step.event);
        continue;
      }
      const decision = order.decide(step.command, state);
      if (!decision.ok) continue;
      state = fold({ ...order, initial: state }, decision.events);
      story.push(...decision.events);
    }
    return story;
  });

describe('for every history of an order and its delivery', () => {
  it('messages are numbered from 1 without gaps', () =>
    fc.assert(
      fc.property(aStory, (story) => {
        const { messages } = tracked(story);
        expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i + 1));
      }),
      { numRuns: 1_000 },
    ));

  it('a message stays as it was, whatever comes after it', () =>
    fc.assert(
      fc.property(aStory, fc.nat(), (story, at) => {
        const cut = 1 + (at % story.length);
        const earlier = tracked(story.slice(0, cut)).messages;
        expect(tracked(story).messages.slice(0, earlier.length)).toEqual(earlier);
      }),
      { numRuns: 1_000 },
    ));

  it('a terminal message is the last, unless the order goes on after all', () =>
    fc.assert(
      fc.property(aStory, (story) => {
        const order = tracked(story);
        const isTerminal = ({ type }: TrackingMessage): boolean =>
          type === 'delivered' || type === 'cancelled';
        expect(isTerminal(order.messages.at(-1)!)).toBe(order.isOver);
        for (const [i, message] of order.messages.entries()) {
          const next = order.messages[i + 1];
          if (isTerminal(message) && next !== undefined) expect(next).toMatchObject({ step: 'restored' });
        }
      }),
      { numRuns: 1_000 },
    ));

  it('no location is shown before the handover or after the end', () =>
    fc.assert(
      fc.property(aStory, (story) => {
        const order = tracked(story);
        const handedOver = story.find(({ type }) => type === 'OrderHandedOver');
        expect(showsLocation(order, minutesAfterNoon(90))).toBe(handedOver !== undefined && !order.isOver);
        expect(showsLocation(order, plusMs(handedOver?.at ?? NOON, -1))).toBe(false);
      }),
      { numRuns: 1_000 },
    ));
});
