import { fold } from '../../domain/kernel/decider';
import { asId } from '../../domain/kernel/ids';
import { delivery } from '../../domain/delivery/delivery';
import { deliveryCommands, deliveryEventsOf, deliveryTo } from '../../domain/delivery/delivery.fixtures';
import type { DeliveryCommand, DeliveryEvent } from '../../domain/delivery/delivery-messages';
import type { DeliveryStage } from '../../domain/delivery/delivery-transitions';
import { courierAsha, courierBilal, minutesAfterNoon } from '../../domain/order/order.fixtures';
import { someDelivery } from '../delivery-histories.fixtures';
import { dice } from '../histories.fixtures';
import { foldRow, type FeedEvent } from '../projection';
import { deliveries, type DeliveryProgress, type DeliveryRow } from './deliveries';

function rowOf(events: readonly DeliveryEvent[]): DeliveryRow {
  const row = foldRow(
    deliveries,
    'order-1',
    events.map((event, n): FeedEvent<DeliveryEvent> => ({
      event,
      metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
      recorded: { revision: n, position: n + 1 } as FeedEvent['recorded'],
    })),
  );
  if (row === null) throw new Error('no row');
  return row;
}

const after = (stage: DeliveryStage, ...commands: readonly DeliveryCommand[]): DeliveryRow => {
  const history = deliveryTo(stage);
  return rowOf([...history, ...deliveryEventsOf(commands, fold(delivery, history))]);
};

/** What the read model calls the stages. */
const PROGRESS: Readonly<Record<DeliveryStage, DeliveryProgress>> = {
  waiting: 'REQUESTED',
  searching: 'SEARCHING',
  offered: 'OFFERED',
  assigned: 'ASSIGNED',
  'at-restaurant': 'AT_RESTAURANT',
  'on-the-way': 'ON_THE_WAY',
  'at-door': 'AT_CUSTOMER',
  failed: 'FAILED',
  completed: 'DELIVERED',
  cancelled: 'CANCELLED',
  returned: 'RETURNED',
};

describe('the deliveries', () => {
  it.each(Object.entries(PROGRESS))('are, at the stage %s, %s', (stage, status) =>
    expect(after(stage as DeliveryStage).status).toBe(status),
  );

  it('show the open offer, and who is asked until when', () =>
    expect(after('offered')).toMatchObject({
      offer_courier_id: courierAsha,
      offer_attempt: 1,
      offer_until: '2026-03-14T12:16:25.000Z',
      offer_pickup_metres: 800,
      courier_id: null,
      is_active: true,
    }));

  it.each([
    'AcceptAssignment',
    'DeclineAssignment',
    'ExpireOffer',
    'AssignPartner',
    'CancelDelivery',
  ] as const)('show no offer any more after %s', (type) =>
    expect(after('offered', deliveryCommands[type])).toMatchObject({
      offer_courier_id: null,
      offer_attempt: null,
      offer_until: null,
      offer_pickup_metres: null,
    }),
  );

  it('show when each step was', () =>
    expect(after('completed')).toMatchObject({
      requested_at: minutesAfterNoon(4),
      search_began_at: minutesAfterNoon(15),
      assigned_at: '2026-03-14T12:16:10.000Z',
      at_restaurant_at: minutesAfterNoon(22),
      pickup_verified_at: minutesAfterNoon(25),
      departed_at: minutesAfterNoon(26),
      at_customer_at: minutesAfterNoon(33),
      ended_at: minutesAfterNoon(35),
      courier_id: courierAsha,
      is_active: false,
    }));

  const { ExhaustSearch, OfferCustomerChoice, RecordSilence, RecordHeard, AssignPartner, ChooseToWait } =
    deliveryCommands;

  it.each<[string, boolean, DeliveryRow]>([
    ['while somebody is looked for', false, after('searching')],
    ['once nobody was found anywhere', true, after('searching', ExhaustSearch)],
    ['once the customer has to choose', true, after('searching', OfferCustomerChoice)],
    ['though the customer waits', true, after('searching', OfferCustomerChoice, ChooseToWait)],
    ['no more once somebody brings it', false, after('searching', ExhaustSearch, AssignPartner)],
    ['while nothing is heard of the courier', true, after('on-the-way', RecordSilence)],
    ['no more when they are heard of', false, after('on-the-way', RecordSilence, RecordHeard)],
    ['when it could not be handed over', true, after('failed')],
    ['no more when the food is back', false, after('returned')],
    [
      'no more when it was called off',
      false,
      after('searching', ExhaustSearch, deliveryCommands.CancelDelivery),
    ],
  ])('need help %s: %s', (_, needs, row) => expect(row.needs_help).toBe(needs));

  it('forget the courier who gave it back, and count attempts on', () => {
    const row = after('at-restaurant', deliveryCommands.Reassign);
    expect(row).toMatchObject({ courier_id: null, at_restaurant_at: null, status: 'REQUESTED', attempt: 1 });
    const next = { ...AssignPartner, attempt: 2 };
    expect(after('at-restaurant', deliveryCommands.Reassign, next)).toMatchObject({
      courier_id: courierBilal,
      attempt: 2,
    });
  });

  it('keep of the picture at the door all but the place', () => {
    const { proof } = after('at-door', deliveryCommands.RecordProof);
    expect(proof).toMatchObject({ sha256: 'picture-hash', distanceMetres: 20 });
    expect(JSON.stringify(proof)).not.toContain('place');
  });

  it('begin anew when a called-off order is restored', () =>
    expect(
      after('cancelled', { ...deliveryCommands.RequestDelivery, at: minutesAfterNoon(21) }),
    ).toMatchObject({
      status: 'REQUESTED',
      is_active: true,
      courier_id: null,
      reason: null,
      attempt: 1,
    }));

  it('agree with the delivery itself, whatever happened', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const events = someDelivery(asId('order-1'), dice(seed)).flat();
      if (events.length === 0) continue;
      const state = fold(delivery, events);
      if (state.is === 'absent') throw new Error('never requested');
      seen.add(state.stage);
      expect(rowOf(events)).toMatchObject({
        status: PROGRESS[state.stage],
        courier_id: state.assigned?.courierId ?? null,
        offer_courier_id: state.offer?.courierId ?? null,
        offer_attempt: state.offer?.attempt ?? null,
        is_active: !['completed', 'returned', 'cancelled'].includes(state.stage),
      });
    }
    expect([...seen].sort()).toEqual(Object.keys(PROGRESS).sort());
  });

  it('refuse a history without a beginning', () =>
    expect(() => rowOf(deliveryTo('searching').slice(1))).toThrow('never requested'));
});
